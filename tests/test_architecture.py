"""
Tests of the house itself: the rooms, and the arrows between them.

The table below is the one of docs/decisions/0001-rooms-and-arrows.md. Every import counts, wherever it stands: at the
top, in a function, or under ``if TYPE_CHECKING``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
TESTS = ROOT / "tests"

#: What each room may import besides itself and what is open to all. A dotted entry opens one module of a room.
ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "facts": set(),
    "clock": set(),
    "pretty": set(),
    "cards": set(),
    "payloads": {"cards"},
    "wire": set(),
    "dispatch": {"payloads", "wire.delivery", "clock"},
    "links": {"clock"},
    "receivers": {"wire", "dispatch", "links", "clock"},
    "deferred": {"dispatch", "clock"},
    "api": {"payloads", "cards", "clock"},
    "app": {"dispatch", "receivers", "deferred", "api", "clock", "links", "stores"},
    "events": {"payloads"},
    "stores": {"clock"},
    "relay": {"receivers", "deferred"},
    "telemetry": set(),
    "testing": {"emulator"},
    "compat": {"app", "payloads"},
    "cli": {"app", "process", "emulator", "pretty", "cards"},
    "emulator": {"wire", "payloads", "cards", "links", "clock"},
    "__main__": {"cli"},
}
#: What a single module may name in types, under ``if TYPE_CHECKING``: a handler takes a client, and returns a card, so
#: that the decorators' types cannot do without either.
ARROWS_FOR_TYPES: dict[str, set[str]] = {"dispatch.decorators": {"api.client", "cards.card"}}
#: Files at the top that belong to another one's room.
BESIDE = {
    "clients": "app",
    "process": "app",
    "running": "app",
    "serverless": "app",
    "serving": "app",
    "webhooks": "app",
}
OPEN_TO_ALL = {"errors", "facts"}
PURE = {"errors", "facts", "cards", "payloads", "wire", "pretty"}
IMPURE = {"asyncio", "socket", "time", "random", "logging", "httpx", "httpx2", "websockets", "threading"}
MAX_LINES = 450

FILES = sorted(SRC.rglob("*.py"))


def module_name(path: Path) -> str:
    """Give the dotted name of a file under src/."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path) for path in FILES}


@cache
def parse(path: Path) -> ast.Module:
    """Parse a file once."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


class Import(NamedTuple):
    """One name that is imported somewhere in a file."""

    line: int
    name: str
    for_types: bool


def imported(tree: ast.AST, importer: str, *, is_package: bool, modules: set[str]) -> Iterator[Import]:
    """
    Give everything *tree* imports.

    ``from larkline.wire import frames`` names the module ``larkline.wire.frames``, if there is one of that name in
    *modules*, else what it takes the name from.
    """
    for_types = {
        inside
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for statement in node.body
        for inside in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, node in for_types)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = importer.split(".")[: None if is_package and node.level == 1 else is_package - node.level]
                base = ".".join([*package, base] if base else package)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                known = full in modules or full == "larkline.__version__"
                yield Import(node.lineno, full if known else base, node in for_types)


def room_of(module: str) -> str:
    """Give the room of a module of ours; empty for the front door."""
    room = module.partition(".")[2].partition(".")[0]
    return BESIDE.get(room, room)


def may_import(importer: str, target: str, *, for_types: bool = False) -> bool:
    """Tell whether the tables have an arrow from one module of ours to another."""
    room, goal = room_of(importer), room_of(target)
    if room == "":
        return True  # the front door leads everywhere
    if target == "larkline.__version__" or goal in {room, *OPEN_TO_ALL}:
        return True
    arrows = ARROWS[room] | (ARROWS_FOR_TYPES.get(importer.removeprefix("larkline."), set()) if for_types else set())
    inside = target.removeprefix("larkline.")
    return any(inside == arrow or inside.startswith(arrow + ".") for arrow in arrows)


@cache
def imports_of(path: Path) -> list[Import]:
    """Give every import in a file."""
    name = module_name(path)
    return list(imported(parse(path), name, is_package=path.name == "__init__.py", modules=MODULES))


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_follow_the_arrows(path):
    """A room imports only what the table lets it import."""
    importer = module_name(path)
    ours = [each for each in imports_of(path) if each.name.partition(".")[0] == "larkline"]

    assert room_of(importer) in {"", *ARROWS}, "a new room needs a row in the table, and a decision"
    wrong = [each for each in ours if not may_import(importer, each.name, for_types=each.for_types)]
    assert [f"line {each.line}: {each.name}" for each in wrong] == []


@pytest.mark.parametrize("path", [path for path in FILES if room_of(module_name(path)) in PURE], ids=module_name)
def test_pure_rooms_neither_wait_nor_tell_the_time(path):
    """Bytes, values and ``now`` go in; whatever waits, connects, logs or draws lots stays outside."""
    found = [each for each in imports_of(path) if each.name.partition(".")[0] in IMPURE]

    assert [f"line {each.line}: {each.name}" for each in found] == []


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_every_file_says_what_it_is_for_and_stays_small(path):
    """A module opens with its one job and ends before a reader loses the thread."""
    assert (ast.get_docstring(parse(path)) or "").strip()
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def has_code(node: ast.AST) -> bool:
    """Tell whether something here runs: a function outside of a Protocol."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return True
    if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
        return False
    return any(has_code(child) for child in ast.iter_child_nodes(node))


