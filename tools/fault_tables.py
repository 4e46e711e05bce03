"""
Write the tables of docs/en/faults.md and docs/zh/faults.md from the kinds and presets of the emulator.

Usage: ``python -m tools.fault_tables [--check]``; with ``--check`` nothing is written, and the status is 1 when a page
is not what it should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from larkline.emulator.faults.kinds import KINDS, Kind, Parameter
from larkline.emulator.faults.presets import PRESETS
from tools.pages import Language, MadePage, table_row

#: What stands between these two lines is made here.
BEGIN, END = "<!-- Made by tools/fault_tables.py; do not edit. -->", "<!-- The end of it. -->"
_TABLES = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)
WORDS: dict[str, dict[Language, str]] = {
    "presets": {"en": "Presets", "zh": "预设"},
    "preset": {"en": "Preset", "zh": "预设"},
    "happens": {"en": "What happens, and what the platform does", "zh": "发生什么，以及真实平台的行为"},
    "stands_for": {"en": "Stands for", "zh": "等同于"},
    "kinds": {"en": "Kinds", "zh": "故障类型"},
    "parameter": {"en": "Parameter", "zh": "参数"},
    "default": {"en": "Default", "zh": "默认值"},
    "about": {"en": "What it says", "zh": "说明"},
    "doors": {"en": "Over", "zh": "适用于"},
    "times": {"en": "How often unless it is said", "zh": "默认次数"},
    "for_ever": {"en": "until it is cleared", "zh": "直到清除"},
    "long_connection": {"en": "long connections", "zh": "长连接"},
    "webhook": {"en": "webhooks", "zh": "Webhook"},
    "api": {"en": "API calls", "zh": "API 调用"},
    "documented": {"en": "documented", "zh": "文档"},
    "observed": {"en": "observed", "zh": "实测"},
    "assumed": {"en": "assumed", "zh": "推测"},
}


def tables(language: Language) -> str:
    """Give the presets and the kinds as Markdown."""
    return "\n".join(_lines(language)) + "\n"


def page(language: Language) -> str:
    """Give the whole page, with these tables in it; the rest is as it stands."""
    made = f"{BEGIN}\n{tables(language)}{END}"
    text, count = _TABLES.subn(lambda _found: made, PAGE.path(language).read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{PAGE.path(language)} has no place for the tables: {BEGIN} … {END}")
    return text


def _lines(language: Language) -> Iterator[str]:
    word = {key: words[language] for key, words in WORDS.items()}
    yield from ("", f"## {word['presets']}", "")
    yield table_row(word["preset"], word["happens"], word["stands_for"])
    yield table_row(*["---"] * 3)
    for name, preset in PRESETS.items():
        fields = "".join(f" {key}={_shown(value)}" for key, value in preset.fields.items())
        yield table_row(f"`{name}`", preset.zh if language == "zh" else preset.en, f"`{preset.kind}{fields}`")
    yield from ("", f"## {word['kinds']}")
    for name, kind in KINDS.items():
        yield from ("", f"### {name}", "", f"{_of(kind, language)} ({word[kind.certainty]})", "")
        comma = "、" if language == "zh" else ", "
        doors = comma.join(word[door] for door in kind.doors)
        yield f"{word['doors']}: {doors} · {word['times']}: {word['for_ever'] if kind.times is None else kind.times}"
        yield ""
        yield table_row(word["parameter"], word["default"], word["about"])
        yield table_row(*["---"] * 3)
        for key, parameter in kind.parameters.items():
            yield table_row(f"`{key}`", f"`{_shown(parameter.default)}`", _of(parameter, language))
    yield ""


def _of(thing: Kind | Parameter, language: Language) -> str:
    return thing.zh if language == "zh" else thing.en


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value) or '""'


PAGE = MadePage("faults.md", "tools.fault_tables", page)

if __name__ == "__main__":
    PAGE.main()
