"""Pages of the guide that are made from data, one for each language: written, or held against what they should be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["LANGUAGES", "ROOT", "Language", "MadePage", "table_row"]

ROOT = Path(__file__).resolve().parents[1]
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def table_row(*cells: str) -> str:
    """Give a row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


@dataclass(frozen=True)
class MadePage:
    """
    A page in each language.

    Attributes:
        name: Its file's name in docs/en and docs/zh.
        maker: The module that makes it, as ``python -m`` takes it.
        content: Gives the whole page.
    """

    name: str
    maker: str
    content: Callable[[Language], str]

    def path(self, language: Language) -> Path:
        """Give where the page of a language stands."""
        return ROOT / "docs" / language / self.name

    def is_current(self, language: Language) -> bool:
        """Tell whether the page of a language is what it should be."""
        path = self.path(language)
        return path.is_file() and path.read_text(encoding="utf-8") == self.content(language)

    def main(self) -> None:
        """Write both pages; with ``--check`` only say which ones are not up to date, with status 1."""
        if "--check" in sys.argv[1:]:
            stale = [self.path(language) for language in LANGUAGES if not self.is_current(language)]
            for path in stale:
                print(f"{path.relative_to(ROOT)} is not up to date: python -m {self.maker}")
            sys.exit(1 if stale else 0)
        for language in LANGUAGES:
            self.path(language).write_text(self.content(language), encoding="utf-8")
