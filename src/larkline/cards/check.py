"""
Check a card against what the documentation says, before the platform does.

The rules are data, see :mod:`larkline.cards.checks.catalogue`; they are read when the first card is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from larkline.cards.checks.catalogue import CardSchema, rules_of
from larkline.cards.checks.findings import Finding, kind_of, problem_of, refused, shown
from larkline.cards.checks.walk import Around, Scope, Walk
from larkline.cards.json_value import plain
from larkline.errors import InvalidCard, Problem
from larkline.facts.delivery import CARD_BYTES
from larkline.facts.platform import CARD_ELEMENTS

if TYPE_CHECKING:
    from larkline.cards.card import Card
    from larkline.cards.component import Part

__all__ = ["Problem", "check_card", "refuse_documented"]


def check_card(card: Card | Part | Mapping[str, Any] | str | bytes) -> tuple[Problem, ...]:
    """
    Find everything that is wrong with a card, or looks so.

    Args:
        card: A card, its JSON of either version, or the text of that JSON. The content of a message that refers to a
            template or to a card entity is taken as well; of it only the reference is checked.

    Returns:
        All problems, errors and warnings; none for a good card.
    """
    try:
        value = msgspec.json.decode(card) if isinstance(card, (str, bytes)) else plain(card)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return (problem_of(Finding("E_JSON", None, {"reason": str(error)}), None),)
    except InvalidCard:
        value = card  # the walk says where it is no JSON
    findings = _findings(value)
    if isinstance(value, dict):
        findings += _size(value)
    return tuple(problem_of(finding, value) for finding in findings)


def refuse_documented(card: Mapping[str, Any]) -> tuple[Problem, ...]:
    """
    Refuse a card of which the documentation says that the platform does not take it.

    The size is not looked at: whoever sends the card has its bytes.

    Args:
        card: Plain card JSON, or the reference to a template or a card entity.

    Returns:
        The other problems: what a newer platform may allow, what is assumed, and warnings.

    Raises:
        InvalidCard: With all that is documented.
    """
    findings = _findings(card)
    if not findings:
        return ()
    wrong = [finding for finding in findings if refused(finding)]
    if wrong:
        raise InvalidCard(problem_of(finding, card) for finding in wrong)
    return tuple(problem_of(finding, card) for finding in findings)


def _findings(value: object) -> list[Finding]:
    if not isinstance(value, dict):
        return [Finding("E_ROOT", None, {"found": kind_of(value)})]
    if value.get("type") in ("template", "card") and "schema" not in value:
        return _reference(value)
    schema = value.get("schema")
    version: CardSchema = "2.0" if schema == "2.0" else "1.0"
    findings: list[Finding] = []
    if "schema" in value and (not isinstance(schema, str) or schema not in ("1.0", "2.0")):
        findings.append(Finding("E_SCHEMA", (None, "schema"), {"value": shown(schema)}))
        version = "2.0" if "body" in value else "1.0"
    walk = Walk(rules_of(version), value)
    findings += walk.run()
    return findings + _whole(walk, value, version)


def _reference(value: dict[str, Any]) -> list[Finding]:
    """Check a reference to a template or a card entity."""
    data = value.get("data")
    if not isinstance(data, dict):
        if "data" not in value:
            return [Finding("E_REQUIRED", None, {"owner": value["type"], "name": "data"})]
        return [Finding("E_TYPE", (None, "data"), {"name": "data", "wanted": "object", "found": kind_of(data)})]
    rules = rules_of("2.0")
    walk = Walk(rules, {})
    shape = rules.types["template_reference" if value["type"] == "template" else "entity_reference"]
    walk.look_inside(data, shape, (None, "data"), Around("", None, 0, Scope()))
    return walk.findings


def _whole(walk: Walk, card: dict[str, Any], version: CardSchema) -> list[Finding]:
    """Check what concerns the card as a whole."""
    findings = []
    link = card.get("card_link")
    # An empty address is how a link is left out, so that only the keys count.
    if isinstance(link, dict) and "url" not in link and not {"pc_url", "ios_url", "android_url"} <= link.keys():
        findings.append(Finding("E_CARD_LINK", (None, "card_link"), {}))
    limits = walk.rules.limits
    if version == "2.0" and walk.elements > CARD_ELEMENTS:
        findings.append(Finding("E_COUNT", None, {"value": walk.elements, "high": CARD_ELEMENTS}))
    elif version == "2.0" and walk.elements >= limits["elements_advice"]:
        findings.append(Finding("W_COUNT", None, {"value": walk.elements, "high": CARD_ELEMENTS}))
    if walk.charts > limits["charts"]:
        findings.append(Finding("W_COUNT/charts", None, {"value": walk.charts, "high": limits["charts"]}))
    if walk.markdown_tables > limits["markdown_tables_in_card"]:
        about = {"value": walk.markdown_tables, "high": limits["markdown_tables_in_card"]}
        findings.append(Finding("W_TABLE_LIMIT", None, about))
    header = card.get("header")
    tags = header.get("text_tag_list") if isinstance(header, dict) else None
    if isinstance(tags, list) and len(tags) > limits["header_tags"]:
        about = {"value": len(tags), "high": limits["header_tags"]}
        findings.append(Finding("W_COUNT/header_tags", ((None, "header"), "text_tag_list"), about))
    return findings


def _size(card: dict[str, Any]) -> list[Finding]:
    try:
        size = len(msgspec.json.encode(card))
    except UnicodeEncodeError:  # half an emoji: JSON can write it down, UTF-8 cannot
        import json

        text = json.dumps(card, ensure_ascii=False, separators=(",", ":"), default=str)
        size = len(text.encode("utf-8", "replace"))
    except (TypeError, ValueError, RecursionError) as error:
        return [Finding("E_JSON", None, {"reason": str(error)})]
    return [] if size <= CARD_BYTES else [Finding("E_SIZE", None, {"value": size, "high": CARD_BYTES})]
