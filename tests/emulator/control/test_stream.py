"""The stream of changes, over a real port."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from larkline.emulator import Emulator
from larkline.emulator.control.operations import Call
from larkline.emulator.control.stream import stream_operation
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer


class Events:
    """The events of one stream, as they come."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[int, str, Any]:
        """Give number, name and data of the next event."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line and fields:
                    break
                name, _, value = line.partition(": ")
                fields[name] = value
        return int(fields["id"]), fields["event"], json.loads(fields["data"])

    async def until(self, name: str, what: str) -> list[tuple[int, str, Any]]:
        """Give the events up to this one."""
        found = [await self.next()]
        while found[-1][1] != name or found[-1][2].get("what") != what:
            found.append(await self.next())
        return found


@asynccontextmanager
async def following(served: Emulator, **headers: str) -> AsyncIterator[Events]:
    """Follow the stream inside the block."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}", **headers}
    async with (
        httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client,
        client.stream("GET", "/api/v1/stream") as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Events(response.aiter_lines())


async def test_what_happens_is_told_in_order_with_rows(served, connect):
    """A message, the click on it, its verdict and the updated card, each with what a list needs."""
    await connect(answer({"card": {"type": "raw", "data": CARD}}))
    async with following(served) as events:
        ready = await events.next()
        await served.click(await served.send(CARD), "同意")
        told = await events.until("delivery", "finished")

    assert ready[1:] == ("ready", {})
    assert [number for number, _, _ in told] == list(range(ready[0] + 1, ready[0] + 1 + len(told)))
    names = [f"{name} {data['what']}" for _, name, data in told]
    assert names[:2] == ["message added", "delivery begun"]
    assert names[-1] == "delivery finished"
    assert "message updated" in names[2:-1]
    message, finished = told[0][2]["row"], told[-1][2]["row"]
    assert (message["chat"], message["sender"]["type"]) == ("oc_team", "app")
    assert "card" not in message
    assert (finished["id"], finished["verdict"]["code"]) == (told[-1][2]["id"], None)


async def test_connections_apps_calls_and_time_are_told(served, connect):
    """Everything a page shows beside the conversation."""
    info = served.info()
    auth = {"Authorization": f"Bearer {info['token']}"}
    async with following(served) as events, httpx2.AsyncClient(trust_env=False) as client:
        await events.next()
        await connect(answer({}))
        opened = await events.until("connection", "pinged")
        await client.get(info["platform_url"] + "/open-apis/unknown")
        called = await events.until("api_call", "made")
        await client.patch(
            f"{info['console_url']}/api/v1/apps/{info['app_id']}", json={"encrypted": False}, headers=auth
        )
        changed = await events.until("app", "changed")
        await client.post(info["console_url"] + "/api/v1/clock", json={"advance": 5}, headers=auth)
        moved = await events.until("clock", "moved")
        served.core.reset()
        reset = await events.until("reset", "all")

    assert [(name, data["what"]) for _, name, data in opened[-2:]] == [
        ("connection", "opened"),
        ("connection", "pinged"),
    ]
    assert opened[-1][2]["row"]["online"]
    assert called[-1][2]["row"]["implemented"] is False
    assert changed[-1][2]["row"]["encrypted"] is False
    assert moved[-1][2]["row"]["now"] >= 5
    assert reset[-1][2]["row"] is None


async def test_a_reader_that_was_away_resumes(served):
    """With the number of the last event it knows it gets those after it, and none twice."""
    async with following(served) as events:
        number, _, _ = await events.next()
    await served.say("一")
    await served.say("二")
    async with following(served, **{"Last-Event-ID": str(number + 1)}) as events:
        first = await events.next()
        second = await events.next()

    assert (first[0], first[1]) == (number + 1, "ready")
    assert second[0] == number + 2


async def test_a_reader_that_was_away_too_long_is_told_to_look_again(served):
    """So is one that comes from another run; nothing is passed over in silence."""
    for known in ("1", str(served.core.feed.last + 100)):
        async with following(served, **{"Last-Event-ID": known}) as events:
            event = await events.next()

        assert event == (served.core.feed.last, "resync", {})


async def test_what_people_should_not_read_is_not_told(served, connect):
    """Rows are masked like everything else that is shown."""
    served.core.masker.add("oc_team")
    async with following(served) as events:
        await events.next()
        await served.send("x", to="oc_bob")
        await served.send("x", to="oc_team")
        told = [await events.next(), await events.next()]

    assert [data["row"]["chat"] for _, _, data in told] == ["oc_bob", "***"]


async def test_the_emulator_stops_though_somebody_follows():
    """Readers are let go at once."""
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
        async with following(feishu) as events:
            await events.next()
            async with asyncio.timeout(5):
                await feishu.aclose()


@asynccontextmanager
async def not_reading(served: Emulator) -> AsyncIterator[asyncio.StreamReader]:
    """Follow the stream without reading more than its beginning; gives what can be read."""
    info = served.info()
    address = urlsplit(info["console_url"])
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, (address.hostname, address.port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=4096)
    try:
        request = (
            f"GET /api/v1/stream HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {info['token']}\r\n\r\n"
        )
        writer.write(request.encode())
        await reader.readuntil(b"event: ready")
        yield reader
    finally:
        writer.close()


async def fill(served: Emulator) -> None:
    """Let more change than the buffers of a connection hold; a reader is told all of it while it happens."""
    feed, message = served.core.feed, await served.send("长" * 1000)
    async with following(served, **{"Last-Event-ID": str(feed.last)}) as events:
        await events.next()
        for _ in range(12):
            for _ in range(400):
                feed.tell("message", "updated", message.message_id)
            told = [await events.next() for _ in range(400)]
            assert [number for number, _, _ in told] == list(range(feed.last - 399, feed.last + 1))


async def test_a_reader_that_does_not_read_slows_nobody_and_is_told_to_look_again(served):
    """Others are told everything; it gets what had left for it, and ``resync`` instead of what is forgotten."""
    async with not_reading(served) as reader:
        await fill(served)
        for _ in range(12_000):
            served.core.feed.tell("clock", "moved")
        read = bytearray()
        async with asyncio.timeout(10):
            while b"event: resync" not in read[-8192:]:
                read += await reader.read(4096)

    assert b"event: message" in read
    assert b"event: clock" not in read


async def test_a_reader_that_does_not_read_has_little_written_for_it(served):
    """However much has changed meanwhile: it is looked up once the reader has taken what was written before."""
    written: list[int] = []
    waits, reads = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {}

    async def send(message: Message) -> None:
        if body := message.get("body"):
            written.append(body.count(b"event: message"))
            waits.set()
            await reads.wait()
            if sum(written) == 5000:
                served.core.feed.end()

    operation = stream_operation(served.core, lambda _change: {})
    scope = {"type": "http", "method": "GET", "headers": []}
    response = await operation.handler(Call(Request(scope), {}, {}))
    assert isinstance(response, Response)
    answering = asyncio.create_task(response(scope, receive, send))
    await waits.wait()
    for _ in range(5000):
        served.core.feed.tell("message", "updated", "om_1")
    reads.set()
    await asyncio.wait_for(answering, 10)

    assert written == [0, *[100] * 50]


async def test_the_emulator_stops_though_somebody_does_not_read(caplog):
    """The connection is cut, so that nothing of it stays open, and nothing is logged of it."""
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
        async with not_reading(feishu) as reader:
            await fill(feishu)
            await feishu.aclose()
            async with asyncio.timeout(10):
                while await reader.read(4096):
                    pass

    assert caplog.records == []


async def test_a_head_request_does_not_follow(served):
    """It gets the headers and ends."""
    info = served.info()
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {info['token']}"}, trust_env=False) as client:
        response = await client.head(info["console_url"] + "/api/v1/stream")

    assert response.headers["content-type"].startswith("text/event-stream")


async def test_a_page_begins_with_a_snapshot(served):
    """It holds what the single calls give, and the stream goes on after its number."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    await served.say("一")
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        snapshot = (await client.get("/api/v1/snapshot")).json()
        single = {
            name: (await client.get(f"/api/v1/{name}")).json() for name in ("info", "users", "chats", "api-calls")
        }
    await served.say("二")
    async with following(served, **{"Last-Event-ID": str(snapshot["number"])}) as events:
        first = await events.next()
        rows = [data["row"] for _, name, data in await events.until("delivery", "begun") if name == "message"]

    assert {name: snapshot[name] for name in single} == single
    assert [message["text"] for message in snapshot["opened"]["messages"]] == ["一"]
    assert first[:2] == (snapshot["number"], "ready")
    assert len(rows) == 1
