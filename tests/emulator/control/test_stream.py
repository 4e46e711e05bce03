"""The stream of changes, over a real port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from larkline.emulator import Emulator
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
