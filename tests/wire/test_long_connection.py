"""The rules of a long connection: time, deliveries and responses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import LocalProtocolError
from larkline.wire.delivery import Delivery, Response
from larkline.wire.endpoint import ClientConfig
from larkline.wire.fragments import Fragments
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame
from larkline.wire.long_connection import (
    MAX_PUSHED,
    ConfigChanged,
    DeliveryReceived,
    FrameIgnored,
    LongConnection,
    PeerSilent,
    PingReceived,
    PongReceived,
    ResponseDue,
    ResponseReceived,
    Side,
)
from larkline.wire.pushes import MAX_MESSAGE_ID
from tests.wire.pair import SERVICE_ID, ConnectionPair

OK = Response(200)
PING = bytes.fromhex("0800100018f681801020002a0c0a0474797065120470696e67")


def app(**arguments) -> LongConnection:
    """Give the app's end, opened at 0 seconds, its first ping already sent."""
    connection = LongConnection(Side.APP, service_id=SERVICE_ID, now=0.0, **arguments)
    connection.messages_to_send()
    return connection


def platform(**arguments) -> LongConnection:
    """Give the platform's end, opened at 0 seconds."""
    return LongConnection(Side.PLATFORM, service_id=SERVICE_ID, now=0.0, **arguments)


def pong(payload: bytes | None) -> bytes:
    """Write a pong."""
    return encode_frame(Frame(0, 0, SERVICE_ID, CONTROL, (("type", "pong"),), payload=payload))


def data(payload: bytes | None = b"{}", method: int = DATA, **headers: str | None) -> bytes:
    """Write a data frame; a header that is None is left out."""
    pairs = {"type": "event", "message_id": "m", "sum": "1", "seq": "0", "trace_id": "t"} | headers
    kept = tuple((key, value) for key, value in pairs.items() if value is not None)
    return encode_frame(Frame(7, 9, SERVICE_ID, method, kept, payload=payload))


def happened(connection: LongConnection) -> list[object]:
    """Give every event so far."""
    return list(iter(connection.next_event, None))


def received(connection: LongConnection, message: bytes | str, now: float = 0.0) -> list[object]:
    """Let a message come in; give what happened."""
    connection.receive_message(message, now=now)
    return happened(connection)


# --- pings ------------------------------------------------------------------------------------------------------------


def test_the_first_ping_goes_out_at_once():
    """A new connection has the ping of the official SDKs to send, and nothing else."""
    connection = LongConnection(Side.APP, service_id=SERVICE_ID, now=5.0)

    assert connection.messages_to_send() == [PING]
    assert connection.messages_to_send() == []


def test_pings_follow_at_the_interval():
    """Each interval brings one ping, and each ping one pong."""
    pair = ConnectionPair(now=100.0, ping_interval=30.0)
    pair.advance_to(189.0)

    assert pair.platform.events() == [PingReceived(SERVICE_ID)] * 3
    assert pair.app.events() == [PongReceived(round_trip=0.0)] * 3


def test_a_late_call_sends_one_ping():
    """When several intervals have gone by unnoticed, one ping is enough."""
    connection = app()
    connection.handle_deadline(now=1_000.0)

    assert connection.messages_to_send() == [PING]
    connection.heard(at=1_110.0)
    connection.handle_deadline(now=1_119.9)
    assert connection.messages_to_send() == []


def test_a_pong_tells_the_round_trip_once():
    """The first pong after a ping tells how long it took; another one tells nothing."""
    connection = app()

    assert received(connection, pong(None), now=0.25) == [PongReceived(round_trip=0.25)]
    assert received(connection, pong(None), now=0.5) == []


def test_a_pong_changes_the_configuration_member_by_member():
    """Valid members are taken, the others stay; the same configuration again is no change."""
    connection = app()
    payload = b'{"PingInterval":60,"ReconnectNonce":-1,"ReconnectCount":true}'
    wanted = ClientConfig(ping_interval=60)

    assert received(connection, pong(payload)) == [PongReceived(0.0), ConfigChanged(wanted)]
    assert connection.config == wanted
    assert received(connection, pong(payload)) == []


def test_a_new_ping_interval_counts_from_the_last_ping():
    """A shorter interval does not wait for the end of the longer one."""
    connection = app()
    received(connection, pong(b'{"PingInterval":5}'), now=1.0)

    assert connection.next_deadline() == 5.0
    connection.handle_deadline(now=5.0)
    assert connection.messages_to_send() == [PING]


