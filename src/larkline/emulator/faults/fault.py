"""One fault: what it is, what for, how often and how long; read from what somebody asked for. Pure but for chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from larkline.emulator.errors import EmulatorError
from larkline.emulator.faults.kinds import KINDS, Door, Kind, Parameter, Value
from larkline.emulator.faults.presets import PRESETS

__all__ = ["BadFault", "Fault", "Scope", "Subject", "make_fault"]


class BadFault(EmulatorError):
    """A fault that cannot be: *field* names the part of it that is wrong."""

    def __init__(self, field: str, en: str, zh: str) -> None:
        self.field = field
        super().__init__(f"{field}: {en}", f"{field}：{zh}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """
    What a fault is for; an empty member stands for everything.

    Attributes:
        app: An app id.
        connection: The id of a long connection.
        type: The type of a delivery; ``*`` stands for any characters.
        chat: A chat id.
        method: The HTTP method of an API call.
        path: Its path; ``*`` stands for any characters.
    """

    app: str = ""
    connection: str = ""
    type: str = ""
    chat: str = ""
    method: str = ""
    path: str = ""

    def covers(self, subject: Subject) -> bool:
        """Tell whether a subject is in this scope."""
        return (
            self.app in ("", subject.app)
            and self.connection in ("", subject.connection)
            and (not self.type or fnmatchcase(subject.type, self.type))
            and self.method.upper() in ("", subject.method)
            and (not self.path or fnmatchcase(subject.path, self.path))
            and self.chat in ("", subject.chat() if self.chat else "")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a fault could touch: a delivery, a ping, a handshake, a call. *chat* is asked only when it matters."""

    door: Door
    app: str = ""
    connection: str = ""
    type: str = ""
    method: str = ""
    path: str = ""
    chat: Callable[[], str] = lambda: ""


@dataclass(slots=True, eq=False, kw_only=True)
class Fault:
    """
    One fault that was added.

    Attributes:
        kind: Its kind, see :data:`~larkline.emulator.faults.kinds.KINDS`.
        parameters: All parameters of the kind.
        preset: The preset it was made from; empty when none.
        left: How often it still happens; None until it is cleared.
        until: When it ends, in seconds on the emulator's clock; None for never.
        probability: How likely it is to happen, each time it could.
        seed: What *probability* and jitter draw lots with.
        hits: How often it has happened.
    """

    id: str
    kind: str
    parameters: dict[str, Value]
    scope: Scope
    preset: str = ""
    left: int | None = None
    until: float | None = None
    probability: float = 1.0
    seed: int = 0
    hits: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    @property
    def label(self) -> str:
        """What a journal calls it: ``f1 duplicate``."""
        return f"{self.id} {self.preset or self.kind}"

    @property
    def rule(self) -> Kind:
        """The kind itself."""
        return KINDS[self.kind]

    def text(self, name: str) -> str:
        """Give a parameter that is a text."""
        return str(self.parameters[name])

    def number(self, name: str) -> float:
        """Give a parameter that is a number."""
        return float(self.parameters[name])

    def flag(self, name: str) -> bool:
        """Give a parameter that is true or false."""
        return bool(self.parameters[name])

    def is_over(self, *, now: float) -> bool:
        """Tell whether it cannot happen any more."""
        return self.left == 0 or (self.until is not None and now >= self.until)

    def happens(self) -> bool:
        """Draw lots, and count if it happens."""
        if self.probability < 1.0 and self._random.random() >= self.probability:
            return False
        self.hits += 1
        if self.left is not None:
            self.left -= 1
        return True

    def chance(self) -> float:
        """Give a number from 0 to 1."""
        return self._random.random()

    def wanted(self) -> dict[str, Any]:
        """Give what adds the same fault again: its name and fields."""
        scope = {key: value for key, value in asdict(self.scope).items() if value}
        parameters = {} if self.preset else self.parameters
        often = {} if self.left is None else {"times": self.left}
        return {"name": self.preset or self.kind, "fields": {**parameters, **scope, **often}}

    def to_json(self, *, now: float) -> dict[str, Any]:
        """Give the fault for the control API, with a sentence in both languages."""
        told = PRESETS[self.preset] if self.preset else self.rule
        return {
            "id": self.id,
            "kind": self.kind,
            "preset": self.preset or None,
            "parameters": self.parameters,
            "scope": {key: value for key, value in asdict(self.scope).items() if value},
            "times_left": self.left,
            "seconds_left": None if self.until is None else max(0.0, round(self.until - now, 3)),
            "probability": self.probability,
            "seed": self.seed,
            "hits": self.hits,
            "message": {"zh": told.zh, "en": told.en},
        }

    def __str__(self) -> str:
        scope = ", ".join(f"{key}={value}" for key, value in asdict(self.scope).items() if value)
        often = "" if self.left is None else f", next {self.left}"
        chance = "" if self.probability == 1.0 else f", probability {self.probability:g} (seed {self.seed})"
        return f"{self.label}{f' [{scope}]' if scope else ''}{often}{chance}, {self.hits} so far"


