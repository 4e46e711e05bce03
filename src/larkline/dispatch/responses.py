"""What is answered: one table for every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from larkline.dispatch.settings import Settings
from larkline.dispatch.situation import Situation
from larkline.dispatch.texts import BUSY, FAILED, PROCESSING, wrong_entry
from larkline.errors import InvalidResponse
from larkline.facts.callback_codes import BAD_BODY
from larkline.payloads.response_check import (
    CardSchema,
    Remark,
    check_card_action_body,
    check_legacy_card_action_body,
    check_url_preview_body,
)
from larkline.payloads.responses import (
    BODILESS,
    CustomResponse,
    card_action_body,
    legacy_card_action_body,
    url_preview_body,
)
from larkline.payloads.toast import Toast
from larkline.payloads.values import WrongEntry
from larkline.wire.delivery import Response

if TYPE_CHECKING:
    Check = Literal["documented", "all", "off"]

__all__ = [
    "LateParts",
    "answer_for",
    "busy_answer",
    "failure_answer",
    "late_parts",
    "overdue_answer",
    "unmatched_answer",
    "wrong_entry_answer",
]

#: The result of a callback that changes nothing. Sent as `{}`: a callback answered without data shows an error to the
#: person in some clients (assumed, from a public report), and in every reading `{}` means "no change".
NOTHING = b"{}"


@dataclass(frozen=True, slots=True)
class LateParts:
    """
    A result that comes after the response.

    Attributes:
        has_toast: Whether it holds a toast, which nobody can see any more.
        card: What ``cards.update`` takes; None when there is no card.
        advice: What looks like a mistake in it.
    """

    has_toast: bool
    card: dict[str, Any] | None
    advice: tuple[str, ...]


def answer_for(
    situation: Situation, result: Any, *, check: Check, message_schema: CardSchema | None
) -> tuple[Response, tuple[str, ...]]:
    """
    Make the response of what a handler returned, or yielded first.

    Args:
        result: An instance of a response class, a dict in the platform's shape, or None.
        check: Which findings are refused: those documented, all, or none.
        message_schema: The version of the card that was clicked; None when it is not known.

    Returns:
        The response, and what looks like a mistake in it.

    Raises:
        InvalidResponse: The platform would refuse it, or it is nothing a handler may return.
    """
    if situation is Situation.EVENT:
        return Response(200), ()
    if result is None:
        return Response(200, NOTHING), ()
    if situation is Situation.CARD_ACTION:
        body, advice = _checked_action_body(result, check=check, message_schema=message_schema)
    elif situation is Situation.LEGACY_CARD_ACTION:
        return _legacy_answer(result, check=check, message_schema=message_schema)
    else:
        body = url_preview_body(result)
        advice = () if check == "off" else _weighed(check_url_preview_body(body), check)
    return Response(200, msgspec.json.encode(body)), advice


def late_parts(situation: Situation, result: Any, *, check: Check, message_schema: CardSchema | None) -> LateParts:
    """
    Split what a handler of a card action gives after the response into what can still be sent and what cannot.

    Args:
        situation: A card action, new or old.
        result: As in :func:`answer_for`.
        check: As in :func:`answer_for`.
        message_schema: As in :func:`answer_for`.

    Raises:
        InvalidResponse: The platform would refuse it, or it is nothing a handler may give.
    """
    if situation is Situation.LEGACY_CARD_ACTION and isinstance(result, Mapping):
        body, advice = _checked_legacy_body(result, check=check, message_schema=message_schema)
        card = {key: value for key, value in body.items() if key not in ("toast", "msg")} or None
        return LateParts(has_toast=body.get("toast") is not None, card=card, advice=advice)
    body, advice = _checked_action_body(result, check=check, message_schema=message_schema)
    card = body.get("card")
    if isinstance(card, dict) and card.get("type") == "raw":
        card = card.get("data")
    return LateParts(has_toast=body.get("toast") is not None, card=card, advice=advice)


def _checked_action_body(
    result: Any, *, check: Check, message_schema: CardSchema | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    body = card_action_body(result)
    if check == "off":
        return body, ()
    return body, _weighed(check_card_action_body(body, message_schema=message_schema), check)


def _legacy_answer(result: Any, *, check: Check, message_schema: CardSchema | None) -> tuple[Response, tuple[str, ...]]:
    """Make the response to an old card callback, which may have a status and a body of its own."""
    if isinstance(result, CustomResponse) and result.status in BODILESS:
        return Response(result.status, b""), ()
    if isinstance(result, CustomResponse):
        return Response(result.status, msgspec.json.encode(legacy_card_action_body(result))), ()
    body, advice = _checked_legacy_body(result, check=check, message_schema=message_schema)
    return Response(200, msgspec.json.encode(body)), advice


def _checked_legacy_body(
    result: Any, *, check: Check, message_schema: CardSchema | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    body = legacy_card_action_body(result)
    if check == "off":
        return body, ()
    return body, _weighed(check_legacy_card_action_body(body, message_schema=message_schema), check)


def _weighed(remarks: tuple[Remark, ...], check: Check) -> tuple[str, ...]:
    if remarks and check == "all":
        path, text, text_zh = remarks[0]
        raise InvalidResponse(path, text, code=BAD_BODY, problem_zh=text_zh)
    return tuple(map(str, remarks))


def wrong_entry_answer(error: WrongEntry) -> Response:
    """What a person entered into a form does not fit, and no other handler takes it."""
    return _toast(wrong_entry(label=error.label, reason=error.reason, text=error.text))


def unmatched_answer(situation: Situation, settings: Settings) -> Response:
    """No handler matches."""
    if situation is Situation.EVENT:
        return Response(200 if settings.unknown_events == "acknowledge" else 500)
    return Response(200, NOTHING)


def failure_answer(situation: Situation, settings: Settings) -> Response:
    """The handler raised, or its response was refused."""
    if situation.is_card_action:
        return _toast(FAILED) if settings.on_handler_error == "toast" else Response(500)
    return Response(500) if situation is Situation.EVENT else Response(200, NOTHING)


def overdue_answer(situation: Situation, settings: Settings) -> Response:
    """The handler is still running when the response must leave."""
    if situation.is_card_action:
        return _toast(PROCESSING)
    if situation is Situation.EVENT:
        return Response(200 if settings.slow_events == "acknowledge" else 500)
    return Response(200, NOTHING)


def busy_answer(situation: Situation) -> Response:
    """The app has all the handlers running that it allows, and as many waiting."""
    if situation.is_card_action:
        return _toast(BUSY)
    return Response(500) if situation is Situation.EVENT else Response(200, NOTHING)


def _toast(toast: Toast) -> Response:
    return Response(200, msgspec.json.encode({"toast": toast.to_dict()}))