@pytest.mark.parametrize("payload", [None, b"", b"null", b"{}", b'{"PingInterval":-5}'])
def test_a_pong_without_a_configuration_is_fine(payload):
    """An absent, empty or senseless configuration changes nothing and is no fault."""
    connection = app()

    assert received(connection, pong(payload)) == [PongReceived(0.0)]
    assert connection.config == ClientConfig()


@pytest.mark.parametrize("payload", [b"x", b"\xff", b"[]", b"5", b'"x"', b"{", b"[" * 100_000])
def test_a_pong_with_junk_is_noticed(payload):
    """A payload that is no configuration is told, and changes nothing."""
    connection = app()

    answered, ignored = received(connection, pong(payload))

    assert answered == PongReceived(0.0)
    assert isinstance(ignored, FrameIgnored)
    assert ignored.code == "pong"
    assert connection.config == ClientConfig()


def test_control_frames_of_the_wrong_side_mean_nothing():
    """The platform's ping and an app's pong are passed over without a word."""
    assert received(app(), PING) == []
    assert received(platform(), pong(b"junk")) == []


# --- silence ----------------------------------------------------------------------------------------------------------


def test_silence_is_noticed():
    """Twenty seconds without a byte, our ping included, mean the peer is gone."""
    pair = ConnectionPair(now=0.0, ping_interval=120.0)
    pair.cut()
    pair.advance_to(20.0)

    assert pair.app.next_event() == PeerSilent(since=0.0)
    assert pair.app.next_event() is None
    assert not pair.app.connection.is_open


def test_silence_is_counted_from_the_last_byte():
    """The probe comes ten seconds after the last byte, the end ten seconds after the probe."""
    pair = ConnectionPair(now=0.0)
    pair.advance_to(34.0)  # the pong at 0, then the answered probes at 10, 20 and 30
    pair.cut()
    pair.app.events()
    pair.advance_to(49.9)
    before = pair.app.events()
    pair.advance_to(50.0)

    assert pair.app.probes == [10.0, 20.0, 30.0, 40.0]
    assert before == []
    assert pair.app.events() == [PeerSilent(since=30.0)]


def test_a_silent_peer_is_told_once():
    """After the end nothing happens any more, and there is no further deadline."""
    pair = ConnectionPair()
    pair.cut()
    pair.advance_to(20.0)
    pair.app.events()
    pair.app.connection.handle_deadline(now=100.0)
    pair.settle()

    assert pair.app.events() == []
    assert pair.app.connection.next_deadline() is None


def test_a_quiet_peer_that_answers_probes_stays():
    """A connection without traffic lives on the pongs of the link."""
    pair = ConnectionPair(ping_interval=86_400.0)
    pair.advance_to(3_600.0)

    assert pair.app.connection.is_open
    assert len(pair.app.probes) == 360


def test_a_busy_peer_is_not_probed():
    """A byte at least every ten seconds makes probes unnecessary."""
    pair = ConnectionPair()
    for second in range(9, 90, 9):
        pair.advance_to(float(second))
        pair.push(b"{}", f"m{second}")

    assert pair.app.probes == []


def test_a_byte_within_the_grace_keeps_the_connection():
    """One byte after the probe is enough, and the silence begins anew with it."""
    connection = app()
    connection.handle_deadline(now=10.0)
    connection.heard(at=19.9)

    assert connection.next_deadline() == pytest.approx(29.9)
    connection.handle_deadline(now=20.0)
    assert connection.is_open


def test_a_byte_that_came_earlier_does_not_count_twice():
    """Telling the same last byte again does not put the end off."""
    connection = app()
    connection.heard(at=2.0)
    connection.handle_deadline(now=12.0)
    connection.heard(at=2.0)
    connection.handle_deadline(now=22.0)

    assert happened(connection)[-1] == PeerSilent(since=2.0)


def test_after_a_pause_of_the_machine_the_peer_gets_its_grace():
    """When nobody looked for an hour, the probe is sent first and answered first."""
    connection = app()
    connection.handle_deadline(now=3_600.0)

    assert connection.is_open
    connection.handle_deadline(now=3_609.9)
    assert connection.is_open
    connection.handle_deadline(now=3_610.0)
    assert not connection.is_open


def test_bad_messages_count_as_signs_of_life():
    """A peer that sends junk is there."""
    connection = app()
    connection.receive_message(b"\xff", now=9.0)

    assert connection.next_deadline() == 19.0


