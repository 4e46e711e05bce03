"""The part of the control API that records, exports and loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline import __version__
from larkline.emulator.both import Both
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import (
    BOTH,
    checked,
    choice,
    either,
    flag,
    given,
    integer,
    listed,
    number,
    record,
    text,
)
from larkline.emulator.errors import WrongValue
from larkline.emulator.journal.copies import as_curl, as_har
from larkline.emulator.journal.details import shown_delivery
from larkline.emulator.recording.files import read_lines, write_lines
from larkline.emulator.recording.pytest_file import pytest_of, pytest_of_deliveries
from larkline.emulator.recording.recorder import Recording

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["recording_operations"]

_RECORDING = given({"id": text(), "name": text(), "steps": integer(), "stopped": flag()})
_FILE = given({"content": text("the file"), "steps": integer(about="how many lines or deliveries are in it")})
_APP = text("the app that a test imports, as MODULE:APP; bot:app unless given")
_BODY = either(["string", "null"])
_SENT = record({"headers": record(rest=text()), "body": _BODY}, rest=True) | {"type": ["object", "null"]}
_RESPONSE = record({"code": integer(-(2**53)), "headers": record(rest=text()), "body": _BODY}, rest=True)
_CLIENT = given({"sdk": text(), "peer": text()}) | {"type": ["object", "null"]}
_VERDICT = record(
    {
        "outcome": choice(["ok", "ok_advice", "failed"]),
        "code": either(["integer", "null"]),
        "rule": text(),
        "message": BOTH,
    },
    rest=True,
)
#: What a line of a session must have at least.
_ROW = record(
    {
        "id": text(),
        "type": text(),
        "app_id": text(),
        "transport": choice(["long_connection", "webhook"]),
        "connection": either(["string", "null"]),
        "url": either(["string", "null"]),
        "attempt": integer(1),
        "pushed_at": number(),
        "duration_ms": either(["number", "null"]),
        "event_id": text(),
        "chat": either(["string", "null"]),
        "user": either(["string", "null"]),
        "replay_of": either(["string", "null"]),
        "verdict": _VERDICT | {"type": ["object", "null"]},
        "request": text(),
        "sent": _SENT,
        "response": _RESPONSE | {"type": ["object", "null"]},
        "frames": listed(given({"direction": choice(["in", "out"]), "at_ms": number(), "base64": text()})),
    },
    optional={"client": _CLIENT},
    rest=True,
)


def recording_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    recordings = _Recordings(emulator)
    return [
        Operation(
            method="GET",
            path="/recordings",
            summary="List the recordings",
            handler=recordings.list,
            answer=given({"recordings": listed(_RECORDING)}),
        ),
        Operation(
            method="POST",
            path="/recordings",
            summary="Begin to record what people do, deliveries, replies, API calls, faults and moves of the clock",
            handler=recordings.start,
            body=record(optional={"name": text(maxLength=100)}),
            answer=_RECORDING,
        ),
        Operation(
            method="POST",
            path="/recordings/{id}/stop",
            summary="End a recording",
            handler=recordings.stop,
            body=record(),
            answer=_RECORDING,
        ),
        Operation(
            method="POST",
            path="/recordings/{id}/export",
            summary="Give a recording as JSON lines or as a test, with secrets masked and ids replaced by numbers",
            handler=recordings.export,
            body=record(optional={"as": choice(["jsonl", "pytest"], "jsonl unless given"), "app": _APP}),
            answer=_FILE,
        ),
        Operation(
            method="POST",
            path="/recordings/import",
            summary="Load a session: its deliveries are listed and can be opened and replayed as those of this run",
            handler=recordings.load,
            body=record({"content": text("the file")}),
            answer=given({"deliveries": listed(text()), "new": integer()}),
        ),
        Operation(
            method="POST",
            path="/exports",
            summary="Give deliveries, all unless some are named, as a session, a test, curl commands or a HAR file",
            handler=recordings.deliveries,
            body=record(
                {"as": choice(["jsonl", "pytest", "curl", "har"])},
                {"deliveries": listed(text(), maxItems=10_000), "app": _APP, "name": text(maxLength=100)},
            ),
            answer=_FILE,
        ),
    ]


class _Recordings:
    def __init__(self, emulator: Emulator) -> None:
        self._journal = emulator.core.journal
        self._recorder = emulator.core.recorder

    async def list(self, _call: Call) -> Body:
        return {"recordings": [_view(recording) for recording in self._recorder.recordings.values()]}

    async def start(self, call: Call) -> Body:
        return _view(self._recorder.start(call.body.get("name", "")))

    async def stop(self, call: Call) -> Body:
        recording = self._recorder.find(call.id)
        recording.stopped = True
        return _view(recording)

    async def export(self, call: Call) -> Body:
        recording = self._recorder.find(call.id)
        if call.body.get("as", "jsonl") == "jsonl":
            return {"content": self._recorder.text(recording), "steps": len(recording.steps)}
        rows = self._recorder.rows(recording)
        content = pytest_of(rows, app=call.body.get("app", "bot:app"), name=recording.name)
        return {"content": content, "steps": len(rows)}

    async def load(self, call: Call) -> Body:
        rows = read_lines(call.body["content"], "session")
        for number_, row in enumerate(rows, 1):
            line = Both(f"line {number_ + 1}", f"第 {number_ + 1} 行")
            try:
                checked(row, _ROW)
                shown_delivery(row)  # what cannot be shown is not let in
            except WrongValue as wrong:
                raise wrong.within(line) from None
            except ValueError as error:
                raise WrongValue(f"{line.en}: {error}", f"{line.zh}：内容无法解析") from None
        new = self._journal.load([self._journal.masked(row) for row in rows])
        return {"deliveries": [row["id"] for row in rows], "new": new}

    async def deliveries(self, call: Call) -> Body:
        ids = call.body.get("deliveries")
        rows = [self._journal.kept(id_) for id_ in (self._journal.ids() if ids is None else ids)]
        form, name = call.body["as"], call.body.get("name", "")
        if form == "jsonl":
            content = write_lines("session", rows, name=name)
        elif form == "pytest":
            content = pytest_of_deliveries(rows, app=call.body.get("app", "bot:app"), name=name)
        elif form == "har":
            content = as_har(rows, version=__version__)
        else:
            content = "\n\n".join(map(as_curl, rows)) + "\n"
        return {"content": content, "steps": len(rows)}


def _view(recording: Recording) -> Body:
    return {
        "id": recording.id,
        "name": recording.name,
        "steps": len(recording.steps),
        "stopped": recording.stopped,
    }
