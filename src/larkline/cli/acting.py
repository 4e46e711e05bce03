"""The work of the commands that act on a running emulator; each gives the exit status."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from larkline.cli.language import language, say, told
from larkline.cli.remote import Remote, Row
from larkline.emulator.journal.filters import BadFilter, parse_filter
from larkline.errors import ConfigurationError

__all__ = [
    "click_card",
    "export",
    "pairs",
    "replay",
    "say_text",
    "start_recording",
    "stop_recording",
    "tail",
    "trigger",
]

_MARKS = {"ok": "✓", "ok_advice": "✓", "failed": "✕", None: "…"}


def pairs(given: Iterable[str]) -> dict[str, Any]:
    """
    Read ``name=value`` pairs; a value that is JSON is taken as JSON.

    Raises:
        ConfigurationError: One has no ``=``.
    """
    found: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            raise ConfigurationError(say("bad_pair", given=pair))
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def line_of(row: Row) -> str:
    """Give the line of a delivery: when, what, how long, how it ended."""
    verdict = row["verdict"] or {"outcome": None, "code": None, "message": {"zh": "", "en": ""}}
    at = time.strftime("%H:%M:%S", time.localtime(row["pushed_at"]))
    took = "" if row["duration_ms"] is None else f"{row['duration_ms']:,.0f} ms"
    code = "" if verdict["code"] is None else f"{verdict['code']} "
    sentence = verdict["message"][language()]
    return f"{row['id']}  {at}  {_MARKS[verdict['outcome']]} {row['type']}  {took}  {code}{sentence}"


def trigger(
    remote: Remote, type_: str, *, paths: Mapping[str, Any], times: int, app_id: str | None, as_json: bool
) -> int:
    """Deliver an event."""
    done = remote.post("/events", type=type_, set=dict(paths), times=times, app_id=app_id, wait=True)
    if similar := done.get("similar"):
        click.echo(f"larkline: {say('unknown_type', type=type_, similar=', '.join(similar))}", err=True)
    return _shown(done["rows"], as_json)


def say_text(remote: Remote, text: str, *, by: str, to: str | None, as_json: bool) -> int:
    """Write a message."""
    chat = to or _direct_chat(remote, by)
    done = remote.post(f"/chats/{chat}/messages", text=text, by=by, wait=True)
    return _shown(done["rows"], as_json)


def click_card(
    remote: Remote,
    message: str,
    selector: str,
    *,
    by: str,
    fill: Mapping[str, Any],
    option: str | None,
    text: str | None,
    as_json: bool,
) -> int:
    """Act on a card."""
    kind = "select" if option is not None else "input" if text is not None else "click"
    which: str | int = int(selector) if selector.isascii() and selector.isdigit() else selector
    body = {kind: which, "by": by, "values": dict(fill) or None, "option": option, "text": text}
    message_id = _last_card(remote) if message == "last" else message
    done = remote.post(f"/messages/{message_id}/actions", **body)
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
        return _status([done["delivery"]])
    click.echo(line_of(done["delivery"]))
    if done["response"]["toast"]:
        click.echo(say("toast_line", text=done["response"]["toast"].get("content", "")))
    return _status([done["delivery"]])


def tail(remote: Remote, *, filter_: str, limit: int, once: bool, as_json: bool) -> int:
    """
    Print deliveries as they come.

    Raises:
        ConfigurationError: The filter says nothing.
    """
    try:
        passes = parse_filter(filter_)
    except BadFilter as error:
        raise ConfigurationError(told(error)) from None
    changes = None if once else remote.follow()
    if changes is not None:
        next(changes)  # from here on nothing is missed
    _print([row for row in _all_rows(remote) if passes(row)][-limit:] if limit else [], as_json)
    for name, change in changes or ():
        if name == "delivery" and change["what"] in ("finished", "amended") and change["row"] and passes(change["row"]):
            _print([change["row"]], as_json)
    return 0


def replay(
    remote: Remote,
    what: Sequence[str],
    *,
    mode: str,
    paths: Mapping[str, Any],
    to: str | None,
    times: int,
    pace: str,
    as_json: bool,
) -> int:
    """Deliver again, in this order: each delivery, and those of each session file."""
    ids: list[str] = []
    for each in what:
        is_file = Path(each).is_file()
        ids += remote.post("/recordings/import", content=read_text(each))["deliveries"] if is_file else [each]
    is_url = to is not None and "://" in to
    done = remote.post(
        "/replays",
        deliveries=ids * times,
        mode="edited" if paths else f"as_{mode}",
        set=dict(paths) or None,
        url=to if is_url else None,
        connection=None if is_url else to,
        pace=pace,
        wait=True,
    )
    return _shown(done["deliveries"], as_json)


def export(remote: Remote, ids: Sequence[str], *, form: str, app: str | None, output: str | None, as_json: bool) -> int:
    """Write deliveries in another form."""
    done = remote.post("/exports", **{"as": form, "deliveries": list(ids) or None, "app": app})
    return _written(done, output, as_json)


def start_recording(remote: Remote, name: str, *, as_json: bool) -> int:
    """Begin a recording."""
    begun = remote.post("/recordings", name=name)
    click.echo(json.dumps(begun, ensure_ascii=False) if as_json else say("recording_began", id=begun["id"]))
    return 0


def stop_recording(remote: Remote, *, form: str, app: str | None, output: str | None, as_json: bool) -> int:
    """
    End the newest recording and write it.

    Raises:
        ConfigurationError: None goes on.
    """
    going_on = [each["id"] for each in remote.get("/recordings")["recordings"] if not each["stopped"]]
    if not going_on:
        raise ConfigurationError(say("no_recording"))
    remote.post(f"/recordings/{going_on[-1]}/stop")
    return _written(remote.post(f"/recordings/{going_on[-1]}/export", **{"as": form, "app": app}), output, as_json)


def _written(done: Row, output: str | None, as_json: bool) -> int:
    if output is not None:
        write_text(output, done["content"])
        done = {**done, "content": None, "path": output}
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
    elif output is None:
        click.echo(done["content"], nl=False)
    else:
        click.echo(say("recording_written", steps=done["steps"], path=output))
    return 0


def read_text(path: str) -> str:
    """
    Read a file.

    Raises:
        ConfigurationError: It cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(say("cannot_read", path=path, why=getattr(error, "strerror", error))) from None


