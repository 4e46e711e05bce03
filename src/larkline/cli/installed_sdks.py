"""Find the official SDKs that a project uses, without importing or running anything of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["installed_sdks"]

_PYTHON = "lark-oapi"
_NODE = "@larksuiteoapi/node-sdk"
_GO = "github.com/larksuite/oapi-sdk-go/v3"


def installed_sdks(folder: Path) -> Iterator[tuple[str, str]]:
    """
    Give package and version of each: of Python, as installed beside larkline; of Node and Go, as *folder* says.

    A file that is not there, or cannot be read, tells nothing.
    """
    found = ((_PYTHON, _python()), (_NODE, _node(folder)), (_GO, _go(folder)))
    return ((package, version) for package, version in found if version)


def _python() -> str:
    try:
        return metadata.version(_PYTHON)
    except metadata.PackageNotFoundError:
        return ""


def _node(folder: Path) -> str:
    """Give the version that is installed, else the one the lock file names."""
    installed = _json(folder / "node_modules" / _NODE / "package.json").get("version")
    if isinstance(installed, str):
        return installed
    lock = _json(folder / "package-lock.json")
    for members, name in (("packages", f"node_modules/{_NODE}"), ("dependencies", _NODE)):
        packages = lock.get(members)
        entry = packages.get(name) if isinstance(packages, dict) else None
        if isinstance(entry, dict) and isinstance(entry.get("version"), str):
            return str(entry["version"])
    return ""


def _go(folder: Path) -> str:
    found = re.search(rf"^\s*(?:require\s+)?{re.escape(_GO)}\s+(v\S+)", _text(folder / "go.mod"), re.MULTILINE)
    return "" if found is None else found[1]


def _json(path: Path) -> dict[str, Any]:
    try:
        members = json.loads(_text(path) or "{}")
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
