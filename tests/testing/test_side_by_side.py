"""Tests in several workers at once: each has its own ports, and hears of nothing that happens in another one."""

from __future__ import annotations

import json
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TESTS = """
import json
import os
import socket

import pytest

from larkline import App, Client, MessageReceived

WORKER = os.environ["PYTEST_XDIST_WORKER"]


def bot(info):
    app = App(info["app_id"], info["app_secret"], domain=info["platform_url"])

    @app.on_event(MessageReceived)
    async def answer(message: MessageReceived, client: Client) -> None:
        await client.messages.reply(message.message_id, f"{WORKER} heard {message.text}")

    return app


def meet(test, info):
    \"\"\"Tell the ports that are open, and wait for the other worker, which has come as far.\"\"\"
    urls = [info[f"{name}_url"] for name in ("platform", "gateway", "console")]
    with socket.create_connection(("127.0.0.1", int(os.environ["MEETING"]))) as other, other.makefile("rw") as lines:
        lines.write(json.dumps({"test": test, "worker": WORKER, "urls": urls}) + "\\n")
        lines.flush()
        assert lines.readline() == "both are here\\n"


async def story(feishu, test):
    info = await feishu.serve()
    async with bot(info).connected():
        await feishu.wait(online=1, timeout=60)
        meet(test, info)
        await feishu.say(f"{test} in {WORKER}", to="oc_alice")
        await feishu.wait(deliveries=1, timeout=60)
    return [message.text for message in feishu.messages()]


@pytest.mark.asyncio
async def test_asyncio(feishu):
    assert await story(feishu, "asyncio") == [f"asyncio in {WORKER}", f"{WORKER} heard asyncio in {WORKER}"]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_anyio(feishu):
    assert await story(feishu, "anyio") == [f"anyio in {WORKER}", f"{WORKER} heard anyio in {WORKER}"]


def test_sync(feishu_sync):
    info = feishu_sync.serve()
    app = bot(info)
    with feishu_sync.running(app):
        meet("sync", info)
        feishu_sync.say(f"sync in {WORKER}", to="oc_alice")
    texts = [message.text for message in feishu_sync.messages()]
    assert texts == [f"sync in {WORKER}", f"{WORKER} heard sync in {WORKER}"]
"""


@contextmanager
def meeting() -> Iterator[tuple[int, list[list[dict[str, Any]]]]]:
    """Let two at a time meet; gives the port for it, and who met whom."""
    pairs: list[list[dict[str, Any]]] = []
    barrier = threading.Barrier(2, timeout=100)
    adding = threading.Lock()

    class Guest(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            guest = json.loads(self.rfile.readline())
            with adding:
                if not pairs or len(pairs[-1]) == 2:
                    pairs.append([])
                pairs[-1].append(guest)
            barrier.wait()
            self.wfile.write(b"both are here\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Guest) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], pairs
        server.shutdown()


def test_two_workers_do_not_meet_in_a_port(tmp_path, monkeypatch):
    """Both run the same tests, with all sockets of the one open beside those of the other: asyncio, anyio and sync."""
    (tmp_path / "test_inner.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "each", "-W", "error", "--timeout", "110"]
    command += ["-p", "no:cacheprovider", "-p", "no:schemathesis", "-o", "asyncio_default_fixture_loop_scope=function"]
    with meeting() as (port, pairs):
        monkeypatch.setenv("MEETING", str(port))
        done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, cwd=tmp_path, check=False)

    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout
    assert [[guest["test"] for guest in pair] for pair in pairs] == [["asyncio"] * 2, ["anyio"] * 2, ["sync"] * 2]
    for one, other in pairs:
        assert one["worker"] != other["worker"]
        assert not set(one["urls"]) & set(other["urls"])
