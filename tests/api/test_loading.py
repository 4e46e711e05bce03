"""Modules are loaded without holding up the event loop."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading

import pytest

from larkline.api import httpx2_transport
from larkline.api.client import Client
from larkline.api.loading import in_own_thread, load
from larkline.errors import PlatformBroken
from tests.api.scripted import APP_ID, APP_SECRET

#: Notes which modules are looked for in the event loop's own thread while it runs.
PROGRAM = """
import asyncio, json, ssl, sys, threading

seen = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread() and asyncio._get_running_loop() is not None:
            seen.append(name)

sys.meta_path.insert(0, Watch())
class Context(ssl.SSLContext):
    def __new__(cls, *args, **kwargs):
        if threading.current_thread() is threading.main_thread():
            seen.append("an SSL context")
        return super().__new__(cls, *args, **kwargs)

from larkline import App

app = App("cli_1", "secret", verification_token="v", domain="http://127.0.0.1:9", insecure=True)

@app.on_event("x.happened_v1")
async def happened(event, client):
    from larkline.errors import PlatformBroken
    try:
        await client.messages.get("om_1")
    except PlatformBroken:
        seen.append("called")

HEADER = {"event_id": "e", "event_type": "x.happened_v1", "app_id": "a", "tenant_key": "t", "token": "v"}

async def main():
    body = json.dumps({"schema": "2.0", "header": HEADER, "event": {}}).encode()
    received = await app.receive({"content-type": "application/json"}, body)
    await received.after_sent()
    while app.status().in_flight:
        await asyncio.sleep(0.01)

ssl.SSLContext = Context
asyncio.run(main())
print(json.dumps(seen))
"""


def test_the_first_call_of_an_app_loads_nothing_large_in_its_loop():
    """The client, httpx2 and what it stands on come in a thread; the trust store, too."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    seen = json.loads(done.stdout)

    assert (seen.count("called"), done.stderr.count("Traceback")) == (1, 0)
    assert not {name.partition(".")[0] for name in seen} & {"httpx2", "httpcore2", "certifi"}
    assert [name for name in seen if name.startswith("larkline.api")] == []
    assert "an SSL context" not in seen


async def test_many_first_calls_open_one_client(monkeypatch):
    """They wait for the one that is being made, those given up included, and it is closed with the client."""
    made: list[httpx2_transport.Httpx2Transport] = []

    class Counted(httpx2_transport.Httpx2Transport):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            made.append(self)

    monkeypatch.setattr(httpx2_transport, "Httpx2Transport", Counted)
    async with Client(APP_ID, APP_SECRET, domain="http://127.0.0.1:9", retries=0) as client:
        calls = [asyncio.create_task(client.messages.get("om_1")) for _ in range(20)]
        await asyncio.sleep(0)
        calls[0].cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)

    assert len(made) <= 2
    assert [type(result) for result in results] == [asyncio.CancelledError, *[PlatformBroken] * 19]


async def test_what_is_loaded_is_there_at_once():
    """No thread and no turn of the loop is spent on it."""
    turns: list[str] = []
    asyncio.get_running_loop().call_soon(turns.append, "a turn")
    await load("json")

    assert turns == []


async def test_what_a_thread_raises_comes_out():
    """As if it had been called here."""

    def fail() -> None:
        raise LookupError("not there")

    with pytest.raises(LookupError, match="not there"):
        await in_own_thread(fail)


async def test_work_that_is_given_up_disturbs_nobody(caplog):
    """It ends by itself, and its thread with it."""
    go, gone = threading.Event(), threading.Event()

    def work() -> None:
        go.wait(20)
        gone.set()

    waiting = asyncio.ensure_future(in_own_thread(work))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    go.set()
    await asyncio.to_thread(gone.wait, 20)

    assert waiting.cancelled()
    assert gone.is_set()
    assert caplog.records == []
