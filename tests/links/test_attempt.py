"""Blocking work in a thread that can be given up."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from larkline.links.attempt import Attempt, in_thread

WAIT = 20.0


async def test_the_result_comes_back():
    """What the work gives is given, and what it raises is raised, from a daemon thread."""
    thread = await in_thread(lambda _: threading.current_thread(), timeout=WAIT)

    assert thread is not threading.current_thread()
    assert thread.daemon
    with pytest.raises(KeyError, match="what"):
        await in_thread(lambda _: dict[str, int]()["what"], timeout=WAIT)


async def test_a_socket_that_waits_is_woken_when_the_time_is_over():
    """The caller gets TimeoutError at once, and the thread does not live on."""
    ended = threading.Event()
    near, far = socket.socketpair()

    def read(attempt: Attempt) -> bytes:
        with near:
            attempt.hold(near)
            near.settimeout(None)
            data = near.recv(1)
            ended.set()
            return data

    with far, pytest.raises(TimeoutError):
        await in_thread(read, timeout=0.05)

    assert ended.wait(WAIT)


async def test_a_cancelled_caller_gives_the_work_up():
    """Cancelling ends the thread, too; what it gives too late is discarded."""
    started = asyncio.Event()
    loop = asyncio.get_running_loop()
    discarded = threading.Event()
    near, far = socket.socketpair()

    def read(attempt: Attempt) -> socket.socket:
        attempt.hold(near)
        loop.call_soon_threadsafe(started.set)
        near.recv(1)
        return near

    def discard(late: socket.socket) -> None:
        late.close()
        discarded.set()

    with far:
        task = asyncio.create_task(in_thread(read, timeout=WAIT, discard=discard))
        await asyncio.wait_for(started.wait(), WAIT)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while not discarded.is_set():  # noqa: ASYNC110 - the thread's answer comes through the loop
            await asyncio.sleep(0)

    assert near.fileno() == -1


async def test_a_result_that_comes_with_the_cancellation_is_discarded():
    """Nobody gets it, so that nobody else could close it."""
    loop = asyncio.get_running_loop()
    threads: list[threading.Thread] = []
    discarded: list[str] = []
    begun, go = asyncio.Event(), threading.Event()

    def work(_: Attempt) -> str:
        threads.append(threading.current_thread())
        loop.call_soon_threadsafe(begun.set)
        go.wait(WAIT)
        return "result"

    task = asyncio.create_task(in_thread(work, timeout=WAIT, discard=discarded.append))
    await asyncio.wait_for(begun.wait(), WAIT)
    go.set()
    threads[0].join(WAIT)  # now the result is among what the loop runs next, and behind it:
    loop.call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task

    assert discarded == ["result"]


def test_a_result_for_a_loop_that_is_gone_is_discarded():
    """The thread may outlive the event loop; it harms nobody and leaks nothing."""
    go, discarded = threading.Event(), threading.Event()

    def work(_: Attempt) -> str:
        go.wait(WAIT)
        return "late"

    async def ask() -> None:
        await in_thread(work, timeout=0.01, discard=lambda _: discarded.set())

    with pytest.raises(TimeoutError):
        asyncio.run(ask())
    go.set()

    assert discarded.wait(WAIT)


def test_nothing_is_held_once_it_is_given_up():
    """A thread that comes to its next step too late learns it there."""
    attempt = Attempt(WAIT)
    attempt.give_up()
    with socket.socket() as late:
        with pytest.raises(TimeoutError):
            attempt.hold(late)
        with pytest.raises(TimeoutError):
            attempt.remaining()


def test_the_time_that_is_left_shrinks():
    """Each step may take what the steps before have left; in the end there is nothing."""
    attempt = Attempt(WAIT)
    first = attempt.remaining()

    assert 0 < attempt.remaining() <= first <= WAIT
    with pytest.raises(TimeoutError):
        Attempt(0.0).remaining()


def test_giving_up_a_closed_socket_is_harmless():
    """The thread may have closed it a moment before."""
    attempt = Attempt(WAIT)
    held = socket.socket()
    attempt.hold(held)
    held.close()
    attempt.give_up()

    with pytest.raises(TimeoutError):
        attempt.remaining()
