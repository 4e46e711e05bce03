"""Real sockets, on this machine only: connections, compression, proxies."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from larkline.api.client import Client, SyncClient
from larkline.errors import PlatformBroken
from tests.api.scripted import APP_ID, APP_SECRET, MESSAGE, MESSAGES, TOKEN_PATH

TOKEN = {"code": 0, "msg": "ok", "tenant_access_token": "t-1", "expire": 7200}


class Server(ThreadingHTTPServer):
    """A platform, or a proxy to one, that notes what it is asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[str] = []
        self.connections = 0

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def process_request(self, request, client_address):
        """Count connections."""
        self.connections += 1
        super().process_request(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer in gzip, and keep the connection."""
        assert isinstance(self.server, Server)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(self.path)
        document = TOKEN if self.path.endswith(TOKEN_PATH) else {"code": 0, "msg": "success", "data": MESSAGE}
        body = gzip.compress(json.dumps(document).encode())
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    """Run a server, in an environment without proxies."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join(20)


async def test_one_connection_serves_all_calls(server):
    """Token question and calls go over one kept connection; a packed answer is unpacked."""
    async with Client(APP_ID, APP_SECRET, domain=server.origin) as client:
        messages = [await client.messages.send("hi", to="oc_team") for _ in range(3)]

    assert [message.message_id for message in messages] == ["om_1"] * 3
    assert server.seen == [TOKEN_PATH] + [f"{MESSAGES}?receive_id_type=chat_id"] * 3
    assert server.connections == 1


def test_one_connection_serves_a_thread(server):
    """As for tasks."""
    with SyncClient(APP_ID, APP_SECRET, domain=server.origin) as client:
        client.messages.send("hi", to="oc_team")
        client.messages.send("hi", to="oc_team")

    assert (len(server.seen), server.connections) == (3, 1)


async def test_a_given_proxy_is_used(server):
    """The call goes to the proxy, which is told the whole address."""
    async with Client(APP_ID, APP_SECRET, domain="http://localhost:9", proxy=server.origin) as client:
        await client.messages.send("hi", to="oc_team")

    assert server.seen[0] == f"http://localhost:9{TOKEN_PATH}"


def test_a_given_proxy_is_used_by_threads(server):
    """As for tasks."""
    with SyncClient(APP_ID, APP_SECRET, domain="http://localhost:9", proxy=server.origin) as client:
        client.messages.send("hi", to="oc_team")

    assert server.seen[0] == f"http://localhost:9{TOKEN_PATH}"


@pytest.mark.parametrize(("domain", "trusts"), [("https://open.feishu.cn", True), ("http://127.0.0.1:9", False)])
async def test_proxies_of_the_environment(domain, trusts, server, monkeypatch):
    """HTTPS_PROXY counts when no proxy is given, but never for an address of this machine."""
    monkeypatch.setenv("HTTP_PROXY", server.origin)
    monkeypatch.setenv("HTTPS_PROXY", server.origin)
    async with Client(APP_ID, APP_SECRET, domain=domain, retries=0) as client:
        with pytest.raises(PlatformBroken):
            await client.messages.send("hi", to="oc_team")

    assert (server.connections > 0) is trusts


async def test_nobody_there(server):
    """A refused connection is a broken platform, with its cause."""
    server.server_close()
    async with Client(APP_ID, APP_SECRET, domain=server.origin, retries=0) as client:
        with pytest.raises(PlatformBroken, match="no connection") as caught:
            await client.messages.send("hi", to="oc_team")

    assert caught.value.__cause__ is not None
    assert caught.value.status == 0
