"""Stopping at any moment: what is answered, what is dropped, and that nothing is left. Time stands still here."""

from __future__ import annotations

import asyncio

import pytest

from larkline import App
from larkline.clock import settle
from larkline.errors import ConnectionLost
from larkline.wire.endpoint import ClientConfig
from tests.receivers.fake_link import DOWN, deliver, drop, fake, good
from tests.receivers.scripted_platform import soon


async def test_nothing_is_left_after_a_stop():
    """No task and no timer, after losses, a move and hooks."""
    before = asyncio.all_tasks()
    clock, network = fake()
    app = App()

    @app.on_connected
    async def hook() -> None:
        await asyncio.sleep(0)

    async with app.connected(platform=network.platform()):
        await good(network)
        drop(network)
        await settle()
        await app.reconnect()

    assert asyncio.all_tasks() == before
    assert clock.next_alarm() is None
    assert all(link.aborted for link in network.links)


@pytest.mark.parametrize("moment", ["opening", "pausing"])
async def test_a_stop_while_connecting(moment):
    """start() ends with an error that says so, whoever stops it; nothing is left."""
    before = asyncio.all_tasks()
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=30)
    network.hold.clear() if moment == "opening" else network.failures.append(DOWN)
    app = App()
    starting = asyncio.create_task(app.start(platform=network.platform()))
    await settle()
    await soon(app.stop())
    with pytest.raises(ConnectionLost, match="stopped"):
        await soon(starting)

    assert app.status().state == "stopped"
    assert network.links == []
    assert asyncio.all_tasks() == before
    assert clock.next_alarm() is None


@pytest.mark.parametrize("moment", ["opening", "pausing"])
async def test_cancelling_a_start(moment):
    """Who cancels start() has an app that can be started again."""
    before = asyncio.all_tasks()
    _, network = fake()
    network._config = ClientConfig(reconnect_nonce=30)
    network.hold.clear() if moment == "opening" else network.failures.append(DOWN)
    app = App()
    starting = asyncio.create_task(app.start(platform=network.platform()))
    await settle()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await soon(starting)
    after = asyncio.all_tasks()
    network.hold.set()
    async with app.connected(platform=network.platform()):
        state = app.status().state

    assert after == before
    assert state == "connected"


async def test_a_stop_while_reconnecting():
    """The attempt in flight is dropped; nothing is opened afterwards."""
    before = asyncio.all_tasks()
    _, network = fake()
    app = App()
    await app.start(platform=network.platform())
    await good(network)
    network.hold.clear()
    drop(network)
    await settle()
    await soon(app.stop())
    network.hold.set()
    await settle()

    assert len(network.links) == 1
    assert asyncio.all_tasks() == before


async def test_two_stops_at_once():
    """Both return when it is over, and there is one goodbye."""
    _, network = fake()
    app = App()
    await app.start(platform=network.platform())
    await soon(asyncio.gather(app.stop(), app.stop()))
    await app.stop()

    assert network.links[0].goodbyes == [(1000, "client closed")]
    assert app.status().state == "stopped"


async def test_a_cancelled_stop_ends_at_once():
    """Whoever has no more time cancels the stop: handlers are cancelled, the link is dropped, nothing is left."""
    before = asyncio.all_tasks()
    _, network = fake()
    app = App()
    cancelled = asyncio.Event()

    @app.on_event()
    async def endless(event) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    await app.start(platform=network.platform())
    await deliver(network)
    stopping = asyncio.create_task(app.stop(drain=3600.0))
    await settle()
    still = not cancelled.is_set()
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await soon(stopping)

    assert still
    assert cancelled.is_set()
    assert network.links[0].aborted
    assert app.status().state == "stopped"
    assert asyncio.all_tasks() == before


async def test_what_comes_during_the_goodbye_is_left_to_others():
    """A delivery that comes after the last answer is not begun: nobody would hear its response."""
    _, network = fake()
    app = App()
    handled = []

    @app.on_event()
    async def handle(event) -> None:
        handled.append(event)

    await app.start(platform=network.platform())
    link = network.links[0]
    leave = link.close

    async def slow_goodbye(code: int = 1000, reason: str = "") -> None:
        await deliver(network, "late")
        await leave(code, reason)

    link.close = slow_goodbye  # type: ignore[method-assign]
    await app.stop()

    assert handled == []
