"""Turn findings of the check into problems: sentences in two languages, codes, and places."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pkgutil import get_data
from typing import Any, Literal, NamedTuple

import msgspec

from larkline.errors import Problem

__all__ = ["Certainty", "Finding", "Place", "data_file", "kind_of", "pointer", "problem_of", "refused", "shown"]

Certainty = Literal["documented", "observed", "assumed"]
Language = Literal["en", "zh"]
#: A place in a card: the place it stands in, and its key or index; None is the card itself.
Place = tuple[Any, str | int] | None


class Finding(NamedTuple):
    """
    Something the check found.

    Attributes:
        kind: The kind of problem, such as ``E_REQUIRED`` or ``W_REQUIRED/options``.
        place: Where.
        words: What goes into its sentences; a value may be a mapping of languages.
        certainty: Of the fact behind it, when that is less sure than the kind; else empty.
    """

    kind: str
    place: Place
    words: Mapping[str, Any]
    certainty: Certainty | Literal[""] = ""


def data_file(name: str) -> dict[str, Any]:
    """Read one of the data files of this room."""
    text = get_data("larkline.cards", f"data/{name}")
    assert text is not None, "the package was found, as this module is in it"
    data: dict[str, Any] = msgspec.json.decode(text)
    return data


@cache
def _texts() -> dict[str, Any]:
    return data_file("problems.json")


def refused(finding: Finding) -> bool:
    """Tell whether the platform is known to refuse a card with this."""
    kind = _texts()["kinds"][finding.kind]
    documented = kind.get("certainty", "documented") == "documented" and finding.certainty in ("", "documented")
    return documented and finding.kind.startswith("E_") and not kind.get("newer", False)


def problem_of(finding: Finding, card: object) -> Problem:
    """Write a finding down as a problem of *card*."""
    kind = _texts()["kinds"][finding.kind]
    certainty: Certainty = finding.certainty or kind.get("certainty", "documented")
    return Problem(
        id=finding.kind.partition("/")[0],
        path=pointer(finding.place),
        message=_filled(kind["en"], finding.words, "en"),
        remedy=_filled(kind.get("remedy_en", ""), finding.words, "en"),
        code=kind["code"],
        certainty=certainty,
        refused=refused(finding),
        err_path=_err_path(finding.place, card),
        message_zh=_filled(kind["zh"], finding.words, "zh"),
        remedy_zh=_filled(kind.get("remedy_zh", ""), finding.words, "zh"),
    )


def _filled(sentence: str, words: Mapping[str, Any], language: Language) -> str:
    names = _texts()["words"]
    values: dict[str, Any] = {}
    for key, word in words.items():
        if key in ("found", "wanted") and isinstance(word, str) and word in names:
            values[key] = names[word][language]
        elif isinstance(word, Mapping):
            values[key] = word[language]
        else:
            values[key] = f"{word:,}" if type(word) is int else word
    return sentence.format(**values)


def _keys(place: Place) -> Iterator[str | int]:
    keys = []
    while place is not None:
        place, key = place
        keys.append(key)
    return reversed(keys)


def pointer(place: Place) -> str:
    """Write a place as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in _keys(place))


def _err_path(place: Place, card: object) -> str:
    """Write a place as the platform does."""
    steps = ["ROOT"]
    node: Any = card
    for key in _keys(place):
        if not isinstance(key, int):
            node = node.get(key) if isinstance(node, dict) else None
            steps.append(str(key))
            continue
        node = node[key] if isinstance(node, list) else None
        tag = node.get("tag") if isinstance(node, dict) else None
        steps.append(f"[{key}](tag: {tag})" if isinstance(tag, str) else f"[{key}]")
    return " -> ".join(steps)


def kind_of(value: object) -> str:
    """Name the JSON type of *value*."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "number" if math.isfinite(value) else "other"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "other"


def shown(value: object) -> str:
    """Show a value in a sentence, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= 40 else f"“{value[:40]}…”"
    if isinstance(value, (int, float)):
        return str(value) if not isinstance(value, int) or abs(value) < 10**18 else "a huge number"
    return {"null": "null", "object": "{…}", "array": "[…]"}.get(kind_of(value), "?")
