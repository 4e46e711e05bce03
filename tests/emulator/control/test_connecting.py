"""What helps somebody connect, over the control API."""

from __future__ import annotations


async def test_the_credentials_of_an_app_are_told_to_who_holds_the_token(console, served):
    """They are those the app connects with; without the token there is nothing to read."""
    info = served.info()
    told = (await console.get(f"/apps/{info['app_id']}/credentials")).json()
    refused = await console.get(f"/apps/{info['app_id']}/credentials", headers={"Authorization": ""})

    assert told == {key: info[key] for key in ("app_id", "app_secret", "encrypt_key", "verification_token")}
    assert refused.status_code == 401
    assert info["app_secret"] not in refused.text


async def test_a_demo_bot_is_started_by_who_has_one(console, served):
    """The call starts the bot that the emulator was given, and says so when it was given none."""
    without = await console.post("/demo-bot")
    started = []

    async def start() -> None:
        started.append(True)

    served.start_demo_bot = start
    done = await console.post("/demo-bot")

    assert (without.status_code, without.json()["code"]) == (409, "no_demo_bot")
    assert (done.status_code, started) == (200, [True])
