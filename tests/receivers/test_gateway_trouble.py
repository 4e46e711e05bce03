"""A gateway that resets, freezes, refuses and dies, over real sockets."""

from __future__ import annotations

import asyncio
import time

import pytest

from larkline import App, CardAction, Toast
from larkline.clock import ManualClock
from larkline.links.websocket import OpenNetwork
from larkline.wire.endpoint import ClientConfig
from tests.receivers.scripted_platform import (
    LIMIT_REACHED,
    Gate,
    ScriptedPlatform,
    click,
    connected,
    event,
    log_book,
    read,
    refused,
    soon,
    until,
)


def answering(app: App) -> App:
    """Let an app answer clicks with what they carry."""

    @app.on_card_action()
    async def answer(action: CardAction[dict[str, object]]) -> Toast:
        await asyncio.sleep(0)
        return Toast.info(str(action.value["n"]))

    return app


# --- resets -----------------------------------------------------------------------------------------------------------


async def test_a_reset_is_followed_by_a_connection_at_once():
    """With a nonce of zero no time passes between the reset and the next connection, as often as it happens."""
    clock = ManualClock()  # it stands still: whatever waits would wait for ever
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        async with app.connected(platform=platform.on(clock)):
            for count in range(20):
                gate = await platform.gate()
                assert await gate.ask(click({"n": count})) == (200, {"toast": {"type": "info", "content": str(count)}})
                gate.abort()
            await platform.gate()

    assert len(platform.questions) == 21  # each connection has an address of its own


@pytest.mark.parametrize("code", [1000, 1001, 1011, 4000])
async def test_a_goodbye_of_the_gateway_is_followed_by_a_connection(code):
    """Whatever code it has, the app comes back."""
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        with log_book("larkline.connection") as book:
            async with connected(app, platform) as gate:
                await soon(gate.pings.get())
                await gate.connection.close(code, "maintenance")
                await (await platform.gate()).ask(click({"n": 1}))

    assert book.lines(f"the platform closed the connection ({code}: maintenance)")


# --- a link that is frozen --------------------------------------------------------------------------------------------


async def test_a_frozen_link_is_noticed_within_25_seconds():
    """Without a FIN, at a ping interval of 120 s, moved time: gone after twenty seconds, back at once."""
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform(config=ClientConfig(reconnect_nonce=0, ping_interval=120)) as platform:
        app = answering(platform.app())
        with log_book("larkline.connection") as book:
            async with connected(app, platform, clock) as gate:
                await gate.ask(click({"n": 1}))
                frozen_at = clock.now()
                gate.freeze()
                await clock.advance(10.0)
                probed = app.status().state
                await clock.advance(9.0)
                await clock.advance(1.5)
                later = await platform.gate()
                noticed_after = clock.now() - frozen_at
                await later.ask(click({"n": 2}))

    assert probed == "connected"
    assert noticed_after < 25.0
    assert book.lines("the platform was silent for 20 s")


@pytest.mark.soak
async def test_a_frozen_link_is_noticed_within_25_seconds_of_the_wall():
    """The same without moving time."""
    config = ClientConfig(reconnect_nonce=0, ping_interval=120)
    async with (
        ScriptedPlatform(config=config) as platform,
        connected(answering(platform.app()), platform) as gate,
    ):
        await gate.ask(click({"n": 1}))
        started = time.monotonic()
        gate.freeze()
        later = await platform.gate(within=60.0)
        noticed_after = time.monotonic() - started
        await later.ask(click({"n": 2}))

    assert 19.0 < noticed_after < 25.0


async def test_a_silent_gateway_that_answers_pings_of_the_link_is_kept():
    """Nothing but the pong of the link, hour after hour, is enough."""
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        async with connected(app, platform, clock) as gate:
            gate.answers_pings = False
            for _ in range(30):
                before = clock.now()
                await clock.advance(10.5)
                await until(lambda before=before: clock.now() - (app.status().last_frame or 0.0) > before)  # type: ignore[misc]
            await gate.ask(click({"n": 1}))

    assert len(platform.gates) == 1


async def test_a_frozen_link_does_not_keep_a_stop(monkeypatch):
    """A peer that does not say goodbye is given two seconds, not more."""
    monkeypatch.setattr("larkline.links.websocket.CLOSE_SECONDS", 0.1)
    async with ScriptedPlatform() as platform:
        async with connected(answering(platform.app()), platform) as gate:
            await gate.ask(click({"n": 1}))
            gate.freeze()
            started = time.monotonic()
        took = time.monotonic() - started

    assert took < 5.0


