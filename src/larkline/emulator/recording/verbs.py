"""The verbs that deliver again, and that record."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from larkline.emulator.core import Core
from larkline.emulator.delivery.replay import Replay, begin_replay
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.outcomes import Answered, Pending
from larkline.emulator.recording.cassettes import assert_recorded
from larkline.emulator.recording.recorder import Recorder, Recording

__all__ = ["RecordingVerbs", "Tape"]


class Tape:
    """What was recorded in a block of :meth:`RecordingVerbs.recording`."""

    def __init__(self, recorder: Recorder, recording: Recording) -> None:
        self._recorder = recorder
        self._recording = recording

    @property
    def text(self) -> str:
        """The recording as a file of JSON lines; secrets are masked, ids and times replaced."""
        return self._recorder.text(self._recording)

    def check(self, path: str | Path, *, order: Literal["strict", "chat"] = "strict") -> None:
        """
        Compare with a recording in a file; one that is not there yet is written.

        Args:
            order: ``strict`` compares the whole sequence, ``chat`` that of each chat.

        Raises:
            AssertionError: They differ; the text is a diff.
        """
        path = Path(path)
        if path.exists():
            assert_recorded(self.text, path.read_text(encoding="utf-8"), order=order)
        else:
            path.write_text(self.text, encoding="utf-8")


class RecordingVerbs:
    """Verbs of an emulator."""

    core: Core

    async def replay(
        self,
        delivery: Exchange | str,
        *,
        mode: Literal["as_sent", "as_new", "edited"] | None = None,
        edits: Mapping[str, object] | None = None,
        payload: Mapping[str, Any] | None = None,
        connection: str = "",
        url: str = "",
    ) -> Answered:
        """
        Deliver something again and wait for its verdict.

        Args:
            mode: ``as_sent`` keeps ids and bytes, ``as_new`` has new ones, ``edited`` is new and changed; None for
                ``edited`` when something is changed, else ``as_sent``.
            edits: Path to value, such as ``{"event.action.value": {"k": "v"}}``.
            payload: What is delivered instead.
            connection: Id of the long connection it goes over; empty for that of the first time.
            url: The webhook it goes to.
        """
        changed = edits is not None or payload is not None
        replay = Replay(
            mode=mode or ("edited" if changed else "as_sent"),
            edits=edits or {},
            payload=payload,
            connection=connection,
            url=url,
        )
        delivery_id = delivery if isinstance(delivery, str) else delivery.id
        return await Pending(self.core.engine, begin_replay(self.core, delivery_id, replay), Answered)

    @contextmanager
    def recording(self, name: str = "") -> Generator[Tape, None, None]:
        """
        Record what happens in the block::

            with feishu.recording() as tape:
                await feishu.say("42")
            tape.check("tests/cassettes/say.jsonl")
        """
        recording = self.core.recorder.start(name)
        try:
            yield Tape(self.core.recorder, recording)
        finally:
            recording.stopped = True
