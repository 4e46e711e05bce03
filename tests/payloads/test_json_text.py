"""Read JSON text without failing in an unexpected way."""

from __future__ import annotations

import msgspec
import pytest

from larkline.errors import MalformedDelivery
from larkline.payloads.card_action import CardAction, decode_card_action
from larkline.payloads.envelope import decode_envelope
from larkline.payloads.event import Event
from larkline.payloads.json_text import read_object, read_text
from tests.payloads.shapes import NOW, changed, sample

ANYTHING = msgspec.json.Decoder(dict[str, object])


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\x00", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a":NaN}', "not JSON"),
        (b'{"a":"\\u12"}', "not JSON"),
        (b'{"a":1} x', "not JSON"),
        (b'{"a":"\xff"}', "not UTF-8: invalid start byte at byte 6"),
        (b'{"a":"\xed\xa0\x80"}', "not UTF-8"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a":' + b"[" * 100_000, "nested too deeply"),
        (b'{"a":' + b"9" * 5_000 + b"}", "expected shape"),
        (b'{"a":1e999}', "expected shape"),
        (b"[]", "expected shape"),
        (b"null", "expected shape"),
    ],
)
def test_bad_text_is_refused(payload, problem):
    """Whatever is wrong with it, the error is the same kind and says what is wrong."""
    with pytest.raises(MalformedDelivery, match=problem):
        read_text(ANYTHING, payload)


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\\ud83d\\ud83d", "\\ud83d\\u0041"])
def test_half_an_emoji_is_no_failure(half):
    """Somebody's text, cut off in the middle of an emoji, does not make the delivery unreadable."""
    payload = sample("card.action.trigger").replace(b"ewzzf", b"ok" + half.encode())
    action = decode_card_action(decode_envelope(payload), now=NOW, raw=payload)

    assert isinstance(action, CardAction)
    assert action.value["key"].startswith("ok?")
    assert action.raw == payload


def test_half_an_emoji_in_broken_json_is_refused():
    """The second look at the text does not let anything else pass."""
    with pytest.raises(MalformedDelivery, match="not JSON"):
        read_text(ANYTHING, b'{"a":"\\ud83d"')
    with pytest.raises(MalformedDelivery, match="nested too deeply"):
        read_text(ANYTHING, b'{"a":"\\ud83d","b":' + b"[" * 100_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"", {}),
        (b"null", {}),
        (b"[1]", {}),
        (b'"x"', {}),
        (b'{"a":1}', {"a": 1}),
        (b'{"a":1e999}', {"a": float("inf")}),
        (b'{"a":"\\ud800"}', {"a": "\ud800"}),
    ],
)
def test_an_object_is_read_whatever_it_holds(text, value):
    """Values the fast decoder refuses are read by the other one; what is no object is an empty one."""
    assert read_object(text) == value
    assert read_object(msgspec.Raw(text)) == value


@pytest.mark.parametrize(
    "text", [b"{", b'{"a":"\xff"}', b'{"a":' + b"9" * 5_000 + b"}", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_an_unreadable_object_is_refused(text):
    """What no JSON library here can read ends in one kind of error."""
    with pytest.raises(MalformedDelivery):
        read_object(text)


def test_a_number_nobody_can_read_waits_until_it_is_read():
    """The delivery is routed; only the handler that asks for the number learns that it is too long."""
    payload = changed("card.action.trigger").replace(b'"ewzzf"', b"9" * 5_000)
    event = decode_card_action(decode_envelope(payload), now=NOW, raw=payload)

    assert isinstance(event, Event)
    assert event.drift is not None
    with pytest.raises(MalformedDelivery):
        _ = event.event
