"""
Blocks of code in Markdown files, for tests/test_docs.py.

Every fenced block names its language. A comment on the line before the fence says how a Python block differs from an
ordinary script, for instance ``<!-- test: continues -->``; :data:`MARKS` lists what it can say.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARKS = {
    "continues": "goes on where the Python block before it ended, and is run together with it",
    "types": "is type-checked only, since it would talk to the real platform or wants a process for itself",
    "file": "is a file (`file: bot.py`) that the other blocks of the page can import",
}
LANGUAGES = {"python", "sh", "console", "json", "text", "toml", "yaml", "ini", "html", "http", "mermaid", "dockerfile"}

_OPENING = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w+-]*)")
_MARK = re.compile(r" *<!-- test: (?P<mark>\w+)(?:: (?P<argument>\S+))? -->")


@dataclass(frozen=True, slots=True)
class Block:
    """
    A fenced block.

    Attributes:
        page: The Markdown file.
        line: Line of its first line of code, counted from 1.
        language: As written after the fence; may be empty.
        code: Its text, without the indentation of the fence.
        mark: A key of :data:`MARKS`, or empty.
        argument: What follows the mark.
    """

    page: Path
    line: int
    language: str
    code: str
    mark: str = ""
    argument: str = ""

    @property
    def has_tests(self) -> bool:
        """Whether this is a test file rather than a script."""
        return self.language == "python" and bool(re.search(r"^(?:async )?def test_", self.code, re.MULTILINE))


def blocks_of(page: Path) -> list[Block]:
    """
    Give the fenced blocks of a Markdown file.

    Raises:
        ValueError: A fence is not closed, or a mark is unknown.
    """
    lines = page.read_text(encoding="utf-8").splitlines()
    blocks, number = [], 0
    while number < len(lines):
        opening = _OPENING.match(lines[number])
        if opening is None:
            number += 1
            continue
        start, closing = number + 1, opening["fence"]
        number = start
        while number < len(lines) and lines[number].strip() != closing:
            number += 1
        if number == len(lines):
            raise ValueError(f"{page.name}:{start}: the fence is not closed")
        mark = _MARK.fullmatch(lines[start - 2]) if start >= 2 else None
        if mark is not None and mark["mark"] not in MARKS:
            raise ValueError(f"{page.name}:{start}: there is no mark {mark['mark']!r}")
        code = "\n".join(line.removeprefix(opening["indent"]) for line in lines[start:number]) + "\n"
        found = (mark["mark"], mark["argument"] or "") if mark else ("", "")
        blocks.append(Block(page, start + 1, opening["language"], code, *found))
        number += 1
    return blocks


def joined(blocks: list[Block]) -> list[Block]:
    """
    Give the Python blocks of one page, each put together with those that continue it.

    The text of a block begins at the line it has on the page, so that whatever goes wrong names that line.
    """
    whole: list[Block] = []
    for block in blocks:
        if block.language != "python":
            continue
        if block.mark == "continues" and whole:
            first = whole.pop()
            gap = "\n" * (block.line - 1 - first.code.count("\n"))
            block = Block(block.page, first.line, "python", first.code + gap + block.code, first.mark, first.argument)
        else:
            code = "\n" * (block.line - 1) + block.code
            block = Block(block.page, block.line, "python", code, block.mark, block.argument)
        whole.append(block)
    return whole


def commands(block: Block) -> Iterator[list[str]]:
    """Give the commands of a shell block, in words; of a console block those after a ``$``."""
    text = block.code.replace("\\\n", " ")
    for line in text.splitlines():
        if block.language == "console":
            if not line.startswith("$ "):
                continue
            line = line[2:]
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        command: list[str] = []
        for word in lexer:
            if set(word) <= set("&|;()<>"):
                yield from [command] if command else []
                command = []
            else:
                command.append(word)
        yield from [command] if command else []


def shape(block: Block) -> Any:
    """Give what a block and its translation have in common: everything but comments and texts."""
    if block.language == "python":
        return ast.dump(_Blank().visit(ast.parse(block.code)))
    if block.language == "json":
        return _blank_json(json.loads(block.code))
    if block.language == "console":
        return [re.sub(r"\"[^\"]*\"|'[^']*'", "''", line) for line in block.code.splitlines() if line.startswith("$ ")]
    if block.language in {"sh", "toml", "yaml", "ini", "dockerfile"}:
        blank = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", "''", block.code)
        return [line.rstrip() for line in re.sub(r"(?m)(?:^|\s+)#.*$", "", blank).splitlines() if line.strip()]
    return None


class _Blank(ast.NodeTransformer):
    """Empty every text."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        return ast.JoinedStr([self.visit(value) for value in node.values if isinstance(value, ast.FormattedValue)])


def _blank_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _blank_json(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_blank_json(member) for member in value]
    return "" if isinstance(value, str) else value
