"""Staying connected: when it is tried again, when not, and what is left at the end. Time stands still here."""

from __future__ import annotations

import asyncio
import logging

import pytest

from larkline import App
from larkline.clock import ManualClock, settle
from larkline.errors import ConfigurationError, ConnectionRefused
from larkline.receivers.long_connection import LongConnectionReceiver
from larkline.wire.endpoint import ClientConfig
from tests.receivers.fake_link import DOWN, FORBIDDEN, LIMITED, FakeNetwork, drop, fake, good
from tests.receivers.scripted_platform import log_book, pong, soon


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
