"""Judge a response without delivering anything: what a person would see if an app answered like this. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, get_args

import msgspec

from larkline.emulator.cards.content import check_card
from larkline.emulator.errors import EmulatorError
from larkline.emulator.verdicts.judge import Observation, Profile, Reply, is_in_time, judge
from larkline.emulator.verdicts.rules import refuse_unknown_rules
from larkline.emulator.verdicts.verdict import Verdict
from larkline.emulator.world.subscription import DELIVERY_MODES, DeliveryKind, DeliveryMode
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
    reply: object,
    *,
    status: int = 200,
    door: DeliveryMode = "webhook",
    encoded: bool = False,
    elapsed: float = 0.0,
    card_schema: CardSchema | None = None,
    profile: Profile = "documented",
    rules_off: Collection[str] = (),
    check: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] = check_card,
) -> Verdict:
    """
    Judge a reply, as if an app had sent it::

        verdict = check_reply("card.action.trigger", {"toast": "已批准"})
        assert verdict.code == 200672

    Args:
        kind: What it answers; all events are alike.
        reply: The body: bytes or text as they are on the wire, anything else as JSON; None for no body.
        status: The HTTP status, or the ``code`` of a response frame.
        door: ``webhook`` or ``long_connection``.
        encoded: Whether *reply* is the ``data`` of a response frame, still in base64.
        elapsed: Seconds from the push to the reply; from the limit on the reply does not count.
        card_schema: Version of the card that was clicked, ``1.0`` or ``2.0``; None when it does not matter.
        profile: See :class:`~larkline.emulator.Emulator`.
        rules_off: Ids of rules that do not count.
        check: How the card of the reply is checked: raises CardRefused, or gives the card that is shown; without the
            templates of a running emulator unless given.

    Raises:
        EmulatorError: There is no such kind, door, profile, version or rule, or *reply* has no JSON form.
    """
    _one_of("kind", kind, KINDS)
    _one_of("door", door, DELIVERY_MODES)
    _one_of("profile", profile, get_args(Profile))
    _one_of("card_schema", card_schema, (*get_args(CardSchema), None))
    refuse_unknown_rules(rules_off)
    if not elapsed >= 0.0:
        raise EmulatorError(
            f"elapsed is {elapsed!r}; it is how many seconds the reply took",
            f"elapsed 的值是 {elapsed!r}；应为响应所用的秒数",
        )
    data = _body(reply)
    came = _framed(data, status, encoded=encoded) if door == "long_connection" else Reply(status, data)
    seen = Observation(
        kind=KINDS[kind],
        door=door,
        reply=came if is_in_time(elapsed) else None,
        elapsed=elapsed,
        card_schema=card_schema,
        check=check,
    )
    return judge(seen, profile=profile, off=rules_off)


def _one_of(name: str, value: object, known: Collection[object]) -> None:
    if value not in known:
        listed = ", ".join(map(str, known))
        raise EmulatorError(
            f"{value!r} is no {name} of a reply; there are {listed}", f"响应的 {name} 不能是 {value!r}；可选：{listed}"
        )


def _body(reply: object) -> bytes | None:
    """Give the bytes of a reply as an app would send them."""
    if reply is None:
        return None
    if isinstance(reply, str):
        return reply.encode("utf-8", "surrogatepass")
    if isinstance(reply, (bytes, bytearray, memoryview)):
        return bytes(reply)
    try:
        return msgspec.json.encode(reply)
    except (TypeError, ValueError, RecursionError) as error:
        raise EmulatorError(f"the reply has no JSON form: {error}", f"响应无法表示为 JSON：{error}") from None


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
