"""Judge a response without delivering anything: what a person would see if an app answered like this. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping
from typing import Any, Literal

import msgspec

from larkline.emulator.errors import EmulatorError
from larkline.emulator.verdicts.judge import Observation, Profile, Reply, judge
from larkline.emulator.verdicts.verdict import Verdict
from larkline.emulator.world.subscription import DeliveryKind, DeliveryMode
from larkline.payloads.response_check import CardSchema
from larkline.wire.responses import NO_BASE64

__all__ = ["KINDS", "ReplyKind", "check_reply"]

ReplyKind = Literal["card.action.trigger", "url.preview.get", "card.action.trigger_v1", "event"]
#: What a reply can answer, and as what the verdicts know it.
KINDS: dict[str, DeliveryKind] = {
    "card.action.trigger": "card",
    "url.preview.get": "preview",
    "card.action.trigger_v1": "legacy_card",
    "event": "event",
}


def check_reply(
    kind: ReplyKind,
    reply: bytes | str | Mapping[str, Any] | None,
    *,
    status: int = 200,
    door: DeliveryMode = "webhook",
    encoded: bool = False,
    elapsed: float = 0.0,
    card_schema: CardSchema | None = None,
    profile: Profile = "documented",
    rules_off: Collection[str] = (),
) -> Verdict:
    """
    Judge a reply, as if an app had sent it::

        verdict = check_reply("card.action.trigger", {"toast": "已批准"})
        assert verdict.code == 200672

    Args:
        kind: What it answers; all events are alike.
        reply: The body: bytes or text as they are on the wire, an object as JSON; None for no body.
        status: The HTTP status, or the ``code`` of a response frame.
        door: ``webhook`` or ``long_connection``.
        encoded: Whether *reply* is the ``data`` of a response frame, still in base64.
        elapsed: Seconds from the push to the reply.
        card_schema: Version of the card that was clicked, ``1.0`` or ``2.0``; None when it does not matter.
        profile: See :class:`~larkline.emulator.Emulator`.
        rules_off: Ids of rules that do not count.

    Raises:
        EmulatorError: There is no such kind.
    """
    if kind not in KINDS:
        raise EmulatorError(f"{kind!r} is no kind of reply; there are {', '.join(KINDS)}")
    body = reply.encode("utf-8", "surrogatepass") if isinstance(reply, str) else reply
    data = body if body is None or isinstance(body, bytes) else msgspec.json.encode(dict(body))
    seen = Observation(
        kind=KINDS[kind],
        door=door,
        reply=_framed(data, status, encoded=encoded) if door == "long_connection" else Reply(status, data),
        elapsed=elapsed,
        card_schema=card_schema,
    )
    return judge(seen, profile=profile, off=rules_off)


def _framed(data: bytes | None, status: int, *, encoded: bool) -> Reply:
    """Give the reply as it comes out of a response frame."""
    if not data:
        return Reply(status)
    if not encoded:
        return Reply(status, data, base64.b64encode(data).decode())
    text = data.decode("utf-8", "replace")
    try:
        return Reply(status, binascii.a2b_base64(data.strip(), strict_mode=True), text)
    except ValueError:
        return Reply(status, None, text, NO_BASE64)
