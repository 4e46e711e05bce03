"""Give a long list in pages, each with the token of the next one. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

__all__ = ["page_of"]

T = TypeVar("T")


def page_of(items: Sequence[T], *, size: int, token: str = "") -> tuple[list[T], dict[str, Any]]:
    """
    Give one page, and the members that say whether there is another.

    Args:
        size: How many items a page has.
        token: The ``page_token`` of the page before; empty for the first page.

    Raises:
        ValueError: It is no token this function has given.
    """
    start = 0
    if token:
        try:
            start = int(base64.urlsafe_b64decode(token.encode()).decode())
        except (binascii.Error, UnicodeError, ValueError):
            raise ValueError(f"no page_token: {token!r}") from None
    if start < 0:
        raise ValueError(f"no page_token: {token!r}")
    more = start + size < len(items)
    following = base64.urlsafe_b64encode(str(start + size).encode()).decode() if more else ""
    return list(items[start : start + size]), {"has_more": more, "page_token": following}
