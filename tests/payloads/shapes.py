"""The recorded deliveries, read for the tests of this room."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]

#: A time after all samples, in seconds since 1970-01-01 UTC.
NOW = 1_800_000_000.0


@cache
def sample(event_type: str) -> bytes:
    """Give one delivery of a type, compact as it travels."""
    text = (TESTS / "samples" / "events" / f"{event_type}.json").read_text("utf-8")
    return compact(json.loads(text))


@cache
def vectors(name: str) -> list[dict[str, Any]]:
    """Give the vectors of one file, such as ``payloads``."""
    found: list[dict[str, Any]] = json.loads((TESTS / "vectors" / f"{name}.json").read_text("utf-8"))["vectors"]
    return found


def payload_vectors(*envelopes: str | None) -> list[Any]:
    """Give the recorded payloads whose envelope is one of these."""
    return [vector for vector in vectors("payloads") if vector["expect"]["envelope"] in envelopes]


def compact(value: object) -> bytes:
    """Write JSON as the platform does: no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def changed(event_type: str, **members: object) -> bytes:
    """
    Give a sample with members replaced.

    A keyword is the path with two underscores between its steps, such as ``event__action__tag``; ``...`` removes.
    """
    document = json.loads(sample(event_type))
    for path, value in members.items():
        *steps, last = path.split("__")
        inner = document
        for step in steps:
            inner = inner[step]
        if value is ...:
            inner.pop(last, None)
        else:
            inner[last] = value
    return compact(document)