@cache
def modules_tested() -> frozenset[str]:
    """Give every module of ours that some file under tests/ imports."""
    found: set[str] = set()
    for path in TESTS.rglob("*.py"):
        found.update(each.name for each in imported(parse(path), "tests", is_package=True, modules=MODULES))
    return frozenset(found)


def mirrored(path: Path) -> bool:
    """Tell whether tests/ has a file for this module: in the same place, or in a folder of its name."""
    place = path.relative_to(SRC / "larkline")
    stem = place.parent.name if place.stem == "__init__" else place.stem.strip("_")
    folder = TESTS / place.parent
    return any(
        candidate.stem in (f"test_{stem}", f"test_{stem}s") or candidate.stem.startswith(f"test_{stem}_")
        for candidate in folder.glob("test_*.py")
    ) or any((folder / stem).glob("test_*.py"))


def is_tested(path: Path) -> bool:
    """Tell whether a module has a test: a file of its own, or one that imports it."""
    return mirrored(path) or module_name(path) in modules_tested()


@pytest.mark.parametrize(
    "path", [path for path in FILES if has_code(parse(path)) and module_name(path) != "larkline"], ids=module_name
)
def test_every_module_with_code_has_a_test(path):
    """Under tests/ is its file, or one that imports it, or that of its neighbour in the room, for which it works."""
    name = module_name(path)
    neighbours = [other for other in FILES if room_of(module_name(other)) == room_of(name) and other != path]
    users = [other for other in neighbours if any(each.name == name for each in imports_of(other))]

    assert is_tested(path) or any(is_tested(user) for user in users)


# --- the tests of these tests: a table that nobody can break proves nothing ------------------------------------------


@pytest.mark.parametrize(
    ("importer", "statement", "allowed"),
    [
        ("larkline.wire.frames", "from larkline.errors import MalformedFrame", True),
        ("larkline.wire.frames", "from larkline import errors", True),
        ("larkline.wire.frames", "from larkline.wire import delivery", True),
        ("larkline.wire.frames", "from larkline.payloads.toast import Toast", False),
        ("larkline.wire.frames", "import larkline.clock", False),
        ("larkline.wire.frames", "def f():\n    from larkline.app import App", False),
        ("larkline.wire.frames", "if TYPE_CHECKING:\n    from larkline.app import App", False),
        ("larkline.wire.frames", "from ..app import App", False),
        ("larkline.wire.frames", "from .delivery import Delivery", True),
        ("larkline.wire.frames", "from larkline import Card", False),
        ("larkline.api.calls", "from larkline import __version__", True),
        ("larkline.dispatch.router", "from larkline.wire.delivery import Delivery", True),
        ("larkline.dispatch.router", "from larkline.wire import delivery", True),
        ("larkline.dispatch.router", "from larkline.wire.frames import Frame", False),
        ("larkline.dispatch.router", "from larkline.wire.delivery_notes import Note", False),
        ("larkline.dispatch.decorators", "if TYPE_CHECKING:\n    from larkline.api.client import Client", True),
        ("larkline.dispatch.decorators", "if TYPE_CHECKING:\n    from larkline.app import App", False),
        ("larkline.dispatch.decorators", "from larkline.api.client import Client", False),
        ("larkline.dispatch.router", "if TYPE_CHECKING:\n    from larkline.api.client import Client", False),
        ("larkline.emulator.delivery.engine", "from larkline.dispatch.router import Router", False),
        ("larkline.emulator.delivery.engine", "from larkline.wire.frames import Frame", True),
        ("larkline", "from larkline.app import App", True),
    ],
)
def test_the_arrows_are_judged_wherever_an_import_stands(importer, statement, allowed):
    """Absolute or relative, at the top or not, for the types alone: each import is judged by what it reaches."""
    modules = {"larkline.errors", "larkline.app", "larkline.wire.delivery", "larkline.wire.frames", "larkline.clock"}
    found = list(imported(ast.parse(statement), importer, is_package=False, modules=modules))

    assert [may_import(importer, each.name, for_types=each.for_types) for each in found] == [allowed]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("X = 1", False),
        ("class A(Protocol):\n    def f(self) -> int: ...", False),
        ("class A(Protocol[T]):\n    def f(self) -> int: ...", False),
        ("class A:\n    x: int", False),
        ("class A:\n    def f(self) -> int:\n        return 1", True),
        ("async def f() -> None:\n    pass", True),
    ],
)
def test_code_is_told_from_declarations(source, expected):
    """Protocols, constants and plain data need no test of their own."""
    assert has_code(ast.parse(source)) is expected