def write_text(path: str, text: str) -> None:
    """
    Write a file.

    Raises:
        ConfigurationError: It cannot be written.
    """
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(say("cannot_write", path=path, why=error.strerror or error)) from None


def _all_rows(remote: Remote) -> list[Row]:
    rows: list[Row] = []
    after = ""
    while True:
        page = remote.get(f"/deliveries?limit=1000{after}")
        rows += page["deliveries"]
        if page["next"] is None:
            return rows
        after = f"&after={page['next']}"


def _last_card(remote: Remote) -> str:
    chats = remote.get("/chats")["chats"]
    messages = [each for chat in chats for each in remote.get(f"/chats/{chat['id']}/messages")["messages"]]
    cards = [each for each in messages if each["card"]]
    if not cards:
        raise ConfigurationError(say("no_card"))
    return str(max(cards, key=lambda each: each["created_at"])["id"])


def _direct_chat(remote: Remote, who: str) -> str:
    for chat in remote.get("/chats")["chats"]:
        if chat["kind"] == "p2p" and who in chat["members"]:
            return str(chat["id"])
    raise ConfigurationError(say("no_direct_chat", who=who))


def _shown(rows: list[Row], as_json: bool) -> int:
    _print(rows, as_json)
    return _status(rows)


def _print(rows: list[Row], as_json: bool) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line_of(row))


def _status(rows: list[Row]) -> int:
    return 1 if any((row["verdict"] or {}).get("outcome") == "failed" for row in rows) else 0
