"""What a person needs to see when a test fails: a few lines for the terminal, and a page that needs no server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from larkline.emulator.core import Core
from larkline.emulator.journal.exchange import ApiCall, Exchange

__all__ = ["Report", "make_report"]

_LAST = 10  #: So many deliveries and calls stand in the lines.
_ON_PAGE = 200  #: And so many on the page.
_TEXT_CHARS = 100_000
_NOT_SHOWN = frozenset({"frames", "signed"})  #: They fill pages, and the control API shows them better.
_STYLE = (
    "body{font:14px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
    "color:#1f2329;background:#fff}h1{font-size:1.3em}summary{cursor:pointer;padding:.3em .5em;border-radius:6px}"
    "summary:hover{background:#f2f3f5}pre{background:#f5f6f7;padding:.7em;border-radius:6px;overflow:auto;"
    "white-space:pre-wrap;overflow-wrap:anywhere}.failed>summary{color:#c02a26}.ok_advice>summary{color:#9a5700}"
    "dt{font-weight:600}dd{margin:0 0 .4em}@media(prefers-color-scheme:dark){body{color:#ebebeb;background:#1a1a1a}"
    "pre,summary:hover{background:#292929}.failed>summary{color:#f76964}.ok_advice>summary{color:#f3a24f}}"
)


@dataclass(frozen=True, slots=True)
class Report:
    """
    A run in words.

    Attributes:
        text: The last deliveries with their verdicts, faults, seed and clock.
        page: The same with everything that was sent and came back, as an HTML page of its own.
    """

    text: str
    page: str


def make_report(core: Core, *, seed: int | None, title: str) -> Report:
    """Write down what happened; secrets and tokens are masked."""
    exchanges, calls = list(core.journal), core.journal.calls(limit=_ON_PAGE)
    state = _state(core, seed)
    lines = [f"{name}: {value}" for name, value in state]
    lines += _headed("deliveries", [_row(core, each) for each in exchanges], len(exchanges))
    lines += _headed("API calls", [_call(each) for each in calls], len(calls))
    return Report(core.masker.mask("\n".join(lines)), _page(core, title, state, exchanges[-_ON_PAGE:], calls))


def _state(core: Core, seed: int | None) -> list[tuple[str, str]]:
    faults = [str(fault) for fault in core.faults.list()]
    at = datetime.fromtimestamp(core.clock.time(), UTC).isoformat(timespec="milliseconds")
    return [
        ("seed", "by chance" if seed is None else str(seed)),
        ("profile", core.profile),
        ("clock", at),
        ("online", str(core.hub.online())),
        ("faults", "; ".join(faults) or "none"),
    ]


def _headed(what: str, rows: Sequence[str], total: int) -> list[str]:
    if not rows:
        return [f"{what}: none"]
    shown = rows[-_LAST:]
    of = "" if len(shown) == total else f" (the last {len(shown)} of {total})"
    return [f"{what}{of}:", *(f"  {row}" for row in shown)]


def _row(core: Core, exchange: Exchange) -> str:
    verdict = exchange.verdict
    took = "" if exchange.duration is None else f" {exchange.duration * 1000:.0f} ms"
    attempt = "" if exchange.attempt == 1 else f" (attempt {exchange.attempt})"
    if verdict is None:
        return f"… {exchange.type} {exchange.id}{attempt} under way"
    faults = f" (faults: {', '.join(exchange.faults)})" if exchange.faults else ""
    row = f"{'✓' if verdict.ok else '✕'} {exchange.type} {exchange.id}{attempt}{took} {verdict}{faults}"
    if verdict.ok or not (remedy := verdict.to_json().get("remedy")):
        return row
    return f"{row}\n      {remedy['en']}\n      {verdict.message['zh']}：{remedy['zh']}"


def _call(call: ApiCall) -> str:
    return f"{call.method} {call.path} {call.status} code {call.code}{'' if call.implemented else ' (not emulated)'}"


def _page(
    core: Core, title: str, state: Sequence[tuple[str, str]], exchanges: Sequence[Exchange], calls: Sequence[ApiCall]
) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in state)
    return core.masker.mask(
        "<!doctype html>\n"
        '<html lang="en"><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style>\n"
        f"<h1>{escape(title)}</h1><dl>{facts}</dl>\n"
        f"<h2>Deliveries</h2>{''.join(_details(core, each) for each in exchanges)}\n"
        f"<h2>API calls</h2><pre>{escape(chr(10).join(map(_call, calls)))}</pre>\n</html>\n"
    )


def _details(core: Core, exchange: Exchange) -> str:
    detail = {key: value for key, value in core.journal.kept(exchange.id).items() if key not in _NOT_SHOWN}
    request, response = detail.pop("request"), detail.pop("response")
    outcome = "" if exchange.verdict is None else exchange.verdict.outcome
    is_open = "" if exchange.verdict is not None and exchange.verdict.ok else " open"
    parts = [("Verdict and circumstances", detail), ("Request", request), ("Response", response)]
    inside = "".join(f"<h4>{name}</h4><pre>{escape(_json(value))}</pre>" for name, value in parts)
    head = escape(core.masker.mask(_row(core, exchange)).partition("\n")[0])
    return f'<details class="{outcome}"{is_open}><summary>{head}</summary>{inside}</details>\n'


def _json(value: object) -> str:
    """Write a value for a reader; JSON in a text is written as JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)[:_TEXT_CHARS]
    return json.dumps(value, ensure_ascii=False, indent=2)[:_TEXT_CHARS]
