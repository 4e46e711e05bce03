"""Write a recording down as a test that does the same again, and expects the same. Pure."""

from __future__ import annotations

import json
import pprint
import re
from collections.abc import Iterator
from typing import Any

from larkline import __version__
from larkline.emulator.errors import EmulatorError

__all__ = ["pytest_of", "pytest_of_deliveries"]

Row = dict[str, Any]
#: What apps are only told of: the verbs that wait for every delivery, with what each takes first.
_TOLD: dict[str, tuple[str, ...]] = {
    "recall": ("message",),
    "react": ("message", "emoji"),
    "unreact": ("message", "emoji"),
    "read": ("message",),
    "join": ("chat", "person"),
    "leave": ("chat", "person"),
    "add_bot": ("chat",),
    "remove_bot": ("chat",),
    "open_chat": (),
    "press_menu": ("event_key",),
}
_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_HEAD = '''"""Recorded with larkline {version}; run it with pytest."""

from {module} import {app}


def test_{name}(feishu_sync):
    """What was recorded happens again, with the same answers."""
    feishu = feishu_sync
    with feishu.running({app}):
'''


def pytest_of(rows: list[Row], *, app: str, name: str = "") -> str:
    """
    Give the source of a test.

    Args:
        rows: Those of a recording.
        app: What it tests, as ``MODULE:APP``.
        name: What it is called.

    Raises:
        EmulatorError: *app* is not of that form.
    """
    return _file(_Test(rows).lines(), app, name)


def pytest_of_deliveries(kept: list[Row], *, app: str, name: str = "") -> str:
    """Give the source of a test that delivers the same again; see :func:`pytest_of`."""
    rows: list[Row] = []
    for row in kept:
        payload, reply = json.loads(row["request"]), (row["response"] or {}).get("body")
        rows.append(_told(row["type"], payload))
        verdict = row["verdict"] or {"code": None}
        rows.append({"kind": "delivery", "reply": json.loads(reply) if reply else None, "verdict": verdict})
    return pytest_of(rows, app=app, name=name)


def _told(type_: str, payload: Row) -> Row:
    """Say with a verb what a delivery was about."""
    event = payload.get("event", payload)
    message = event.get("message", {}) if type_ == "im.message.receive_v1" else {}
    if message.get("message_type") == "text":
        by = event["sender"]["sender_id"]["open_id"]
        text = json.loads(message["content"])["text"]
        return {"kind": "action", "verb": "say", "text": text, "by": by, "to": message["chat_id"]}
    fields = {"action": event["action"]} if type_ == "card.action.trigger" else event
    paths = {f"event.{key}": value for key, value in fields.items() if key != "token"}
    return {"kind": "action", "verb": "trigger", "type": type_, "paths": paths}


def _file(lines: Iterator[str], app: str, name: str) -> str:
    if not _TARGET.fullmatch(app):
        raise EmulatorError(
            f"{app!r} is not of the form MODULE:APP, such as bot:app", f"{app!r} 不是 MODULE:APP 形式，例如 bot:app"
        )
    module, _, attribute = app.partition(":")
    called = re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_") or "recorded"
    head = _HEAD.format(version=__version__, module=module, app=attribute, name=called)
    body = [f"        {line}".rstrip() for text in lines for line in text.splitlines()]
    return head + "\n".join(body or ["        pass"]) + "\n"


