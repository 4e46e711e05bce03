"""Several processes of one app, each with a long connection of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

from larkline.cli.language import say

__all__ = ["run_workers"]


def run_workers(command: Sequence[str], workers: int) -> int:
    """
    Run *command* in *workers* processes until they end; passes SIGINT and SIGTERM on and gives the worst status.

    When one of them fails, the others are stopped, so that a supervisor sees the failure.
    """
    program = [sys.executable, "-m", "larkline", *command]
    processes = [subprocess.Popen(program) for _ in range(workers)]  # noqa: S603 - our own command line
    ended = threading.Semaphore(0)
    worst = 0

    def stop(*_: object) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()

    def watch(process: subprocess.Popen[bytes]) -> None:
        nonlocal worst
        status = process.wait()
        if status != 0:
            worst = max(worst, status if status > 0 else 1)
            print(say("worker_died", pid=process.pid, status=status), file=sys.stderr)
            stop()
        ended.release()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        watchers = [threading.Thread(target=watch, args=(process,), daemon=True) for process in processes]
        for watcher in watchers:
            watcher.start()
        for _ in processes:
            while not ended.acquire(timeout=0.5):  # a wait without end would keep Windows from seeing Ctrl+C
                continue
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return worst
