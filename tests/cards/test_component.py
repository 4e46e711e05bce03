"""What all components have in common."""

from __future__ import annotations

import pytest

from larkline.cards.components import Button, Component, Div, Hr, PlainText
from larkline.errors import InvalidCard


def test_a_component_without_a_class_can_be_built():
    """A component newer than this library is its tag and its members."""
    chart = Component("chart", {"chart_spec": {"type": "line"}, "color_theme": None}, element_id="c1", margin="4px")

    assert chart.tag == "chart"
    assert chart.to_dict() == {
        "tag": "chart",
        "chart_spec": {"type": "line"},
        "element_id": "c1",
        "margin": "4px",
    }


def test_components_are_equal_when_their_json_is():
    """A class of its own makes no difference; true is not 1."""
    assert Hr() == Component("hr", {})
    assert hash(Hr()) == hash(Component("hr", {}))
    assert Component("x", {"a": 1}) == Component("x", {"a": 1.0})
    assert Component("x", {"a": 1}) != Component("x", {"a": True})
    assert Hr() != Div("x")
    assert Hr() != {"tag": "hr"}


def test_a_component_cannot_be_changed():
    """Neither directly nor through what went in and comes out."""
    value = {"k": [1]}
    button = Button("x", value=value)
    value["k"].append(2)
    button.to_dict()["behaviors"][0]["value"]["k"].append(3)

    assert button.to_dict()["behaviors"] == [{"type": "callback", "value": {"k": [1]}}]
    with pytest.raises(AttributeError, match="a Button cannot be changed"):
        button.text = "y"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="a Button cannot be changed"):
        del button._json


def test_the_representation_shows_the_members():
    """A debugger shows what the component is made of."""
    assert repr(PlainText("x", lines=2)) == "PlainText(content='x', lines=2)"


def test_more_members_can_be_given():
    """For what the platform knows and the class does not; the part itself is not changed."""
    button = Button("x", size="tiny")
    more = button.with_members(glow={"deep": [1]}, size=None)

    assert more.to_dict() == {
        "tag": "button",
        "text": {"tag": "plain_text", "content": "x"},
        "type": "default",
        "glow": {"deep": [1]},
    }
    assert type(more) is Button
    assert "glow" not in button.to_dict()
    with pytest.raises(InvalidCard, match="/glow: set has no JSON form"):
        button.with_members(glow={1})
