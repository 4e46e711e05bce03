"""Say what is wrong with a card while it is built."""

from __future__ import annotations

from larkline.errors import InvalidCard, Problem

__all__ = ["mistake"]


def mistake(path: str, message: str, *, id: str = "E_TYPE", remedy: str = "") -> InvalidCard:  # noqa: A002 - as in Problem
    """
    Make the error for one mistake.

    Args:
        path: Where, as a JSON pointer from what is being built.
        message: What came and what was wanted.
        id: The kind of problem.
        remedy: What to do.
    """
    return InvalidCard((Problem(id=id, path=path, message=message, remedy=remedy),))
