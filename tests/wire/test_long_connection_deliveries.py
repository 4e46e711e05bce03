"""The rules of a long connection: deliveries, their fragments and their responses, seen from the app."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import LocalProtocolError
from larkline.wire.delivery import Delivery, Response
from larkline.wire.fragments import Fragments
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame
from larkline.wire.long_connection import (
    DeliveryReceived,
    FrameIgnored,
    PingReceived,
    ResponseDue,
    ResponseReceived,
)
from larkline.wire.pushes import MAX_MESSAGE_ID
from tests.wire.ends import app, data, happened, received
from tests.wire.pair import SERVICE_ID, ConnectionPair

OK = Response(200)


# --- deliveries -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["event", "card"])
def test_a_delivery_is_handed_out(kind):
    """Frames of type event and of type card give a delivery with the ids of the headers."""
    connection = app()

    events = received(connection, data(b'{"a":1}', type=kind), now=3.0)

    assert events == [DeliveryReceived(Delivery("m", b'{"a":1}', 3.0, "long_connection", "t"))]
    assert connection.in_flight == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"sum": "0"},
        {"sum": None},
        {"seq": None},
        {"sum": None, "seq": None},
        {"sum": "0", "seq": None},
        {"seq": "7"},
        {"trace_id": None},
        {"sum": "000000001"},
        {"message_id": "m" * MAX_MESSAGE_ID},
    ],
)
def test_a_whole_payload_needs_no_numbers(headers):
    """Without a sum above 1 the payload is whole, as Go takes it."""
    (event,) = received(app(), data(**headers))

    assert isinstance(event, DeliveryReceived)
    assert event.delivery.trace_id == (headers.get("trace_id", "t") or "")


def test_an_absent_payload_is_an_empty_one():
    """Whoever decodes the payload will say that it is no JSON; the platform gets its answer."""
    (event,) = received(app(), data(None))

    assert isinstance(event, DeliveryReceived)
    assert event.delivery.payload == b""


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{}", "text"),
        ("", "text"),
        (b"", "malformed"),
        (b"\xff\xff\xff", "malformed"),
        (data()[:-1], "malformed"),
        (data(method=2), "method"),
        (data(method=-1), "method"),
        (data(type=None), "type"),
        (data(type="EVENT"), "type"),
        (data(type="ping"), "type"),
        (data(type="event", method=CONTROL), "type"),
        (data(type=None, method=CONTROL), "type"),
        (encode_frame(Frame(0, 0, 0, DATA)), "type"),
        (data(message_id=None), "message_id"),
        (data(message_id=""), "message_id"),
        (data(message_id="m" * (MAX_MESSAGE_ID + 1)), "message_id"),
        (data(sum="x"), "sum"),
        (data(sum=""), "sum"),
        (data(sum="-1"), "sum"),
        (data(sum="1.0"), "sum"),
        (data(sum="２"), "sum"),
        (data(sum="0000000001"), "sum"),
        (data(sum="9" * 5_000), "sum"),
        (data(seq="x"), "seq"),
        (data(seq="-1"), "seq"),
        (data(sum="2", seq=None), "seq"),
        (data(sum="2", seq="2"), "fragment"),
        (data(sum="20000000", seq="0"), "fragment"),
    ],
)
def test_a_bad_message_is_ignored_and_the_connection_lives(message, code):
    """Each bad message gives one FrameIgnored with its code and no answer, and the next delivery is taken."""
    connection = app()

    events = received(connection, message)

    assert [event.code for event in events if isinstance(event, FrameIgnored)] == [code]
    assert len(events) == 1
    assert connection.messages_to_send() == []
    assert connection.counters.ignored == 1
    assert isinstance(received(connection, data())[0], DeliveryReceived)


def test_the_first_header_of_a_key_counts():
    """A second message_id does not hide the first one."""
    frame = decode_frame(data())
    connection = app()

    (event,) = received(connection, encode_frame(replace(frame, headers=(*frame.headers, ("message_id", "other")))))

    assert isinstance(event, DeliveryReceived)
    assert event.delivery.id == "m"


def test_a_repeat_joins_the_delivery_in_flight():
    """The same message_id again, still unanswered, is neither handed out nor answered twice."""
    connection = app()
    connection.receive_message(data(), now=0.0)
    connection.receive_message(data(), now=1.0)
    connection.respond("m", OK, now=2.0)

    assert len(happened(connection)) == 1
    assert len(connection.messages_to_send()) == 1
    assert connection.counters.repeated == 1
    assert connection.next_deadline() == 11.0


def test_a_repeat_after_the_response_is_a_new_delivery():
    """Whether it is a duplicate of an event is not for the wire to say."""
    connection = app()
    received(connection, data())
    connection.respond("m", OK, now=1.0)

    assert isinstance(received(connection, data(), now=2.0)[0], DeliveryReceived)


# --- fragments --------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=60), st.integers(1, 70), st.data())
def test_a_split_payload_arrives_whole(payload, size, drawn):
    """Whatever the size of the parts and their order, one delivery comes, and one response goes back."""
    pair = ConnectionPair()
    frames = pair.platform.connection.push(
        payload, message_id="m", trace_id="t", max_fragment_bytes=size, now=0.0, seq_id=5, log_id=6
    )
    for frame in drawn.draw(st.permutations(frames)):
        pair.app.connection.receive_message(frame, now=1.0)
    pair.app.connection.respond("m", Response(200, b"{}"), now=1.5)
    pair.now = 2.0
    pair.settle()

    assert [event.delivery.payload for event in pair.app.events() if isinstance(event, DeliveryReceived)] == [payload]
    (answer,) = [event for event in pair.platform.events() if isinstance(event, ResponseReceived)]
    assert (answer.delivery_id, answer.status, answer.body, answer.problem) == ("m", 200, b"{}", None)


def test_the_response_goes_on_the_fragment_that_came_last():
    """The response carries the headers of the frame that made the payload complete."""
    connection = app()
    for place in ("2", "0", "1"):
        connection.receive_message(data(place.encode(), sum="3", seq=place), now=0.0)
    connection.respond("m", OK, now=0.0)

    (answer,) = map(decode_frame, connection.messages_to_send())
    assert (answer.header("sum"), answer.header("seq")) == ("3", "1")


def test_fragments_wait_ten_seconds():
    """Seven seconds between two parts lose nothing."""
    connection = app()
    received(connection, data(b"a", sum="2", seq="0"), now=0.0)

    (event,) = received(connection, data(b"b", sum="2", seq="1"), now=7.0)

    assert isinstance(event, DeliveryReceived)
    assert event.delivery.payload == b"ab"


def test_an_incomplete_payload_is_dropped_and_told():
    """Ten seconds after its first fragment an incomplete payload is gone, and gets no answer."""
    pair = ConnectionPair()
    pair.app.connection.receive_message(data(b"a", sum="2", seq="0"), now=0.0)
    pair.advance_to(10.0)

    (event,) = [event for event in pair.app.events() if isinstance(event, FrameIgnored)]
    assert event.code == "incomplete"
    assert "m" in event.reason
    assert pair.platform.events() == [PingReceived(SERVICE_ID)]


def test_a_fragment_that_comes_too_late_tells_of_the_dropped_payload():
    """Also when the deadline was not looked at, the dropped payload is told before the late fragment begins anew."""
    connection = app()
    received(connection, data(b"a", sum="2", seq="0"), now=0.0)

    events = received(connection, data(b"b", sum="2", seq="1"), now=10.0)

    assert [event.code for event in events if isinstance(event, FrameIgnored)] == ["incomplete"]
    assert not any(isinstance(event, DeliveryReceived) for event in events)


def test_a_late_repeat_of_a_fragment_is_not_delivered_again():
    """Fragments that come again after the response lead to nothing."""
    connection = app()
    parts = [data(b"a", sum="2", seq="0"), data(b"b", sum="2", seq="1")]
    for message in parts:
        connection.receive_message(message, now=0.0)
    connection.respond("m", OK, now=0.1)
    happened(connection)

    for message in parts:
        assert received(connection, message, now=0.2) == []


def test_limits_of_fragments_are_those_given():
    """A reassembly of one's own brings its own limits."""
    connection = app(fragments=Fragments(max_fragments=2))

    (event,) = received(connection, data(sum="3", seq="0"))

    assert isinstance(event, FrameIgnored)
    assert event.code == "fragment"


