"""Deliveries and API calls in full, over a real port: every part, every filter, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from tests.emulator.control.test_stream import following
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer

TOAST = {"toast": {"type": "success", "content": "好"}}


@pytest.fixture
async def get(served: Emulator):
    """Makes a GET and gives the body, after a look at the status."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"] + "/api/v1", headers=headers, trust_env=False) as client:

        async def fetch(path: str, status: int = 200) -> Any:
            response = await client.get(path)
            assert response.status_code == status, response.text
            return response.json()

        yield fetch


async def test_a_delivery_of_a_long_connection_shows_its_frames(get, served, connect):
    """Field by field, to the app and back, with the fragments of the request."""
    served.core.fragment_bytes = 200
    await connect(answer(TOAST))
    done = await served.click(await served.send(CARD), "同意")
    row = await get(f"/deliveries/{done.delivery.id}")

    assert [frame["direction"] for frame in row["frames"]] == ["out"] * (len(row["frames"]) - 1) + ["in"]
    assert len(row["chunks"]) == len(row["frames"]) - 1 > 1
    assert [chunk["seq"] for chunk in row["chunks"]] == [str(index) for index in range(len(row["chunks"]))]
    assert {field["name"] for field in row["frames"][-1]["fields"]} >= {"SeqID", "headers", "payload"}
    assert row["raw"]["request"]["frames"] == [frame["hex"] for frame in row["frames"][:-1]]
    assert row["plain"]["event"]["action"]["tag"] == "button"
    assert json.loads(row["response"]["body"]) == TOAST
    assert row["signature"] is None


async def test_a_delivery_is_pinned_and_told_so(get, served, connect):
    """Its row says so, on the stream, too; one that is not there cannot be."""
    await connect(answer(None))
    delivery = (await served.say("hi")).deliveries[0]
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with (
        following(served) as events,
        httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client,
    ):
        await events.next()
        pinned = (await client.post(f"/api/v1/deliveries/{delivery.id}/pin")).json()
        _, _, told = (await events.until("delivery", "pinned"))[-1]
        unpinned = (await client.delete(f"/api/v1/deliveries/{delivery.id}/pin")).json()
        _, _, untold = (await events.until("delivery", "unpinned"))[-1]
        missing = await client.post("/api/v1/deliveries/dlv_0/pin")

    assert (pinned["id"], pinned["pinned"], told["row"]) == (delivery.id, True, pinned)
    assert (unpinned["pinned"], untold["row"]) == (False, unpinned)
    assert missing.status_code == 404


async def test_a_delivery_to_a_webhook_shows_ciphertext_headers_and_signature(get, served):
    """Ciphertext beside plaintext, headers of both sides, and the sum of the signature without the key."""
    async with serving(answering(served.app().encrypt_key, always(http(TOAST)))) as server:
        await served.save_webhook(event_url=server.url(), callback_url=server.url())
        done = await served.click(await served.send(CARD), "同意")
        row = await get(f"/deliveries/{done.delivery.id}")
        body = server.requests[-1].body.decode()

    sheet = row["signature"]
    assert row["sent"]["body"] == row["raw"]["request"]["body"] == body
    assert "encrypt" in json.loads(body)
    assert row["plain"]["header"]["event_type"] == "card.action.trigger"
    assert (row["encrypted"], row["frames"], row["chunks"]) == (True, [], [])
    assert "content-length" in {name.lower() for name in row["response"]["headers"]}
    assert (sheet["algorithm"], sheet["match"], sheet["hash"]) == ("SHA-256", True, sheet["sent"])
    assert [part["name"] for part in sheet["parts"]] == ["timestamp", "nonce", "encrypt key", "body"]
    assert sheet["concatenation"] == sheet["timestamp"] + sheet["nonce"] + "***" + body
    assert served.app().encrypt_key not in json.dumps(row)


