"""Who is told what of an app, and when: hooks and status."""

from __future__ import annotations

import asyncio
import threading

import pytest

from larkline import App, Event
from larkline.clock import settle
from larkline.errors import (
    ConfigurationError,
    InvalidCredentials,
)
from larkline.wire.endpoint import ClientConfig
from tests.receivers.fake_link import fake
from tests.receivers.scripted_platform import (
    ScriptedPlatform,
    connected,
    data_frames,
    event,
    refused,
    soon,
)

# --- hooks ------------------------------------------------------------------------------------------------------------


async def test_hooks_are_told_in_order():
    """Of each connection, each loss and the end, plain functions and coroutines alike."""
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=30)
    app = App()
    told: list[str] = []

    @app.on_connected
    def connected_hook() -> None:
        told.append(f"connected, {app.status().state}")

    @app.on_connected
    async def connected_later() -> None:
        await asyncio.sleep(0)
        told.append("connected, later")

    @app.on_reconnecting
    async def reconnecting_hook() -> None:
        told.append(f"reconnecting, {app.status().state}")

    @app.on_disconnected
    def disconnected_hook() -> None:
        told.append(f"disconnected, {app.status().state}")

    async with app.connected(platform=network.platform()):
        await settle()
        network.links[0].abort()
        async with asyncio.timeout(20.0):
            while told.count("connected, later") < 2:
                await clock.advance(1.0)

    assert told == [
        "connected, connected",
        "connected, later",
        "disconnected, reconnecting",
        "reconnecting, reconnecting",
        "connected, connected",
        "connected, later",
        "disconnected, stopped",
    ]


async def test_hooks_are_told_only_of_what_happened():
    """An app that never was connected never is disconnected; one that was is told once."""
    told: list[str] = []
    async with ScriptedPlatform() as platform:
        platform.answers.append(refused(10014))
        app = platform.app()
        for name in ("connected", "reconnecting", "disconnected"):
            getattr(app, f"on_{name}")(lambda name=name: told.append(name))
        with pytest.raises(InvalidCredentials):
            await app.start()
        never = list(told)
        async with connected(app, platform) as gate:
            platform.answers.append(refused(514))
            gate.abort()
            with pytest.raises(InvalidCredentials):
                await soon(app.wait_closed())

    assert never == []
    assert told == ["connected", "disconnected", "reconnecting"]


async def test_a_hook_that_fails_is_logged_and_harms_nothing(caplog):
    """Neither the connection nor the other hooks."""
    _, network = fake()
    app = App()
    told: list[str] = []

    @app.on_connected
    def broken() -> None:
        raise RuntimeError("of a plain hook")

    @app.on_connected
    async def broken_later() -> None:
        raise RuntimeError("of a coroutine")

    app.on_connected(lambda: told.append("the next"))
    async with app.connected(platform=network.platform()):
        await settle()

        assert app.status().state == "connected"
    assert told == ["the next"]
    assert caplog.text.count("the on_connected hook") == 2
    assert "of a plain hook" in caplog.text
    assert "of a coroutine" in caplog.text


async def test_a_hook_that_does_not_end_is_cancelled(monkeypatch):
    """It gets a moment when the app has stopped, and is gone afterwards."""
    monkeypatch.setattr("larkline.app.HOOK_SECONDS", 0.01)
    tasks = asyncio.all_tasks()
    _, network = fake()
    app = App()
    ended: list[str] = []

    @app.on_connected
    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("endless")

    async with app.connected(platform=network.platform()):
        await settle()

    assert ended == ["endless"]
    assert asyncio.all_tasks() == tasks


@pytest.mark.parametrize("who", ["hook", "handler"])
async def test_an_app_may_stop_itself(who):
    """A hook or a handler that calls stop() is not waited for by itself."""
    _, network = fake()
    app = App()
    stopped = asyncio.Event()

    async def stop(*_: object) -> None:
        await app.stop()
        stopped.set()

    if who == "hook":
        app.on_connected(stop)
    app.on_event("stop")(stop)
    await app.start(platform=network.platform())
    if who == "handler":
        network.links[0].put(*data_frames(event("stop"), message_id="m"))
    await soon(app.wait_closed())
    await settle()

    assert app.status().state == "stopped"
    assert stopped.is_set()


def test_what_is_no_hook():
    """The mistake is told where it is made."""
    with pytest.raises(ConfigurationError, match="on_connected takes a function"):
        App().on_connected("say hello")  # type: ignore[type-var]
    with pytest.raises(ConfigurationError, match="a hook is called without arguments"):
        App().on_connected(lambda app: None)  # type: ignore[type-var]


# --- the status -------------------------------------------------------------------------------------------------------


async def test_the_status_tells_how_the_app_is_doing():
    """State and since when, the last byte and delivery, what is in flight, counters, lag and error."""
    clock, network = fake()
    app = App()
    going = asyncio.Event()

    @app.on_event("slow")
    async def slow(event: Event) -> None:
        await going.wait()

    idle = app.status()
    async with app.connected(platform=network.platform()):
        await clock.advance(3.0)
        quiet = app.status()
        network.links[0].put(*data_frames(event("slow"), message_id="m"))
        await settle()
        await clock.advance(1.0)
        busy = app.status()
        going.set()
        network.links[0].put("no frame")
        await settle()
        done = app.status()
        network.hold.clear()
        network.links[0].abort()
        await settle()
        lost = app.status()
        network.hold.set()
        await settle()
    await clock.advance(5.0)
    stopped = app.status()

    assert (idle.state, idle.last_frame, idle.last_delivery, idle.counters) == ("idle", None, None, {})
    assert (quiet.state, quiet.since, quiet.last_frame, quiet.last_delivery) == ("connected", 3.0, 3.0, None)
    assert (busy.in_flight, busy.last_delivery, busy.last_frame) == (1, 1.0, 1.0)
    assert (done.in_flight, done.counters["deliveries"], done.counters["handled"]) == (0, 1, 1)
    assert done.counters["frames_ignored"] == 1
    assert (lost.state, lost.error) == ("reconnecting", "the link was dropped")
    assert (stopped.state, stopped.since, stopped.error) == ("stopped", 5.0, None)
    assert stopped.counters["connections"] == 2


async def test_the_status_tells_when_the_loop_was_blocked(caplog):
    """A handler that blocks is named, and the lag is kept."""
    async with ScriptedPlatform() as platform:
        app = platform.app()

        @app.on_event("blocks")
        async def blocks(event: Event) -> None:
            threading.Event().wait(0.25)

        async with connected(app, platform) as gate:
            await gate.ask(event("blocks"))
            lag = app.status().loop_lag

    assert lag > 0.2
    assert "blocks" in caplog.text


async def test_an_app_says_who_it_is():
    """Its repr holds the app id and the state, and no secret."""
    _, network = fake()
    app = App("cli_1", "hunter2")
    idle = repr(app)
    async with app.connected(platform=network.platform()):
        running = repr(app)

    assert (idle, running) == ("App('cli_1', idle)", "App('cli_1', connected)")
    assert repr(App()) == "App('LARK_APP_ID', idle)"
