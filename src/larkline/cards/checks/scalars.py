"""
Judge single values: words, numbers, lengths, colours, dates.

A rule comes as data, such as ``{"type": "length", "words": ["auto"], "px": [16, 600]}``. :func:`predicate` makes the
quick question whether a value fits; only when it does not, :func:`explain` says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from larkline.cards.checks.findings import kind_of, shown

__all__ = ["Spec", "Vocabulary", "explain", "is_scalar", "predicate"]

#: One rule of the catalogue, as it stands in the data file.
Spec = Mapping[str, Any]
Predicate = Callable[[object], bool]

_PX = re.compile(r"-?\d{1,6}px\Z", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}%\Z", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:", re.ASCII)
_DATES = {
    "yyyy-MM-dd": ("%Y-%m-%d", re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)),
    "HH:mm": ("%H:%M", re.compile(r"\d\d:\d\d\Z", re.ASCII)),
    "yyyy-MM-dd HH:mm": ("%Y-%m-%d %H:%M", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d\Z", re.ASCII)),
}
#: What JSON type a kind of value has; "enum" depends on its words.
_JSON_TYPES = {name: name for name in ("any", "string", "bool", "int", "number", "object")}
_JSON_TYPES |= dict.fromkeys(("url", "img_key", "length", "size", "box", "color", "text_size", "datetime"), "string")


class Vocabulary(NamedTuple):
    """
    The words that stand for values.

    Attributes:
        version: Of the card JSON.
        colors: The names of the palette.
        text_sizes: The names of the sizes.
    """

    version: str
    colors: frozenset[str]
    text_sizes: frozenset[str]


class Explanation(NamedTuple):
    """Why a value does not fit: the kind of problem, and the words that go into its sentence."""

    kind: str
    words: dict[str, Any]


def is_scalar(spec: Spec) -> bool:
    """Tell whether this module judges the values of a rule."""
    return spec["type"] in _JSON_TYPES or spec["type"] == "enum"


def predicate(spec: Spec, vocabulary: Vocabulary) -> Predicate:
    """Make the quick question whether a value fits the rule."""
    kind = spec["type"]
    simple = _SIMPLE.get(kind)
    if simple is not None and not ({"min", "max", "max_length"} & spec.keys()):
        return simple
    if kind in ("int", "number"):
        low, high = spec.get("min", float("-inf")), spec.get("max", float("inf"))
        of_type = _SIMPLE[kind]
        return lambda value: of_type(value) and low <= value <= high
    if kind == "string":
        limit = spec["max_length"]
        return lambda value: isinstance(value, str) and len(value) <= limit
    words = _words(spec, vocabulary)
    if kind == "enum" and _is_number(spec):
        return lambda value: type(value) is int and value in words
    if kind in ("enum", "color", "text_size"):
        return lambda value: isinstance(value, str) and value in words
    judge = lru_cache(maxsize=256)(_JUDGES[kind](spec, words))
    return lambda value: isinstance(value, str) and len(value) < 64 and judge(value)


def explain(spec: Spec, value: object, vocabulary: Vocabulary, *, name: str) -> Explanation | None:
    """
    Say why *value* does not fit; None when it does after all.

    Args:
        name: Of the property, for the sentence.
    """
    kind = spec["type"]
    wanted = "int" if kind == "enum" and _is_number(spec) else _JSON_TYPES.get(kind, "string")
    found = kind_of(value)
    if found == "null":
        return Explanation("W_TYPE", {"name": name})
    if not (found == wanted or (wanted == "number" and found == "int") or (wanted == "any" and found == "string")):
        return Explanation("E_TYPE", {"name": name, "wanted": wanted, "found": found})
    about = {"name": name, "value": shown(value)}
    if kind in ("int", "number"):
        return Explanation("E_RANGE", about | {"low": spec.get("min", "-∞"), "high": spec.get("max", "∞")})
    if kind == "string":
        return Explanation("E_RANGE/length", {"name": name, "value": len(str(value)), "high": spec["max_length"]})
    if kind == "color":
        return Explanation("E_ENUM/color", about | {"allowed": "blue, grey-500, red-50"})
    words = spec.get("words", ())
    if kind == "text_size":
        return Explanation("W_ENUM", about | {"default": "normal", "allowed": ", ".join(sorted(vocabulary.text_sizes))})
    if kind == "enum":
        allowed = [str(word) for word in words] + spec.get("words_only", {}).get(vocabulary.version, [])
        return Explanation("E_ENUM", about | {"allowed": ", ".join(allowed)})
    if kind in ("url", "img_key"):
        return Explanation(f"W_FORMAT/{kind}", about)
    if kind in ("length", "box") and (range_ := _out_of_range(str(value), spec)) is not None:
        return Explanation("E_RANGE", about | {"low": range_[0], "high": range_[1]})
    return Explanation("E_FORMAT", about | {"wanted": _format(spec, vocabulary)})


def _is_number(spec: Spec) -> bool:
    return type(spec["words"][0]) is int


def _words(spec: Spec, vocabulary: Vocabulary) -> frozenset[Any]:
    words = frozenset(spec.get("words", ())) | frozenset(spec.get("words_only", {}).get(vocabulary.version, ()))
    if spec["type"] == "color":
        return words | vocabulary.colors
    return words | vocabulary.text_sizes if spec["type"] == "text_size" else words


_SIMPLE: dict[str, Predicate] = {
    "any": lambda value: isinstance(value, (str, dict)),
    "string": lambda value: isinstance(value, str),
    "bool": lambda value: value is True or value is False,
    "int": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "object": lambda value: isinstance(value, dict),
    "url": lambda value: isinstance(value, str) and (not value or _SCHEME.match(value) is not None),
    "img_key": lambda value: isinstance(value, str) and value.startswith("img_"),
}


def _length(spec: Spec, words: frozenset[Any]) -> Callable[[str], bool]:
    return lambda value: value in words or _within(value, spec.get("px"), spec.get("percent"))


def _within(value: str, px: list[Any] | None, percent: list[int] | None) -> bool:
    if px is not None and _PX.match(value):
        return bool(px[0] <= int(value[:-2]) and (px[1] is None or int(value[:-2]) <= px[1]))
    return percent is not None and _PERCENT.match(value) is not None and percent[0] <= int(value[:-1]) <= percent[1]


def _box(spec: Spec, words: frozenset[Any]) -> Callable[[str], bool]:
    px = [spec["min"], spec["max"]]

    def judge(value: str) -> bool:
        sides = value.split(" ")
        return len(sides) in (1, 2, 4) and all(side == "0" or _within(side, px, None) for side in sides)

    return judge


def _size(spec: Spec, words: frozenset[Any]) -> Callable[[str], bool]:
    def judge(value: str) -> bool:
        sides = value.split(" ")
        return value in words or (len(sides) == 2 and all(_within(side, spec["px"], None) for side in sides))

    return judge


def _datetime(spec: Spec, words: frozenset[Any]) -> Callable[[str], bool]:
    layout, pattern = _DATES[spec["format"]]

    def judge(value: str) -> bool:
        if not pattern.match(value):
            return False
        try:
            datetime.strptime(value, layout)  # noqa: DTZ007 - only whether it is a date
        except ValueError:
            return False
        return True

    return judge


_JUDGES: dict[str, Callable[[Spec, frozenset[Any]], Callable[[str], bool]]] = {
    "length": _length,
    "box": _box,
    "size": _size,
    "datetime": _datetime,
}


def _out_of_range(value: str, spec: Spec) -> tuple[str, str] | None:
    """Give the allowed range of a well-formed length, or of the lengths of a box."""
    sides = value.split(" ") if spec["type"] == "box" else [value]
    if len(sides) not in (1, 2, 4):
        return None
    if all(side == "0" or _PX.match(side) for side in sides):
        low, high = (spec["min"], spec["max"]) if spec["type"] == "box" else spec.get("px", (0, None))
        return f"{low}px", "∞" if high is None else f"{high}px"
    if "percent" in spec and _PERCENT.match(value):
        return f"{spec['percent'][0]}%", f"{spec['percent'][1]}%"
    return None


def _format(spec: Spec, vocabulary: Vocabulary) -> str:
    kind = spec["type"]
    if kind == "datetime":
        return str(spec["format"])
    if kind == "box":
        return "4px | 4px 8px | 4px 8px 4px 8px"
    words = [*spec.get("words", ()), *spec.get("words_only", {}).get(vocabulary.version, ())]
    if kind == "size":
        return " | ".join([*words, "120px 80px"])
    if "px" in spec:
        low, high = spec["px"]
        words.append(f"{low}px–{high}px" if high is not None else f"≥ {low}px")
    if "percent" in spec:
        words.append(f"{spec['percent'][0]}%–{spec['percent'][1]}%")
    return " | ".join(words)
