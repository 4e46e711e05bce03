"""What all components of a card have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from larkline.cards.json_value import canonical, plain
from larkline.errors import InvalidCard

__all__ = ["Component", "Element", "Part", "elements_json"]


class Part:
    """
    A piece of card JSON that cannot be changed once it is built.

    Two parts are equal when their JSON is. A subclass takes its own arguments and hands the JSON members to this
    constructor; members that are None are left out.
    """

    __slots__ = ("_json",)
    _json: dict[str, Any]

    def __init__(self, members: Mapping[str, object]) -> None:
        given = {key: value for key, value in members.items() if value is not None}
        object.__setattr__(self, "_json", plain(given))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON as a new dict, free to change."""
        copy: dict[str, Any] = plain(self._json)
        return copy

    def __card_json__(self) -> dict[str, Any]:
        """Give the JSON to be built into a card; nobody changes it, so it is not copied."""
        return self._json

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Part):
            return NotImplemented
        return self._json == other._json and canonical(self._json) == canonical(other._json)

    def __hash__(self) -> int:
        return hash(canonical(self._json))

    def __repr__(self) -> str:
        members = ", ".join(f"{key}={value!r}" for key, value in self._json.items() if key != "tag")
        return f"{type(self).__name__}({members})"

    if not TYPE_CHECKING:  # they would let a type checker accept any attribute

        def __setattr__(self, name, value):
            raise AttributeError(f"a {type(self).__name__} cannot be changed; build another one")

        def __delattr__(self, name):
            raise AttributeError(f"a {type(self).__name__} cannot be changed; build another one")


class Component(Part):
    """
    One component of a card, or a container of components.

    Source: docs, 卡片 JSON 2.0 结构: each component has a ``tag``, and may have an ``element_id`` (a letter, then up to
    19 letters, digits and underscores, unique in the card) and a ``margin`` (-99px to 99px, one, two or four lengths)
    (documented).
    """

    __slots__ = ()

    def __init__(
        self, tag: str, members: Mapping[str, object], *, element_id: str | None = None, margin: str | None = None
    ) -> None:
        super().__init__({"tag": tag, **members, "element_id": element_id, "margin": margin})

    @property
    def tag(self) -> str:
        """The platform's name of this kind of component."""
        return str(self._json["tag"])


#: What may stand among the elements of a card: a component, or its JSON.
Element: TypeAlias = Component | Mapping[str, Any]


def elements_json(elements: object, path: str) -> list[object]:
    """
    List the children of a card or a container.

    Args:
        elements: An iterable of components, or their JSON.
        path: Where they stand, for the text of the error.

    Raises:
        InvalidCard: One of them is neither.
    """
    if isinstance(elements, (str, bytes, Mapping)) or not isinstance(elements, Iterable):
        raise InvalidCard((f"{path}: a list of components, not {type(elements).__name__}",))
    listed = list(elements)
    for index, element in enumerate(listed):
        if not isinstance(element, (Component, Mapping)):
            problem = f"{path}[{index}]: a component or its JSON, not {type(element).__name__}"
            raise InvalidCard((problem,))
    return listed
