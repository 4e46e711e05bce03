"""The life of one link, with the test at its other end and time standing still."""

from __future__ import annotations

import asyncio
import logging

import pytest

from larkline import App, CardAction, Event, Toast
from larkline.clock import settle
from larkline.dispatch.dispatcher import Dispatcher
from larkline.receivers.session import MAX_UNSENT
from larkline.wire.endpoint import ClientConfig
from larkline.wire.frames import DATA, decode_frame
from tests.receivers.fake_link import FakeLink, fake, responses
from tests.receivers.scripted_platform import click, data_frames, event, pong


def answering_app() -> App:
    """Make an app that answers everything at once."""
    app = App()

    @app.on_card_action()
    async def answer(action: CardAction) -> Toast:
        return Toast.info("ok")

    @app.on_event()
    async def note(event: Event) -> None:
        return None

    return app


def pings(link: FakeLink) -> int:
    """Count the pings of the platform's protocol."""
    return sum(decode_frame(message).method != DATA for message in link.sent)


# --- heartbeat and silence --------------------------------------------------------------------------------------------


async def test_the_first_ping_goes_out_at_once_and_then_at_the_interval():
    """As the official SDKs do it, from the first moment of a connection."""
    clock, network = fake()
    app = answering_app()
    counts = []
    async with app.connected(platform=network.platform()):
        await settle()
        (link,) = network.links
        for _ in range(25):
            counts.append(pings(link))
            await clock.advance(10.0)
            link.put(pong())
            await settle()

    assert counts == [1] * 12 + [2] * 12 + [3]


async def test_a_pong_changes_the_interval():
    """The configuration in a pong counts from then on; what is invalid in it changes nothing."""
    clock, network = fake()
    app = answering_app()
    async with app.connected(platform=network.platform()):
        await settle()
        (link,) = network.links
        link.put(pong(b'{"PingInterval":5,"ReconnectNonce":-1}'))
        counts = []
        for _ in range(4):
            await clock.advance(5.0)
            link.put(pong(b'{"PingInterval":-5}'))
            await settle()
            counts.append(pings(link))

    assert counts == [2, 3, 4, 5]


@pytest.mark.parametrize("interval", [120.0, 86_400.0])
async def test_silence_is_noticed_whatever_the_interval(interval):
    """Ten seconds without a byte lead to a ping of the link, ten more to the end, and to the next connection."""
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=0, ping_interval=interval)
    app = answering_app()
    async with app.connected(platform=network.platform()):
        (link,) = network.links
        await clock.advance(9.9)
        early = link.pings
        await clock.advance(0.2)
        probes = link.pings
        await clock.advance(9.8)
        alive = not link.aborted
        await clock.advance(0.2)
        status = app.status()

        assert (early, probes) == (0, 1)
        assert alive
        assert link.aborted
        assert len(network.links) == 2
        assert status.state == "connected"


@pytest.mark.parametrize("sign", ["pong of the link", "message"])
async def test_any_byte_keeps_the_link(sign):
    """While something comes every now and then, nothing is dropped."""
    clock, network = fake()
    async with answering_app().connected(platform=network.platform()):
        (link,) = network.links
        for _ in range(40):
            await clock.advance(15.0)
            if sign == "message":
                link.put(pong())
            else:
                link.heard_at = clock.now()
            await settle()

        assert not link.aborted
        assert len(network.links) == 1


# --- deadlines --------------------------------------------------------------------------------------------------------


async def test_a_slow_handler_is_answered_for_at_the_deadline():
    """The guard is a timer of the connection: it does not need the handler."""
    clock, network = fake()
    app = App()
    going = asyncio.Event()

    @app.on_card_action()
    async def slow(action: CardAction) -> Toast:
        await going.wait()
        return Toast.info("late")

    async with app.connected(platform=network.platform()):
        (link,) = network.links
        link.put(*data_frames(click(), message_id="m"))
        await settle()
        await clock.advance(2.4)
        early = responses(link)
        await clock.advance(0.2)
        code, body = responses(link)["m"]
        going.set()
        await settle()

        assert early == {}
        assert code == 200
        assert isinstance(body, dict)
        assert body["toast"]["type"] == "info"
        assert "late" not in str(body)
        assert len(responses(link)) == 1


