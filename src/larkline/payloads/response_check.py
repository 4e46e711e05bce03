"""Check the body of a response before it leaves, or judge one that arrived."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, NamedTuple

import msgspec

from larkline.errors import InvalidCard, InvalidResponse, Problem
from larkline.facts.callback_codes import BAD_BODY, BAD_CARD, SCHEMA_DOWNGRADE
from larkline.facts.delivery import CARD_BYTES
from larkline.facts.languages import CARD_LANGUAGES, PREVIEW_LANGUAGES
from larkline.payloads.toast import TOAST_TYPES

__all__ = [
    "CardSchema",
    "Remark",
    "check_card_action_body",
    "check_legacy_card_action_body",
    "check_url_preview_body",
    "place_of",
]

CardSchema = Literal["1.0", "2.0"]


class Remark(NamedTuple):
    """
    What looks like a mistake in a response, but is sent.

    Attributes:
        path: Where, as a JSON path such as ``$.toast.type``.
        text: What came and what was wanted.
        text_zh: The same in Chinese.
    """

    path: str
    text: str
    text_zh: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class _Words(NamedTuple):
    """A piece of a sentence in both languages."""

    en: str
    zh: str


_IS_OBJECT = _Words("the body is a JSON object", "响应体应为 JSON 对象")
_DATA_IS_OBJECT = _Words("data is an object", "data 应为对象")
_TEXT = _Words("a text", "应为字符串")
_NO_HINT = _Words("", "")
_NULL = Remark("$", "null is taken as {}", "null 按 {} 处理")


def check_card_action_body(body: object, *, message_schema: CardSchema | None = None) -> tuple[Remark, ...]:
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
    advice: list[Remark] = []
    if body is None:
        return (_NULL,)
    root = _object(body, "$", BAD_BODY, _IS_OBJECT)
    _refuse_top_level_card(root)
    _unknown(root, ("toast", "card"), "$", advice)
    if root.get("toast") is not None:
        _check_toast(root["toast"], advice)
    if root.get("card") is not None:
        _check_card(root["card"], message_schema, advice)
    return tuple(advice)


def check_url_preview_body(body: object) -> tuple[Remark, ...]:
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
    advice: list[Remark] = []
    if body is None:
        return (_NULL,)
    root = _object(body, "$", BAD_BODY, _IS_OBJECT)
    _refuse_top_level_card(root)
    _unknown(root, ("inline", "card"), "$", advice)
    if root.get("inline") is not None:
        _check_inline(root["inline"], advice)
    if root.get("card") is not None:
        _check_card(root["card"], None, advice)
    return tuple(advice)


def check_legacy_card_action_body(body: object, *, message_schema: CardSchema | None = None) -> tuple[Remark, ...]:
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
    advice: list[Remark] = []
    if body is None:
        return (_NULL,)
    root = _object(body, "$", BAD_BODY, _IS_OBJECT)
    if root.get("toast") is not None:
        _check_toast(root["toast"], advice)
    card = {key: value for key, value in root.items() if key not in ("toast", "msg", "open_ids")}
    if "card" in root:
        raise InvalidResponse(
            "$.card",
            "an older callback takes the card at the top level, without a wrapper; return a Card",
            problem_zh="旧版回调的卡片直接放在顶层，不加包装；返回 Card 即可",
            code=BAD_CARD,
        )
    _check_size(card, "$")
    if root.get("type") == "template":
        _check_template(_object(root.get("data"), "$.data", BAD_CARD, _DATA_IS_OBJECT), advice, path="$.data")
    elif card:
        _check_raw(card, message_schema, advice, path="$")
    if not isinstance(root.get("open_ids", []), list):
        raise _instead("$.open_ids", _Words("an array of open_ids", "应为 open_id 数组"), root["open_ids"], BAD_CARD)
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
            problem_zh='顶层直接放了卡片；应写成 {"card": {"type": "raw", "data": {…}}}，或返回 Card',
            code=BAD_BODY,
        )
    if root.get("type") in ("raw", "template") and "data" in root:
        raise InvalidResponse(
            "$.type",
            'this is the inside of "card"; wrap it as {"card": {…}}, or return a Card or a CardTemplate',
            problem_zh='这是 "card" 里面的内容；应写成 {"card": {…}}，或返回 Card、CardTemplate',
            code=BAD_BODY,
        )


def _check_toast(toast: object, advice: list[Remark]) -> None:
    members = _object(toast, "$.toast", BAD_BODY, _Words("a toast is an object", "toast 应为对象"))
    kind = members.get("type")
    known, known_zh = ", ".join(TOAST_TYPES), "、".join(TOAST_TYPES)
    if kind is not None and (not isinstance(kind, str) or kind not in TOAST_TYPES):
        wanted = _Words(f"one of {known}", f"应为 {known_zh} 之一")
        raise _instead("$.toast.type", wanted, kind, BAD_BODY, quoted=True)
    if kind is None:
        advice.append(Remark("$.toast.type", f"missing; it is one of {known}", f"缺失；可选值为 {known_zh}"))
    _text(members.get("content"), "$.toast.content")
    _texts(members.get("i18n"), "$.toast.i18n", CARD_LANGUAGES, advice)
    _unknown(members, ("type", "content", "i18n"), "$.toast", advice)
    if not members.get("content") and not members.get("i18n"):
        nothing = "it says nothing: neither content nor i18n is set"
        advice.append(Remark("$.toast", nothing, "没有内容：content 与 i18n 都未设置"))


def _check_inline(inline: object, advice: list[Remark]) -> None:
    members = _object(inline, "$.inline", BAD_BODY, _Words("inline is an object", "inline 应为对象"))
    _text(members.get("title"), "$.inline.title")
    _text(members.get("image_key"), "$.inline.image_key")
    _texts(members.get("i18n_title"), "$.inline.i18n_title", PREVIEW_LANGUAGES, advice)
    _texts(members.get("url"), "$.inline.url", ("copy_url", "ios", "android", "pc", "web"), advice)
    _unknown(members, ("title", "i18n_title", "image_key", "url"), "$.inline", advice)


def _check_card(card: object, message_schema: CardSchema | None, advice: list[Remark]) -> None:
    wanted = _Words(
        'a card is an object, {"type": "raw" or "template", "data": {…}}',
        'card 应为对象 {"type": "raw" 或 "template", "data": {…}}',
    )
    members = _object(card, "$.card", BAD_CARD, wanted)
    kind = members.get("type")
    if kind not in ("raw", "template"):
        is_card = "elements" in members or "body" in members
        hint = _Words("; a card itself goes into data", "；卡片本身应放进 data") if is_card else _Words("", "")
        wanted = _Words('"raw" or "template"', '应为 "raw" 或 "template"')
        raise _instead("$.card.type", wanted, kind, BAD_CARD, quoted=True, hint=hint)
    data = members.get("data")
    if isinstance(data, str):
        problem = "the card's JSON as an object, not as text"
        raise InvalidResponse("$.card.data", problem, code=BAD_CARD, problem_zh="卡片 JSON 应为对象，而不是字符串")
    inner = _object(data, "$.card.data", BAD_CARD, _DATA_IS_OBJECT)
    _unknown(members, ("type", "data"), "$.card", advice)
    _check_size(inner, "$.card.data")
    if kind == "template":
        _check_template(inner, advice)
    else:
        _check_raw(inner, message_schema, advice)


def _check_template(data: dict[str, Any], advice: list[Remark], *, path: str = "$.card.data") -> None:
    template_id = data.get("template_id")
    if not isinstance(template_id, str) or not template_id:
        raise _instead(f"{path}.template_id", _TEXT, template_id, BAD_CARD)
    version = data.get("template_version_name")
    if version is not None and not isinstance(version, str):
        raise _instead(f"{path}.template_version_name", _TEXT, version, BAD_CARD)
    variables = data.get("template_variable")
    if variables is not None and not isinstance(variables, dict):
        raise _instead(f"{path}.template_variable", _Words("an object", "应为对象"), variables, BAD_CARD)
    _unknown(data, ("template_id", "template_version_name", "template_variable"), path, advice)


def _check_raw(
    data: dict[str, Any], message_schema: CardSchema | None, advice: list[Remark], *, path: str = "$.card.data"
) -> None:
    if not data:
        raise InvalidResponse(path, "an empty object is no card", code=BAD_CARD, problem_zh="空对象不是卡片")
    schema: CardSchema = "2.0" if data.get("schema") == "2.0" else "1.0"
    if message_schema == "2.0" and schema == "1.0":
        hint = ' (it has a body: "schema": "2.0" is missing)' if "body" in data else ""
        hint_zh = '（有 body，缺少 "schema": "2.0"）' if "body" in data else ""
        raise InvalidResponse(
            f"{path}.schema",
            f"the message holds a card JSON 2.0, so a card JSON 1.0 cannot replace it{hint}",
            problem_zh=f"消息中是 JSON 2.0 卡片，不能换成 JSON 1.0 卡片{hint_zh}",
            code=SCHEMA_DOWNGRADE,
        )
    if message_schema == "1.0" and schema == "2.0":
        same = "the message holds a card JSON 1.0; the docs want the same version"
        advice.append(Remark(f"{path}.schema", same, "消息中是 JSON 1.0 卡片；文档要求版本一致"))
    _check_inside(data, advice, path)


def _check_inside(data: dict[str, Any], advice: list[Remark], path: str) -> None:
    """Check everything in a card against the catalogue, which is read when the first card is checked."""
    from larkline.cards.check import refuse_documented

    try:
        advice += [Remark(place_of(path, problem), *_said(problem)) for problem in refuse_documented(data)]
    except InvalidCard as error:
        first, *others = error.problems
        said, place = _said(first), place_of(path, first)
        more = f"; and {len(others)} more, see `larkline card check`" if others else ""
        more_zh = f"；另有 {len(others)} 处，见 `larkline card check`" if others else ""
        raise InvalidResponse(place, said.en + more, code=BAD_CARD, problem_zh=said.zh + more_zh) from None


def _said(problem: Problem) -> _Words:
    """Give what a problem says, and what helps."""
    en = f"{problem.message}; {problem.remedy}" if problem.remedy else problem.message
    zh = f"{problem.message_zh}；{problem.remedy_zh}" if problem.remedy_zh else problem.message_zh
    return _Words(en, zh)


def place_of(path: str, problem: Problem) -> str:
    """Write the place of a problem of a card as a JSON path, below that of the card."""
    keys = (key.replace("~1", "/").replace("~0", "~") for key in problem.path.split("/")[1:])
    return path + "".join(f"[{key}]" if key.isdecimal() else f".{key}" for key in keys)


def _check_size(data: dict[str, Any], path: str) -> None:
    size = _size_bytes(data)
    if size > CARD_BYTES:
        problem = f"{size:,} bytes of JSON, the platform takes {CARD_BYTES:,}"
        problem_zh = f"JSON 有 {size:,} 字节，平台最多接受 {CARD_BYTES:,} 字节"
        raise InvalidResponse(path, problem, code=BAD_CARD, problem_zh=problem_zh)


def _size_bytes(data: dict[str, Any]) -> int:
    try:
        try:
            return len(msgspec.json.encode(data))
        except UnicodeEncodeError:
            # Half an emoji: JSON can write it down, UTF-8 cannot.
            import json

            return len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    except (TypeError, ValueError, RecursionError) as error:
        problem, problem_zh = f"it has no JSON form: {error}", f"无法写成 JSON：{error}"
        raise InvalidResponse("$.card.data", problem, code=BAD_CARD, problem_zh=problem_zh) from None


def _instead(
    path: str, wanted: _Words, value: object, code: int, *, quoted: bool = False, hint: _Words = _NO_HINT
) -> InvalidResponse:
    """Give the error for something else than was wanted: its type, or a text itself if it is to be *quoted*."""
    kind = _Words(repr(value), f" {value!r}") if quoted and isinstance(value, str) else _kind(value)
    return InvalidResponse(
        path,
        f"{wanted.en}, not {kind.en}{hint.en}",
        code=code,
        problem_zh=f"{wanted.zh}，而不是{kind.zh}{hint.zh}",
    )


def _object(value: object, path: str, code: int, wanted: _Words) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _instead(path, wanted, value, code)
    return value


def _text(value: object, path: str) -> None:
    if value is not None and not isinstance(value, str):
        raise _instead(path, _TEXT, value, BAD_BODY)


def _texts(value: object, path: str, known: Collection[str], advice: list[Remark]) -> None:
    """Check an object of texts whose keys are known."""
    if value is None:
        return
    members = _object(value, path, BAD_BODY, _Words("an object of texts", "应为值全是字符串的对象"))
    for key, text in members.items():
        _text(text if text is not None else 0, f"{path}.{key}")
    _unknown(members, known, path, advice)


def _unknown(members: dict[str, Any], known: Collection[str], path: str, advice: list[Remark]) -> None:
    text, text_zh = f"not known there; known are {', '.join(known)}", f"此处没有这个字段；可用的有 {'、'.join(known)}"
    advice.extend(Remark(f"{path}.{key}", text, text_zh) for key in members if key not in known)


def _kind(value: object) -> _Words:
    """Name the JSON type of *value*."""
    if value is None:
        return _Words("null or nothing", " null 或缺失")
    if isinstance(value, bool):
        return _Words("true or false", "布尔值")
    if isinstance(value, (int, float)):
        return _Words("a number", "数字")
    if isinstance(value, str):
        return _Words("a text", "字符串")
    return _Words("an object", "对象") if isinstance(value, dict) else _Words("an array", "数组")
