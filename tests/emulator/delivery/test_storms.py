"""Bots that answer bots without end: what counts, what is paused, and how it goes on."""

from __future__ import annotations

import httpx2
import pytest

from larkline.emulator import Emulator
from larkline.emulator.delivery.pushes import make_push
from larkline.emulator.delivery.storms import Storm, Storms
from tests.emulator.control.test_stream import following
from tests.emulator.platform_api.conftest import Api, api
from tests.emulator.tiny_client import TinyApp, answer

__all__ = ["api"]  # a fixture of the calls
CREATED = "im.message.reaction.created_v1"


def test_the_hundred_and_first_within_five_seconds_is_one_too_many():
    """Those of another app do not count, and those before the five seconds are forgotten."""
    storms = Storms()
    slow = [storms.count("a", now=number * 0.0625, at=1000.0) for number in range(1000)]
    quick = [storms.count("b", now=100.0, at=1000.0) for _ in range(101)]
    more = storms.count("b", now=200.0, at=1100.0)

    assert not any(slow)
    assert quick == [False] * 100 + [True]
    assert not more
    assert (storms.of("a"), storms.of("b")) == (None, Storm(since=1000.0, events=102))


def test_after_the_end_it_is_counted_anew():
    """By a resume, or by a reset for every app."""
    storms = Storms(events=1)
    first = [storms.count("a", now=1.0, at=1.0) for _ in range(2)]
    ended = [storms.end("a"), storms.end("a")]
    second = [storms.count("a", now=1.0, at=1.0) for _ in range(2)]
    storms.forget()

    assert first == second == [False, True]
    assert ended == [True, False]
    assert storms.of("a") is None


@pytest.fixture
async def flood(local: Emulator, api: Api):
    """Lets the bot put emojis on a message, and gives the verdicts of what it is told of them."""
    local.configure(event_types=["im.*"])
    message = (await local.say("hi", by="ou_alice")).message
    count = 0

    async def react(times: int) -> list[str]:
        nonlocal count
        before = len(local.deliveries())
        for _ in range(times):
            count += 1
            body = {"reaction_type": {"emoji_type": f"E{count}"}}
            await api.call("POST", f"/im/v1/messages/{message.message_id}/reactions", json=body)
        await local.wait(idle=0)
        return [exchange.verdict.rule for exchange in local.deliveries()[before:] if exchange.verdict is not None]

    return react


async def test_an_echo_is_stopped_and_goes_on_when_it_is_let(local, flood):
    """From the hundred and first on nothing goes out, people's doing included, until it is resumed."""
    async with local.running(TinyApp(answer(None))):
        before = await flood(100)
        storm = await flood(2)
        said = await local.say("still there?", by="ou_alice")
        state = local.core.storms.of(local.app().app_id)
        local.resume()
        after = await local.say("and now?", by="ou_alice")

    assert set(before) == {"ok"}
    assert storm == ["event.paused"] * 2
    assert said.deliveries[0].verdict.rule == "event.paused"
    assert (state.events, state.since) == (102, pytest.approx(local.clock.time(), abs=60))
    assert after.deliveries[0].verdict.rule == "ok"


async def test_a_click_in_a_storm_fails_with_the_reason(local, flood):
    """Nothing waits in silence, and nothing comes again by itself."""
    async with local.running(TinyApp(answer({}))):
        await flood(101)
        card = {"elements": [{"tag": "button", "text": {"tag": "plain_text", "content": "Go"}, "value": {"a": 1}}]}
        click = await local.click(await local.send(card), "Go")

    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "settings.paused")
    assert [timer for timer in local.timers.list() if CREATED in timer.subject] == []


async def test_with_time_between_them_any_number_is_fine(local, flood):
    """The clock of the platform counts."""
    async with local.running(TinyApp(answer(None))):
        rules = []
        for _ in range(4):
            rules += await flood(60)
            await local.clock.advance(5.0)

    assert set(rules) == {"ok"}


async def test_people_and_the_control_api_raise_no_storm(local):
    """However fast they are."""
    async with local.running(TinyApp(answer({}))):
        for number in range(120):
            await local.say(f"{number}", by="ou_alice")
        message = local.messages("oc_alice")[0]
        for number in range(60):
            await local.react(message, f"E{number}", by="ou_alice")
            await local.trigger(CREATED)

    assert local.core.storms.of(local.app().app_id) is None
    assert {exchange.verdict.rule for exchange in local.deliveries()} == {"ok"}


@pytest.mark.parametrize("scope", ["world", "journal"])
async def test_a_reset_ends_a_storm(local, flood, scope):
    """As everything else of the run."""
    await flood(101)
    paused = local.core.storms.of(local.app().app_id)
    local.core.reset(**{part: part == scope for part in ("world", "journal", "faults")})

    assert paused is not None
    assert local.core.storms.of(local.app().app_id) is None


async def test_the_control_api_shows_a_storm_and_ends_it(served):
    """On the app, in the info, and on the stream."""
    info, app = served.info(), served.app()
    headers = {"Authorization": f"Bearer {info['token']}"}
    push = make_push(app, served.tenant().tenant_key, CREATED, {}, served.core.ids, at=served.clock.time())
    async with (
        following(served) as events,
        httpx2.AsyncClient(base_url=info["console_url"] + "/api/v1", headers=headers, trust_env=False) as client,
    ):
        await events.next()
        for _ in range(101):
            served.core.engine.begin(push, caused_by=app.app_id)
        _, _, told = (await events.until("app", "paused"))[-1]
        shown = (await client.get("/info")).json()["storms"]
        resumed = (await client.post(f"/apps/{app.app_id}/resume")).json()
        _, _, untold = (await events.until("app", "resumed"))[-1]
        after = (await client.get("/info")).json()["storms"]

    assert told["row"]["storm"]["events"] == 101
    assert (shown, after) == ([app.app_id], [])
    assert (resumed["storm"], untold["row"]) == (None, resumed)
