"""The rules of a long connection, seen from the platform's side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import LocalProtocolError
from larkline.wire.endpoint import ClientConfig
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame
from larkline.wire.long_connection import (
    MAX_PUSHED,
    FrameIgnored,
    PingReceived,
    ResponseReceived,
)
from larkline.wire.pushes import MAX_MESSAGE_ID
from tests.wire.ends import PING, app, data, platform, received
from tests.wire.pair import SERVICE_ID


def test_a_ping_is_answered_with_the_whole_configuration():
    """The pong has all four members, because some SDKs break when one is missing."""
    connection = platform(config=ClientConfig(5, 20, 3, 15))

    assert received(connection, PING) == [PingReceived(SERVICE_ID)]
    config = b'{"ReconnectCount":5,"ReconnectInterval":20,"ReconnectNonce":3,"PingInterval":15}'
    (pong,) = map(decode_frame, connection.messages_to_send())
    assert pong == Frame(0, 0, SERVICE_ID, CONTROL, (("type", "pong"),), payload=config)


def test_a_push_has_the_headers_of_the_platform():
    """A delivery is one frame when nothing else is asked for."""
    (message,) = platform().push(b"{}", message_id="m", trace_id="t", kind="card", now=0.0, seq_id=7, log_id=9)

    headers = (("type", "card"), ("message_id", "m"), ("sum", "1"), ("seq", "0"), ("trace_id", "t"))
    assert decode_frame(message) == Frame(7, 9, SERVICE_ID, DATA, headers, payload=b"{}")


def test_a_push_without_numbers_has_zeros():
    """SeqID and LogID mean nothing to a client, and are 0 unless given."""
    (message,) = platform().push(b"{}", message_id="m", trace_id="t", now=0.0)

    assert (decode_frame(message).seq_id, decode_frame(message).log_id) == (0, 0)


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


def test_the_longest_id_is_taken():
    """A message_id may have as many characters as the limit."""
    event = answer(b'{"code":200}', message_id="m" * MAX_MESSAGE_ID)

    assert event.delivery_id == "m" * MAX_MESSAGE_ID


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


def test_a_closed_platform_expects_nothing():
    """What was pushed and not answered is no longer in flight after the end."""
    connection = platform()
    connection.push(b"{}", message_id="m", trace_id="t", now=0.0)
    connection.close()

    assert connection.in_flight == 0
