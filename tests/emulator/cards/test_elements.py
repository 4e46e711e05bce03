"""Changing a card by the element_id of its components."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.emulator.cards.elements import TagChanged, delete, find_place, ids_of, insert, patch, replace, set_text

HR = {"tag": "hr", "element_id": "new"}


@pytest.fixture
def card() -> dict[str, Any]:
    """A card with a text, a button with a text of its own, and a column set."""
    return {
        "schema": "2.0",
        "body": {
            "elements": [
                {"tag": "markdown", "element_id": "text", "content": "a"},
                {
                    "tag": "button",
                    "element_id": "go",
                    "text": {"tag": "plain_text", "element_id": "label", "content": "去"},
                    "value": {"tag": "markdown", "element_id": "no_component"},
                },
                {"tag": "column_set", "element_id": "set", "columns": [{"tag": "column", "element_id": "col"}]},
            ]
        },
    }


def body(card: dict[str, Any]) -> list[str]:
    """Give the ids of what stands in the body itself."""
    return [each["element_id"] for each in card["body"]["elements"]]


def test_every_component_and_text_is_found_by_its_id(card):
    """What an app put into a value is no component."""
    assert ids_of(card) == ["text", "go", "label", "set", "col"]
    assert find_place(card, "no_component") is None


@pytest.mark.parametrize(
    ("position", "target", "expected"),
    [
        ("append", None, ["text", "go", "set", "new"]),
        ("insert_before", "text", ["new", "text", "go", "set"]),
        ("insert_after", "text", ["text", "new", "go", "set"]),
    ],
)
def test_a_component_goes_where_it_shall(card, position, target, expected):
    """Before another one, after it, or to the end of the card."""
    done = insert(card, [HR], position, target)

    assert done
    assert body(card) == expected


@pytest.mark.parametrize(("target", "key"), [("set", "columns"), ("col", "elements")])
def test_a_component_goes_to_the_end_of_a_container(card, target, key):
    """A column set keeps columns, everything else elements."""
    insert(card, [HR], "append", target)
    place = find_place(card, target)

    assert place is not None
    assert place.node[key][-1] == HR


@pytest.mark.parametrize(
    ("position", "target"), [("insert_before", None), ("insert_after", "nobody"), ("insert_after", "label")]
)
def test_without_such_a_place_nothing_is_added(card, position, target):
    """No target, an unknown one, or a text that stands in no list."""
    assert not insert(card, [HR], position, target)
    assert "new" not in ids_of(card)


def test_a_component_is_replaced_as_a_whole(card):
    """It may get another id."""
    assert replace(card, "text", HR)
    assert body(card) == ["new", "go", "set"]
    assert not replace(card, "text", HR)


def test_a_patch_changes_some_members(card):
    """The others stay, and the id may change."""
    assert patch(card, "text", {"content": "b", "element_id": "other"})
    assert card["body"]["elements"][0] == {"tag": "markdown", "element_id": "other", "content": "b"}
    assert not patch(card, "text", {"content": "c"})


def test_a_patch_cannot_change_the_tag(card):
    """The same tag may be named."""
    with pytest.raises(TagChanged):
        patch(card, "text", {"tag": "hr"})

    assert patch(card, "text", {"tag": "markdown"})


def test_a_component_is_taken_out(card):
    """A second time it is not there."""
    assert delete(card, "text")
    assert body(card) == ["go", "set"]
    assert not delete(card, "text")


def test_only_texts_take_text(card):
    """A markdown component and a plain_text do; None says that there is nothing of this id."""
    assert set_text(card, "text", "b") is True
    assert set_text(card, "label", "走") is True
    assert set_text(card, "go", "c") is False
    assert set_text(card, "nobody", "d") is None
    assert card["body"]["elements"][1]["text"]["content"] == "走"
