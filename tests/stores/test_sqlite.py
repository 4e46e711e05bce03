"""Tests of the store in a file."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from larkline.clock import ManualClock
from larkline.errors import ConfigurationError
from larkline.stores import Claimed, Done, InFlight
from larkline.stores import sqlite as sqlite_store
from larkline.stores.sqlite import SWEEP_SECONDS, SqliteStore
from tests.processes import started
from tests.stores.rules import StoreRules, ValueRules

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a file."""
    return tmp_path / "store.db"


@pytest.fixture
def store(clock, path) -> Iterator[SqliteStore]:
    """Give an empty store."""
    with SqliteStore(path, clock=clock) as opened:
        yield opened


class TestSqliteStore(StoreRules, ValueRules):
    """It does what every store does."""


async def test_it_outlives_its_process(path, clock):
    """What another store has put into the file is there, claims and their ends included."""
    with SqliteStore(path, clock=clock) as first:
        await first.put("value", b"1", ttl=10)
        await first.claim("claim", ttl=10)
    with SqliteStore(path, clock=clock) as second:
        assert await second.get("value") == b"1"
        assert await second.claim("claim", ttl=10) == InFlight()
        await clock.advance(10)
        assert await second.claim("claim", ttl=10) == Claimed()


async def test_two_stores_of_one_file_share_everything(store, path, clock):
    """Also while both are open."""
    with SqliteStore(path, clock=clock) as other:
        await store.claim("a", ttl=10)
        assert await other.claim("a", ttl=10) == InFlight()
        await other.commit("a", b"1", ttl=10)

        assert await store.claim("a", ttl=10) == Done(b"1")


WORKER = """
import asyncio, json, sys
from larkline.stores.sqlite import SqliteStore

async def main():
    with SqliteStore(sys.argv[1]) as store:
        sys.stdin.readline()
        won = []
        for number in range(100):
            if (await store.claim(str(number), ttl=1000)).is_new:
                await store.commit(str(number), sys.argv[2].encode(), ttl=1000)
                won.append(number)
        print(json.dumps(won))

asyncio.run(main())
"""


def test_of_many_processes_one_wins(path):
    """Processes that begin at the same moment, with no file there yet, share the keys without a doubt."""
    pipe = subprocess.PIPE
    with contextlib.ExitStack() as programs:
        workers = [
            programs.enter_context(
                started([sys.executable, "-c", WORKER, str(path), str(number)], stdin=pipe, stdout=pipe)
            )
            for number in range(4)
        ]
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        said = [worker.communicate(timeout=60)[0] for worker in workers]  # all of them, before one is judged

    assert [worker.returncode for worker in workers] == [0] * 4
    won = [json.loads(text) for text in said]
    assert sorted(number for each in won for number in each) == list(range(100))
    other = sqlite3.connect(path)
    owners = [int(value) for (value,) in other.execute("SELECT value FROM entries ORDER BY CAST(key AS INTEGER)")]
    other.close()
    assert len(owners) == 100
    assert all(number in won[owner] for number, owner in enumerate(owners))