def test_the_platform_waits_for_nothing():
    """The platform's side has no deadlines; a client may be as quiet as it likes."""
    connection = platform()
    connection.handle_deadline(now=10_000.0)

    assert connection.next_deadline() is None
    assert connection.is_open


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

    events = received(connection, data(b"b", sum="2", seq="1"), now=11.0)

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
    connection.respond("m", response, now=1.0425)

    (answer,) = map(decode_frame, connection.messages_to_send())
    assert answer == replace(frame, headers=(*headers, ("biz_rt", "42")), payload=payload)


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


# --- the end ----------------------------------------------------------------------------------------------------------


def test_a_closed_connection_does_nothing():
    """After close nothing is taken, sent or due, and what happened before can still be read."""
    connection = app()
    connection.receive_message(data(), now=0.0)
    connection.close()
    connection.close()
    connection.receive_message(data(message_id="n"), now=1.0)
    connection.handle_deadline(now=1_000.0)

    assert (connection.is_open, connection.in_flight, connection.next_deadline()) == (False, 0, None)
    assert connection.messages_to_send() == []
    assert len(happened(connection)) == 1
    assert connection.last_frame_at == 0.0


# --- the platform's side ----------------------------------------------------------------------------------------------


def test_a_ping_is_answered_with_the_whole_configuration():
    """The pong has all four members, because some SDKs break when one is missing."""
    connection = platform(config=ClientConfig(5, 20, 3, 15))

    assert received(connection, PING) == [PingReceived(SERVICE_ID)]
    (answer,) = map(decode_frame, connection.messages_to_send())
    assert (answer.method, answer.headers, answer.service) == (CONTROL, (("type", "pong"),), SERVICE_ID)
    assert answer.payload == (b'{"ReconnectCount":5,"ReconnectInterval":20,"ReconnectNonce":3,"PingInterval":15}')


def test_a_push_has_the_headers_of_the_platform():
    """A delivery is one frame when nothing else is asked for."""
    (message,) = platform().push(b"{}", message_id="m", trace_id="t", kind="card", now=0.0, seq_id=7, log_id=9)

    headers = (("type", "card"), ("message_id", "m"), ("sum", "1"), ("seq", "0"), ("trace_id", "t"))
    assert decode_frame(message) == Frame(7, 9, SERVICE_ID, DATA, headers, payload=b"{}")


@given(st.binary(max_size=50), st.integers(1, 60))
def test_no_part_of_a_split_payload_is_empty(payload, size):
    """Python and Go wait for ever for an empty part; only an empty payload is sent as one, and alone."""
    messages = platform().push(payload, message_id="m", trace_id="t", max_fragment_bytes=size, now=0.0)

    parts = [decode_frame(message).payload or b"" for message in messages]
    assert b"".join(parts) == payload
    assert all(0 < len(part) <= size for part in parts) or parts == [b""]


@pytest.mark.parametrize("size", [0, -1])
def test_a_part_has_at_least_one_byte(size):
    """A size that would never end is our mistake."""
    with pytest.raises(LocalProtocolError, match="one byte"):
        platform().push(b"{}", message_id="m", trace_id="t", max_fragment_bytes=size, now=0.0)


def test_only_an_open_platform_pushes():
    """An app cannot push, and nobody can after the end."""
    closed = platform()
    closed.close()

    for connection, text in ((app(), "only the platform"), (closed, "closed")):
        with pytest.raises(LocalProtocolError, match=text):
            connection.push(b"{}", message_id="m", trace_id="t", now=0.0)


def answer(payload: bytes | None, *, message_id: str | None = "m", biz_rt: str | None = None) -> ResponseReceived:
    """Push a delivery, let this response come; give what happened."""
    connection = platform()
    connection.push(b"{}", message_id="m", trace_id="t", now=0.0)
    (event,) = received(connection, data(payload, message_id=message_id, biz_rt=biz_rt))
    assert isinstance(event, ResponseReceived)
    return event


@pytest.mark.parametrize(
    ("payload", "status", "body"),
    [
        (b'{"code":200}', 200, None),
        (b'{"code": 500}', 500, None),
        (b'{"code":200,"headers":null,"data":null}', 200, None),
        (b'{"code":200,"data":"bnVsbA=="}', 200, b"null"),
        (b'{"code":200,"data":"e30="}', 200, b"{}"),
        (b'{"code":0,"data":"e30="}', 0, b"{}"),
    ],
)
def test_responses_of_every_sdk_are_read(payload, status, body):
    """Data may be absent, null or base64 of any JSON; spaces do not matter."""
    event = answer(payload, biz_rt="-3")

    assert (event.status, event.body, event.took_ms, event.problem) == (status, body, "-3", None)


