"""A planned move: the new link is open before the old one closes. Time stands still here."""

from __future__ import annotations

import asyncio

import pytest

from larkline import App
from larkline.clock import settle
from larkline.errors import ConnectionLost, ConnectionRefused
from tests.receivers.fake_link import DOWN, FORBIDDEN, LIMITED, deliver, drop, fake, good, responses
from tests.receivers.scripted_platform import data_frames, event, soon


async def test_a_move_opens_the_new_link_before_the_old_one_closes():
    """There is no moment without a connection, and no hook is told of a loss."""
    _, network = fake()
    app = App()
    told: list[str] = []
    app.on_connected(lambda: told.append("connected"))
    app.on_disconnected(lambda: told.append("disconnected"))
    async with app.connected(platform=network.platform()):
        network.hold.clear()
        moving = asyncio.create_task(app.reconnect())
        await settle()
        old_while_opening = list(network.links[0].goodbyes)
        network.hold.set()
        await soon(moving)

        assert old_while_opening == []
        assert len(network.links) == 2
        assert network.links[0].goodbyes == [(1000, "client closed")]
        assert not network.links[1].aborted
        assert told == ["connected"]
        assert app.status().state == "connected"


async def test_what_is_in_flight_is_answered_on_the_old_link():
    """The old link closes when its last response has left; new deliveries come on the new one."""
    _, network = fake()
    app = App()
    going = asyncio.Event()

    @app.on_event("slow")
    async def slow(event) -> None:
        await going.wait()

    @app.on_event("quick")
    async def quick(event) -> None:
        return None

    async with app.connected(platform=network.platform()):
        network.links[0].put(*data_frames(event("slow"), message_id="old"))
        await settle()
        moving = asyncio.create_task(app.reconnect())
        await settle()
        network.links[1].put(*data_frames(event("quick"), message_id="new"))
        await settle()
        waiting = not network.links[0].goodbyes and not moving.done()
        going.set()
        await soon(moving)

        assert waiting
        assert responses(network.links[0]) == {"old": (200, None)}
        assert responses(network.links[1]) == {"new": (200, None)}
        assert network.links[0].goodbyes == [(1000, "client closed")]


async def test_the_old_link_is_not_kept_for_ever(caplog):
    """What was not answered in the platform's time needs the link no more."""
    clock, network = fake()
    app = App(slow_events="redeliver", response_deadline=2.9)

    @app.on_event()
    async def endless(event) -> None:
        await asyncio.Event().wait()

    async with app.connected(platform=network.platform()):
        await deliver(network)
        network.links[0].room.clear()  # even the answer for the slow handler does not get through
        moving = asyncio.create_task(app.reconnect())
        await clock.advance(3.1)
        await soon(moving)
        await app.stop(drain=0.0)

    assert network.links[0].goodbyes[0] == (1000, "client closed")
    assert "before everything was answered" in caplog.text


@pytest.mark.parametrize("failure", [DOWN, LIMITED, FORBIDDEN])
async def test_a_move_that_fails_keeps_the_old_link(failure):
    """The error is the caller's; the connection goes on as if nothing had happened, and can be moved later."""
    _, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        network.failures = [failure]
        with pytest.raises((ConnectionLost, ConnectionRefused)):
            await soon(app.reconnect())
        links, goodbyes, state = len(network.links), list(network.links[0].goodbyes), app.status().state
        await soon(app.reconnect())

        assert (links, goodbyes, state) == (1, [], "connected")
        assert len(network.links) == 2


async def test_two_moves_at_once_are_one():
    """Who asks while a connection is being opened gets that one."""
    _, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        network.hold.clear()
        moving = [asyncio.create_task(app.reconnect()) for _ in range(3)]
        await settle()
        network.hold.set()
        await soon(asyncio.gather(*moving))

        assert [bool(link.goodbyes) for link in network.links] == [True, False]


async def test_a_caller_that_gives_up_harms_nobody():
    """A cancelled move is made all the same."""
    _, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        network.hold.clear()
        moving = asyncio.create_task(app.reconnect())
        await settle()
        moving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await moving
        network.hold.set()
        await settle()

        assert len(network.links) == 2
        assert app.status().state == "connected"


@pytest.mark.parametrize("works", [True, False])
async def test_the_old_link_is_lost_during_a_move(works):
    """The state says so, the opening under way is the reconnection, and when it fails another one follows."""
    clock, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        await good(network)
        network.hold.clear()
        network.failures = [None if works else DOWN]
        moving = asyncio.create_task(app.reconnect())
        await settle()
        drop(network)
        await settle()
        state = app.status().state
        network.hold.set()
        if works:
            await soon(moving)
        else:
            with pytest.raises(ConnectionLost):
                await soon(moving)
            await clock.advance(1.0)

        assert state == "reconnecting"
        assert app.status().state == "connected"
        assert len(network.links) == 2


async def test_a_move_while_there_is_no_connection_ends_the_pause():
    """The next attempt is made now; its failure is told, its success as well."""
    clock, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        network.failures = [DOWN, DOWN, DOWN]
        drop(network)
        await settle()
        posts = network.posts
        with pytest.raises(ConnectionLost):
            await soon(app.reconnect())
        with pytest.raises(ConnectionLost):
            await soon(app.reconnect())
        await soon(app.reconnect())

        assert network.posts == posts + 3
        assert clock.now() == 1000.0
        assert app.status().state == "connected"


async def test_a_stop_during_a_move():
    """The caller of the move learns that there will be none; both links end."""
    before = asyncio.all_tasks()
    _, network = fake()
    app = App()
    await app.start(platform=network.platform())
    network.hold.clear()
    moving = asyncio.create_task(app.reconnect())
    await settle()
    await soon(app.stop())
    with pytest.raises(ConnectionLost, match="stopped"):
        await soon(moving)
    network.hold.set()
    await settle()

    assert len(network.links) == 1
    assert asyncio.all_tasks() == before


async def test_a_move_of_what_has_failed():
    """There is nothing to move any more."""
    _, network = fake()
    app = App()
    await app.start(platform=network.platform())
    network.failures = [FORBIDDEN]
    drop(network)
    await settle()
    with pytest.raises(ConnectionLost, match="no connection"):
        await app.reconnect()
    await app.stop()