# --- the heartbeat ----------------------------------------------------------------------------------------------------


async def test_the_platform_dictates_the_interval():
    """Discovery says how often to ping, and a pong changes it."""
    clock = ManualClock(flowing=True)
    config = ClientConfig(reconnect_nonce=0, ping_interval=30)
    async with (
        ScriptedPlatform(config=config) as platform,
        connected(answering(platform.app()), platform, clock) as gate,
    ):
        first = await soon(gate.pings.get())
        await clock.advance(29.0)
        early = gate.ping_count
        await clock.advance(1.1)
        await soon(gate.pings.get())
        platform.config = ClientConfig(reconnect_nonce=0, ping_interval=3)
        await clock.advance(30.1)
        await soon(gate.pings.get())
        await gate.ask(click({"n": 1}))  # by now the pong is there
        await clock.advance(3.1)
        await soon(gate.pings.get())

    assert early == 1
    assert (first.method, first.service, first.header("type")) == (0, 33554678, "ping")


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["discovery", "handshake"])
async def test_the_connection_limit_later_and_its_end(door):
    """Reached on a reconnection, told each time, and lifted: the app is back."""
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        with log_book("larkline.connection") as book:
            async with connected(app, platform, clock) as gate:
                await gate.ask(click({"n": 1}))
                if door == "discovery":
                    platform.answers.extend([refused(1000040350, "exceed conn limit")] * 7)
                else:
                    platform.refusals.extend([LIMIT_REACHED] * 7)
                gate.abort()
                for count in range(1, 8):
                    await book.wait_for("trying again until one is free", count)
                    await book.wait_for("connecting in", count + 1)
                    await clock.advance(1.0)
                await (await platform.gate()).ask(click({"n": 2}))
                status = app.status()

    assert (status.state, status.error) == ("connected", None)


# --- a gateway that is killed -----------------------------------------------------------------------------------------


async def test_a_gateway_killed_twenty_times_under_load():
    """Back within its back-off each time; no delivery is acknowledged twice, none is answered wrong."""
    kills = 20
    clock = ManualClock(flowing=True)
    answered: dict[str, list[object]] = {}
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        with log_book("larkline.connection") as book:
            async with app.connected(platform=platform.on(clock, OpenNetwork(clock))):
                for rounds in range(kills + 1):
                    gate = await platform.gate()
                    await _load(gate, rounds, answered)
                    if rounds < kills:
                        await platform.kill_gateway()
                        await book.wait_for("the connection is lost", rounds + 1)
                        await book.wait_for("connection refused", rounds + 1)
                        await platform.start_gateway()
                        await clock.advance(1.0)
                await until(lambda: app.status().in_flight == 0)

    assert app.status().counters["connections"] == kills + 1
    assert len(answered) >= 20 * (kills + 1)
    for message_id, answers in answered.items():
        assert answers == [(200, {"toast": {"type": "info", "content": message_id}})]


async def _load(gate: Gate, number: int, answered: dict[str, list[object]]) -> None:
    """Push, answer after answer, and leave some deliveries unanswered in the end."""
    for count in range(50):
        message_id = f"{number}-{count}"
        await gate.push(click({"n": message_id}), message_id=message_id)
        if count < 20:
            _note(await gate.response(), answered)
    while not gate.responses.empty():
        _note(gate.responses.get_nowait(), answered)


def _note(frame, answered: dict[str, list[object]]) -> None:
    answered.setdefault(frame.header("message_id"), []).append(read(frame))


async def test_the_whole_platform_is_killed_and_comes_back():
    """With discovery gone, too, the state and the error are visible, and the app is back when the platform is."""
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        with log_book("larkline.connection") as book:
            async with connected(app, platform, clock) as gate:
                await gate.ask(click({"n": 1}))
                await platform.kill()
                for count in (1, 2, 3):
                    await book.wait_for("connection refused", count)
                    await clock.advance(1.0)
                away = app.status()
                await platform.start()
                await clock.advance(1.0)
                await (await platform.gate()).ask(event("x"))
                back = app.status()

    assert (away.state, back.state) == ("reconnecting", "connected")
    assert "connection refused" in (away.error or "")
    assert back.error is None