@pytest.mark.parametrize(
    ("part", "members"),
    [
        ("raw", {"raw"}),
        ("plain", {"request", "plain"}),
        ("frame", {"frames", "chunks"}),
        ("verdict", {"verdict"}),
        ("signature", {"signature"}),
        ("related", {"related"}),
        ("copy", {"copy"}),
    ],
)
async def test_one_part_can_be_asked_for(get, served, connect, part, members):
    """It comes alone, with the id."""
    await connect(answer(TOAST))
    done = await served.click(await served.send(CARD), "同意")
    shown = await get(f"/deliveries/{done.delivery.id}?part={part}")

    assert set(shown) == {"id", *members}


async def test_a_copy_sends_the_same_again(get, served, tmp_path):
    """The Python program posts what was posted; the curl command holds it, and no secret."""
    async with serving(answering(served.app().encrypt_key, always(http(TOAST)))) as server:
        await served.save_webhook(event_url=server.url(), callback_url=server.url())
        done = await served.click(await served.send(CARD), "同意")
        copy = (await get(f"/deliveries/{done.delivery.id}?part=copy"))["copy"]
        import asyncio
        import sys

        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", copy["python"], stdout=asyncio.subprocess.PIPE
        )
        printed, _ = await process.communicate()
        first, again = server.requests[-2:]

    assert again.body == first.body
    assert printed.decode().startswith("200 ")
    assert copy["curl"].startswith(f"curl {server.url()}")
    assert first.body.decode() in copy["curl"]
    assert served.app().verification_token not in json.dumps(copy)


async def test_the_list_is_filtered_by_the_server(get, served, connect):
    """Pages hold only what passes."""
    await connect(answer(None))
    await served.say("一")
    await served.say("二")
    await served.trigger("application.bot.menu_v6")
    first = await get("/deliveries?filter=type:im.message&limit=1")
    second = await get(f"/deliveries?filter=type:im.message&limit=1&after={first['next']}")
    nothing = await get("/deliveries?filter=status:failed")

    assert [len(page["deliveries"]) for page in (first, second, nothing)] == [1, 1, 0]
    assert second["next"] is None
    assert [page["total"] for page in (first, second, nothing)] == [3, 3, 3]


async def test_the_list_is_read_back_from_the_newest(get, served):
    """With before each page holds what is older, in its order; the filter holds, too."""
    for _ in range(5):
        await served.trigger("application.bot.menu_v6")
    ids = [delivery.id for delivery in served.deliveries()]
    newest = await get("/deliveries?before=&limit=3&filter=type:menu")
    older = await get(f"/deliveries?before={newest['next']}&limit=3&filter=type:menu")

    assert [row["id"] for row in newest["deliveries"]] == ids[2:]
    assert [row["id"] for row in older["deliveries"]] == ids[:2]
    assert older["next"] is None


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/deliveries?after=dlv_0", 404, "no delivery 'dlv_0'"),
        ("/deliveries?filter=colour:red", 400, "colour: is not known"),
        ("/deliveries/dlv_0?part=x", 400, "part: 'x' is not known"),
        ("/deliveries/dlv_0?part=raw", 404, "no delivery 'dlv_0'"),
        ("/deliveries/dlv_0?part=copy", 404, "no delivery 'dlv_0'"),
        ("/api-calls/x", 404, "no call 'x'"),
    ],
)
async def test_what_is_not_there_is_told(get, path, status, problem):
    """By name."""
    error = await get(path, status)

    assert error["message"].startswith(problem)


async def test_a_call_of_the_api_is_shown_in_full(get, served):
    """Headers and bodies of both sides, parsed, without the secret that was sent."""
    app = served.app()
    secret = {"app_id": app.app_id, "app_secret": app.app_secret}
    async with httpx2.AsyncClient(base_url=served.info()["platform_url"], trust_env=False) as client:
        await client.post("/open-apis/auth/v3/tenant_access_token/internal?x=1", json=secret)
    [row] = (await get("/api-calls"))["calls"]
    call = await get(f"/api-calls/{row['id']}")

    assert {key: call[key] for key in row} == row
    assert call["request"]["query"] == "x=1"
    assert call["request"]["parsed"] == {"app_id": app.app_id, "app_secret": "***"}
    assert call["response"]["parsed"]["tenant_access_token"] == "***"
    assert call["response"]["headers"]["x-tt-logid"] == row["id"]
