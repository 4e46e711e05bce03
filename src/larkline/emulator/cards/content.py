"""Read the card in a message, and say what makes it shared, exclusive or refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from larkline.cards.card import Card, CardTemplate
from larkline.cards.check import check_card as all_problems
from larkline.emulator.both import Both
from larkline.emulator.failures import ApiFailure, CardRefused
from larkline.facts.delivery import CARD_BYTES
from larkline.facts.platform import CARD_ELEMENTS, CARD_TABLES

__all__ = [
    "CardView",
    "check_card",
    "is_shared",
    "is_template",
    "language_of",
    "listed_locales",
    "read_card",
    "schema_of",
    "text_in",
    "walk",
]

_ONLY_IN_1_0 = ("action", "note")
#: What refers to a card: the member that names it, and what is answered without one.
_REFERENCES = {
    "template": ("template_id", 200380, Both("template is not visible or does not exist", "模板不存在或不可见")),
    "card": ("card_id", 11310, Both("cardid is invalid", "card_id 无效")),
}
#: Codes of problems that do not keep a card from being sent: that of the size, for whoever sends a card has its bytes;
#: that of components without a name, which fail when a form is submitted; that of cards that are not shared, which only
#: entities must be; and that of slips in the JSON, of which it is not documented whether the platform overlooks them.
_NOT_WHEN_SENT = (230025, 200530, 300302, 200621)


class CardView(dict[str, Any]):
    """The JSON of a card as somebody sees it; equal to a :class:`Card` with the same JSON."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other.to_dict() if isinstance(other, Card | CardTemplate) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    @property
    def text(self) -> str:
        """All texts of the card, one a line, in the order they stand in it."""
        return "\n".join(_texts(self, ""))

    def text_in(self, locale: str) -> str:
        """
        All texts of the card as a person reads them whose language has this key, such as ``en_us``.

        Texts without that language stay as they are, as do all when ``config.locales`` leaves it out.
        """
        return "\n".join(_texts(self, language_of(self, locale)))

    @property
    def title(self) -> str:
        """The text of the header's title; empty without a header."""
        header = self.get("header")
        title = header.get("title") if isinstance(header, dict) else None
        return str(title.get("content", "")) if isinstance(title, dict) else ""

    @property
    def summary(self) -> str:
        """What a list of chats shows of the card: its ``config.summary``, else its title."""
        config = self.get("config")
        summary = config.get("summary") if isinstance(config, dict) else None
        return str(summary.get("content") or "") if isinstance(summary, dict) and summary.get("content") else self.title


def read_card(content: str) -> dict[str, Any]:
    """
    Read the content of an interactive message and check what the platform checks at this point.

    Args:
        content: JSON text: a card, or ``{"type": "template", "data": {...}}``.

    Raises:
        ApiFailure: 230025 for too many bytes, 230099 with the reason's own code for anything else.
    """
    size = len(content.encode("utf-8", "surrogatepass"))
    if size > CARD_BYTES:
        raise ApiFailure(
            230025,
            f"the message is {size} bytes long, a card takes {CARD_BYTES}",
            f"消息共 {size} 字节，卡片上限为 {CARD_BYTES}",
        )
    try:
        card = json.loads(content)
    except (ValueError, RecursionError):
        raise CardRefused(
            200621, "parse card json err, please check whether the card json is correct", "卡片 JSON 无法解析"
        ) from None
    if not isinstance(card, dict):
        raise CardRefused(200621, "parse card json err, a card is a JSON object", "卡片应为 JSON 对象")
    check_card(card)
    return card


