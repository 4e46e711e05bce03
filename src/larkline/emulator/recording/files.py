"""Files of JSON lines with a header that says what they are: recordings and sessions. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal

from larkline import __version__
from larkline.emulator.errors import EmulatorError

__all__ = ["Kind", "read_lines", "write_lines"]

Row = dict[str, Any]
Kind = Literal["recording", "session"]
_VERSION = 1
_NAMES: dict[Kind, str] = {"recording": "录制文件", "session": "会话文件"}


def write_lines(kind: Kind, rows: Iterable[Row], *, name: str = "") -> str:
    """Write a file."""
    header = {
        "kind": "header",
        "format": f"larkline-{kind}",
        "version": _VERSION,
        "larkline": __version__,
        "name": name,
    }
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (header, *rows))


def read_lines(text: str, kind: Kind) -> list[Row]:
    """
    Read a file.

    Raises:
        EmulatorError: It is none of this kind, or was written by a newer larkline; the text says which line is wrong.
    """
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            row = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            raise EmulatorError(
                f"line {number} is no JSON; a {kind} is a file of JSON lines",
                f"第 {number} 行不是 JSON；{_NAMES[kind]}应为 JSON Lines 格式",
            ) from None
        if not isinstance(row, dict):
            raise EmulatorError(f"line {number} is no JSON object", f"第 {number} 行不是 JSON 对象")
        if row:
            rows.append(row)
    header = rows[0] if rows else {}
    if header.get("format") != f"larkline-{kind}":
        raise EmulatorError(
            f"this is no {kind}: its first line does not say larkline-{kind}",
            f"这不是{_NAMES[kind]}：首行没有标明 larkline-{kind}",
        )
    if not isinstance(header.get("version"), int) or header["version"] > _VERSION:
        raise EmulatorError(
            f"this {kind} was written by a newer larkline; update larkline",
            f"这个{_NAMES[kind]}由更新版本的 larkline 写入；请升级 larkline",
        )
    return rows[1:]
