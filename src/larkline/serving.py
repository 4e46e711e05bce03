"""Serve the webhook as a process of its own: a small router of paths on uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import socket
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from larkline.dispatch.threads import LoopThreads
from larkline.errors import ConfigurationError
from larkline.facts.delivery import RESPONSE_SECONDS
from larkline.facts.loopback import is_loopback_host
from larkline.process import Asked, set_up_logging, signals
from larkline.receivers.asgi import AsgiDoor, AsgiReceive, AsgiScope, AsgiSend
from larkline.webhooks import Webhooks

if TYPE_CHECKING:
    import uvicorn

__all__ = ["PathDoor", "serve_until_signal"]

_log = logging.getLogger("larkline.webhook")
#: Seconds until connections are closed that are still busy when the server stops: the platform waits no longer.
HANG_UP_SECONDS = math.ceil(RESPONSE_SECONDS)


class PathDoor:
    """An ASGI application that has the webhook at some paths, and nothing else."""

    def __init__(self, door: AsgiDoor, paths: Sequence[str]) -> None:
        self._door = door
        self._paths = {_normal(path) for path in paths}

    async def __call__(self, scope: AsgiScope, receive: AsgiReceive, send: AsgiSend) -> None:
        """Serve one request, or the life of the server."""
        if scope["type"] != "http" or _normal(scope["path"]) in self._paths:
            await self._door(scope, receive, send)
            return
        body = b'{"msg":"not found"}'
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def serve_until_signal(
    webhooks: Webhooks, *, host: str, port: int, paths: Sequence[str], level: str | int | None, drain: float
) -> None:
    """Serve until SIGINT or SIGTERM; see :meth:`larkline.App.serve`."""
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop()
        raise ConfigurationError(
            "an event loop is running already (a notebook, a web framework): serve app.asgi() there"
        )
    asked = Asked()
    try:
        _check(webhooks, host, port, paths)
        set_up_logging(level)
        server = _make_server(webhooks, paths)
        with signals(asked), _listen(host, port) as listener:
            asyncio.run(_serve(webhooks, server, listener, paths, asked, drain))
    except ConfigurationError as error:
        sys.stderr.write(f"larkline: {error}\n")
        raise SystemExit(1) from None


def _check(webhooks: Webhooks, host: str, port: int, paths: Sequence[str]) -> None:
    if not 0 <= port <= 65535:
        raise ConfigurationError(f"port={port!r}: it is 0 to 65535; 0 takes a free one")
    try:
        host.encode("idna")  # which is what a socket does with it, and then is not closed
    except UnicodeError:
        raise ConfigurationError(f"host={host!r}: it is no name of a host") from None
    secrets = webhooks.secrets()
    if secrets.insecure and not (secrets.encrypt_key or secrets.verification_token) and not is_loopback_host(host):
        raise ConfigurationError(
            f"host={host!r}: with insecure=True and neither key nor token, anybody could call; serve on 127.0.0.1"
        )
    if not paths or not all(path.startswith("/") for path in paths):
        raise ConfigurationError(f"path={list(paths)!r}: a path begins with /, such as /webhook/event")


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = str(error.strerror or error).partition(" (while ")[0]  # the address stands in our sentence
        raise ConfigurationError(f"cannot listen on {host} port {port}: {reason}") from None


def _make_server(webhooks: Webhooks, paths: Sequence[str]) -> uvicorn.Server:
    try:
        import uvicorn
    except ImportError:
        raise ConfigurationError(
            'serving needs an extra that is not installed: pip install "larkline[serve]"'
        ) from None

    class Server(uvicorn.Server):
        """A server that leaves the signals to us."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    options: dict[str, Any] = {"log_config": None, "log_level": "warning", "access_log": False, "ws": "none"}
    options |= {"lifespan": "off", "server_header": False, "timeout_graceful_shutdown": HANG_UP_SECONDS}
    return Server(uvicorn.Config(PathDoor(AsgiDoor(webhooks, only=None), paths), **options))


async def _serve(
    webhooks: Webhooks,
    server: uvicorn.Server,
    listener: socket.socket,
    paths: Sequence[str],
    asked: Asked,
    drain: float,
) -> None:
    await webhooks.open_doors()
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    _log.info("receiving on %s", ", ".join(f"http://{shown}:{port}{path}" for path in paths))
    loop = asyncio.get_running_loop()
    loop.set_default_executor(LoopThreads())
    serving = loop.create_task(server.serve(sockets=[listener]))
    stopping = loop.create_task(asked.wait())
    try:
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        status = webhooks.status()
        _log.info("stopping; %d deliveries in flight get %.0f s", 0 if status is None else status.in_flight, drain)
        server.should_exit = True
        await serving
    finally:
        stopping.cancel()
        await webhooks.close_doors(drain=drain)


def _normal(path: str) -> str:
    return path.rstrip("/") or "/"
