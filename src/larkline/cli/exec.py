"""Run a program, unchanged, against a platform of its own, and let the verdicts count for its exit status."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import click

from larkline.cli.emulator import new_journal, serving
from larkline.cli.language import language, say, told
from larkline.emulator import Emulator, EmulatorError, Verdict
from larkline.emulator.errors import CannotRun
from larkline.errors import ConfigurationError

__all__ = ["FailOn", "Others", "run_exec"]

FailOn = Literal["failed", "advice"]
Others = Literal["tunnel", "refuse"]
_IN_VAIN = {"refused": "exec_refused", "unreachable": "exec_unreachable"}
_SHOWN = 20  #: So many deliveries are named at the end.


def run_exec(
    command: Sequence[str],
    *,
    fail_on: FailOn,
    others: Others,
    seed: int | None,
    profile: Literal["documented", "strict", "lenient"],
    port: int,
    console_port: int,
    tls_port: int | None,
    as_json: bool,
) -> int:
    """Run *command*; gives its status, or 1 when that is 0 and a delivery ended as it should not."""
    emulator = Emulator(seed=seed, profile=profile, journal=new_journal())
    return asyncio.run(_exec(emulator, command, fail_on, others, port, console_port, tls_port, as_json))


async def _exec(
    emulator: Emulator,
    command: Sequence[str],
    fail_on: FailOn,
    others: Others,
    port: int,
    console_port: int,
    tls_port: int | None,
    as_json: bool,
) -> int:
    async with serving(emulator, port=port, console_port=console_port) as info:
        if not as_json:
            _tell(say("exec_ready", url=info["console_url"], journal=info["journal"]))
        try:
            with _passing_on() as signals:
                async with emulator.exec(command, others=others, terminal=True, tls_port=tls_port) as program:
                    signals.pass_to(program.signal)
                    status = await program.wait()
                    ways = program.ways
        except CannotRun as error:
            raise ConfigurationError(say("exec_cannot_run", program=error.program, reason=error.reason)) from None
        except EmulatorError as error:
            raise ConfigurationError(told(error)) from None
        verdicts = [(each.id, each.type, each.verdict) for each in emulator.deliveries() if each.verdict is not None]
        reached = _is_reached(emulator)
    bad = [row for row in verdicts if _is_unexpected(row[2], fail_on)]
    end = status or int(bool(bad))
    if as_json:
        _tell(json.dumps(_summary(status, end, verdicts, ways, reached), ensure_ascii=False))
        return end
    counts = Counter(verdict.outcome for _, _, verdict in verdicts)
    _tell(say("exec_sum", status=status, **{key: counts[key] for key in ("ok", "ok_advice", "failed")}))
    for id_, type_, verdict in bad[:_SHOWN]:
        code = "" if verdict.code is None else f" {verdict.code}"
        evidence = {"en": verdict.evidence, "zh": verdict.evidence_zh}[language()]
        _tell(f"  ✕ {id_} {type_}{code} {verdict.message[language()]} [{verdict.rule}] {evidence}".rstrip())
    for (host, deed), times in sorted(ways.items()):
        if deed in _IN_VAIN:
            _tell(say(_IN_VAIN[deed], host=host or "?", times=times))
    if not reached:
        _tell(say("exec_not_reached"))
    return end


def _is_reached(emulator: Emulator) -> bool:
    """Tell whether the program, or a test of it, has done anything here at all."""
    core = emulator.core
    signs = (core.journal.calls(limit=1), core.attempts.list(), core.hub.sessions, core.hub.ended)
    return any(signs) or bool(emulator.deliveries())


def _is_unexpected(verdict: Verdict, fail_on: FailOn) -> bool:
    return not verdict.ok or (fail_on == "advice" and verdict.outcome == "ok_advice")


def _summary(
    status: int, end: int, verdicts: list[tuple[str, str, Verdict]], ways: Any, reached: bool
) -> dict[str, Any]:
    return {
        "status": status,
        "exit": end,
        "deliveries": [{"id": id_, "type": type_, "verdict": verdict.to_json()} for id_, type_, verdict in verdicts],
        "reached": reached,
        "hosts": [{"host": host, "deed": deed, "times": times} for (host, deed), times in sorted(ways.items())],
    }


def _tell(text: str) -> None:
    """Print beside the program's own output, which has the standard output for itself."""
    click.echo(text, err=True)


class _Signals:
    """
    Signals on their way to a program; what comes while it is being started waits for it.

    Ctrl+C reaches a program that runs from the terminal itself, where there is one.
    """

    def __init__(self) -> None:
        self._early: list[int] = []
        self._send: Callable[[int], None] | None = None

    def take(self, number: int) -> None:
        """Take a signal that this process was sent."""
        if self._send is None:
            self._early.append(number)
        elif number != signal.SIGINT or not sys.stdin.isatty():
            self._send(number)

    def pass_to(self, send: Callable[[int], None]) -> None:
        """Pass on to the program from now on."""
        self._send = send
        for number in self._early:
            send(number)


@contextlib.contextmanager
def _passing_on() -> Iterator[_Signals]:
    """Take the signals of this process inside the block."""
    loop = asyncio.get_running_loop()
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
    numbers = [number for name in names if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.getsignal(number) for number in numbers}

    signals = _Signals()
    for number in numbers:
        try:
            loop.add_signal_handler(number, signals.take, number)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda number, _frame: loop.call_soon_threadsafe(signals.take, number))
    try:
        yield signals
    finally:
        for number, old in before.items():
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, old)
