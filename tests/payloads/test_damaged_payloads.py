"""Payloads with a few bytes changed: the decoders either read them or refuse them in one way."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from larkline.errors import MalformedDelivery
from larkline.payloads.card_action import CardAction, decode_card_action
from larkline.payloads.envelope import decode_envelope
from larkline.payloads.event import Event, make_event
from larkline.payloads.legacy_card_action import decode_legacy_card_action
from larkline.payloads.message import MessageReceived, decode_message_received
from larkline.payloads.url_preview import UrlPreview, decode_url_preview
from tests.payloads.shapes import NOW, sample, vectors

BASES = [sample(name) for name in ("card.action.trigger", "im.message.receive_v1", "url.preview.get")] + [
    vector["payload"].encode() for vector in vectors("payloads")
]
PIECES = [
    b"",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"true",
    b"-1e9",
    b"9" * 5_000,
    b"\\ud83d",
    b"\xff",
    b"\x00",
    b"\xed\xa0\x80",
    b'"schema":"",',
    b'"schema":"2.0",',
    b'"uuid":"u",',
    b'"event":{"type":"x"},',
    b"[" * 2_000,
    b'{"a":' * 2_000,
]


def damaged(base: bytes, random: Random) -> bytes:
    """Change, cut, repeat or insert something at a few places."""
    data = base
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(data))
        to = min(len(data), at + random.choice([0, 1, 1, 2, 8, 40]))
        piece = random.choice([*PIECES, bytes([random.randrange(256)]), data[at:to] * 2])
        data = data[:at] + piece + data[to:]
    return data


def decode_everything(payload: bytes) -> None:
    """Do all that may happen to a delivery; only MalformedDelivery may come out."""
    with suppress(MalformedDelivery):
        decode_legacy_card_action(payload)
    envelope = decode_envelope(payload)
    assert envelope.type
    results = [
        decode_card_action(envelope, now=NOW, raw=payload),
        decode_url_preview(envelope, now=NOW, raw=payload),
        decode_message_received(envelope, now=NOW, raw=payload),
        make_event(envelope, now=NOW, raw=payload),
    ]
    for result in results:
        assert isinstance(result, (CardAction, UrlPreview, MessageReceived, Event))
        assert repr(result)
        assert result.age is None or isinstance(result.age, float)
        if isinstance(result, Event):
            with suppress(MalformedDelivery):
                assert isinstance(result.event, dict)


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_payload_is_refused_cleanly(seed):
    """Five hundred mutations of real payloads for each seed: MalformedDelivery or a payload, nothing else."""
    random = Random(seed)
    refused = 0
    for _ in range(500):
        payload = damaged(random.choice(BASES), random)
        try:
            decode_everything(payload)
        except MalformedDelivery:
            refused += 1

    assert 0 < refused < 500, "some are read and some are refused, else this proves little"


@pytest.mark.soak
def test_many_damaged_payloads_are_refused_cleanly():
    """The same for two hundred thousand mutations."""
    random = Random()
    for _ in range(200_000):
        with suppress(MalformedDelivery):
            decode_everything(damaged(random.choice(BASES), random))


@pytest.mark.parametrize("cut", range(0, 1200, 7))
def test_a_payload_cut_short_is_refused(cut):
    """A prefix of a document is never taken for one."""
    payload = sample("card.action.trigger")

    if cut < len(payload):
        with pytest.raises(MalformedDelivery, match="not JSON"):
            decode_envelope(payload[:cut])
