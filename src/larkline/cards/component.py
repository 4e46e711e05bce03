"""What all components of a card have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from larkline.cards.json_value import canonical, plain
from larkline.cards.mistake import mistake

__all__ = ["Component", "Element", "InnerComponent", "InnerElement", "Part", "TaggedPart", "elements_json"]


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

    def with_members(self, **members: object) -> Self:
        """
        Give a copy with these JSON members, for what the platform knows and this class does not.

        A member that is None is left out, so that one can be taken away. ``check`` says what the platform may think.

        Raises:
            InvalidCard: Something in them has no JSON form.
        """
        copy = object.__new__(type(self))
        Part.__init__(copy, {**self._json, **members})
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


class TaggedPart(Part):
    """
    A part that says what it is: a component, or a column.

    Source: docs, 卡片 JSON 2.0 结构. Each has a ``tag``, and may have an ``element_id`` (a letter and up to 19 letters,
    digits and underscores, unique in the card) and a ``margin`` (one, two or four lengths, -99px to 99px) (documented).
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


class Component(TaggedPart):
    """One component that stands directly in a card."""

    __slots__ = ()


class InnerComponent(Component):
    """A component that may also stand inside another one: all but forms and tables."""

    __slots__ = ()


#: What may stand among the elements of a card: a component, or its JSON.
Element: TypeAlias = Component | Mapping[str, Any]
#: What may stand in a container: a component that is neither a form nor a table, or the JSON of one.
InnerElement: TypeAlias = InnerComponent | Mapping[str, Any]


def elements_json(
    elements: object, path: str, *, of: type[TaggedPart] = Component, what: str = "component"
) -> list[object]:
    """
    List the children of a card or a container.

    Args:
        elements: An iterable of components, or their JSON.
        path: Where they stand, for the text of the error.
        of: What they are to be, if they are no JSON.
        what: The same in words.

    Raises:
        InvalidCard: One of them is neither.
    """
    if isinstance(elements, (str, bytes, Mapping)) or not isinstance(elements, Iterable):
        raise mistake(path, f"a list of {what}s, not {type(elements).__name__}")
    listed = list(elements)
    for index, element in enumerate(listed):
        if isinstance(element, (of, Mapping)):
            continue
        place = f"{path}/{index}"
        if isinstance(element, Component):
            raise mistake(
                place, f"{element.tag} cannot stand in here", id="E_NESTING", remedy="put it into the card itself"
            )
        raise mistake(place, f"a {what} or its JSON, not {type(element).__name__}")
    return listed
