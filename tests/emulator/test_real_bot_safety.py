"""Nothing of a real bot is configured, and nothing leaves this machine, before a person has agreed to it (S21)."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner

from larkline.cli.commands import larkline
from larkline.emulator import Emulator
from tests.emulator.hook_server import always, answering, http, serving

REAL = "XkP2vR7tQ9wLs4NnB6yD8mHc3GfJ0aZe"
ELSEWHERE = "http://bot.example/webhook"


@pytest.fixture
def asked(served: Emulator) -> list[str]:
    """The names that were looked up; each leads to this machine."""
    names: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        names.append(host)
        return ["127.0.0.1"]

    served.core.webhooks.sender.resolve = resolve
    return names


def refusal(response: httpx2.Response) -> tuple[int, str]:
    """Give status and code of a refusal, which names the remedy."""
    body = response.json()
    assert "confirm: true" in body["hint"]
    assert REAL not in response.text
    return response.status_code, body["code"]


@pytest.mark.parametrize("path", ["webhook", "subscription"])
async def test_an_address_elsewhere_is_asked_about_first(served, console, asked, path):
    """With an error of its own; not even the name is looked up."""
    response = await console.post(f"/apps/{served.app().app_id}/{path}", json={"event_url": ELSEWHERE})

    assert refusal(response) == (409, "remote_address")
    assert "--allow-remote bot.example" in response.json()["message"]
    assert asked == []
    assert served.app().subscription.event_url == ""


async def test_a_confirmed_address_is_checked_and_saved(served, console, asked):
    """From then on its host needs no confirmation."""
    async with serving(answering(served.app().encrypt_key, always(http({})))) as server:
        url = server.url().replace("127.0.0.1", "bot.example")
        path = f"/apps/{served.app().app_id}/webhook"
        first = await console.post(path, json={"event_url": url, "confirm": True})
        second = await console.post(path, json={"callback_url": url})

    assert (first.status_code, first.json()["event_url"]) == (200, url)
    assert second.status_code == 200
    assert set(asked) == {"bot.example"}


async def test_a_confirmed_address_that_fails_its_check_is_asked_about_again(served, console, asked):
    """What was not saved is not allowed either; the other rules hold for what is confirmed."""
    path = f"/apps/{served.app().app_id}/webhook"
    own = served.info()["platform_url"].replace("127.0.0.1", "bot.example")
    failed = await console.post(path, json={"event_url": own, "confirm": True})
    again = await console.post(path, json={"event_url": own})

    assert failed.json()["code"] == "address_forbidden"
    assert refusal(again) == (409, "remote_address")


async def test_a_replay_elsewhere_is_asked_about_first(served, console, asked):
    """As an address that is saved."""
    delivery = (await served.say("hi")).deliveries[0]
    refused = await console.post(f"/deliveries/{delivery.id}/replay", json={"url": ELSEWHERE})
    several = await console.post("/replays", json={"deliveries": [delivery.id], "url": ELSEWHERE})
    confirmed = await console.post(
        f"/deliveries/{delivery.id}/replay",
        json={"url": f"{ELSEWHERE}:9".replace("/webhook:9", ":9/"), "confirm": True},
    )

    assert refusal(refused) == refusal(several) == (409, "remote_address")
    assert confirmed.status_code == 200


@pytest.mark.parametrize("setting", ["app_secret", "encrypt_key", "verification_token"])
async def test_a_secret_that_looks_real_is_asked_about_first(served, console, setting):
    """Nothing is changed until it is confirmed; then it is masked as the others are."""
    path = f"/apps/{served.app().app_id}/credentials"
    before = getattr(served.app(), setting)
    refused = await console.post(path, json={setting: REAL, "encrypt_key": "made-up"} | {setting: REAL})
    kept = getattr(served.app(), setting)
    confirmed = await console.post(path, json={setting: REAL, "confirm": True})
    shown: dict[str, Any] = served.core.journal.masked({"text": f"it is {REAL}"})

    assert refusal(refused) == (409, "real_secret")
    assert kept == before
    assert confirmed.status_code == 200
    assert getattr(served.app(), setting) == REAL
    assert REAL not in confirmed.text + json.dumps(shown)


async def test_secrets_that_are_made_up_are_taken(served, console):
    """And are what a client signs in with; one that stays as it is needs no confirmation."""
    app = served.app()
    path = f"/apps/{app.app_id}/credentials"
    taken = await console.post(path, json={"app_secret": "my-test-secret", "encrypt_key": app.encrypt_key})
    nothing = await console.post(path, json={"confirm": True})
    empty = await console.post(path, json={"app_secret": ""})
    token = await console.post(
        f"{served.info()['platform_url']}/open-apis/auth/v3/tenant_access_token/internal",
        json={"app_id": app.app_id, "app_secret": "my-test-secret"},
    )

    assert (taken.status_code, nothing.status_code, empty.status_code) == (200, 400, 400)
    assert token.json()["code"] == 0


def test_hosts_are_allowed_at_the_start(monkeypatch):
    """By an option of the command, as many as there are."""
    seen: dict[str, Any] = {}
    monkeypatch.setattr("larkline.emulator.Emulator", lambda **options: seen.update(options))
    monkeypatch.setattr("larkline.cli.emulator.run_emulator", lambda *_, **__: None)
    done = CliRunner().invoke(larkline, ["emulator", "--allow-remote", "a.example", "--allow-remote", "b.example"])

    assert done.exit_code == 0
    assert seen["webhook_hosts"] == ("a.example", "b.example")
