"""The recipes of examples/webhook, each started as its own docstring says."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.wire.sender import KEY, TOKEN

ROOT = Path(__file__).parents[2]
UVICORN = "uvicorn --host 127.0.0.1 --port {port}"
GUNICORN = "gunicorn --workers 2 --no-control-socket --bind 127.0.0.1:{port}"

#: How each recipe is started, as a module and its arguments.
COMMANDS = {
    "asgi": f"{UVICORN} examples.webhook.asgi:application",
    "wsgi": f"{GUNICORN} --preload examples.webhook.wsgi:application",
    "starlette_app": f"{UVICORN} examples.webhook.starlette_app:web",
    "fastapi_app": f"{UVICORN} examples.webhook.fastapi_app:web",
    "flask_app": "flask --app examples.webhook.flask_app run --port {port}",
    "django_async": f"{UVICORN} examples.webhook.django_async:application",
    "django_sync": f"{GUNICORN} examples.webhook.django_sync:application",
    "aiohttp_app": "aiohttp.web -H 127.0.0.1 -P {port} examples.webhook.aiohttp_app:make_web",
    "sanic_app": "sanic examples.webhook.sanic_app:web --host 127.0.0.1 --port {port} --single-process",
    "lambda_function": "tests.examples.lambda_gateway {port}",
}
#: What each server says when it takes connections.
_READY = re.compile(r"Uvicorn running|Listening at|Running on|Worker ready")


class Server:
    """A running recipe."""

    def __init__(self, name: str, port: int, process: subprocess.Popen[str]) -> None:
        self.name = name
        self.port = port
        self.is_ready = threading.Event()
        self._process = process
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def log(self) -> str:
        """Everything it has printed."""
        return "".join(self._lines)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.append(line)
            if _READY.search(line):
                self.is_ready.set()
        self.is_ready.set()  # it has ended, and whoever waits is to see why

    def stop(self) -> None:
        """Ask it to end, and make it."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join()


@contextmanager
def running(name: str, domain: str) -> Iterator[Server]:
    """Run a recipe against a platform's API until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", *COMMANDS[name].format(port=port).split()]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LARK")}
    environment |= {
        "LARK_APP_ID": "cli_0123456789abcdef",
        "LARK_APP_SECRET": "secret-of-the-app",
        "LARK_ENCRYPT_KEY": KEY,
        "LARK_VERIFICATION_TOKEN": TOKEN,
        "LARK_DOMAIN": domain,
        "NO_PROXY": "*",
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        server = Server(name, port, process)
        try:
            assert server.is_ready.wait(60), server.log
            assert process.poll() is None, server.log
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