class _Test:
    """Writes the lines of one test."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._messages: dict[str, str] = {}
        self._count = self._named = 0

    def lines(self) -> Iterator[str]:
        for index, row in enumerate(self._rows):
            if row["kind"] == "action":
                yield from self._action(row, self._caused(index))
            elif row["kind"] == "message" and row["card"] is not None:
                yield from self._card(row)
            elif row["kind"] == "clock":
                yield f"feishu.clock.advance({row['advance']!r})"
            elif row["kind"] == "fault":
                yield from self._fault(row)

    def _caused(self, index: int) -> Row | None:
        """Give the first delivery that an action has caused: the next one, unless something else is done before."""
        after = (row for row in self._rows[index + 1 :] if row["kind"] in ("delivery", "action"))
        first = next(after, None)
        return first if first is not None and first["kind"] == "delivery" else None

    def _action(self, row: Row, delivery: Row | None) -> Iterator[str]:
        verb = row["verb"]
        if verb == "send":
            variable = self._messages[row["message"]] = self._new("message")
            yield f"{variable} = feishu.send({_literal(row['content'])}, to={row['to']!r})"
            return
        self._count += 1
        variable = f"{ {'say': 'said', 'act': 'click'}.get(verb, verb) }_{self._count}"
        if verb in _TOLD:
            yield from self._told(row, variable, delivery)
            return
        yield f"{variable} = {self._call(row)}"
        if verb == "say":
            self._messages.setdefault(row.get("message", ""), f"{variable}.message")
        if delivery is None or delivery["verdict"] is None:
            return
        code = delivery["verdict"]["code"]
        yield f"assert {variable}.verdict.code {'is' if code is None else '=='} {code!r}"
        if verb != "say" and code is None:
            yield f"assert {variable}.delivery.response == {_literal(delivery['reply'] or {})}"

    def _call(self, row: Row) -> str:
        verb = row["verb"]
        if verb == "say":
            return f"feishu.say({row['text']!r}, by={row['by']!r}, to={row['to']!r})"
        if verb == "preview":
            return f"feishu.preview({row['url']!r}, by={row['by']!r}, draft={row['draft']!r})"
        if verb == "trigger":
            return f"feishu.trigger({row['type']!r}, paths={_literal(row['paths'])})"
        return f"feishu.{_deed(row, self._message(row))}, by={row['by']!r})"

    def _told(self, row: Row, variable: str, delivery: Row | None) -> Iterator[str]:
        """Write a verb that gives the deliveries it caused, one for each app."""
        first = [self._message(row) if name == "message" else repr(row[name]) for name in _TOLD[row["verb"]]]
        named = [f"{name}={row[name]!r}" for name in ("app_id", "by") if row.get(name)]
        call = f"feishu.{row['verb']}({', '.join([*first, *named])})"
        if delivery is None or delivery["verdict"] is None:
            yield call
            return
        code = delivery["verdict"]["code"]
        yield f"{variable} = {call}"
        yield f"assert {variable}[0].verdict.code {'is' if code is None else '=='} {code!r}"

    def _message(self, row: Row) -> str:
        """Give the variable that holds a message, else its id."""
        return self._messages.get(row["message"], repr(row["message"]))

    def _card(self, row: Row) -> Iterator[str]:
        variable = self._messages[row["message"]] = self._new("card")
        yield f"{variable} = feishu.next_card()"
        yield f"assert feishu.card_of({variable}) == {_literal(row['card'])}"

    def _fault(self, row: Row) -> Iterator[str]:
        if row["what"] == "cleared":
            yield "feishu.faults.clear()"
        elif row["what"] == "added":
            fields = "".join(f", {name}={value!r}" for name, value in row["fields"].items())
            yield f"feishu.faults.add({row['name']!r}{fields})"

    def _new(self, kind: str) -> str:
        self._named += 1
        return f"{kind}_{self._named}"


def _deed(row: Row, message: str) -> str:
    """Write which verb acts on a card, up to the last argument."""
    selector = row["selector"]
    if row["deed"] == "select":
        return f"select({message}, {selector!r}, {row['value']!r}"
    if row["deed"] == "input":
        return f"enter({message}, {selector!r}, {row['text']!r}"
    if row["deed"] == "check":
        return f"check({message}, {selector!r}"
    values = f", values={_literal(row['fill'])}" if row["fill"] else ""
    return f"click({message}, {selector!r}{values}{'' if row['confirm'] else ', confirm=False'}"


def _literal(value: Any) -> str:
    """Write a value as Python; a large one over several lines."""
    return pprint.pformat(value, width=100, sort_dicts=False)
