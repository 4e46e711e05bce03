"""A store in a SQLite file, shared by the processes of one machine."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self, TypeVar

from larkline.clock import Clock, SystemClock
from larkline.errors import ConfigurationError
from larkline.stores import Claim, Claimed, Done, InFlight

if TYPE_CHECKING:
    import sqlite3

__all__ = ["SqliteStore"]

T = TypeVar("T")
#: Marks our files, so that no other program's database is written to: "lkln".
_APPLICATION: Final = 0x6C6B6C6E
_VERSION: Final = 1
#: How long one process waits for another to finish writing, in seconds.
BUSY_SECONDS: Final = 10.0
#: How often what has run out is deleted, in seconds.
SWEEP_SECONDS: Final = 60.0
_CREATE: Final = (
    "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB, expires REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS entries_by_end ON entries (expires)",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_VERSION}",
)
_KEEP: Final = "INSERT OR REPLACE INTO entries (key, value, expires) VALUES (?, ?, ?)"


class SqliteStore:
    """
    A store that outlives its process; any number of processes and threads of one machine may use the same file.

    Only the owner can read the file and the two that SQLite puts beside it (``-wal``, ``-shm``). It forgets nothing
    before its time; what has run out is deleted about once a minute, by whoever writes. A crash of the machine may lose
    the last moments, a crash of the program loses nothing. The file must be on a disk of this machine, not of another.

    Times follow the wall clock, which processes share. Work is done in threads, so that no event loop waits for a disk.

    Args:
        path: The file; made when it is first used. Its folder must be there.
        clock: Tells when something runs out; None for this machine's.
    """

    def __init__(self, path: str | os.PathLike[str], *, clock: Clock | None = None) -> None:
        self._path = os.fspath(path)
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._inherited: list[sqlite3.Connection] = []
        self._sweep_at = 0.0

    def __repr__(self) -> str:
        return f"SqliteStore({self._path!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; harmless when closed. It is opened again when it is used again."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None and self._process == os.getpid():
                connection.close()

    async def claim(self, key: str, *, ttl: float) -> Claim:
        """
        Claim a key for *ttl* seconds, unless it is claimed or done.

        Raises:
            ConfigurationError: The file cannot be used as a store.
        """

        def work(connection: sqlite3.Connection, now: float) -> Claim:
            connection.execute("BEGIN IMMEDIATE")  # nobody else writes between the question and the answer
            found = connection.execute("SELECT value, expires FROM entries WHERE key = ?", (_blob(key),)).fetchone()
            if found is not None and found[1] > now:
                return InFlight() if found[0] is None else Done(found[0])
            if ttl > 0:
                connection.execute(_KEEP, (_blob(key), None, now + ttl))
            return Claimed()

        return await self._run(work)

    async def commit(self, key: str, value: bytes, *, ttl: float) -> None:
        """Say that it is done; claims get *value* for *ttl* seconds. Errors as in :meth:`claim`."""

        def work(connection: sqlite3.Connection, now: float) -> None:
            if ttl > 0:
                connection.execute(_KEEP, (_blob(key), value, now + ttl))
            else:
                connection.execute("DELETE FROM entries WHERE key = ?", (_blob(key),))

        await self._run(work)

    async def release(self, key: str) -> None:
        """Give a claim back; what is done stays done. Errors as in :meth:`claim`."""

        def work(connection: sqlite3.Connection, now: float) -> None:
            connection.execute("DELETE FROM entries WHERE key = ? AND value IS NULL", (_blob(key),))

        await self._run(work)

    async def get(self, key: str) -> bytes | None:
        """Give the value that was put or committed; None when there is none any more. Errors as in :meth:`claim`."""

        def work(connection: sqlite3.Connection, now: float) -> bytes | None:
            question = "SELECT value FROM entries WHERE key = ? AND expires > ?"
            found = connection.execute(question, (_blob(key), now)).fetchone()
            return None if found is None else found[0]

        return await self._run(work)

    async def put(self, key: str, value: bytes, *, ttl: float) -> None:
        """Keep *value* for *ttl* seconds, in the place of what was there. Errors as in :meth:`claim`."""
        await self.commit(key, value, ttl=ttl)

    async def _run(self, work: Callable[[sqlite3.Connection, float], T]) -> T:
        return await asyncio.to_thread(self._work, work)

    def _work(self, work: Callable[[sqlite3.Connection, float], T]) -> T:
        """Do *work* in one transaction; only one thread of this process at a time."""
        with self._lock:
            connection = self._opened()
            now = self._clock.time()
            try:
                result = work(connection, now)
                if now >= self._sweep_at:
                    self._sweep_at = now + SWEEP_SECONDS
                    connection.execute("DELETE FROM entries WHERE expires <= ?", (now,))
                if connection.in_transaction:
                    connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None and self._process != os.getpid():
            self._inherited.append(self._connection)  # a fork must neither use nor close what its parent opened
            self._connection = None
        if self._connection is None:
            self._connection = _open(self._path)
            self._process = os.getpid()
        return self._connection


def _blob(key: str) -> bytes:
    """Give a key as bytes: SQLite compares texts up to a zero."""
    return key.encode("utf-8", "surrogatepass")


def _open(path: str) -> sqlite3.Connection:
    """
    Open the file, make it when it is not there, and see that nobody but its owner can read it.

    Raises:
        ConfigurationError: It cannot be opened, or it is another program's.
    """
    import sqlite3  # here, so that only those who keep a file load it

    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise ConfigurationError(f"the store {path!r} cannot be opened: {error}") from error
    try:
        _refuse_others(connection, path)
        _make_private(path)
        _prepare(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, (sqlite3.Error, OSError)):
            raise ConfigurationError(f"the store {path!r} cannot be used: {error}") from error
        raise
    return connection


def _refuse_others(connection: sqlite3.Connection, path: str) -> None:
    """Change nothing in a file that is not ours."""
    connection.execute("BEGIN")  # one look at both: another process may be making the file just now
    [tables] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    [application] = connection.execute("PRAGMA application_id").fetchone()
    connection.execute("COMMIT")
    if application != _APPLICATION and (application or tables):
        raise ConfigurationError(f"{path!r} is the database of another program; give the store a file of its own")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise ConfigurationError(f"the store {path!r} was made by a newer larkline")


def _make_private(path: str) -> None:
    """Take the file away from everybody but its owner; what SQLite puts beside it gets the same mode."""
    # By name: closing a second descriptor of the file would take away the locks that this process has on it (POSIX).
    if os.name == "posix" and stat.S_IMODE(os.stat(path).st_mode) & 0o077:
        os.chmod(path, 0o600)


def _prepare(connection: sqlite3.Connection) -> None:
    import sqlite3

    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:  # of processes that begin at once all but one are turned away unheard
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _CREATE:
        connection.execute(statement)
    connection.execute("COMMIT")
