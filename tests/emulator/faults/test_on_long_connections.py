"""Every row of the fault table (S6) on a long connection: what the client gets, and what the record says."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from larkline.emulator.both import Both
from larkline.wire.delivery import Delivery, Response
from larkline.wire.frames import Frame, decode_frame
from tests.emulator.stories import CARD, card, never
from tests.emulator.tiny_client import TinyClient, answer


def spied(client: TinyClient) -> list[bytes | str]:
    """Give a list that fills with every message this client receives."""
    messages: list[bytes | str] = []
    rules: Any = client.rules
    receive = rules.receive_message

    def take(message: bytes | str, *, now: float) -> None:
        messages.append(message)
        receive(message, now=now)

    rules.receive_message = take
    return messages


def ignored_by(client: TinyClient) -> list[str]:
    """Give a list that fills with the reasons why frames led to nothing."""
    codes: list[str] = []
    rules: Any = client.rules
    ignore = rules._ignore

    def take(code: str, reason: str) -> None:
        codes.append(code)
        ignore(code, reason)

    rules._ignore = take
    return codes


def frames(messages: list[bytes | str]) -> list[Frame]:
    """Decode what was received."""
    return [decode_frame(message) for message in messages if isinstance(message, bytes)]


def seqs(messages: list[bytes | str]) -> list[str | None]:
    """Give the numbers of the parts, in the order they came."""
    return [frame.header("seq") for frame in frames(messages)]


# --- drop -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("close", Both("closed with code 1012: bye", "以关闭码 1012 关闭：bye")),
        ("reset", Both("the link was dropped", "连接被直接断开")),
    ],
)
async def test_a_link_breaks_instead_of_a_push(how, reason, local, connect_locally):
    """S6 drop: with a close code or a reset, the delivery is lost (200341) and the connection is listed as ended."""
    client = await connect_locally(answer({}))
    await local.faults.add("drop", how=how, code=1012, reason="bye")
    click = await local.click(await local.send(CARD), "同意")

    assert (click.verdict.code, click.verdict.rule) == (200341, "connection.lost")
    assert client.received == []
    assert local.core.hub.of_app() == []
    assert [ended.end_reason for ended in local.core.hub.ended] == [reason]


async def test_a_link_breaks_after_the_push(local, connect_locally):
    """S6 drop: the client has the delivery and cannot answer it any more; an event comes again."""
    client = await connect_locally(never)
    await local.faults.add("drop", how="reset", when="after")
    said = await local.say("你好")

    assert said.verdict.rule == "event.lost"
    assert len(client.received) == 1
    assert len(local.core.engine.redeliveries) == 1


async def test_a_half_open_link_swallows_everything(local, connect_locally):
    """S6 drop: nothing is delivered, no pong comes any more, and the connection still counts as open."""
    client = await connect_locally(answer({}))
    await local.faults.add("half_open_link")
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(3.0)
    click = await pending
    before = client.pongs
    await client.ping()
    await local.clock.advance(1.0)

    assert click.verdict.code == 200341
    assert (client.received, client.pongs) == ([], before)
    assert [session.frozen for session in local.core.hub.of_app()] == [True]


# --- delay ------------------------------------------------------------------------------------------------------------


async def test_a_push_that_leaves_late_has_its_three_seconds(local, connect_locally):
    """S6 delay before send: the limit is counted from the send."""
    client = await connect_locally(answer({}))
    await local.faults.add("delay", where="send", seconds=5.0, times=1)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(4.9)
    early = len(client.received)
    await local.clock.advance(0.1)
    click = await pending

    assert (early, len(client.received)) == (0, 1)
    assert click.verdict.ok
    assert click.delivery.duration == 0.0


@pytest.mark.parametrize(("seconds", "code"), [(2.5, None), (3.5, 200341)])
async def test_a_reply_that_is_held_up_counts_from_the_send(seconds, code, local, connect_locally):
    """S6 delay before the reply is forwarded: 2.5 s are in time, 3.5 s are late by 0.5 s and change nothing."""
    await connect_locally(answer({"card": {"type": "raw", "data": card()}}))
    await local.faults.add("delay", where="reply", seconds=seconds, times=1)
    message = await local.send(CARD)
    pending = await local.begin_click(message, "同意")
    await local.clock.advance(seconds)
    click = await pending

    assert click.verdict.code == code
    assert (local.card_of(message) == CARD) == (code is not None)
    assert click.delivery.late_by == (pytest.approx(0.5) if code else None)


async def test_jitter_is_drawn_with_the_seed(local, connect_locally):
    """S6 delay with jitter: the same seed gives the same delays, other deliveries get other ones."""
    await connect_locally(answer({}))
    message = await local.send(CARD)

    async def delays() -> list[float]:
        fault = await local.faults.add("delay", seconds=0.0, jitter=1.0, seed=7, times=2)
        took = []
        for _ in range(2):
            pending = await local.begin_click(message, "同意")
            await local.clock.advance(1.0)
            took.append((await pending).delivery.duration)
        assert fault.hits == 2
        return took

    first, second = await delays(), await delays()

    assert first == pytest.approx(second)
    assert first[0] != first[1]


# --- duplicate --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("same", ["message", "event"])
async def test_a_delivery_comes_twice(same, local, connect_locally):
    """S6 duplicate: one row with ×2 keeps both replies; the message id, or only the event id, is the same."""
    client = await connect_locally(answer({"toast": {"type": "info", "content": "好"}}))
    messages = spied(client)
    await local.faults.add("duplicate", same=same)
    click = await local.click(await local.send(CARD), "同意")
    await local.clock.advance(0)
    ids = [frame.header("message_id") for frame in frames(messages)]
    events = {json.loads(frame.payload or b"")["header"]["event_id"] for frame in frames(messages)}

    assert (len(ids), len(set(ids))) == (2, 1 if same == "message" else 2)
    assert len(events) == 1
    assert click.verdict.ok
    assert click.delivery.copies == 2
    assert [click.delivery.reply.status, *(reply.status for reply in click.delivery.more_replies)] == [200, 200]
    assert len(local.deliveries()) == 1


# --- out of order -----------------------------------------------------------------------------------------------------


async def test_held_deliveries_come_in_reverse(local, connect_locally):
    """S6 out of order: three are held and come the last one first; their order stands in the record."""
    client = await connect_locally(answer(None))
    await local.faults.add("reorder", hold=3, times=3)
    begun = [local.begin_trigger("add_bot", fields={"n": n}) for n in range(3)]
    for delivery in begun:
        await local.core.engine.finished(delivery)

    assert [json.loads(delivery.payload)["event"]["n"] for delivery in client.received] == [2, 1, 0]
    assert [delivery.order for delivery in begun] == [3, 2, 1]
    assert all(delivery.verdict.ok for delivery in begun)


async def test_fewer_than_are_to_be_held_are_let_go(local, connect_locally):
    """S6 out of order: a lonely delivery is not held for ever."""
    await connect_locally(answer(None))
    await local.faults.add("reorder", hold=2, within=0.7)
    delivery = local.begin_trigger("add_bot")
    await local.clock.advance(0.6)
    before = delivery.verdict
    await local.clock.advance(0.1)

    assert before is None
    assert delivery.verdict.ok


# --- chunked ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"parts": 4}, ["0", "1", "2", "3"]),
        ({"parts": 3, "order": "reversed"}, ["2", "1", "0"]),
        ({"parts": 3, "duplicate": True}, ["0", "0", "1", "2"]),
    ],
)
async def test_a_payload_comes_in_parts(fields, wanted, local, connect_locally):
    """S6 chunked: n parts, reversed, or with a part twice, make one delivery that is answered once."""
    client = await connect_locally(answer({}))
    messages = spied(client)
    await local.faults.add("chunks", pace_ms=0, **fields)
    click = await local.click(await local.send(CARD), "同意")

    assert seqs(messages) == wanted
    assert click.verdict.ok
    assert client.received[0].payload == click.delivery.push.payload


async def test_parts_come_at_their_pace(local, connect_locally):
    """S6 chunked: with 1,000 ms between three parts the delivery is complete after 2 s, in steps that can be seen."""
    messages = spied(await connect_locally(answer({})))
    await local.faults.add("chunks", parts=3, pace_ms=1000)
    pending = await local.begin_click(await local.send(CARD), "同意")
    came = []
    for _ in range(3):
        await local.clock.advance(0)
        came.append(len(messages))
        await local.clock.advance(1.0)
    click = await pending

    assert came == [1, 2, 3]
    assert click.delivery.duration == pytest.approx(2.0)


async def test_a_missing_part_leaves_no_delivery(local, connect_locally):
    """S6 chunked: without its last part the payload is never complete, and the person sees 200341."""
    client = await connect_locally(answer({}))
    messages = spied(client)
    await local.faults.add("chunks", parts=3, pace_ms=0, missing=True)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(3.0)

    assert (await pending).verdict.code == 200341
    assert (seqs(messages), client.received) == (["0", "1"], [])


async def test_a_late_part_comes_after_all(local, connect_locally):
    """S6 chunked: a part 6 s late comes long after the verdict; clients that forget parts after 5 s ignore it."""
    messages = spied(await connect_locally(answer({})))
    await local.faults.add("chunks", parts=2, pace_ms=0, late=6.0)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(3.0)
    click = await pending
    then = seqs(messages)
    await local.clock.advance(3.0)

    assert click.verdict.code == 200341
    assert (then, seqs(messages)) == (["0"], ["0", "1"])


async def test_parts_of_two_messages_are_mixed(local, connect_locally):
    """S6 chunked: the parts of the next message come in between, and both are put together."""
    client = await connect_locally(answer(None))
    messages = spied(client)
    await local.faults.add("chunks", parts=3, pace_ms=0, interleave=True)
    begun = [local.begin_trigger("add_bot")]
    await local.clock.advance(0.5)
    begun.append(local.begin_trigger("add_bot"))
    for delivery in begun:
        await local.core.engine.finished(delivery)
    ids = [frame.header("message_id") for frame in frames(messages)]

    assert ids == [begun[0].id, begun[1].id] * 3
    assert all(delivery.verdict.ok for delivery in begun)


# --- frame noise ------------------------------------------------------------------------------------------------------


async def test_a_card_frame_reproduces_the_missing_subscription(local, connect_locally):
    """S6 frame noise: with type=card a client that drops such frames, as official SDKs do, lets the click time out."""
    client = await connect_locally(never)
    messages = spied(client)
    await local.faults.add("card_frame")
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(3.0)

    assert (await pending).verdict.code == 200341
    assert [frame.header("type") for frame in frames(messages)] == ["card"]


async def test_an_unknown_header_is_echoed(local, connect_locally):
    """S6 frame noise: the client keeps a header it does not know, and the delivery is answered."""
    client = await connect_locally(answer({}))
    await local.faults.add("frame", what="header")
    click = await local.click(await local.send(CARD), "同意")

    assert click.verdict.ok
    assert decode_frame(client.sent[-1]).header("x-unknown") == "1"


@pytest.mark.parametrize("header", ["message_id", "sum", "seq", "trace_id", "type"])
async def test_any_header_can_be_missing(header, local, connect_locally):
    """S6 frame noise: exactly this header is not there."""
    messages = spied(await connect_locally(never))
    await local.faults.add("frame", what="missing_header", header=header)
    local.begin_trigger("add_bot")
    await local.clock.advance(0)
    [frame] = frames(messages)

    assert {key for key, _ in frame.headers} == {"type", "message_id", "sum", "seq", "trace_id"} - {header}


@pytest.mark.parametrize(("what", "noticed"), [("text", "text"), ("method", "method"), ("truncated", "malformed")])
async def test_noise_is_ignored_by_the_rules_of_the_wire(what, noticed, local, connect_locally):
    """S6 frame noise: a text, an unknown method and a cut frame end no connection; the cut one costs the delivery."""
    client = await connect_locally(answer({}))
    ignored = ignored_by(client)
    await local.faults.add("frame", what=what)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(3.0)
    click = await pending
    again = await local.click(await local.send(CARD), "同意")

    assert ignored == [noticed]
    assert click.verdict.code == (200341 if what == "truncated" else None)
    assert again.verdict.ok


# --- pongs, refusals, restarts ----------------------------------------------------------------------------------------


async def test_a_pong_can_be_empty_or_missing(local, connect_locally):
    """S6 presets: an empty pong carries no configuration, and another ping gets no pong at all."""
    client = await connect_locally(answer({}))
    messages = spied(client)
    await local.faults.add("empty_pong")
    await client.ping()
    await local.clock.advance(0)
    empty = [frame.payload for frame in frames(messages)]
    await local.faults.add("pong", what="none")
    await client.ping()
    await local.clock.advance(0)

    assert empty == [None]
    assert len(messages) == 1


async def test_the_platform_can_fail_itself(local, connect_locally):
    """S6: the callback is not sent and the person sees 200080 or 300000; an event comes again."""
    client = await connect_locally(answer({}))
    codes = []
    for code in ("200080", "300000"):
        await local.faults.add("platform_failure", code=code)
        codes.append((await local.click(await local.send(CARD), "同意")).verdict.code)
    await local.faults.add("platform_failure", type="add_bot")
    event = await local.trigger("add_bot")

    assert codes == [200080, 300000]
    assert event.verdict.rule == "event.platform_failure"
    assert len(local.core.engine.redeliveries) == 1
    assert client.received == []


async def test_what_was_held_is_lost_with_its_connection(local, connect_locally):
    """A delivery that is held back while its connection ends is lost, and is not sent afterwards."""
    client = await connect_locally(answer(None))
    await local.faults.add("delay", where="send", seconds=5.0)
    delivery = local.begin_trigger("add_bot")
    await local.clock.advance(1.0)
    local.drop_connections()
    await local.clock.advance(10.0)

    assert delivery.verdict.rule == "event.lost"
    assert delivery.order == 0
    assert client.received == []


async def test_a_response_after_all_is_taken_once(local, connect_locally):
    """A reply held up past the limit is kept as late, and no verdict changes."""
    go = asyncio.Event()

    async def slow(_delivery: Delivery) -> Response:
        await go.wait()
        return Response(200, b"{}")

    await connect_locally(slow)
    await local.faults.add("delay", seconds=1.0)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(2.5)
    go.set()
    await local.clock.advance(1.0)
    click = await pending

    assert click.verdict.code == 200341
    assert click.delivery.late_by == pytest.approx(0.5)
