"""What happens on a click: a callback with a value, or a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeAlias

import msgspec

from larkline.cards.component import Part
from larkline.cards.mistake import mistake

__all__ = ["OpenUrl", "Url", "Value", "behaviors", "carried", "multi_url"]


class Struct(Protocol):
    """A msgspec struct, such as a CardValue."""

    __struct_fields__: ClassVar[tuple[str, ...]]


#: What a component carries back: a CardValue (or any msgspec struct), a JSON object, or a text.
Value: TypeAlias = Struct | Mapping[str, Any] | str


class OpenUrl(Part):
    """
    A link that differs from client to client.

    Args:
        default_url: For clients without an address of their own.
        pc_url: For desktop clients.
        ios_url: For iOS clients.
        android_url: For Android clients.

    ``lark://msgcard/unsupported_action`` forbids the link on that client (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        default_url: str,
        *,
        pc_url: str | None = None,
        ios_url: str | None = None,
        android_url: str | None = None,
    ) -> None:
        super().__init__(
            {
                "type": "open_url",
                "default_url": default_url,
                "pc_url": pc_url,
                "ios_url": ios_url,
                "android_url": android_url,
            }
        )


#: A link: an address for all clients, or one for each.
Url: TypeAlias = str | OpenUrl


def behaviors(*, value: Value | None = None, url: Url | None = None) -> list[object] | None:
    """
    Make the ``behaviors`` of a component; None when it has none of its own.

    With both, the link opens and the callback is sent (documented).

    Raises:
        InvalidCard: The value is neither a struct, an object nor a text.
    """
    made: list[object] = []
    if url is not None:
        made.append(OpenUrl(url) if isinstance(url, str) else url)
    if value is not None:
        made.append({"type": "callback", "value": carried(value)})
    return made or None


def carried(value: Value | None) -> Value | None:
    """
    Check what a component is to carry.

    Raises:
        InvalidCard: It is neither a struct, an object nor a text.
    """
    if value is not None and not isinstance(value, (msgspec.Struct, Mapping, str)):
        raise mistake("/value", f"a CardValue, an object or a text, not {type(value).__name__}")
    return value


def multi_url(url: Url | None) -> dict[str, Any] | None:
    """Write a link the way cards, columns and menu entries have it: ``url`` instead of ``default_url``."""
    if url is None:
        return None
    if isinstance(url, str):
        return {"url": url}
    links = url.to_dict()
    return {"url": links.pop("default_url"), **{key: link for key, link in links.items() if key != "type"}}
