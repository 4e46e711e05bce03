"""What a person reads in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["message_text"]

_KEY = re.compile(r"@_user_\d+|@_all")


def message_text(message_type: str, content: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """
    Give the text of a message; empty for messages that have none.

    Args:
        message_type: ``text`` and ``post`` have a text.
        content: The platform's content, as received.
        names: The key of each mention, such as ``@_user_1``, to the name.

    Source: docs, 接收消息内容 (documented); the tags of a post that are not known here are left out.
    """
    if message_type == "text":
        text = content.get("text")
        return _with_names(text, names) if isinstance(text, str) else ""
    if message_type == "post":
        return _post(content, names)
    return ""


def _with_names(text: str, names: Mapping[str, str]) -> str:
    def name(found: re.Match[str]) -> str:
        known = names.get(found[0])
        return f"@{known}" if known else found[0]

    return _KEY.sub(name, text)


def _post(content: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "content" not in content:
        # As it is sent by an app: one post for each language.
        content = next((post for post in content.values() if isinstance(post, dict)), {})
    title = content.get("title")
    rows = content.get("content")
    lines = [title] if isinstance(title, str) and title else []
    lines.extend(_line(row, names) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, list))
    return "\n".join(lines)


def _line(row: list[Any], names: Mapping[str, str]) -> str:
    return "".join(_piece(piece, names) for piece in row if isinstance(piece, dict))


def _piece(piece: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if piece.get("tag") == "at":
        return _at(piece, names)
    text = piece.get("text")
    return text if isinstance(text, str) else ""


def _at(piece: Mapping[str, Any], names: Mapping[str, str]) -> str:
    key = piece.get("user_id")
    own = piece.get("user_name")
    name = names.get(key) if isinstance(key, str) else None
    for known in (name, own):
        if isinstance(known, str) and known:
            return f"@{known}"
    return key if isinstance(key, str) and _KEY.fullmatch(key) else ""