@pytest.mark.parametrize(
    ("payload", "problem", "status"),
    [
        (None, "no JSON", 0),
        (b"", "no JSON", 0),
        (b"\xff", "no JSON", 0),
        (b"[]", "no JSON object", 0),
        (b"{}", "no number as code", 0),
        (b'{"code":"200"}', "no number as code", 0),
        (b'{"code":true}', "no number as code", 0),
        (b'{"code":200,"data":{}}', "no text", 200),
        (b'{"code":200,"data":"e30"}', "no base64", 200),
        (b'{"code":200,"data":"e3 0="}', "no base64", 200),
        (b'{"code":200,"data":"\xe5\xa5\xbd"}', "no base64", 200),
        (b'{"code":200,"data":"eA=="}', "no JSON in base64", 200),
        (b'{"code":200,"data":""}', "no JSON in base64", 200),
    ],
)
def test_a_bad_response_is_told_with_its_problem(payload, problem, status):
    """A response that cannot be read is still one, and says what is wrong with it."""
    event = answer(payload)

    assert problem in (event.problem or "")
    assert event.status == status


def test_a_response_keeps_its_raw_parts():
    """The journal gets the frame and the base64 as they came."""
    event = answer(b'{"code":200,"data":"e30="}')

    assert event.data_text == "e30="
    assert event.took_ms is None
    assert event.frame == decode_frame(data(b'{"code":200,"data":"e30="}'))


def test_a_response_to_nothing_is_told():
    """A message_id that was not pushed here has a problem."""
    assert "was pushed here" in (answer(b'{"code":200}', message_id="other").problem or "")


def test_a_second_response_is_told():
    """The first response counts; after another push of the same id one is expected again."""
    connection = platform()
    problems = []
    for step in ("push", "answer", "answer", "push", "answer"):
        if step == "push":
            connection.push(b"{}", message_id="m", trace_id="t", now=0.0)
            continue
        (event,) = received(connection, data(b'{"code":200}'))
        assert isinstance(event, ResponseReceived)
        problems.append(event.problem)

    assert problems == [None, "the delivery had been answered already", None]
    assert connection.in_flight == 0


@pytest.mark.parametrize("message_id", [None, "", "m" * (MAX_MESSAGE_ID + 1)])
def test_a_response_without_an_id_is_ignored(message_id):
    """Without a message_id nobody can say what a response belongs to."""
    (event,) = received(platform(), data(b'{"code":200}', message_id=message_id))

    assert isinstance(event, FrameIgnored)
    assert event.code == "message_id"


def test_pushed_deliveries_are_not_all_remembered():
    """A client that never answers costs a bounded amount of memory."""
    connection = platform()
    for number in range(MAX_PUSHED + 5):
        connection.push(b"{}", message_id=f"m{number}", trace_id="t", now=0.0)

    assert connection.in_flight == MAX_PUSHED


# --- numbers for status pages -----------------------------------------------------------------------------------------


def test_everything_is_counted():
    """Frames, deliveries, responses, repeats and bad frames are counted at both ends."""
    pair = ConnectionPair()
    pair.settle()
    pair.push(b"abc", "m", max_fragment_bytes=1)
    pair.push(b"abc", "n")
    pair.push(b"abc", "n")
    pair.now = 4.0
    pair.app.connection.receive_message("text", now=4.0)
    pair.respond(OK, "m")

    app_counts, platform_counts = pair.app.connection.counters, pair.platform.connection.counters
    assert (app_counts.frames_in, app_counts.frames_out) == (1 + 3 + 2 + 1, 1 + 1)
    assert (app_counts.deliveries, app_counts.responses, app_counts.repeated, app_counts.ignored) == (2, 1, 1, 1)
    assert (platform_counts.frames_in, platform_counts.frames_out) == (1 + 1, 1 + 3 + 2)
    assert (platform_counts.deliveries, platform_counts.responses, platform_counts.ignored) == (3, 1, 0)
    assert (pair.app.connection.in_flight, pair.platform.connection.in_flight) == (1, 1)
    assert (pair.app.connection.last_frame_at, pair.platform.connection.last_frame_at) == (4.0, 4.0)


def test_a_new_connection_has_no_last_frame():
    """Before the first message there is no time of it."""
    assert app().last_frame_at is None
