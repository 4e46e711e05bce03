"""A WSGI server without a network, which checks on the way that both sides follow the rules."""

from __future__ import annotations

import io
import sys
import threading
import time
from typing import Any
from wsgiref.validate import validator

from larkline import App, Toast
from tests.wire.sender import OLD_CARD, Request, card, encrypted


def now(document: Any, nonce: str = "n-1") -> Request:
    """Make a request that is signed now."""
    make = card if document == OLD_CARD else encrypted
    return make(document, timestamp=int(time.time()), nonce=nonce)


def environ(request: Request, **changes: Any) -> dict[str, Any]:
    """Give the environment of a request, as PEP 3333 has it."""
    names = {name: "HTTP_" + name.upper().replace("-", "_") for name, _ in request.headers}
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": "/webhook/event",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{names[name]: value for name, value in request.headers if name != "Content-Type"},
        **changes,
    }


class Call:
    """One call of an application, as a server makes it; whether it follows the rules is checked on the way."""

    def __init__(self, application: Any, environment: dict[str, Any]) -> None:
        self.status = ""
        self.headers: dict[str, str] = {}
        self.response: Any = validator(application)(environment, self._start)

    def _start(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        self.status, self.headers = status, dict(headers)
        return lambda _: None

    def finish(self) -> bytes:
        """Send the body, and close it."""
        body = b"".join(self.response)
        self.response.close()
        return body


def call(application: Any, request: Request, **changes: Any) -> tuple[str, bytes]:
    """Make a whole call; gives status and body."""
    done = Call(application, environment := environ(request, **changes))
    assert environment
    return done.status, done.finish()


def working(app: App) -> threading.Event:
    """Let clicks be answered before the work is done; gives what tells that it is done."""
    done = threading.Event()

    @app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        done.set()

    return done