def check_card(card: Mapping[str, Any]) -> None:
    """
    Check a card, or a reference to one, against what the platform is documented to refuse.

    Raises:
        CardRefused: With the code of the first thing found.
    """
    if card.get("type") in _REFERENCES:
        member, code, missing = _REFERENCES[card["type"]]
        data = card.get("data")
        named = data.get(member) if isinstance(data, dict) else None
        if not isinstance(named, str) or not named:
            raise CardRefused(code, *missing)
        return
    tables = elements = 0
    for path, component in walk(card):
        elements += 1
        tables += component["tag"] == "table"
        _check_component(component, path, schema_of(card))
    if schema_of(card) == "2.0" and elements > CARD_ELEMENTS:
        raise CardRefused(11310, "card element number over limit", "卡片组件数超过上限", value=str(elements))
    if tables > CARD_TABLES:
        raise CardRefused(11310, "card table number over limit", "卡片表格数超过上限", value="table")
    if schema_of(card) == "2.0" and ("elements" in card or "i18n_elements" in card):
        raise CardRefused(200621, "unknown property", "未知属性", path="ROOT -> elements", value="elements")
    for problem in all_problems(card):
        if problem.refused and problem.code is not None and problem.code not in _NOT_WHEN_SENT:
            raise CardRefused(
                problem.code, problem.message, problem.message_zh or problem.message, path=problem.err_path
            )


def _check_component(component: Mapping[str, Any], path: str, schema: str | None) -> None:
    tag, key = component["tag"], component.get("img_key")
    if tag in _ONLY_IN_1_0 and schema == "2.0":
        raise CardRefused(
            200861,
            "cards of schema V2 no longer support this capability",
            "JSON 2.0 的卡片不再支持这项能力",
            path=path,
            value=f"unsupported tag {tag}",
        )
    if tag == "img" and isinstance(key, str) and not key.startswith("img_"):
        raise CardRefused(200570, "image key is invalid", "img_key 无效", path=path, value=key)


def schema_of(card: Mapping[str, Any]) -> str | None:
    """Tell the version of a card's JSON, ``1.0`` or ``2.0``; None for a template, whose version is not known here."""
    if is_template(card):
        return None
    return "2.0" if card.get("schema") == "2.0" else "1.0"


def is_template(card: Mapping[str, Any]) -> bool:
    """Tell a reference to a template from a card."""
    return card.get("type") == "template"


def is_shared(card: Mapping[str, Any]) -> bool:
    """
    Tell whether an update of this card is seen by everybody who has it.

    Source: docs, 卡片 config.update_multi: true unless said otherwise in 2.0, false in 1.0 (documented); a template
    is taken as shared (assumed).
    """
    config = card.get("config")
    default = schema_of(card) != "1.0"
    value = config.get("update_multi", default) if isinstance(config, dict) else default
    return bool(value)


def walk(card: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through everything with a tag, icons excepted, with its path in the platform's notation."""
    stack: list[tuple[str, Any]] = [("ROOT", card)]
    while stack:
        path, node = stack.pop()
        if isinstance(node, list):
            inner = [(f"{path} -> [{index}]{_tag_note(item)}", item) for index, item in enumerate(node)]
        elif isinstance(node, dict):
            tag = node.get("tag")
            if isinstance(tag, str) and not tag.endswith("_icon"):
                yield path, node
            inner = [(f"{path} -> {key}", item) for key, item in node.items() if key != "value"]
        else:
            continue
        stack.extend(reversed(inner))


def _tag_note(item: object) -> str:
    tag = item.get("tag") if isinstance(item, dict) else None
    return f"(tag: {tag})" if isinstance(tag, str) else ""


def listed_locales(card: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Give the languages in effect; None when all are. Source: docs, 卡片 JSON 2.0 结构, ``locales`` (documented)."""
    config = card.get("config")
    listed = config.get("locales") if isinstance(config, dict) else None
    return tuple(map(str, listed)) if isinstance(listed, list) and listed else None


def language_of(card: Mapping[str, Any], locale: str) -> str:
    """Give the language that a card has for a reader of *locale*; empty when the card leaves that one out."""
    listed = listed_locales(card)
    return locale if listed is None or locale in listed else ""


def text_in(text: object, locale: str) -> str:
    """Give a text of a card, an object with ``content``, in a language; where it lacks that, what is for all."""
    if not isinstance(text, dict):
        return ""
    translations = text.get("i18n_content")
    translated = translations.get(locale) if isinstance(translations, dict) else None
    return translated if isinstance(translated, str) else str(text.get("content", ""))


def _texts(card: Mapping[str, Any], locale: str) -> Iterator[str]:
    for _, component in walk(card):
        if isinstance(component.get("content", ""), str) and (text := text_in(component, locale)):
            yield text
