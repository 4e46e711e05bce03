"""Staying connected: when it is tried again, when not, and what is left at the end. Time stands still here."""

from __future__ import annotations

import asyncio
import logging

import pytest

from larkline import App
from larkline.clock import ManualClock, settle
from larkline.errors import ConfigurationError, ConnectionLost, ConnectionRefused
from larkline.links import Refusal
from larkline.receivers.long_connection import LongConnectionReceiver
from larkline.wire.endpoint import ClientConfig
from tests.receivers.fake_link import FakeNetwork, fake, responses
from tests.receivers.scripted_platform import LIMIT_REACHED, data_frames, event, log_book, pong, soon

LIMITED = Refusal(*LIMIT_REACHED)
FORBIDDEN = Refusal(403, {"handshake-status": "403", "handshake-msg": "forbidden"})
DOWN = ConnectionLost("the platform cannot be reached")


def drop(network: FakeNetwork) -> None:
    """Let the newest link end."""
    network.links[-1].put(ConnectionLost("the connection ended without a goodbye"))


async def good(network: FakeNetwork) -> None:
    """Let the platform answer our ping: this connection works."""
    await settle()
    network.links[-1].put(pong())
    await settle()


def fixed_jitter(monkeypatch, number: float) -> None:
    """Let every random number be this one."""
    make = LongConnectionReceiver.__init__

    def fixed(self, *args, **options):
        make(self, *args, random=lambda: number, **options)

    monkeypatch.setattr(LongConnectionReceiver, "__init__", fixed)


async def attempts(clock: ManualClock, network: FakeNetwork, seconds: int) -> list[int]:
    """Let time pass; gives the seconds, from now, at which it was tried to connect."""
    found = []
    for second in range(1, seconds + 1):
        before = network.posts
        await clock.advance(1.0)
        found += [second] * (network.posts - before)
    return found


# --- the first start --------------------------------------------------------------------------------------------------


async def test_trouble_at_the_start_is_waited_out_visibly(monkeypatch):
    """The state says connecting, the error says why, and start() returns once it is over."""
    fixed_jitter(monkeypatch, 0.999999)
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=30)
    network.failures = [DOWN, DOWN, DOWN]
    app = App()
    starting = asyncio.create_task(app.start(platform=network.platform()))
    seen = []
    for pause in (30.0, 1.0, 2.0):
        await settle()
        seen.append((app.status().state, app.status().error, starting.done()))
        await clock.advance(pause)
    await soon(starting)
    after = app.status()
    await app.stop()

    assert seen == [("connecting", str(DOWN), False)] * 3
    assert (after.state, after.error) == ("connected", None)


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
async def test_the_connection_limit_is_waited_out_for_ever(caplog, again):
    """Each try is one warning; once there is room, we are back."""
    clock, network = fake()
    app = App()
    with caplog.at_level(logging.WARNING, "larkline"):
        if again:
            await app.start(platform=network.platform())
            await good(network)
            network.failures = [LIMITED] * 40
            drop(network)
            working = asyncio.create_task(app.wait_closed())
        else:
            network.failures = [LIMITED] * 40
            working = asyncio.create_task(app.start(platform=network.platform()))
        await settle()
        async with asyncio.timeout(20.0):
            while app.status().state != "connected":
                await clock.advance(1.0)
        status = app.status()
        await app.stop()
        await soon(working)

    assert (status.state, status.error) == ("connected", None)
    warnings = [record for record in caplog.records if "trying again until one is free" in record.getMessage()]
    assert len(warnings) == 40


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (FORBIDDEN, ConnectionRefused),
        (ConfigurationError("the proxy is none"), ConfigurationError),
        (RuntimeError("a bug"), RuntimeError),
    ],
)
async def test_what_waiting_does_not_cure_ends_the_first_start(failure, kind):
    """The refusal, the mistake or the bug comes out of start(), and nothing is left."""
    before = asyncio.all_tasks()
    _, network = fake()
    network.failures = [failure]
    app = App()
    with pytest.raises(kind):
        await app.start(platform=network.platform())

    assert app.status().state == "failed"
    assert app.status().error is not None
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("failure", [ConfigurationError("the trust store is being written"), RuntimeError("a bug")])
async def test_what_ends_a_start_does_not_end_a_program(caplog, failure):
    """Once connected, such things may pass: tried again, and a bug is told with its traceback."""
    clock, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        await good(network)
        network.failures = [failure]
        drop(network)
        await settle()
        state, error = app.status().state, app.status().error
        await clock.advance(2.0)

        assert (state, error) == ("reconnecting", str(failure))
        assert app.status().state == "connected"
    told = [record for record in caplog.records if record.exc_info]
    assert bool(told) == isinstance(failure, RuntimeError)


