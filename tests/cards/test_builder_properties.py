"""What holds for everything the builder makes: it knows each member, and the check finds nothing wrong."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from larkline.cards import Button, Card, Column, Config, Form, Table
from larkline.cards.checks.catalogue import rules_of
from larkline.cards.component import TaggedPart
from tests.cards.shapes import seen
from tests.cards.strategies import CONTAINERS, FORM_ONLY, LEAVES, arguments, components, leaves, made, strategy

CLASSES = [*LEAVES, *FORM_ONLY, *CONTAINERS, Column, Table]
#: Members without an argument: other components stand for them, or nobody should write them today.
NOT_OFFERED = {
    "tag", "fallback",  # in one example of the documentation only
    "elements", "columns",
    "fields",  # of JSON 1.0, see larkline.cards.legacy
    "ud_icon",  # the spelling of JSON 1.0
}  # fmt: skip
NO_FORWARD = Config(enable_forward=False)  # audio must not be forwarded


def tag_of(cls: type) -> str:
    """Give the tag of a component's class."""
    return made_with_everything(cls).tag


@cache
def made_with_everything(cls: type) -> TaggedPart:
    """Make a component with each of its arguments."""
    given_: dict[str, Any] = {}
    for name in arguments(cls):
        given_[name] = example_of(cls, name)
    if cls in CONTAINERS or cls is Column:
        given_["columns" if cls.__name__ == "ColumnSet" else "elements"] = []
    made_one: TaggedPart = cls(**given_)
    return made_one


def example_of(cls: type, name: str) -> Any:
    """Give one good value of an argument."""
    fixed: dict[str, Any] = {"element_id": "e1", "name": "n1", "form_action_type": "submit", "audio_id": "a1"}
    fixed |= {"initial_option": "a", "selected_values": ["a"], "multi_select": True}
    if name in fixed:
        return fixed[name]
    quick = settings(database=None, max_examples=20, phases=[Phase.generate], deadline=None)
    return find(strategy(cls, name), lambda value: value is not None and value != [], settings=quick)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_documented_member_has_an_argument(cls):
    """What the catalogue has for JSON 2.0 can be said, except what is old or only assumed."""
    built = made_with_everything(cls)

    wanted = {
        name
        for name, prop in rules_of("2.0").components[built.tag].properties.items()
        if not prop.legacy and not prop.certainty
    }
    assert wanted - built.to_dict().keys() <= NOT_OFFERED


def test_every_component_has_a_class():
    """Its name is the tag in camel case, with Form beside them."""
    names = {tag_of(cls): cls.__name__ for cls in CLASSES}

    assert {*names, "form"} == rules_of("2.0").components.keys()
    assert all(name == "".join(word.title() for word in tag.split("_")) for tag, name in names.items())


@settings(deadline=None)
@given(st.lists(components(), max_size=4))
def test_what_the_builder_makes_has_no_errors(elements):
    """Whatever the arguments."""
    card = Card(elements=elements, config=NO_FORWARD)

    assert [str(problem) for problem in card.check() if problem.severity == "error"] == []


@settings(deadline=None)
@given(st.lists(leaves().filter(lambda leaf: leaf.tag != "audio"), max_size=3), st.sampled_from(FORM_ONLY), st.data())
def test_in_a_form_it_has_no_errors_either(elements, several, data):
    """As soon as each entry has a name."""
    elements = [element for element in elements if "button_area" not in element.to_dict()]  # its buttons need names
    entries = [*elements, data.draw(made(several)), Button("提交", form_action_type="submit")]
    named = [entry.with_members(name=f"n{number}") for number, entry in enumerate(entries)]
    named = [entry if entry.tag in NAMED else entry.with_members(name=None) for entry in named]

    problems = Card(elements=[Form("f", named)]).check()

    assert [str(problem) for problem in problems if problem.severity == "error"] == []


NAMED = {tag for tag, shape in rules_of("2.0").components.items() if "name" in shape.properties}


@settings(deadline=None)
@given(made(Table))
def test_tables_have_no_errors(table):
    """Columns and cells as the arguments allow them."""
    problems = Card(elements=[table]).check()

    assert [pair for pair in seen(problems) if pair[0] != "E_TABLE_ROW_KEY"] == []


@settings(deadline=None)
@given(components())
def test_a_component_survives_the_way_through_json(component):
    """What comes back is what went in."""
    card = Card(elements=[component])

    assert Card.from_json(card.to_json()) == card
    assert card.to_dict()["body"]["elements"] == [component.to_dict()]
