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
_JAVA_GROUP, _JAVA_NAME = "com.larksuite.oapi", "oapi-sdk"
_JAVA = f"{_JAVA_GROUP}:{_JAVA_NAME}"
_GRADLE = (
    re.compile(rf"^(?!\s*//).*[\"']{re.escape(_JAVA)}:([^\"':@]+)", re.MULTILINE),
    re.compile(
        rf"^(?!\s*//).*[\"']{re.escape(_JAVA_GROUP)}[\"']\s*,\s*name\s*[:=]\s*[\"']{_JAVA_NAME}[\"']\s*,"
        r"\s*version\s*[:=]\s*[\"']?([^\"'\s)]+)",
        re.MULTILINE,
    ),
)


def installed_sdks(folder: Path) -> Iterator[tuple[str, str]]:
    """
    Give package and version of each: of Python, as installed beside larkline; of Node, Go and Java, as *folder* says.

    A file that is not there, or cannot be read, tells nothing.
    """
    found = ((_PYTHON, _python()), (_NODE, _node(folder)), (_GO, _go(folder)), (_JAVA, _java(folder)))
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


def _java(folder: Path) -> str:
    """Give the version that Maven or Gradle is told, by a property of the same files, too."""
    return _maven(folder) or _gradle(folder)


def _maven(folder: Path) -> str:
    text = re.sub("<!--.*?-->", "", _text(folder / "pom.xml"), flags=re.DOTALL)
    for dependency in re.findall("<dependency>(.*?)</dependency>", text, re.DOTALL):
        said = {name: value.strip() for name, value in re.findall(r"<(\w+)>([^<]*)</\1>", dependency)}
        if (said.get("groupId"), said.get("artifactId")) == (_JAVA_GROUP, _JAVA_NAME):
            named = re.fullmatch(r"\$\{(.+)\}", version := said.get("version", ""))
            return version if named is None else _first(rf"<{re.escape(named[1])}>\s*([^<\s]+)", text)
    return ""


def _gradle(folder: Path) -> str:
    for name in ("build.gradle.kts", "build.gradle"):
        text = _text(folder / name)
        for form in _GRADLE:
            if (found := form.search(text)) is not None:
                named = re.fullmatch(r"\$?\{?([A-Za-z]\w*)\}?", found[1])
                set_in = f"{text}\n{_text(folder / 'gradle.properties')}"
                return found[1] if named is None else _first(rf"\b{named[1]}\s*=\s*[\"']?([^\"'\s]+)", set_in)
    return ""


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
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