async def test_a_timeout_from_inside_is_not_taken_for_a_deadline(caplog):
    """A link that fails with TimeoutError has failed: no endless loop, a new connection."""
    clock, network = fake()
    async with answering_app().connected(platform=network.platform()):
        network.links[0].put(TimeoutError("of the link"))
        await settle()
        await clock.advance(1.0)

        assert network.links[0].aborted
        assert len(network.links) == 2
    assert "a bug in larkline" in caplog.text


# --- what must not end a connection -----------------------------------------------------------------------------------


async def test_a_fault_in_dispatch_refuses_one_delivery(monkeypatch, caplog):
    """Whatever goes wrong with one delivery, it is answered with 500 and the next one is served."""
    _, network = fake()
    start = Dispatcher.start

    def broken(self, delivery, send):
        if delivery.id == "poison":
            raise RuntimeError("a fault")
        return start(self, delivery, send)

    monkeypatch.setattr(Dispatcher, "start", broken)
    async with answering_app().connected(platform=network.platform()):
        (link,) = network.links
        link.put(*data_frames(event("x"), message_id="poison"), *data_frames(event("x"), message_id="good"))
        await settle()

        assert responses(link) == {"poison": (500, None), "good": (200, None)}
        assert not link.aborted
    assert "delivery poison is refused" in caplog.text


async def test_each_bad_frame_is_one_warning(caplog):
    """What cannot be used is told and counted, and changes nothing else."""
    _, network = fake()
    app = answering_app()
    with caplog.at_level(logging.WARNING, "larkline.connection"):
        async with app.connected(platform=network.platform()):
            (link,) = network.links
            link.put("a text", b"", b"\xff\xff", *data_frames(event("x"), message_id="m"))
            await settle()

            assert responses(link) == {"m": (200, None)}
            assert app.status().counters["frames_ignored"] == 3
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["a frame was ignored"] * 3


# --- a peer that does not read ----------------------------------------------------------------------------------------


async def test_responses_do_not_pile_up_for_a_peer_that_does_not_read():
    """When too many wait to be sent we stop reading, too; once the peer reads again everything goes on, in order."""
    _, network = fake()
    async with answering_app().connected(platform=network.platform()):
        await settle()
        (link,) = network.links
        link.room.clear()
        frames = [frame for count in range(2000) for frame in data_frames(event("x"), message_id=f"m{count}")]
        link.put(*frames)
        await settle(3000)
        taken = link.received
        link.room.set()
        await settle(5000)

        assert taken < MAX_UNSENT + 50
        assert list(responses(link)) == [f"m{count}" for count in range(2000)]


async def test_a_peer_that_neither_reads_nor_says_anything_is_dropped():
    """Not reading stops us from hearing; that is silence, and silence has its limit."""
    clock, network = fake()
    app = answering_app()
    async with app.connected(platform=network.platform()):
        await settle()
        (link,) = network.links
        link.room.clear()
        link.put(*[frame for count in range(600) for frame in data_frames(event("x"), message_id=f"m{count}")])
        await settle(1000)
        await clock.advance(10.0)
        await clock.advance(10.1)
        await settle(1000)

        assert link.aborted
        assert link.received < 600
        assert app.status().in_flight == 0
        assert len(network.links) == 2


# --- eager tasks ------------------------------------------------------------------------------------------------------


async def test_a_handler_that_is_through_at_once_leaves_nothing():
    """With an eager task factory a delivery is answered before its handling is known; nothing is kept of it."""
    _, network = fake()
    loop = asyncio.get_running_loop()
    factory = getattr(asyncio, "eager_task_factory", None)
    app = answering_app()
    async with app.connected(platform=network.platform()):
        (link,) = network.links
        loop.set_task_factory(factory)
        link.put(*data_frames(click(), message_id="m"))
        await settle()
        loop.set_task_factory(None)
        (session,) = app._running.receiver._serving  # type: ignore[union-attr]  # it is running

        assert list(responses(link)) == ["m"]
        assert session._handlings == {}