def make_fault(name: str, fields: Mapping[str, Any], *, fault_id: str, seed: int, now: float) -> Fault:
    """
    Read what somebody asked for.

    Args:
        name: A kind or a preset.
        fields: Its parameters, its scope, and ``times``, ``lasts`` (seconds until it is over), ``probability``,
            ``seed``.
        fault_id: What it will be called.
        seed: What lots are drawn with unless a seed is given.
        now: Seconds on the emulator's clock.

    Raises:
        BadFault: There is no such kind, or a field is unknown or cannot be.
    """
    preset = PRESETS.get(name)
    kind_name = name if preset is None else preset.kind
    kind = KINDS.get(kind_name)
    if kind is None:
        kinds, presets = ", ".join(KINDS), ", ".join(PRESETS)
        raise BadFault(
            "kind",
            f"there is none called {name!r}; kinds are {kinds}; presets are {presets}",
            f"没有 {name!r}；种类有 {kinds}；场景有 {presets}",
        )
    given: dict[str, Any] = {**({} if preset is None else preset.fields), **fields}
    scope = {key: _text(key, given.pop(key)) for key in _SCOPE if key in given}
    times = given.pop("times", kind.times)
    if times is not None and (type(times) is not int or times < 1):
        raise BadFault(
            "times",
            f"{times!r} is not how often it happens: an integer from 1, or null until it is cleared",
            f"{times!r} 不是有效的次数：应为大于等于 1 的整数，或 null（直到清除）",
        )
    lasts = given.pop("lasts", None)
    if kind_name == "gateway_restart":
        lasts = given.get("down", kind.parameters["down"].default) if lasts is None else lasts
    if lasts is not None:
        lasts = _number("lasts", lasts, 0.0, 1e9)
    return Fault(
        id=fault_id,
        kind=kind_name,
        preset="" if preset is None else name,
        left=times,
        until=None if lasts is None else now + lasts,
        probability=_number("probability", given.pop("probability", 1.0), 0.0, 1.0),
        seed=int(_number("seed", given.pop("seed", seed), 0, 2**53)),
        scope=Scope(**scope),
        parameters=_parameters(kind_name, kind, given),
    )


_SCOPE = ("app", "connection", "type", "chat", "method", "path")


def _parameters(name: str, kind: Kind, given: Mapping[str, Any]) -> dict[str, Value]:
    """Check the parameters and complete them."""
    if unknown := [key for key in given if key not in kind.parameters]:
        known = [*kind.parameters, *_SCOPE, "times", "lasts", "probability", "seed"]
        listed = ", ".join(known)
        raise BadFault(unknown[0], f"the fault {name} takes {listed}", f"没有这个参数；故障 {name} 的参数有 {listed}")
    return {
        key: _value(key, given[key], parameter) if key in given else parameter.default
        for key, parameter in kind.parameters.items()
    }


def _value(name: str, value: Any, parameter: Parameter) -> Value:
    if isinstance(parameter.default, bool):
        if not isinstance(value, bool):
            raise BadFault(name, f"{value!r} is neither true nor false", f"{value!r} 既不是 true 也不是 false")
        return value
    if isinstance(parameter.default, str):
        is_number = type(value) is int and str(value) in parameter.choices  # as people write a code
        text = str(value) if is_number else _text(name, value)
        if parameter.choices and text not in parameter.choices:
            listed = ", ".join(parameter.choices)
            raise BadFault(name, f"{text!r} is none of {listed}", f"{text!r} 无效；可选：{listed}")
        return text
    number = _number(name, value, parameter.least, parameter.most)
    if isinstance(parameter.default, int):
        if number != int(number):
            raise BadFault(name, f"{value!r} is no integer", f"{value!r} 不是整数")
        return int(number)
    return number


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadFault(name, f"{value!r} is no text", f"{value!r} 不是字符串")
    return value


def _number(name: str, value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadFault(
            name,
            f"{value!r} is no number from {least:.16g} to {most:.16g}",
            f"{value!r} 不是 {least:.16g} 到 {most:.16g} 之间的数",
        )
    return float(value)
