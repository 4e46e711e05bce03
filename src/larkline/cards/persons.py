"""People: a face and a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from larkline.cards.component import InnerComponent
from larkline.cards.mistake import mistake
from larkline.cards.texts import Icon

__all__ = ["Person", "PersonList"]

AvatarSize: TypeAlias = Literal["extra_small", "small", "medium", "large"]


class Person(InnerComponent):
    """
    One person.

    Args:
        user_id: An open_id, union_id or user_id.
        size: Of the avatar.
        show_avatar: Whether it is shown; it is when not said otherwise.
        show_name: Whether the name is shown; it is not when not said otherwise.
        style: ``capsule`` puts both on a grey pill.

    Source: docs, 人员组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        user_id: str,
        *,
        size: AvatarSize | None = None,
        show_avatar: bool | None = None,
        show_name: bool | None = None,
        style: Literal["normal", "capsule"] | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "user_id": user_id,
            "size": size,
            "show_avatar": show_avatar,
            "show_name": show_name,
            "style": style,
        }
        super().__init__("person", members, element_id=element_id, margin=margin)


class PersonList(InnerComponent):
    """
    Several people in a row.

    Args:
        persons: Their open_ids, union_ids or user_ids.
        size: Of the avatars.
        show_name: Whether names are shown; they are when not said otherwise.
        show_avatar: Whether avatars are shown; they are not when not said otherwise.
        lines: How many rows at most.
        drop_invalid_user_id: Whether an unknown id is left out; else it fails the whole card (100290).
        icon: Before the first one.

    Source: docs, 人员列表组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        persons: Sequence[str],
        *,
        size: AvatarSize | None = None,
        show_name: bool | None = None,
        show_avatar: bool | None = None,
        lines: int | None = None,
        drop_invalid_user_id: bool | None = None,
        icon: Icon | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        if isinstance(persons, str):
            raise mistake("/persons", "a list of ids, not a text")
        members = {
            "persons": [{"id": person} for person in persons],
            "size": size,
            "show_name": show_name,
            "show_avatar": show_avatar,
            "lines": lines,
            "drop_invalid_user_id": drop_invalid_user_id,
            "icon": icon,
        }
        super().__init__("person_list", members, element_id=element_id, margin=margin)
