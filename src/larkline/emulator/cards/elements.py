"""Change a card by the ``element_id`` of its components: find, insert, replace, patch, take out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "Place",
    "Position",
    "TagChanged",
    "delete",
    "find_place",
    "ids_of",
    "insert",
    "patch",
    "replace",
    "set_text",
]

#: Where new components go: before another one, after it, or at the end of a container or of the card.
Position = Literal["insert_before", "insert_after", "append"]
_TEXT_TAGS = ("markdown", "plain_text")
#: Where the children of a container stand, by tag; everything else keeps them in ``elements``.
_CHILDREN = {"column_set": "columns"}


class TagChanged(Exception):
    """A patch would make another kind of component."""


@dataclass(frozen=True, slots=True)
class Place:
    """
    A component in its card.

    Attributes:
        holder: The list or the object it stands in.
        key: Its index there, or its key.
    """

    holder: Any
    key: int | str

    @property
    def node(self) -> dict[str, Any]:
        """The component."""
        node: dict[str, Any] = self.holder[self.key]
        return node


def find_place(card: Mapping[str, Any], element_id: str) -> Place | None:
    """Find the component or text with this id; None when there is none."""
    return next((place for place in _places(card) if place.node.get("element_id") == element_id), None)


def ids_of(card: Mapping[str, Any]) -> list[str]:
    """List the ids of all components and texts, in card order."""
    ids = (place.node.get("element_id") for place in _places(card))
    return [each for each in ids if isinstance(each, str) and each]


def insert(card: dict[str, Any], elements: Sequence[Mapping[str, Any]], position: Position, target: str | None) -> bool:
    """Add components to *card*, which is changed; gives whether there is such a place."""
    if target is None:
        if position != "append":
            return False
        card.setdefault("body", {}).setdefault("elements", []).extend(elements)
        return True
    place = find_place(card, target)
    if place is None:
        return False
    if position == "append":
        place.node.setdefault(_CHILDREN.get(place.node.get("tag", ""), "elements"), []).extend(elements)
        return True
    if not isinstance(place.holder, list) or not isinstance(place.key, int):
        return False
    index = place.key + (position == "insert_after")
    place.holder[index:index] = elements
    return True


def replace(card: dict[str, Any], element_id: str, element: Mapping[str, Any]) -> bool:
    """Put another component in the place of one; gives whether it was there."""
    place = find_place(card, element_id)
    if place is not None:
        place.holder[place.key] = dict(element)
    return place is not None


def patch(card: dict[str, Any], element_id: str, changes: Mapping[str, Any]) -> bool:
    """
    Change members of a component; gives whether it was there.

    Raises:
        TagChanged: The tag is among them, with another value.
    """
    place = find_place(card, element_id)
    if place is None:
        return False
    if changes.get("tag", place.node.get("tag")) != place.node.get("tag"):
        raise TagChanged
    place.node.update(changes)
    return True


def delete(card: dict[str, Any], element_id: str) -> bool:
    """Take a component out; gives whether it was there."""
    place = find_place(card, element_id)
    if place is not None:
        del place.holder[place.key]
    return place is not None


def set_text(card: dict[str, Any], element_id: str, text: str) -> bool | None:
    """Show *text* in a text component; False when it is no text component, None when there is none of this id."""
    place = find_place(card, element_id)
    if place is None:
        return None
    if place.node.get("tag") not in _TEXT_TAGS:
        return False
    place.node["content"] = text
    return True


def _places(card: Mapping[str, Any]) -> Iterator[Place]:
    """Go through everything with a tag, in card order."""
    stack: list[Place] = [Place(card, key) for key in reversed(list(card))]
    while stack:
        place = stack.pop()
        node = place.holder[place.key]
        if isinstance(node, dict):
            if isinstance(node.get("tag"), str):
                yield place
            stack.extend(Place(node, key) for key in reversed(list(node)) if key != "value")
        elif isinstance(node, list):
            stack.extend(Place(node, index) for index in reversed(range(len(node))))
