"""Many clients of one app (S7): who gets a delivery, what is known of each, and mixed deployments."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from larkline.emulator.connection.clients import sdk_of
from larkline.emulator.errors import UnknownThing
from larkline.emulator.verdicts.judge import Observation, Reply, judge
from larkline.wire.endpoint import ClientConfig
from tests.emulator.stories import CARD, never
from tests.emulator.tiny_client import answer

PINGED = 5.0


def counts(clients) -> list[int]:
    """Give how many deliveries each client got."""
    return [len(client.received) for client in clients]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("oapi-sdk-python/v1.7.5 source/x", "Python SDK 1.7.5"),
        ("oapi-node-sdk/1.74.0", "Node.js SDK 1.74.0"),
        ("oapi-sdk-go/v3.4.9", "Go SDK 3.4.9"),
        ("oapi-sdk-java/v2.4.0", "Java SDK 2.4.0"),
        ("Go-http-client/1.1", "Go"),
        ("okhttp/4.12.0", "Java"),
        ("larkline/0.1.0", "larkline 0.1.0"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)
def test_the_sdk_is_told_by_its_user_agent(user_agent, name):
    """S7: with its version when it says so; an unknown one is shown as it is."""
    assert sdk_of(user_agent) == name


# --- choice -----------------------------------------------------------------------------------------------------------


async def test_one_gets_each_delivery_by_a_seed(local, connect_locally):
    """S7: never all of them; the same seed gives the same choices, another one others."""
    clients = [await connect_locally(answer(None)) for _ in range(4)]

    async def choices(seed: int) -> list[str]:
        local.choose_connection("random", seed=seed)
        return [(await local.trigger("add_bot")).delivery.connection for _ in range(12)]

    first, again, other = await choices(1), await choices(1), await choices(2)

    assert first == again != other
    assert sum(counts(clients)) == 36
    assert len(set(first)) > 1


async def test_round_robin_takes_turns(local, connect_locally):
    """S7: one after the other, in the order they came."""
    clients = [await connect_locally(answer(None)) for _ in range(3)]
    local.choose_connection("round_robin")
    for _ in range(7):
        await local.trigger("add_bot")

    assert counts(clients) == [3, 2, 2]


async def test_deliveries_can_be_pinned(local, connect_locally):
    """S7: always to this one; when it is gone, chance decides among the others."""
    clients = [await connect_locally(answer(None)) for _ in range(2)]
    pinned = local.core.hub.of_app()[1].connection_id
    local.choose_connection("pinned", connection=pinned)
    for _ in range(5):
        await local.trigger("add_bot")
    to_second = counts(clients)
    await clients[1].link.close()
    await local.clock.advance(0)
    after = await local.trigger("add_bot")
    with pytest.raises(UnknownThing, match="open: "):
        local.choose_connection("pinned", connection="nonsense")

    assert to_second == [0, 5]
    assert after.verdict.ok
    assert counts(clients) == [1, 5]


async def test_a_paused_connection_gets_nothing(local, connect_locally):
    """S7: the others get everything; when all are paused the app is offline."""
    clients = [await connect_locally(answer(None)) for _ in range(2)]
    first, second = local.core.hub.of_app()
    first.paused = True
    for _ in range(5):
        await local.trigger("add_bot")
    second.paused = True
    nobody = await local.trigger("add_bot")
    first.paused = False
    somebody = await local.trigger("add_bot")

    assert nobody.verdict.rule == "event.offline"
    assert somebody.verdict.ok
    assert counts(clients) == [1, 5]


# --- mixed deployments ------------------------------------------------------------------------------------------------


async def test_a_client_without_the_handler_is_named(local, connect_locally):
    """S7: B answers 500 for what A handles: the verdict names B and the reason that the official FAQ gives."""
    await connect_locally(answer({}))
    await connect_locally(answer(None, status=500))
    good, bad = local.core.hub.of_app()
    local.choose_connection("round_robin")
    message = await local.send(CARD)
    handled, failed = await local.click(message, "同意"), await local.click(message, "同意")
    first, second = await local.trigger("add_bot"), await local.trigger("add_bot")

    assert handled.verdict.ok
    assert (failed.verdict.code, failed.verdict.rule) == (200671, "response.mixed")
    assert bad.connection_id in failed.verdict.evidence.partition(";")[0]
    assert good.connection_id in failed.verdict.evidence.partition(";")[2]
    assert "several clients are online" in failed.verdict.message["en"]
    assert first.verdict.ok
    assert second.verdict.rule == "event.mixed"
    assert dict(bad.unhandled) == {"card.action.trigger": 1, "add_bot": 1}
    assert good.handled == {"card.action.trigger", "add_bot"}


async def test_a_500_alone_is_not_blamed_on_a_mixture(local, connect_locally):
    """S7: one client, or several that all fail, have the plain verdict; so has another code than 500."""
    await connect_locally(answer(None, status=500))
    alone = await local.click(await local.send(CARD), "同意")
    seen = Observation(kind="card", reply=Reply(400), client="a", handled_by="b")

    assert alone.verdict.rule == "response.status"
    assert judge(seen).rule == "response.status"


# --- what is known of each --------------------------------------------------------------------------------------------


async def test_each_connection_is_described(served, connect):
    """S7: id, user agent, SDK, port, uptime, pings, round trip, in flight, answered, failed, unhandled types."""
    client = await connect(answer(None, status=500))
    await served.trigger("add_bot")
    await connect(never)
    served.choose_connection("pinned", connection=served.core.hub.of_app()[1].connection_id)
    pending = await served.begin_click(await served.send(CARD), "同意")
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as console:
        async with asyncio.timeout(PINGED):
            while served.core.hub.of_app()[0].round_trip is None:
                await client.ping()
        body = (await console.get("/api/v1/connections")).json()
    first, second = body["connections"]
    port = client.link.connection.local_address[1]
    served.drop_connections()
    await pending

    assert first["id"] == served.deliveries()[0].connection
    assert first["user_agent"].startswith("Python-urllib")
    assert first["sdk"] == first["user_agent"]
    assert first["peer"] == f"127.0.0.1:{port}"
    assert first["online"]
    assert first["uptime"] >= 0
    assert first["pings"] >= 1
    assert first["round_trip_ms"] >= 0
    assert (first["answered"], first["failed"], first["in_flight"]) == (0, 1, 0)
    assert first["unhandled_types"] == {"add_bot": 1}
    assert (second["in_flight"], second["answered"], second["failed"]) == (1, 0, 0)
    assert body["choice"] == {"how": "pinned", "connection": second["id"], "seed": 1}


async def test_connections_are_paused_told_and_chosen_over_http(served, connect):
    """S7: pause, resume, ping-config and the choice; a connection that ended is listed with its reason."""
    client = await connect(answer({}))
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}

    async with httpx2.AsyncClient(
        base_url=info["console_url"] + "/api/v1", headers=headers, trust_env=False
    ) as console:

        async def call(path: str, status: int = 200, **body: Any) -> Any:
            response = await console.post(path, json=body)
            assert response.status_code == status, response.text
            return response.json()

        [session] = served.core.hub.of_app()
        path = f"/connections/{session.connection_id}"
        paused, resumed = await call(f"{path}/pause"), await call(f"{path}/resume")
        told = await call(f"{path}/ping-config", ping_interval=7)
        await client.ping()
        chosen = await call("/connections/choice", how="round_robin")
        unknown = await call("/connections/choice", 404, how="pinned", connection="x")
        await call("/connections/nonsense/pause", 404)
        async with asyncio.timeout(PINGED):
            while not client.configs:
                await client.ping()
        await call(f"{path}/close", code=1012, reason="bye")
        async with asyncio.timeout(PINGED):
            await served.core.changes.until(lambda: not served.core.hub.sessions)
        ended = (await console.get("/connections")).json()["ended"]

    assert (paused["paused"], resumed["paused"]) == (True, False)
    assert told["config"]["PingInterval"] == 7
    assert isinstance(client.configs[-1], ClientConfig)
    assert client.configs[-1].ping_interval == 7
    assert chosen == {"how": "round_robin", "connection": "", "seed": 1}
    assert unknown["hint"].startswith("open: ")
    assert [row["id"] for row in ended] == [session.connection_id]
    assert ended[0]["ended_at"] >= ended[0]["opened_at"]
    assert ended[0]["end_reason"] == "sent 1012 (service restart) bye; then received 1012 (service restart) bye"
    assert ended[0]["i18n"]["end_reason"] == {
        "en": ended[0]["end_reason"],
        "zh": "本地平台发送了关闭帧（1012：bye）",
    }
