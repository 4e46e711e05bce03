"""Card JSON 1.0; what its samples need is also in test_built_samples.py."""

from __future__ import annotations

import pytest

from larkline.cards import Button, Card, Column, ColumnSet, Hr, OpenUrl, Overflow, SelectStatic
from larkline.cards.legacy import Action, Field, LegacyDiv, LegacyHeader, Note
from larkline.errors import CardTooLarge, InvalidCard


def test_an_empty_card_has_a_list_of_elements():
    """And no schema, which is what makes it 1.0."""
    card = Card.v1()

    assert card.to_dict() == {"elements": []}
    assert card.schema == "1.0"


def test_values_and_links_are_written_the_old_way():
    """However deep the button stands; with addresses for each client as well."""
    link = OpenUrl("https://a", pc_url="https://b")
    button = Button("x", value={"k": 1}, url=link)
    card = Card.v1(elements=[ColumnSet([Column([button, SelectStatic(["a"], value="v")])])])

    [first, second] = card.to_dict()["elements"][0]["columns"][0]["elements"]
    assert first["value"] == {"k": 1}
    assert first["multi_url"] == {"url": "https://a", "pc_url": "https://b"}
    assert second["value"] == "v"
    assert "behaviors" not in first
    assert "behaviors" not in second


def test_what_a_button_carries_is_left_alone():
    """Even when it looks like a card."""
    inner = {"tag": "button", "behaviors": [{"type": "callback", "value": 1}]}
    card = Card.v1(elements=[Action([Button("x", value=inner), Overflow(["a"], value={"b": inner})])])

    [button, overflow] = card.to_dict()["elements"][0]["actions"]
    assert (button["value"], overflow["value"]) == (inner, {"b": inner})


@pytest.mark.parametrize("behaviors", [["x"], [{}], [{"value": 1}], {}, "x"])
def test_json_that_cannot_be_read_is_kept(behaviors):
    """The check tells what is wrong with it."""
    node = {"tag": "button", "behaviors": behaviors}

    assert Card.v1(elements=[node]).to_dict()["elements"] == [node]


@pytest.mark.parametrize("elements", ["x", [3], [None], [Field("x")]])
def test_elements_are_components(elements):
    """With the place of the one that is none."""
    with pytest.raises(InvalidCard, match="/elements"):
        Card.v1(elements=elements)
    with pytest.raises(InvalidCard, match="/i18n_elements/zh_cn"):
        Card.v1(i18n_elements={"zh_cn": elements})


def test_a_note_is_a_list():
    """A text alone would be a list of its letters."""
    with pytest.raises(InvalidCard, match="a list of texts, icons and images"):
        Note("text")
    assert Note(["x"]).to_dict() == {"tag": "note", "elements": [{"tag": "plain_text", "content": "x"}]}


def test_a_header_of_several_languages():
    """With a title for the others, or without."""
    both = LegacyHeader("标题", i18n_title={"en_us": "Title"}, subtitle="副标题")

    assert both.to_dict()["title"] == {"tag": "plain_text", "content": "标题", "i18n": {"en_us": "Title"}}
    assert LegacyHeader(i18n_title={"en_us": "Title"}).to_dict() == {
        "title": {"tag": "plain_text", "i18n": {"en_us": "Title"}}
    }


def test_the_limits_are_the_same():
    """A card of 1.0 is as small."""
    with pytest.raises(CardTooLarge):
        Card.v1(elements=[LegacyDiv("x" * 31_000)])


def test_a_card_of_both_kinds_checks_clean():
    """What the builder makes is what the platform takes."""
    card = Card.v1(elements=[Hr(), Action([Button("x", value={"k": 1})])], i18n_elements={"en_us": [Note(["x"])]})

    assert card.check() == ()