async def test_being_forbidden_later_ends_the_connection_for_good():
    """wait_closed() raises it, the state stays, and stopping is harmless."""
    _, network = fake()
    app = App()
    await app.start(platform=network.platform())
    network.failures = [FORBIDDEN]
    drop(network)
    with pytest.raises(ConnectionRefused, match="forbidden"):
        await soon(app.wait_closed())
    before = app.status()
    await app.stop()
    await app.stop()

    assert (before.state, app.status().state) == ("failed", "failed")
    assert "forbidden" in (app.status().error or "")


# --- when to try again ------------------------------------------------------------------------------------------------


async def test_the_pauses_grow_and_begin_anew_after_a_good_connection(monkeypatch):
    """First the nonce, then one second, two, four … up to the interval; and from the beginning after a pong."""
    fixed_jitter(monkeypatch, 0.999999)
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=3, reconnect_interval=20)
    app = App()
    async with app.connected(platform=network.platform()):
        await good(network)
        network.failures = [DOWN] * 7
        drop(network)
        await settle()
        first = await attempts(clock, network, 80)
        await good(network)
        network.failures = [DOWN] * 2
        drop(network)
        await settle()
        second = await attempts(clock, network, 10)

    assert first == [3, 4, 6, 10, 18, 34, 54, 74]
    assert second == [3, 4, 6]


async def test_a_connection_that_never_worked_does_not_begin_anew(monkeypatch):
    """A gateway that takes connections and drops them at once is not asked ever faster."""
    fixed_jitter(monkeypatch, 0.999999)
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=0)
    app = App()
    async with app.connected(platform=network.platform()):
        times = []
        for _ in range(5):
            before, start = network.posts, clock.now()
            drop(network)
            await settle()
            while network.posts == before:
                await clock.advance(0.5)
            times.append(clock.now() - start)

    assert times == [0.0, 1.0, 2.0, 4.0, 8.0]


async def test_with_a_nonce_of_zero_the_next_attempt_is_made_at_once():
    """A dropped connection is opened again without any time passing."""
    clock, network = fake()
    app = App()
    async with app.connected(platform=network.platform()):
        for count in range(2, 12):
            await good(network)
            drop(network)
            await settle()
            assert len(network.links) == count
        assert app.status().counters["connections"] == 11
        assert clock.now() == 1000.0


async def test_a_new_configuration_counts_at_once(monkeypatch):
    """What a pong says about reconnecting holds for the next loss."""
    fixed_jitter(monkeypatch, 0.999999)
    clock, network = fake()
    async with App().connected(platform=network.platform()):
        await settle()
        network.links[0].put(pong(b'{"ReconnectNonce":9}'))
        await settle()
        drop(network)
        await settle()

        assert await attempts(clock, network, 12) == [9]


# --- stopping ---------------------------------------------------------------------------------------------------------


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
    await _deliver(network)
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


async def _deliver(network: FakeNetwork, message_id: str = "m") -> None:
    network.links[-1].put(*data_frames(event("x"), message_id=message_id))
    await settle()


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
        await _deliver(network, "late")
        await leave(code, reason)

    link.close = slow_goodbye  # type: ignore[method-assign]
    await app.stop()

    assert handled == []


# --- a planned move ---------------------------------------------------------------------------------------------------


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
        await _deliver(network)
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


# --- what is said -----------------------------------------------------------------------------------------------------


async def test_each_step_is_logged():
    """Connected, lost with the reason, the pause, connected again, moved: with addresses that hold no secret."""
    _, network = fake()
    with log_book("larkline.connection") as book:
        async with App().connected(platform=network.platform()) as app:
            await good(network)
            drop(network)
            await settle()
            await app.reconnect()

    assert book.lines() == [
        "connected to ws://localhost/ws?service_id=1&ticket=***",
        "the connection is lost: the connection ended without a goodbye",
        "connecting in 0.0 s (attempt 1)",
        "connected to ws://localhost/ws?service_id=1&ticket=***",
        "moved to ws://localhost/ws?service_id=1&ticket=***",
    ]
