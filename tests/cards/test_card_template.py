"""The reference to a card template."""

from __future__ import annotations

import json

import pytest

from larkline.cards.card import CardTemplate
from larkline.errors import CardTooLarge, InvalidCard
from larkline.facts.delivery import CARD_BYTES
from tests.cards.shapes import card_json


def test_a_template_is_the_content_of_a_message():
    """Id, version and variables stand where the platform wants them."""
    template = CardTemplate(
        "AAqTemplate01",
        version_name="1.0.2",
        variables={"user_name": "张敏", "items": [{"n": "甲"}, {"n": "乙"}], "done": False},
    )

    assert template.to_dict() == json.loads(template.to_json()) == card_json("content_template")
    assert template.template_id == "AAqTemplate01"
    assert template.version_name == "1.0.2"
    assert template.variables["items"] == [{"n": "甲"}, {"n": "乙"}]


def test_what_is_not_given_is_left_out():
    """Without a version the platform takes the newest."""
    template = CardTemplate("AAq")

    assert template.to_dict() == {"type": "template", "data": {"template_id": "AAq"}}
    assert template.version_name is None
    assert template.variables == {}


def test_templates_are_equal_when_their_json_is():
    """Equality and hash follow the JSON."""
    assert CardTemplate("AAq", variables={"a": 1}) == CardTemplate("AAq", variables={"a": 1})
    assert hash(CardTemplate("AAq")) == hash(CardTemplate("AAq"))
    assert CardTemplate("AAq") != CardTemplate("AAw")


def test_an_empty_id_is_refused():
    """A template without an id could never be found."""
    with pytest.raises(InvalidCard, match="template_id"):
        CardTemplate("")


def test_the_variables_are_a_copy():
    """Changing what is given away changes nothing here."""
    template = CardTemplate("AAq", variables={"a": [1]})
    template.variables["a"].append(2)

    assert template.variables == {"a": [1]}


def test_variables_have_the_size_limit_of_a_card():
    """The platform counts the template and its variables together, so the variables alone must fit."""
    with pytest.raises(CardTooLarge):
        CardTemplate("AAq", variables={"a": "x" * CARD_BYTES})


@pytest.mark.parametrize("value", [object(), "\ud800", float("nan"), pytest.param(10**5000, id="5000 digits")])
def test_variables_have_a_json_form(value):
    """The mistake surfaces when the reference is built."""
    with pytest.raises(InvalidCard):
        CardTemplate("AAq", variables={"a": value})
