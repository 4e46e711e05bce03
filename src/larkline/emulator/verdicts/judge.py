"""
Judge a delivery by what was seen of it: exactly one verdict, with the code a person would have seen. Pure.

The rows are in :mod:`larkline.emulator.verdicts.rules`; here stands only which one applies.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec

from larkline.cards.check import check_card as problems_of
from larkline.emulator.both import NOTHING, Both, same
from larkline.emulator.cards.content import check_card, is_template, schema_of
from larkline.emulator.failures import CardRefused
from larkline.emulator.verdicts.evidence import malformed, unreadable
from larkline.emulator.verdicts.fixes import mended, value_at
from larkline.emulator.verdicts.rules import RULES
from larkline.emulator.verdicts.verdict import Note, Verdict
from larkline.emulator.webhook.legacy_cards import legacy_card
from larkline.emulator.world.subscription import DeliveryKind, DeliveryMode
from larkline.errors import InvalidResponse
from larkline.facts.callback_codes import BAD_CARD, SCHEMA_DOWNGRADE
from larkline.facts.delivery import CARD_BYTES, RESPONSE_SECONDS
from larkline.facts.platform import LATE_ADVICE_SECONDS, WAITED_ADVICE_SECONDS
from larkline.payloads.response_check import (
    CardSchema,
    check_card_action_body,
    check_legacy_card_action_body,
    check_url_preview_body,
    place_of,
)
from larkline.wire.endpoint import decode_json
from larkline.wire.responses import NO_BASE64

__all__ = ["Observation", "Profile", "Reply", "is_in_time", "judge", "judge_handler_error"]

Profile = Literal["documented", "strict", "lenient"]
_NEARLY_FULL = 0.9

_SILENCE = Both(f"no response within {RESPONSE_SECONDS:.1f} s", f"{RESPONSE_SECONDS:.1f} 秒内没有响应")
_EMPTY = Both("the body has 0 bytes", "响应体为 0 字节")
_UNKNOWN_COMPONENTS = ("E_UNKNOWN_TAG", "E_TAG_VERSION")
#: What makes an object a card where nothing else says so: in the response to an old card callback.
_CARD_MEMBERS = frozenset({"config", "header", "elements", "i18n_elements", "card_link", "schema", "body", "data"})


def is_in_time(elapsed: float) -> bool:
    """
    Tell whether a response counts that took so many seconds from the push.

    Source: docs, 接收回调, within 3 s (documented). What comes at 3 s sharp is too late, as the wait is over then
    (assumed): on a clock that is moved by 3 s, the verdict is there.
    """
    return elapsed < RESPONSE_SECONDS


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What came back.

    Attributes:
        status: The ``code`` of the response frame, 0 when it cannot be read; or the HTTP status of a webhook.
        body: The decoded ``data``, None when absent or undecodable; or the body of a webhook's answer.
        data_text: ``data`` as it came; None when absent or null, and from a webhook.
        problem: What the wire found wrong; None when nothing.
    """

    status: int
    body: bytes | None = None
    data_text: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    Everything a verdict depends on.

    Attributes:
        kind: A card action, a link preview, an event, or an old card action.
        door: Which way it went.
        online: Whether a connection was there to deliver to.
        lost: Whether that connection ended before a response came.
        obstacle: Why the settings of the app kept it from the app: ``not_published``, ``not_subscribed``
            or ``paused``; else empty.
        trouble: Why a webhook gave no answer: the rule without its first part, and what shows it; None when it did.
        platform_failure: The code of a failure of the platform itself; None when it did not fail.
        forged: What was wrong with the request on purpose; empty when nothing was.
        client: Which client it went to; empty for a webhook.
        handled_by: Which other client of the app has handled such a delivery; empty when none has.
        reply: The response within the time; None when there was none.
        elapsed: Seconds from the push to the response; None without a response.
        card_schema: Version of the card in the message; None when not known.
        string_value: Whether ``action.value`` of the callback is a text.
        early_update: Whether the update token was used before the response.
        waited: Seconds the app let it wait behind another delivery; None when that cannot be told.
        repeated: What shows that the app did the work of this event twice; None when nothing does.
        streaming: Whether the card that was acted on is in streaming mode.
        check: How the platform checks the card of a response; gives the card that people then see, if it knows, and
            raises CardRefused.
    """

    kind: DeliveryKind
    door: DeliveryMode = "long_connection"
    online: bool = True
    lost: bool = False
    obstacle: str = ""
    trouble: tuple[str, Both] | None = None
    platform_failure: int | None = None
    forged: str = ""
    client: str = ""
    handled_by: str = ""
    reply: Reply | None = None
    elapsed: float | None = None
    card_schema: CardSchema | None = None
    string_value: bool = False
    early_update: bool = False
    waited: float | None = None
    repeated: Both | None = None
    streaming: bool = False
    check: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] = check_card

    @property
    def acknowledged(self) -> bool:
        """Whether the platform takes it as delivered, whatever is thought of the response."""
        return self.reply is not None and self.reply.status == 200


def judge(seen: Observation, *, profile: Profile = "documented", off: Collection[str] = ()) -> Verdict:
    """
    Judge one delivery.

    Args:
        profile: ``documented``; ``strict`` also fails on every advice; ``lenient`` lets a response pass when that it
            fails is only assumed.
        off: Ids of rules that do not count.
    """
    if seen.forged and seen.reply is not None and not seen.acknowledged:
        refused = f"{seen.forged}: {_status(seen, seen.reply)}"
        return Verdict("ok", None, "signature.rejected", refused, refused)
    failure, advice = (_judge_event(seen), []) if seen.kind == "event" else _judge_callback(seen)
    advice = [*_forgery(seen), *advice, *_habits(seen)]
    advice = [note for note in advice if note.rule not in off]
    if failure is not None and failure.rule in off:
        failure = None
    if failure is not None and profile == "lenient" and _is_guess(failure):
        advice, failure = [failure, *advice], None
    if failure is None and advice and profile == "strict":
        failure, advice = advice[0], advice[1:]
    if failure is not None:
        code, fixed = RULES[failure.rule].code, _fixed(seen) if failure.rule.startswith("response.") else None
        return Verdict("failed", code, failure.rule, *failure.evidence, tuple(advice), failure.got, fixed)
    if advice:
        first, *rest = advice
        return Verdict("ok_advice", None, first.rule, *first.evidence, tuple(rest), first.got)
    return Verdict("ok", None, "ok")


def _forgery(seen: Observation) -> list[Note]:
    """Remark on a forged delivery that was taken."""
    return [Note("signature.accepted", same(f"{seen.forged}: HTTP 200"))] if seen.forged and seen.acknowledged else []


def _habits(seen: Observation) -> list[Note]:
    """Remark on what only shows over several deliveries."""
    notes = []
    if seen.waited is not None and seen.waited >= WAITED_ADVICE_SECONDS:
        waited = Both(f"{seen.waited:.2f} s behind another delivery", f"排在另一条推送之后，等了 {seen.waited:.2f} 秒")
        notes.append(Note("response.waited", waited))
    if seen.repeated is not None:
        notes.append(Note("event.repeated", seen.repeated))
    return notes


def _fixed(seen: Observation) -> Any:
    """Give the response without its mistake, if it is right then."""
    body = None if seen.reply is None or not seen.reply.body else mended(seen.reply.body)
    return None if body is None or any(_judge_body(seen, body)) else body


def judge_handler_error(verdict: Verdict, error: BaseException) -> Verdict:
    """Let a verdict fail because a handler of the app raised; the code the person saw stays."""
    evidence = f"{type(error).__name__}: {error}"
    return replace(verdict, outcome="failed", rule="handler.raised", evidence=evidence, evidence_zh=evidence)


def _is_guess(note: Note) -> bool:
    """Whether it is only assumed that the platform refuses such a response."""
    return note.rule.startswith("response.") and RULES[note.rule].certainty == "assumed"


def _judge_event(seen: Observation) -> Note | None:
    if seen.obstacle:
        return Note(f"event.{seen.obstacle}", NOTHING)
    if seen.platform_failure is not None:
        return Note("event.platform_failure", NOTHING)
    if not seen.online:
        return Note("event.offline", NOTHING)
    if seen.lost:
        return Note("event.lost", NOTHING)
    if seen.trouble is not None:
        what, evidence = seen.trouble
        return Note("event.no_url" if what == "no_url" else "event.undelivered", evidence)
    if seen.reply is None:
        return Note("event.late", _SILENCE)
    if not seen.acknowledged and seen.reply.status == 500 and seen.handled_by:
        return _mixed("event.mixed", seen)
    if not seen.acknowledged:
        problem = seen.reply.problem
        return Note("event.status", same(_status(seen, seen.reply)) if problem is None else unreadable(problem))
    return None


def _judge_callback(seen: Observation) -> tuple[Note | None, list[Note]]:
    advice: list[Note] = []
    if seen.obstacle:
        return Note(f"settings.{seen.obstacle}", NOTHING), advice
    if seen.platform_failure is not None:
        return Note(f"platform.{seen.platform_failure}", NOTHING), advice
    if seen.string_value:
        advice.append(Note("action.string_value", same("$.event.action.value")))
    if seen.early_update:
        path = "interactive/v1/card/update"
        advice.append(Note("update.early", Both(f"{path} before the response", f"{path} 早于响应")))
    if not seen.online:
        return Note("connection.offline", NOTHING), advice
    if seen.lost:
        return Note("connection.lost", NOTHING), advice
    if seen.trouble is not None:
        what, evidence = seen.trouble
        return Note(f"webhook.{what}", evidence), advice
    if seen.reply is None:
        return Note("response.late", _SILENCE), advice
    if seen.elapsed is not None and seen.elapsed > LATE_ADVICE_SECONDS:
        used, limit = f"{seen.elapsed:.2f}", f"{RESPONSE_SECONDS:.2f}"
        advice.append(Note("response.slow", Both(f"{used} s of {limit} s", f"{limit} 秒中用了 {used} 秒")))
    judge_reply = _judge_answer if seen.door == "webhook" else _judge_frame
    failure, remarks = judge_reply(seen, seen.reply)
    return failure, [*advice, *remarks]


def _judge_answer(seen: Observation, reply: Reply) -> tuple[Note | None, list[Note]]:
    """Judge what a webhook answered."""
    if reply.status != 200:
        return Note("webhook.status", same(_status(seen, reply))), []
    if reply.body:
        return _judge_json(seen, reply.body)
    return (None if seen.kind == "legacy_card" else Note("webhook.empty", _EMPTY)), []


def _judge_frame(seen: Observation, reply: Reply) -> tuple[Note | None, list[Note]]:
    if reply.status == 0 and reply.problem:
        return Note("response.unreadable", unreadable(reply.problem)), []
    if reply.status == 500 and seen.handled_by:
        return _mixed("response.mixed", seen), []
    if reply.status != 200:
        return Note("response.status", same(f"code {reply.status}")), []
    if not reply.data_text:
        if reply.problem:
            return Note("response.base64", unreadable(reply.problem)), []
        return None, [Note("response.no_data", Both("data is absent", "没有 data"))] if seen.kind == "card" else []
    if reply.body is None:
        return Note("response.base64", unreadable(reply.problem or NO_BASE64), _short(reply.data_text)), []
    return _judge_json(seen, reply.body)


def _mixed(rule: str, seen: Observation) -> Note:
    """Tell that one of several clients failed at what another one handles."""
    en = f"code 500 by {seen.client}; {seen.handled_by} has handled this type"
    return Note(rule, Both(en, f"{seen.client} 返回 500；{seen.handled_by} 处理过这种类型"))


def _judge_json(seen: Observation, data: bytes) -> tuple[Note | None, list[Note]]:
    try:
        body = decode_json(data)
    except ValueError as error:
        return Note("response.json", malformed(error, _hint(data)), _short(data.decode("utf-8", "replace"))), []
    if isinstance(body, str):
        return Note("response.json_string", same(f"$: {_short(body)}")), []
    return _judge_body(seen, body)


def _judge_body(seen: Observation, body: object) -> tuple[Note | None, list[Note]]:
    try:
        if seen.kind == "preview":
            remarks = check_url_preview_body(body)
        elif seen.kind == "legacy_card":
            remarks = check_legacy_card_action_body(body, message_schema=seen.card_schema)
        else:
            remarks = check_card_action_body(body, message_schema=seen.card_schema)
    except InvalidResponse as error:
        rule = {BAD_CARD: "response.card", SCHEMA_DOWNGRADE: "response.schema"}.get(error.code, "response.shape")
        told = Both(f"{error.path}: {error.problem}", f"{error.path}: {error.problem_zh}")
        return Note(rule, told, _excerpt(value_at(body, error.path))), []
    notes = [Note("response.remark", Both(str(each), f"{each.path}: {each.text_zh}")) for each in remarks]
    path, card = _card_in(seen, body)
    if card is None:
        return None, notes
    try:
        shown = seen.check(card)
    except CardRefused as refusal:
        en = f"{path}: {refusal.sub_code} {refusal.problem.en}"
        zh = f"{path}: {refusal.sub_code} {refusal.problem.zh}"
        return Note("response.card", Both(en, zh), _excerpt(card)), []
    if shown is not None and is_template(card) and seen.card_schema == "2.0" and schema_of(shown) == "1.0":
        old = Both(f"{path}: the template is a card of JSON 1.0", f"{path}: 模板是 JSON 1.0 的卡片")
        return Note("response.schema", old, _excerpt(card)), []
    if seen.streaming:
        notes.append(Note("card.streaming", same(path)))
    if seen.kind == "legacy_card" and _CARD_MEMBERS.isdisjoint(card):
        where = f"$.{next(iter(card))}"
        told = Both(f"{where}: neither a toast nor a part of a card", f"{where}: 既不是 toast，也不是卡片的一部分")
        return Note("response.card", told), []
    if (unknown := _unknown_component(card, path)) is not None:
        return unknown, []
    size = len(msgspec.json.encode(card))
    if size > _NEARLY_FULL * CARD_BYTES:
        full = Both(f"{path}: {size} of {CARD_BYTES} bytes", f"{path}: {CARD_BYTES} 字节中用了 {size}")
        notes.append(Note("card.nearly_full", full))
    return None, notes


def _unknown_component(card: dict[str, Any], path: str) -> Note | None:
    """Tell of a component that JSON 2.0 does not have; in a card of JSON 1.0 clients show a strip in its place."""
    if schema_of(card) != "2.0":
        return None
    unknown = next((problem for problem in problems_of(card) if problem.id in _UNKNOWN_COMPONENTS), None)
    if unknown is None:
        return None
    got = _excerpt(value_at(card, place_of("$", unknown)))
    place = place_of(path, unknown)
    told = Both(f"{place}: {unknown.message}; {unknown.remedy}", f"{place}: {unknown.message_zh}；{unknown.remedy_zh}")
    return Note("response.component", told, got)


def _card_in(seen: Observation, body: object) -> tuple[str, dict[str, Any] | None]:
    """Give where the card of a response stands, and the card itself, or the reference to its template."""
    if not isinstance(body, dict):
        return "$", None
    if seen.kind == "legacy_card":
        return "$", legacy_card(body)
    card = body.get("card")
    data = card.get("data") if isinstance(card, dict) else None
    if not isinstance(card, dict) or not isinstance(data, dict):
        return "$.card", None
    return "$.card.data", data if card.get("type") == "raw" else card


def _status(seen: Observation, reply: Reply) -> str:
    return f"HTTP {reply.status}" if seen.door == "webhook" else f"code {reply.status}"


def _hint(body: bytes) -> Both:
    """Name a well-known reason why a body is no JSON."""
    if body.startswith(b"\xef\xbb\xbf"):
        return Both(" (it begins with a byte order mark)", "（开头有字节顺序标记 BOM）")
    if body.lstrip()[:1] == b"<":
        return Both(" (it looks like HTML)", "（看起来是 HTML）")
    try:
        decode_json(binascii.a2b_base64(body, strict_mode=True))
    except ValueError:
        return NOTHING
    return Both(" (it is base64 of JSON: data was encoded twice)", "（内容是 JSON 的 Base64：data 被编码了两次）")


def _excerpt(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:199] + "…"


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "…")
