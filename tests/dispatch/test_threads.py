"""The threads of plain handlers."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import time
import weakref

import pytest

from larkline.dispatch.threads import HandlerThreads, LoopThreads

WAIT = 20.0


def test_calls_run_beside_each_other():
    """As many calls run at once as there are threads; the next one waits for the first to end."""
    pool = HandlerThreads(2)
    met, let_go = threading.Barrier(3), threading.Event()

    def hold() -> str:
        met.wait(WAIT)
        let_go.wait(WAIT)
        return threading.current_thread().name

    held = [pool.submit(hold), pool.submit(hold)]
    met.wait(WAIT)
    waiting = pool.submit(threading.get_ident)
    still_waiting = not waiting.running() and not waiting.done()
    let_go.set()
    names = {future.result(WAIT) for future in held}

    assert still_waiting
    assert names == {"larkline-handler-0", "larkline-handler-1"}
    assert waiting.result(WAIT)
    pool.shutdown()


def test_an_idle_thread_is_used_again():
    """A thread is started only when no other one is free."""
    pool = HandlerThreads(8)
    names = set()
    for _ in range(50):
        names.add(pool.submit(lambda: threading.current_thread().name).result(WAIT))

    assert names == {"larkline-handler-0"}
    pool.shutdown()


def test_arguments_results_and_errors_come_through():
    """What a call is given and what it gives or raises is its caller's."""
    pool = HandlerThreads(1)
    power = pool.submit(pow, 2, exp=5)
    wrong = pool.submit(int, "x")

    assert power.result(WAIT) == 32
    with pytest.raises(ValueError, match="invalid literal"):
        wrong.result(WAIT)
    pool.shutdown()


def test_what_waits_can_be_cancelled():
    """A cancelled call never runs; shutting down cancels all that wait, lets the running one end, and takes no more."""
    pool = HandlerThreads(1)
    running, let_go = threading.Event(), threading.Event()
    ran: list[int] = []

    def hold() -> None:
        running.set()
        let_go.wait(WAIT)

    held = pool.submit(hold)
    running.wait(WAIT)
    first, second, third = (pool.submit(ran.append, number) for number in range(3))
    first.cancel()
    pool.shutdown(cancel_futures=True)
    pool.shutdown()
    let_go.set()
    held.result(WAIT)

    assert [future.cancelled() for future in (first, second, third)] == [True, True, True]
    assert ran == []
    with pytest.raises(RuntimeError, match="stopped"):
        pool.submit(print)


def test_threads_end_with_the_pool():
    """After shutting down, no thread is left."""
    pool = HandlerThreads(3)
    threads = [pool.submit(threading.current_thread).result(WAIT) for _ in range(3)]
    pool.shutdown()
    for thread in threads:
        thread.join(WAIT)

    assert not any(thread.is_alive() for thread in threads)


def test_nothing_is_kept_by_an_idle_thread():
    """What a call worked with can be freed although its thread lives on."""

    class Payload:
        pass

    pool = HandlerThreads(1)
    payload = Payload()
    gone = weakref.ref(payload)
    pool.submit(id, payload).result(WAIT)
    pool.submit(id, None).result(WAIT)  # by now the thread has put the first call away
    del payload
    gc.collect()

    assert gone() is None
    pool.shutdown()


def test_a_stuck_call_does_not_keep_the_process():
    """A program ends although a call never does."""
    program = (
        "import threading\n"
        "from larkline.dispatch.threads import HandlerThreads\n"
        "running = threading.Event()\n"
        "HandlerThreads(1).submit(lambda: (running.set(), threading.Event().wait()))\n"
        "running.wait()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_an_event_loop_does_not_wait_for_a_stuck_call():
    """As its default executor, the pool lets asyncio.run() end although a call never does."""
    let_go = threading.Event()
    running = threading.Event()

    def hold() -> None:
        running.set()
        let_go.wait(WAIT)

    async def live() -> int:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(LoopThreads())
        stuck = loop.run_in_executor(None, hold)
        running.wait(WAIT)
        stuck.cancel()
        return await asyncio.to_thread(pow, 2, 5)

    started = time.monotonic()
    result = asyncio.run(live())
    took = time.monotonic() - started
    let_go.set()

    assert result == 32
    assert took < WAIT / 2
