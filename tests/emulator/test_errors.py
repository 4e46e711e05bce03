"""Errors of the emulator: each is made with its text in both languages, wherever it is made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import larkline.emulator
from larkline.emulator import EmulatorError
from larkline.emulator.both import Both
from larkline.emulator.errors import Thing, UnknownThing

SRC = Path(larkline.emulator.__file__).parent
FILES = sorted(SRC.rglob("*.py"))
HAN = re.compile("[一-鿿]")
#: Errors that take an English text, and then a Chinese one, after so many other arguments.
TAKE_BOTH = {
    "Both": 0,
    "EmulatorError": 0,
    "WrongValue": 0,
    "BadFilter": 0,
    "AddressRefused": 0,
    "BadFault": 1,
    "CardRefused": 1,
}
#: What may be raised in English only, as no call of the control API comes to it.
ENGLISH_ONLY = {
    "arrivals.py": "a test waits for a card",
    "emulator.py": "how an emulator is started",
    "http/door.py": "what no server does",
    "http/multipart.py": "uploads of apps, which the platform answers in English",
    "http/serving.py": "how an emulator is started",
    "programs/program.py": "a test waits for a program",
    "servers.py": "how an emulator is started",
    "world/pages.py": "page tokens of apps, which the platform answers in English",
    "world/world_file.py": "how an emulator is started",
    "world_verbs.py": "how an emulator is started",
}
PLAIN = {"ConfigurationError", "KeyError", "OSError", "RuntimeError", "TimeoutError", "TypeError", "ValueError"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Give the calls by a plain name in a file, with that name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def literal(node: ast.expr) -> str | None:
    """Give what is written in a text, without its values; None when it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return None


def in_both(path: Path) -> Iterator[tuple[int, str, str]]:
    """Give line, English text and Chinese text of everything in a file that is written in both languages."""
    for name, call in calls(path):
        place = TAKE_BOTH.get(name)
        if place is None or len(call.args) < place + 2:
            continue
        en, zh = literal(call.args[place]), literal(call.args[place + 1])
        if en is not None and zh is not None:
            yield call.lineno, en, zh


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_what_is_told_in_both_languages_is_chinese_in_one_of_them(path):
    """Neither text stands in the place of the other, and none is left out."""
    for line, en, zh in in_both(path):
        assert not HAN.search(en), (line, en)
        assert HAN.search(zh) or not re.search("[A-Za-z]{2}", en), (line, zh)
        assert bool(en) is bool(zh), (line, en, zh)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_error_that_a_person_can_meet_is_english_only(path):
    """What the control API answers with is made in both languages; a plain exception has but one."""
    raised = [
        (node.lineno, ast.unparse(node.exc.func))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]

    plain = [(line, name) for line, name in raised if name in PLAIN]
    assert bool(plain) is (path.relative_to(SRC).as_posix() in ENGLISH_ONLY), plain


def test_the_texts_are_found():
    """The two tests above look at something."""
    assert sum(len(list(in_both(path))) for path in FILES) > 150


@pytest.mark.parametrize("kind", get_args(Thing))
def test_whatever_is_looked_for_has_a_name_in_chinese(kind):
    """With the id that was given."""
    error = UnknownThing(kind, "x", Both("known: none", "已有：无"))

    assert error.both.zh.startswith("没有这")
    assert "'x'" in error.both.zh
    assert str(error) == f"no {kind} 'x' (known: none)"
    assert isinstance(error, EmulatorError)