# --- responses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("response", "payload"),
    [
        (Response(200), b'{"code":200}'),
        (Response(500), b'{"code":500}'),
        (Response(200, b"{}"), b'{"code":200,"data":"e30="}'),
        (Response(200, b""), b'{"code":200,"data":""}'),
    ],
)
def test_a_response_is_the_frame_with_another_payload(response, payload):
    """Everything comes back as it was, but for the payload and the added duration."""
    headers = (("type", "event"), ("message_id", "m"), ("x-unknown", "1"))
    frame = Frame(2**53 + 1, 2**64 - 1, -5, DATA, headers, "gzip", "", b"{}", "log", b"\x7a\x01x")
    connection = app()
    connection.receive_message(encode_frame(frame), now=1.0)
    connection.respond("m", response, now=3.0425)

    (answer,) = map(decode_frame, connection.messages_to_send())
    assert answer == replace(frame, headers=(*headers, ("biz_rt", "2042")), payload=payload)


def test_the_duration_is_never_negative():
    """A clock that is read twice may disagree with itself."""
    connection = app()
    connection.receive_message(data(), now=1.0)
    connection.respond("m", OK, now=0.5)

    assert decode_frame(connection.messages_to_send()[0]).header("biz_rt") == "0"


def test_a_response_needs_a_waiting_delivery():
    """An unknown id, a second response and a response after the end are our mistake, and send nothing."""
    connection = app()
    connection.receive_message(data(), now=0.0)
    connection.receive_message(data(message_id="n"), now=0.0)
    connection.respond("m", OK, now=0.0)
    connection.messages_to_send()

    for delivery_id in ("m", "unknown"):
        with pytest.raises(LocalProtocolError, match="no delivery"):
            connection.respond(delivery_id, OK, now=0.0)
    connection.close()
    with pytest.raises(LocalProtocolError, match="no delivery"):
        connection.respond("n", OK, now=0.0)
    assert connection.messages_to_send() == []


