"""
The platform's numbers, each with its source and its certainty.

A module here holds plain constants made with :func:`fact`; the value is used as it is, and the record of where it
comes from stands in :data:`FACTS`, from which the documentation table is made.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeVar

__all__ = ["FACTS", "Certainty", "Fact", "fact"]

#: documented: the official documentation says so. observed: seen in an official SDK or client. assumed: our guess.
Certainty = Literal["documented", "observed", "assumed"]
T = TypeVar("T", int, float, str)


class Fact(NamedTuple):
    """Where a number comes from."""

    value: int | float | str
    unit: str
    certainty: Certainty
    source: str
    meaning: str


#: Every fact by its name, for the documentation and the emulator's pages.
FACTS: dict[str, Fact] = {}


def fact(name: str, value: T, *, unit: str, certainty: Certainty, source: str, meaning: str) -> T:
    """Record where *value* comes from and give it back."""
    FACTS[name] = Fact(value, unit, certainty, source, meaning)
    return value
