"""
The file of a journal: an SQLite database that only its owner can read, written by a thread of its own.

Nothing in it is a secret: what comes in has been masked. Rows of earlier runs stay; the oldest go when there are too
many.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

from larkline.emulator.errors import EmulatorError
from larkline.emulator.journal.details import summary_of

__all__ = ["Archive", "Kind"]

Kind = Literal["delivery", "api_call"]
Row = dict[str, Any]
_VERSION = 2
_BATCH = 500
_PAUSE = 0.05
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    summary TEXT NOT NULL,
    detail TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS entries_of_a_kind ON entries (kind, number);
"""
_PUT = """
INSERT INTO entries (kind, id, bytes, summary, detail, pinned) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    bytes = excluded.bytes, summary = excluded.summary, detail = excluded.detail, pinned = excluded.pinned
"""
_PIN = "UPDATE entries SET pinned = ?, summary = ?, detail = ? WHERE id = ?"
_OLDEST = """
SELECT number, bytes FROM entries
WHERE kind = :kind AND NOT pinned AND number < (SELECT max(number) FROM entries WHERE kind = :kind)
ORDER BY number LIMIT 1
"""
_Job = Callable[[sqlite3.Connection], object] | threading.Event | None
_log = logging.getLogger("larkline.emulator.journal")


class Archive:
    """
    One file.

    Args:
        path: Made if it is not there.
        kept: How many entries of each kind stay in it.
        kept_bytes: How many bytes those of one kind may take.

    Raises:
        EmulatorError: It cannot be opened, is no journal, or was written by a newer larkline.
    """

    def __init__(self, path: Path, *, kept: int, kept_bytes: int) -> None:
        self._path = path
        self._kept = kept
        self._kept_bytes = kept_bytes
        self._hurry = threading.Event()
        self._rows: dict[str, int] = {}  # these two count what is in the file, by kind
        self._bytes: dict[str, int] = {}
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            with closing(self._connect()) as connection:
                _prepare(connection, path)
                for kind, rows, size in connection.execute(
                    "SELECT kind, count(*), sum(bytes) FROM entries GROUP BY kind"
                ):
                    self._rows[kind], self._bytes[kind] = rows, size
        except (OSError, sqlite3.Error) as error:
            raise EmulatorError(
                f"{path} cannot be used as a journal: {error}; choose another file",
                f"{path} 不能用作推送记录：{error}；请换一个文件",
            ) from None
        self._thread: threading.Thread | None = threading.Thread(
            target=self._write, name=f"journal {path.name}", daemon=True
        )
        self._thread.start()

    def summaries(self, kind: Kind) -> list[Row]:
        """Give the rows of earlier runs, oldest first."""
        with closing(self._connect()) as connection:
            found = connection.execute("SELECT summary FROM entries WHERE kind = ? ORDER BY number", (kind,))
            return [json.loads(text) for (text,) in found]

    def detail(self, id_: str) -> Row | None:
        """Give one entry in full; None when it is gone."""
        with closing(self._connect()) as connection:
            found = connection.execute("SELECT detail FROM entries WHERE id = ?", (id_,)).fetchone()
        return None if found is None else json.loads(found[0])

    def put(self, kind: Kind, id_: str, detail: Callable[[], Row]) -> None:
        """
        Write an entry, or write it anew, soon and in another thread.

        Args:
            detail: Gives it; called there, so that a large one does not hold up anybody.
        """

        def write(connection: sqlite3.Connection) -> None:
            row = detail()
            rows = [json.dumps(each, ensure_ascii=False).encode("utf-8", "replace") for each in (summary_of(row), row)]
            before = connection.execute("SELECT bytes FROM entries WHERE id = ?", (id_,)).fetchone()
            size = len(rows[1])
            texts = (text.decode() for text in rows)
            connection.execute(_PUT, (kind, id_, size, *texts, bool(row.get("pinned"))))
            self._rows[kind] = self._rows.get(kind, 0) + (before is None)
            self._bytes[kind] = self._bytes.get(kind, 0) + size - (0 if before is None else before[0])

        self._jobs.put(write)

    def pin(self, id_: str, *, pinned: bool) -> None:
        """Let an entry that is in the file be kept when the oldest ones go, or no longer; soon, as :meth:`put`."""

        def write(connection: sqlite3.Connection) -> None:
            found = connection.execute("SELECT summary, detail FROM entries WHERE id = ?", (id_,)).fetchone()
            if found is not None:
                texts = [json.dumps({**json.loads(text), "pinned": pinned}, ensure_ascii=False) for text in found]
                connection.execute(_PIN, (pinned, *texts, id_))

        self._jobs.put(write)

    def flush(self) -> None:
        """Wait until everything put before is in the file."""
        if self._thread is not None:
            written = threading.Event()
            self._hurry.set()
            self._jobs.put(written)
            written.wait(30.0)

    def close(self) -> None:
        """Write what is left and end the thread; harmless when done before."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._hurry.set()
            self._jobs.put(None)
            thread.join()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10.0)

    def _write(self) -> None:
        """Write in batches until the end."""
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            more = True
            while more:
                jobs = self._batch()
                more = None not in jobs
                try:
                    with connection:
                        for job in jobs:
                            if callable(job):
                                _do(job, connection)
                        for kind in self._rows:
                            self._prune(connection, kind)
                except sqlite3.Error as error:
                    _log.warning("the journal %s could not be written: %s", self._path, error)
                for job in jobs:
                    if isinstance(job, threading.Event):
                        job.set()

    def _prune(self, connection: sqlite3.Connection, kind: str) -> None:
        """Take out the oldest of a kind while there are too many; the newest always stays, and so do pinned ones."""
        while self._rows[kind] > self._kept or self._bytes[kind] > self._kept_bytes:
            oldest = connection.execute(_OLDEST, {"kind": kind}).fetchone()
            if oldest is None:
                return
            number, size = oldest
            connection.execute("DELETE FROM entries WHERE number = ?", (number,))
            self._rows[kind] -= 1
            self._bytes[kind] -= size

    def _batch(self) -> list[_Job]:
        jobs = [self._jobs.get()]
        self._hurry.wait(_PAUSE)  # many at a time: each batch takes the interpreter from the event loop for a moment
        self._hurry.clear()
        while len(jobs) < _BATCH and jobs[-1] is not None:
            try:
                jobs.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return jobs


def _do(job: Callable[[sqlite3.Connection], object], connection: sqlite3.Connection) -> None:
    """Write one entry; one that cannot be written does not stop the others."""
    try:
        job(connection)
    except sqlite3.Error:
        raise
    except Exception:
        _log.exception("an entry could not be written to the journal")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or see that they are ours."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise EmulatorError(
            f"{path} was written by a newer larkline (format {version}); update larkline",
            f"{path} 由更新版本的 larkline 写入（格式 {version}）；请升级 larkline",
        )
    with connection:
        connection.executescript(_SCHEMA)
        if version == 1:
            connection.execute("ALTER TABLE entries ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