def test_a_response_is_due_once():
    """The deadline after the complete delivery is told once, and the response is still possible."""
    pair = ConnectionPair(response_deadline=2.5)
    pair.advance_to(1.0)
    pair.push(b"{}")
    pair.app.events()
    pair.advance_to(3.4)
    before = pair.app.events()
    pair.advance_to(3.5)
    due = pair.app.events()
    pair.advance_to(9.0)
    pair.respond(OK)

    assert (before, due, pair.app.events()) == ([], [ResponseDue("m")], [])
    assert isinstance(pair.platform.events()[-1], ResponseReceived)


def test_the_deadline_counts_from_the_last_fragment():
    """A delivery is asked to be answered once it can be."""
    connection = app()
    connection.receive_message(data(b"a", sum="2", seq="0"), now=0.0)
    connection.receive_message(data(b"b", sum="2", seq="1"), now=2.0)

    assert connection.next_deadline() == 4.5


def test_several_responses_become_due_in_order():
    """Each delivery has its own deadline; an answered one has none."""
    pair = ConnectionPair()
    for number in range(4):
        pair.advance_to(number / 10)
        pair.push(b"{}", f"m{number}")
    pair.respond(OK, "m1")
    pair.app.events()
    pair.advance_to(2.7)

    assert pair.app.events() == [ResponseDue("m0"), ResponseDue("m2")]
    assert pair.app.connection.next_deadline() == pytest.approx(2.8)
