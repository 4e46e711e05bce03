"""Replays and comparisons over a real port."""

from __future__ import annotations

import itertools
import json

import httpx2
import pytest

from larkline.wire.delivery import Delivery, Response
from tests.emulator.control.errors import check_error
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import Handler, answer


@pytest.fixture
async def api(served):
    """The control API, with the token."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"] + "/api/v1", headers=headers, trust_env=False) as client:
        yield client


def counting() -> Handler:
    """Answer with a toast that is another one each time."""
    numbers = itertools.count(1)

    async def handle(_delivery: Delivery) -> Response:
        return Response(200, json.dumps({"toast": {"type": "info", "content": str(next(numbers))}}).encode())

    return handle


async def test_a_replay_is_compared_with_what_it_repeats(api, served, connect):
    """The difference of the two responses, with its place and both sides."""
    await connect(counting())
    first = (await served.click(await served.send(CARD), "同意")).delivery
    done = (await api.post(f"/deliveries/{first.id}/replay", json={"mode": "as_new", "wait": True})).json()["delivery"]
    diff = (await api.get(f"/deliveries/{done['id']}/diff")).json()
    same = (await api.get(f"/deliveries/{first.id}/diff")).json()

    assert (done["replay_of"], done["verdict"]["code"]) == (first.id, None)
    assert diff == {
        "a": first.id,
        "b": done["id"],
        "same": False,
        "changes": [{"path": "$.response.toast.content", "a": "1", "b": "2"}],
    }
    assert same["same"]


async def test_several_are_replayed_in_order(api, served, connect):
    """Something that is set makes them edited."""
    client = await connect(answer(None))
    ids = [(await served.say(text)).delivery.id for text in "一二"]
    body = {"deliveries": ids, "set": {"event.message.message_type": "post"}, "wait": True}
    rows = (await api.post("/replays", json=body)).json()["deliveries"]

    assert [row["replay_of"] for row in rows] == ids
    assert all(row["verdict"]["outcome"] == "ok" for row in rows)
    assert [json.loads(d.payload)["event"]["message"]["message_type"] for d in client.received[-2:]] == ["post", "post"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/deliveries/dlv_x/replay", {}, 404),
        ("/deliveries/{id}/replay", {"mode": "backwards"}, 400),
        ("/deliveries/{id}/replay", {"mode": "as_new", "set": {"a": 1}}, 400),
        ("/deliveries/{id}/replay", {"url": "http://192.0.2.1/"}, 409),
        ("/deliveries/{id}/replay", {"url": "ftp://127.0.0.1/"}, 400),
        ("/deliveries/{id}/replay", {"connection": "x"}, 404),
        ("/deliveries/{id}/replay", {"set": {"event.message.0": 1, "": 2}}, 400),
        ("/replays", {"deliveries": []}, 400),
        ("/replays", {"deliveries": ["dlv_x"]}, 404),
    ],
)
async def test_what_cannot_be_replayed_is_refused(api, served, connect, path, body, status):
    """And nothing is delivered."""
    await connect(answer(None))
    first = (await served.say("x")).delivery
    response = await api.post(path.format(id=first.id), json=body)

    assert response.status_code == status
    check_error(response.json())
    assert len(served.deliveries()) == 1


async def test_the_emulator_does_not_send_to_itself(api, served, connect):
    """Its own ports are no webhooks."""
    await connect(answer(None))
    first = (await served.say("x")).delivery
    url = served.info()["console_url"] + "/api/v1/reset"
    response = await api.post(f"/deliveries/{first.id}/replay", json={"url": url})

    assert response.status_code == 400
    assert "own" in response.json()["message"]
