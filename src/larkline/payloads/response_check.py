"""Check the body of a response before it leaves, or judge one that arrived."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import msgspec

from larkline.errors import InvalidCard, InvalidResponse, Problem
from larkline.facts.callback_codes import BAD_BODY, BAD_CARD, SCHEMA_DOWNGRADE
from larkline.facts.delivery import CARD_BYTES
from larkline.facts.languages import CARD_LANGUAGES, PREVIEW_LANGUAGES
from larkline.payloads.toast import TOAST_TYPES

__all__ = ["CardSchema", "check_card_action_body", "check_legacy_card_action_body", "check_url_preview_body"]

CardSchema = Literal["1.0", "2.0"]


def check_card_action_body(body: object, *, message_schema: CardSchema | None = None) -> tuple[str, ...]:
    """
    Check the body of a response to a card action.

    Args:
        body: Any JSON value, as :mod:`json` loads it.
        message_schema: The JSON version of the card in the message; None when it is not known.

    Returns:
        What looks like a mistake but is sent.

    Raises:
        InvalidResponse: What the platform is known to refuse, with the code the person would see.

    Source: docs, 卡片回传交互回调 (documented); JSON null is taken as ``{}`` (assumed; the go SDK sends it).
    """
    advice: list[str] = []
    if body is None:
        return ("$: null is taken as {}",)
    root = _object(body, "$", BAD_BODY, "the body is a JSON object")
    _refuse_top_level_card(root)
    _unknown(root, ("toast", "card"), "$", advice)
    if root.get("toast") is not None:
        _check_toast(root["toast"], advice)
    if root.get("card") is not None:
        _check_card(root["card"], message_schema, advice)
    return tuple(advice)


def check_url_preview_body(body: object) -> tuple[str, ...]:
    """
    Check the body of a response to a link preview.

    Args:
        body: Any JSON value, as :mod:`json` loads it.

    Returns:
        What looks like a mistake but is sent.

    Raises:
        InvalidResponse: What the platform is known to refuse, with the code the person would see.

    Source: docs, 拉取链接预览数据 (documented); the codes are those of card actions (assumed).
    """
    advice: list[str] = []
    if body is None:
        return ("$: null is taken as {}",)
    root = _object(body, "$", BAD_BODY, "the body is a JSON object")
    _refuse_top_level_card(root)
    _unknown(root, ("inline", "card"), "$", advice)
    if root.get("inline") is not None:
        _check_inline(root["inline"], advice)
    if root.get("card") is not None:
        _check_card(root["card"], None, advice)
    return tuple(advice)


def check_legacy_card_action_body(body: object, *, message_schema: CardSchema | None = None) -> tuple[str, ...]:
    """
    Check the body of a response to an older card callback, where a card stands at the top level.

    Args:
        body: Any JSON value, as :mod:`json` loads it.
        message_schema: The JSON version of the card in the message; None when it is not known.

    Returns:
        What looks like a mistake but is sent.

    Raises:
        InvalidResponse: What the platform is known to refuse, with the code the person would see.

    Source: docs, 消息卡片回传交互（旧） (documented).
    """
    advice: list[str] = []
    if body is None:
        return ("$: null is taken as {}",)
    root = _object(body, "$", BAD_BODY, "the body is a JSON object")
    if root.get("toast") is not None:
        _check_toast(root["toast"], advice)
    card = {key: value for key, value in root.items() if key not in ("toast", "msg", "open_ids")}
    if "card" in root:
        raise InvalidResponse(
            "$.card",
            "an older callback takes the card at the top level, without a wrapper; return a Card",
            code=BAD_CARD,
        )
    _check_size(card, "$")
    if root.get("type") == "template":
        _check_template(_object(root.get("data"), "$.data", BAD_CARD, "data is an object"), advice, path="$.data")
    elif card:
        _check_raw(card, message_schema, advice, path="$")
    if not isinstance(root.get("open_ids", []), list):
        raise InvalidResponse("$.open_ids", f"an array of open_ids, not {_kind(root['open_ids'])}", code=BAD_CARD)
    return tuple(advice)


def _refuse_top_level_card(root: dict[str, Any]) -> None:
    """A card at the top level was right for the older card callback only."""
    if "card" in root:
        return
    card_like = [key for key in ("schema", "body", "elements", "i18n_elements", "header") if key in root]
    if card_like:
        raise InvalidResponse(
            f"$.{card_like[0]}",
            'this is a card at the top level; wrap it as {"card": {"type": "raw", "data": {…}}}, or return a Card',
            code=BAD_BODY,
        )
    if root.get("type") in ("raw", "template") and "data" in root:
        raise InvalidResponse(
            "$.type",
            'this is the inside of "card"; wrap it as {"card": {…}}, or return a Card or a CardTemplate',
            code=BAD_BODY,
        )


def _check_toast(toast: object, advice: list[str]) -> None:
    members = _object(toast, "$.toast", BAD_BODY, "a toast is an object")
    kind = members.get("type")
    if kind is not None and (not isinstance(kind, str) or kind not in TOAST_TYPES):
        shown = repr(kind) if isinstance(kind, str) else _kind(kind)
        raise InvalidResponse("$.toast.type", f"one of {', '.join(TOAST_TYPES)}, not {shown}", code=BAD_BODY)
    if kind is None:
        advice.append(f"$.toast.type: missing; it is one of {', '.join(TOAST_TYPES)}")
    _text(members.get("content"), "$.toast.content")
    _texts(members.get("i18n"), "$.toast.i18n", CARD_LANGUAGES, advice)
    _unknown(members, ("type", "content", "i18n"), "$.toast", advice)
    if not members.get("content") and not members.get("i18n"):
        advice.append("$.toast: it says nothing: neither content nor i18n is set")


def _check_inline(inline: object, advice: list[str]) -> None:
    members = _object(inline, "$.inline", BAD_BODY, "inline is an object")
    _text(members.get("title"), "$.inline.title")
    _text(members.get("image_key"), "$.inline.image_key")
    _texts(members.get("i18n_title"), "$.inline.i18n_title", PREVIEW_LANGUAGES, advice)
    _texts(members.get("url"), "$.inline.url", ("copy_url", "ios", "android", "pc", "web"), advice)
    _unknown(members, ("title", "i18n_title", "image_key", "url"), "$.inline", advice)


def _check_card(card: object, message_schema: CardSchema | None, advice: list[str]) -> None:
    members = _object(card, "$.card", BAD_CARD, 'a card is an object, {"type": "raw" or "template", "data": {…}}')
    kind = members.get("type")
    if kind not in ("raw", "template"):
        hint = "; a card itself goes into data" if "elements" in members or "body" in members else ""
        shown = repr(kind) if isinstance(kind, str) else _kind(kind)
        raise InvalidResponse("$.card.type", f'"raw" or "template", not {shown}{hint}', code=BAD_CARD)
    data = members.get("data")
    if isinstance(data, str):
        raise InvalidResponse("$.card.data", "the card's JSON as an object, not as text", code=BAD_CARD)
    inner = _object(data, "$.card.data", BAD_CARD, "data is an object")
    _unknown(members, ("type", "data"), "$.card", advice)
    _check_size(inner, "$.card.data")
    if kind == "template":
        _check_template(inner, advice)
    else:
        _check_raw(inner, message_schema, advice)


def _check_template(data: dict[str, Any], advice: list[str], *, path: str = "$.card.data") -> None:
    template_id = data.get("template_id")
    if not isinstance(template_id, str) or not template_id:
        raise InvalidResponse(f"{path}.template_id", f"a text, not {_kind(template_id)}", code=BAD_CARD)
    version = data.get("template_version_name")
    if version is not None and not isinstance(version, str):
        raise InvalidResponse(f"{path}.template_version_name", f"a text, not {_kind(version)}", code=BAD_CARD)
    variables = data.get("template_variable")
    if variables is not None and not isinstance(variables, dict):
        raise InvalidResponse(f"{path}.template_variable", f"an object, not {_kind(variables)}", code=BAD_CARD)
    _unknown(data, ("template_id", "template_version_name", "template_variable"), path, advice)


def _check_raw(
    data: dict[str, Any], message_schema: CardSchema | None, advice: list[str], *, path: str = "$.card.data"
) -> None:
    if not data:
        raise InvalidResponse(path, "an empty object is no card", code=BAD_CARD)
    schema: CardSchema = "2.0" if data.get("schema") == "2.0" else "1.0"
    if message_schema == "2.0" and schema == "1.0":
        hint = ' (it has a body: "schema": "2.0" is missing)' if "body" in data else ""
        raise InvalidResponse(
            f"{path}.schema",
            f"the message holds a card JSON 2.0, so a card JSON 1.0 cannot replace it{hint}",
            code=SCHEMA_DOWNGRADE,
        )
    if message_schema == "1.0" and schema == "2.0":
        advice.append(f"{path}.schema: the message holds a card JSON 1.0; the docs want the same version")
    _check_inside(data, advice, path)


def _check_inside(data: dict[str, Any], advice: list[str], path: str) -> None:
    """Check everything in a card against the catalogue, which is read when the first card is checked."""
    from larkline.cards.check import refuse_documented

    try:
        advice += [f"{_dotted(path, problem)}: {_said(problem)}" for problem in refuse_documented(data)]
    except InvalidCard as error:
        first, *others = error.problems
        more = f"; and {len(others)} more, see `larkline card check`" if others else ""
        raise InvalidResponse(_dotted(path, first), _said(first) + more, code=BAD_CARD) from None


def _said(problem: Problem) -> str:
    return f"{problem.message}; {problem.remedy}" if problem.remedy else problem.message


def _dotted(path: str, problem: Problem) -> str:
    """Write the place of a problem of a card as a JSON path, below that of the card."""
    keys = (key.replace("~1", "/").replace("~0", "~") for key in problem.path.split("/")[1:])
    return path + "".join(f"[{key}]" if key.isdecimal() else f".{key}" for key in keys)


def _check_size(data: dict[str, Any], path: str) -> None:
    size = _size_bytes(data)
    if size > CARD_BYTES:
        raise InvalidResponse(path, f"{size:,} bytes of JSON, the platform takes {CARD_BYTES:,}", code=BAD_CARD)


def _size_bytes(data: dict[str, Any]) -> int:
    try:
        try:
            return len(msgspec.json.encode(data))
        except UnicodeEncodeError:
            # Half an emoji: JSON can write it down, UTF-8 cannot.
            import json

            return len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidResponse("$.card.data", f"it has no JSON form: {error}", code=BAD_CARD) from None


def _object(value: object, path: str, code: int, wanted: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidResponse(path, f"{wanted}, not {_kind(value)}", code=code)
    return value


def _text(value: object, path: str) -> None:
    if value is not None and not isinstance(value, str):
        raise InvalidResponse(path, f"a text, not {_kind(value)}", code=BAD_BODY)


def _texts(value: object, path: str, known: Collection[str], advice: list[str]) -> None:
    """Check an object of texts whose keys are known."""
    if value is None:
        return
    members = _object(value, path, BAD_BODY, "an object of texts")
    for key, text in members.items():
        _text(text if text is not None else 0, f"{path}.{key}")
    _unknown(members, known, path, advice)


def _unknown(members: dict[str, Any], known: Collection[str], path: str, advice: list[str]) -> None:
    advice.extend(f"{path}.{key}: not known there; known are {', '.join(known)}" for key in members if key not in known)


def _kind(value: object) -> str:
    """Name the JSON type of *value*."""
    if value is None:
        return "null or nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "an object" if isinstance(value, dict) else "an array"
