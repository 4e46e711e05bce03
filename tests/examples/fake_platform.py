"""The part of the platform's HTTP API that the recipes' bot calls, on loopback, and nothing of ours in it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any

TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal"
UPDATE_PATH = "/open-apis/interactive/v1/card/update"


@dataclass
class Call:
    """A call that arrived."""

    path: str
    body: Any
    seen: Any  #: What the observer saw at that moment.


@dataclass
class FakePlatform:
    """Takes every call, and remembers those that are not about tokens."""

    url: str = ""
    calls: SimpleQueue[Call] = field(default_factory=SimpleQueue)
    #: Called as each call arrives.
    observer: Callable[[], Any] = lambda: None

    def next_call(self) -> Call:
        """Wait for a call."""
        return self.calls.get(timeout=30)


@contextmanager
def fake_platform() -> Iterator[FakePlatform]:
    """Serve one until the block ends."""
    platform = FakePlatform()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer: dict[str, Any] = {"code": 0, "msg": "ok"}
            if self.path == TOKEN_PATH:
                answer |= {"tenant_access_token": "t-1", "expire": 7200}
            else:
                assert self.headers["Authorization"] == "Bearer t-1"
                answer |= {"data": {"message_id": "om_reply"}}
                platform.calls.put(Call(self.path, body, platform.observer()))
            payload = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        platform.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield platform
        finally:
            server.shutdown()
            thread.join()
