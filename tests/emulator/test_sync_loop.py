"""Things done in a loop that runs in another thread."""

from __future__ import annotations

import asyncio
import threading

import pytest

from larkline.emulator.sync_loop import SyncLoop


class Running(SyncLoop):
    """A loop in a thread, which ends with the block."""

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def test_work_is_done_in_the_loop_and_its_outcome_comes_back():
    """Of a coroutine and of a plain function; what they raise is raised here."""

    def fail():
        raise LookupError("no")

    async def where():
        return threading.current_thread()

    with Running() as loop:
        threads = [loop._call(where()), loop._run(threading.current_thread)]
        with pytest.raises(LookupError):
            loop._run(fail)

    assert threads == [loop._thread, loop._thread]
