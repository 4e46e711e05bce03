"""Who a message is for."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["ChatId", "Email", "OpenId", "ReceiveIdType", "UnionId", "UserId", "receive_id"]

ReceiveIdType: TypeAlias = Literal["chat_id", "open_id", "user_id", "union_id", "email"]


class ChatId(str):
    """A chat, ``oc_…``."""

    __slots__ = ()


class OpenId(str):
    """A person's id in this app, ``ou_…``."""

    __slots__ = ()
    __form_entry__ = "person"  # a field of a form with this type is a menu of people


class UserId(str):
    """A person's id in the tenant; it has no prefix, so it must be marked as one."""

    __slots__ = ()


class UnionId(str):
    """A person's id in all apps of one publisher, ``on_…``."""

    __slots__ = ()


class Email(str):
    """A person's mail address in the tenant."""

    __slots__ = ()


_TYPES: dict[type, ReceiveIdType] = {
    ChatId: "chat_id",
    OpenId: "open_id",
    UserId: "user_id",
    UnionId: "union_id",
    Email: "email",
}
_PREFIXES: dict[str, ReceiveIdType] = {"oc_": "chat_id", "ou_": "open_id", "on_": "union_id"}


def receive_id(to: str) -> tuple[ReceiveIdType, str]:
    """
    Tell what kind of id *to* is.

    Args:
        to: A ChatId, OpenId, UserId, UnionId or Email; or a text that begins with ``oc_``, ``ou_`` or ``on_``, or
            that holds an ``@``.

    Returns:
        The platform's ``receive_id_type``, and the id.

    Raises:
        ValueError: A text that is none of these.
    """
    if not to:
        raise ValueError("the id of the receiver is empty")
    for kind, name in _TYPES.items():
        if isinstance(to, kind):
            return name, str(to)
    prefixed = _PREFIXES.get(to[:3])
    if prefixed is not None:
        return prefixed, str(to)
    if "@" in to[1:-1]:
        return "email", str(to)
    raise ValueError(
        f"{to!r} is neither oc_…, ou_…, on_… nor a mail address; for an id of the tenant write UserId({to!r})"
    )
