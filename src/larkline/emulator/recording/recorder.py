"""Keep what happens in its order: what people do, deliveries, replies, API calls, faults, moves of the clock."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from larkline.emulator.cards.components import components_of, texts_of
from larkline.emulator.errors import UnknownThing, known_ids
from larkline.emulator.journal.feed import Change
from larkline.emulator.journal.journal import Journal
from larkline.emulator.recording.files import write_lines
from larkline.emulator.recording.normal import Normaliser, parsed
from larkline.emulator.world.world import World

__all__ = ["Recorder", "Recording", "readable"]

Row = dict[str, Any]
_LONGEST = 20_000


@dataclass(slots=True)
class Recording:
    """
    What happened between a start and a stop.

    Attributes:
        steps: One for each thing that happened, those of deliveries and calls still as ids.
        stopped: Whether it is over.
    """

    id: str
    name: str = ""
    steps: list[Row] = field(default_factory=list)
    stopped: bool = False


class Recorder:
    """
    All recordings of one emulator.

    Args:
        world: Where messages are looked up.
        journal: Where deliveries and calls are.
    """

    def __init__(self, world: World, journal: Journal) -> None:
        self.recordings: dict[str, Recording] = {}
        self._world = world
        self._journal = journal
        self._count = 0

    def start(self, name: str = "") -> Recording:
        """Begin a recording; several can go on at the same time."""
        self._count += 1
        recording = Recording(f"rec_{self._count}", name)
        self.recordings[recording.id] = recording
        return recording

    def find(self, recording_id: str) -> Recording:
        """
        Give a recording.

        Raises:
            UnknownThing: There is none with this id.
        """
        found = self.recordings.get(recording_id)
        if found is None:
            raise UnknownThing("recording", recording_id, known_ids(self.recordings))
        return found

    def rows(self, recording: Recording) -> list[Row]:
        """Give the rows of a recording so far: masked, with ids and times replaced so that the same looks the same."""
        sent = {step["message"] for step in recording.steps if step.get("verb") == "send"}
        steps = [step for step in recording.steps if not (step["kind"] == "message" and step["message"] in sent)]
        rows = [row for row in map(self._filled, steps) if row is not None]
        normal = Normaliser()
        return [normal.row(self._journal.masked(row)) for row in rows]

    def text(self, recording: Recording) -> str:
        """Give a recording as a file of JSON lines."""
        return write_lines("recording", self.rows(recording), name=recording.name)

    def action(self, verb: str, **fields: Any) -> None:
        """Note what somebody does."""
        self._note({"kind": "action", "verb": verb, **deepcopy(fields)})

    def moved(self, seconds: float) -> None:
        """Note that time was moved."""
        self._note({"kind": "clock", "advance": seconds})

    def fault(self, what: str, fault: Row) -> None:
        """Note that a fault was added or cleared."""
        self._note({"kind": "fault", "what": what, **fault})

    def changed(self, change: Change) -> None:
        """Note a change that is told of anyway."""
        if change.kind == "delivery" and change.what == "begun":
            self._note({"kind": "delivery", "id": change.id})
        elif change.kind == "api_call":
            self._note({"kind": "api_call", "id": change.id})
        elif change.kind == "message" and change.what == "added":
            message = self._world.messages[change.id]
            if message.sender_type == "app":
                shown = {"chat": message.chat_id, "type": message.message_type, "card": deepcopy(message.card)}
                self._note({"kind": "message", "message": change.id, **shown, "text": message.text})

    def _note(self, step: Row) -> None:
        for recording in self.recordings.values():
            if not recording.stopped and len(recording.steps) < _LONGEST:
                recording.steps.append(step)

    def _filled(self, step: Row) -> Row | None:
        if step["kind"] == "delivery":
            return self._delivery(step["id"])
        if step["kind"] == "api_call":
            return self._call(step["id"])
        return step

    def _delivery(self, delivery_id: str) -> Row | None:
        exchange = self._journal.get(delivery_id)
        if exchange is None:
            return None
        verdict = exchange.verdict
        reply = exchange.reply
        return {
            "kind": "delivery",
            "type": exchange.type,
            "transport": exchange.transport,
            "attempt": exchange.attempt,
            "chat": exchange.chat,
            "user": exchange.user,
            "faults": [label.partition(" ")[2] for label in exchange.faults],
            "payload": parsed(exchange.push.payload.decode("utf-8", "replace")),
            "status": None if reply is None else reply.status,
            "reply": None if reply is None or reply.body is None else parsed(reply.body.decode("utf-8", "replace")),
            "verdict": None
            if verdict is None
            else {"outcome": verdict.outcome, "code": verdict.code, "rule": verdict.rule},
        }

    def _call(self, call_id: str) -> Row | None:
        if self._journal.find_call(call_id) is None:
            return None
        call = self._journal.call_detail(call_id)
        bodies = {side: None if call[side] is None else call[side]["parsed"] for side in ("request", "response")}
        return {"kind": "api_call", **{key: call[key] for key in ("method", "path", "status", "code")}, **bodies}


def readable(card: Row, selector: str | int, locale: str = "zh_cn") -> str | int:
    """Say which component is meant the way a person would: by its text or name, where that is clear."""
    components = components_of(card, locale=locale)
    if isinstance(selector, int):
        found = components[selector] if 0 <= selector < len(components) else None
    else:
        found = next((each for each in components if each.pointer == selector), None)
    if found is None:
        return selector
    names = [name for each in components for name in (*texts_of(each), each.node.get("name")) if name]
    for name in (*texts_of(found), found.node.get("name")):
        if isinstance(name, str) and name and names.count(name) == 1:
            return name
    return selector
