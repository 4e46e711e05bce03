"""Count the tables in Markdown, which share the platform's limit with table components."""

from __future__ import annotations

__all__ = ["count_tables"]

_FENCES = ("```", "~~~")


def count_tables(text: str) -> int:
    """
    Count the pipe tables in *text*, those in code blocks left out.

    A table is told by the line below its head, such as ``| --- | :-: |``.
    """
    tables = 0
    fence = ""
    above = ""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith(_FENCES):
            fence = "" if fence == stripped[:3] else fence or stripped[:3]
        elif not fence and "-" in stripped and "|" in stripped and "|" in above and not stripped.strip("|:- \t"):
            tables += 1
        above = stripped
    return tables