def test_of_many_threads_one_wins(store):
    """Threads with event loops of their own may use one store."""
    start = threading.Barrier(4)
    wins: list[int] = []

    async def claim_all() -> int:
        return sum([(await store.claim(str(number), ttl=100)).is_new for number in range(50)])

    def work() -> None:
        start.wait()
        wins.append(asyncio.run(claim_all()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(wins) == 4
    assert sum(wins) == 50


@posix
async def test_only_the_owner_can_read_it(store, path):
    """The file and what SQLite puts beside it hold tickets, which are as good as a password."""
    before = os.umask(0)
    try:
        await store.put("a", b"1", ttl=10)
    finally:
        os.umask(before)

    files = sorted(each.name for each in path.parent.iterdir())
    assert files == ["store.db", "store.db-shm", "store.db-wal"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}


@posix
async def test_nobody_can_read_it_at_any_moment(store, path, monkeypatch):
    """A new file is private from the start, not only once somebody has seen to it."""
    monkeypatch.setattr(os, "chmod", None)
    await store.put("a", b"1", ttl=10)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
async def test_a_file_that_others_could_read_is_closed_to_them(path, clock):
    """A file that was copied carelessly is private again once it is used."""
    with SqliteStore(path, clock=clock) as first:
        await first.put("a", b"1", ttl=10)
    path.chmod(0o644)
    with SqliteStore(path, clock=clock) as second:
        assert await second.get("a") == b"1"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_database_of_another_program_is_left_alone(path, clock):
    """Neither its content nor its mode changes."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE people (name TEXT)")
    other.commit()
    other.close()
    path.chmod(0o644)
    before = path.read_bytes()
    with SqliteStore(path, clock=clock) as store, pytest.raises(ConfigurationError, match="another program"):
        await store.get("a")

    assert path.read_bytes() == before
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o644


async def test_a_file_that_is_no_database_is_left_alone(path, clock):
    """The error names it."""
    path.write_text("my diary\n" * 100, encoding="utf-8")
    with SqliteStore(path, clock=clock) as store, pytest.raises(ConfigurationError, match="cannot be used"):
        await store.put("a", b"1", ttl=10)

    assert path.read_text(encoding="utf-8") == "my diary\n" * 100


async def test_the_file_of_a_newer_version_is_left_alone(path, clock):
    """An older program must not misread it."""
    with SqliteStore(path, clock=clock) as store:
        await store.put("a", b"1", ttl=10)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 2")
    other.close()

    with SqliteStore(path, clock=clock) as store, pytest.raises(ConfigurationError, match="newer"):
        await store.get("a")


async def test_a_folder_that_is_not_there(tmp_path, clock):
    """It is a mistake of the configuration, told with the path."""
    store = SqliteStore(tmp_path / "no" / "store.db", clock=clock)
    with store, pytest.raises(ConfigurationError, match="cannot be opened"):
        await store.get("a")


async def test_a_failure_inside_leaves_nothing_half_done(store, path, clock):
    """What fails in the middle is undone and locks nobody out."""
    with pytest.raises(TypeError):
        await store.claim("a", ttl="ten")
    with SqliteStore(path, clock=clock) as other:
        assert await other.claim("a", ttl=10) == Claimed()

    assert await store.claim("a", ttl=10) == InFlight()


async def test_what_has_run_out_is_deleted(store, path, clock):
    """The file does not grow for ever."""
    for number in range(100):
        await store.put(str(number), b"x", ttl=10)
    await clock.advance(SWEEP_SECONDS)
    await store.put("last", b"x", ttl=10)

    other = sqlite3.connect(path)
    assert other.execute("SELECT count(*) FROM entries").fetchone() == (1,)
    other.close()


async def test_a_closed_store_opens_again(store):
    """Closing twice is harmless."""
    await store.put("a", b"1", ttl=10)
    store.close()
    store.close()

    assert await store.get("a") == b"1"


FORK = """
import asyncio, os, sys, warnings
from larkline.stores.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
asyncio.run(store.put("a", b"1", ttl=100))
child = os.fork()
if child == 0:
    asyncio.run(store.put("b", b"2", ttl=100))
    store.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(asyncio.run(store.get("a")), asyncio.run(store.get("b")))
store.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_opens_the_file_for_itself(path):
    """Workers that are forked after the store was used neither break it nor each other."""
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, "b'1' b'2'\n", "")


def test_it_can_be_printed(path):
    """Its repr says which file it is."""
    assert repr(SqliteStore(path)) == f"SqliteStore({str(path)!r})"


def test_sqlite_is_loaded_by_those_who_use_it():
    """Making a store touches no file and loads no database."""
    program = (
        "import sys; from larkline.stores.sqlite import SqliteStore; SqliteStore('x'); print('sqlite3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "False"


class _Interrupted:
    """A connection between whose statements another process makes the store, if it is let."""

    def __init__(self, path: Path) -> None:
        self.real = sqlite3.connect(path, isolation_level=None, timeout=0)
        self._path = path

    def execute(self, statement: str) -> Any:
        cursor = self.real.execute(statement)
        if not statement.startswith(("BEGIN", "COMMIT")):
            rows = iter(cursor.fetchall())
            other = sqlite3.connect(self._path, isolation_level=None, timeout=0)
            with contextlib.suppress(sqlite3.OperationalError):  # it has to wait
                other.executescript(f"BEGIN IMMEDIATE; {';'.join(sqlite_store._CREATE)}; COMMIT")
            other.close()
            return _Rows(rows)
        return cursor


class _Rows:
    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows

    def fetchone(self) -> Any:
        return next(self._rows)


def test_a_file_that_is_being_made_is_not_another_programs(path):
    """Whether it is ours and whether it is empty is seen in one look, whatever another process does meanwhile."""
    connection = _Interrupted(path)
    try:
        sqlite_store._refuse_others(cast("sqlite3.Connection", connection), str(path))
    finally:
        connection.real.close()
