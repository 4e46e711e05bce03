"""The data of the check: complete, consistent, and the same as what the builder offers."""

from __future__ import annotations

import string
from typing import Any, get_args

import pytest

from larkline.cards.actions import OpenUrl
from larkline.cards.button import ButtonType
from larkline.cards.checks.catalogue import Property, Shape, rules_of
from larkline.cards.checks.findings import data_file
from larkline.cards.header import HeaderTemplate
from larkline.cards.table import DataType
from larkline.cards.texts import TagColor
from larkline.cards.words import Color, Locale, TextSize
from larkline.facts.languages import CARD_LANGUAGES
from tests.cards.shapes import all_cards, card_json

KINDS = data_file("problems.json")["kinds"]
CATALOGUE = data_file("catalogue.json")


def names(text: str) -> set[str]:
    """Give the placeholders of a sentence."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("kind", KINDS)
def test_each_problem_has_reason_and_remedy_in_both_languages(kind):
    """With the same facts in both, and a code exactly when the platform has one."""
    entry = KINDS[kind]

    assert names(entry["en"]) == names(entry["zh"])
    assert names(entry["remedy_en"]) == names(entry["remedy_zh"])
    assert any("一" <= sign <= "鿿" for sign in entry["zh"] + entry["remedy_zh"])
    assert isinstance(entry["code"], int) or kind.startswith("W_")
    assert entry.get("certainty", "documented") in ("documented", "observed", "assumed")


def test_everything_the_check_can_say_is_in_the_data():
    """No kind of problem is left over, and none is missing."""
    from pathlib import Path

    import larkline.cards.checks

    folder = Path(larkline.cards.checks.__file__).parent
    code = "".join(path.read_text("utf-8") for path in [*folder.glob("*.py"), folder.parent / "check.py"])
    code = code.replace('f"W_FORMAT/{kind}"', '"W_FORMAT/url" "W_FORMAT/img_key"')
    code = code.replace('f"{kind}/slip"', '"E_UNKNOWN_PROPERTY/slip" "W_UNKNOWN_PROPERTY/slip"')

    assert [kind for kind in KINDS if f'"{kind}"' not in code] == []


def literals(alias: Any) -> set[Any]:
    """Give the words of a type, those of a union included."""
    found: set[Any] = set()
    for word in get_args(alias):
        found |= {word} if isinstance(word, (str, int)) else literals(word)
    return found


def words(component: str, name: str) -> set[Any]:
    """Give the words of a property in the catalogue."""
    specs = {**CATALOGUE["types"], **{tag: entry["properties"] for tag, entry in CATALOGUE["components"].items()}}
    return set(specs[component][name]["words"])


def test_the_types_of_the_builder_are_those_of_the_catalogue():
    """What an editor offers is what the check allows."""
    vocabulary = rules_of("2.0").vocabulary

    assert literals(Color) == vocabulary.colors
    assert literals(TextSize) == vocabulary.text_sizes
    assert literals(Locale) == set(CARD_LANGUAGES)
    assert literals(HeaderTemplate) == words("header", "template")
    assert literals(TagColor) == words("text_tag", "color")
    assert literals(ButtonType) == words("button", "type")
    assert literals(DataType) == words("table_column", "data_type")


def test_every_component_is_shown_by_a_sample():
    """For each version it exists in."""

    def tags(node: Any) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(tags, node))
        if not isinstance(node, dict):
            return set()
        own = {node["tag"]} if isinstance(node.get("tag"), str) else set()
        return own.union(*map(tags, node.values()))

    for version in ("1.0", "2.0"):
        cards = [card_json(name) for name in all_cards() if name.startswith(f"v{version[0]}")]
        assert rules_of(version).components.keys() <= set().union(*map(tags, cards))


def test_each_version_has_its_own_properties():
    """What only one has is known as such in the other."""
    old, new = rules_of("1.0"), rules_of("2.0")

    assert "element_id" in new.components["hr"].properties
    assert "element_id" in old.components["hr"].others
    assert {"note", "action"} == new.elsewhere.keys()
    assert {"audio"} == old.elsewhere.keys()
    assert old.types["header"].properties["icon"].spec == {"type": "object"}
    assert new.types["header"].properties["icon"].spec == {"type": "object:icon"}


def test_every_property_can_be_judged():
    """Each has a quick question or a way inside; one of the two."""
    for version in ("1.0", "2.0"):
        rules = rules_of(version)
        shapes: list[Shape] = [*rules.types.values(), *rules.components.values()]
        properties: list[Property] = [prop for shape in shapes for prop in shape.properties.values()]
        odd = [p.name for p in properties if p.fits is None and p.enter.__name__ == "_nothing" and p.name != "schema"]

        assert odd == []


def test_a_link_has_the_members_of_the_catalogue():
    """The one part that stands for three shapes of links."""
    link = OpenUrl("https://a", pc_url="https://b", ios_url="https://c", android_url="https://d")

    assert link.to_dict().keys() == CATALOGUE["types"]["open_url"].keys()
