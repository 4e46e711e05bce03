"""Recordings, exports and sessions over a real port."""

from __future__ import annotations

import json
import shlex
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from tests.emulator.control.errors import check_error
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer

TOAST = {"toast": {"type": "info", "content": "好"}}


def console(feishu: Emulator) -> httpx2.AsyncClient:
    """The control API of an emulator, with its token."""
    info = feishu.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    return httpx2.AsyncClient(base_url=info["console_url"] + "/api/v1", headers=headers, trust_env=False)


async def test_a_recording_is_begun_stopped_and_exported(served, connect):
    """What happens after the stop is not in it."""
    await connect(answer(TOAST))
    async with console(served) as api:
        begun = (await api.post("/recordings", json={"name": "x"})).json()
        await served.click(await served.send(CARD), "同意")
        stopped = (await api.post(f"/recordings/{begun['id']}/stop", json={})).json()
        await served.say("after")
        listed = (await api.get("/recordings")).json()["recordings"]
        lines = (await api.post(f"/recordings/{begun['id']}/export", json={})).json()["content"].splitlines()
        test = (await api.post(f"/recordings/{begun['id']}/export", json={"as": "pytest"})).json()["content"]

    assert (begun["steps"], begun["stopped"], stopped["stopped"]) == (0, False, True)
    assert listed == [stopped]
    assert json.loads(lines[0])["format"] == "larkline-recording"
    assert not any("after" in line for line in lines)
    assert "from bot import app" in test


async def test_a_session_opened_elsewhere_shows_the_same_rows(served, connect):
    """Listed, opened and exported as there (S20); a second time nothing is doubled."""
    await connect(answer(TOAST))
    await served.click(await served.send(CARD), "同意")
    await served.say("你好")
    async with console(served) as api, Emulator(seed=9) as elsewhere:
        await elsewhere.serve()
        file = (await api.post("/exports", json={"as": "jsonl"})).json()["content"]
        rows = (await api.get("/deliveries")).json()["deliveries"]
        first = (await api.get(f"/deliveries/{rows[0]['id']}")).json()
        async with console(elsewhere) as there:
            loaded = (await there.post("/recordings/import", json={"content": file})).json()
            again = (await there.post("/recordings/import", json={"content": file})).json()
            shown = (await there.get("/deliveries")).json()["deliveries"]
            opened = (await there.get(f"/deliveries/{rows[0]['id']}")).json()
            back = (await there.post("/exports", json={"as": "jsonl"})).json()["content"]

    assert (loaded["new"], again["new"]) == (2, 0)
    assert shown == rows
    assert {**opened, "related": None} == {**first, "related": None}
    assert first["client"]["sdk"].startswith("Python-urllib/")
    assert back == file


async def test_a_session_of_an_earlier_version_is_opened(served, connect):
    """Its rows do not say who handled them, and nobody is named."""
    await connect(answer(TOAST))
    delivery = (await served.click(await served.send(CARD), "同意")).delivery.id
    async with console(served) as api, Emulator(seed=9) as elsewhere:
        await elsewhere.serve()
        header, row = (await api.post("/exports", json={"as": "jsonl"})).json()["content"].splitlines()
        old = {key: value for key, value in json.loads(row).items() if key != "client"}
        async with console(elsewhere) as there:
            wrong = {**old, "client": "me"}
            refused = await there.post("/recordings/import", json={"content": f"{header}\n{json.dumps(wrong)}"})
            await there.post("/recordings/import", json={"content": f"{header}\n{json.dumps(old)}"})
            opened = (await there.get(f"/deliveries/{delivery}")).json()

    assert refused.status_code == 400
    assert opened["client"] is None


async def test_exports_hold_no_secret(served, connect):
    """In none of their forms."""
    await connect(answer(TOAST))
    click = await served.click(await served.send(CARD), "同意")
    app, token = served.app(), json.loads(click.delivery.push.payload)["event"]["token"]
    async with console(served) as api:
        forms = [
            (await api.post("/exports", json={"as": form})).json()["content"]
            for form in ("jsonl", "pytest", "curl", "har")
        ]

    for form in forms:
        assert click.delivery.push.payload.decode() not in form
        for secret in (app.app_secret, app.encrypt_key, app.verification_token, token):
            assert secret not in form
    assert shlex.split(forms[2].replace("\\\n", ""))[0] == "curl"


LINE: dict[str, Any] = {
    "id": "dlv_1",
    "type": "x",
    "app_id": "cli_x",
    "transport": "webhook",
    "connection": None,
    "url": None,
    "attempt": 1,
    "pushed_at": 1.0,
    "duration_ms": None,
    "event_id": "e",
    "chat": None,
    "user": None,
    "replay_of": None,
    "verdict": None,
    "request": "{}",
    "sent": None,
    "response": None,
    "frames": [],
}
HEADER = {"format": "larkline-session", "version": 1}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"frames": [{"direction": "out", "at_ms": 1, "base64": "!"}]}, ""),
        ({"frames": [{"direction": "up", "at_ms": 1, "base64": ""}]}, "line 2: frames[0].direction"),
        ({"id": 5}, "line 2: id is 5"),
        ({"attempt": 0}, "line 2: attempt is 0"),
        ({"pushed_at": None}, "line 2: pushed_at is null"),
        ({"sent": {"headers": "x"}}, "line 2: sent.body is missing"),
        ({"response": {"headers": {}}}, "line 2: response.code is missing"),
        ({"verdict": {"outcome": 1}}, "line 2: verdict"),
        ({"request": None}, "line 2: request is null"),
    ],
)
async def test_a_broken_session_is_refused(served, change, problem):
    """Nothing of it is loaded."""
    content = "\n".join(json.dumps(row) for row in (HEADER, {**LINE, **change}))
    async with console(served) as api:
        response = await api.post("/recordings/import", json={"content": content})
        rows = (await api.get("/deliveries")).json()["deliveries"]

    assert response.status_code == 400, response.text
    assert problem in response.json()["message"]
    assert rows == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/recordings/rec_9/stop", {}, 404),
        ("/recordings/rec_9/export", {}, 404),
        ("/exports", {"as": "pdf"}, 400),
        ("/exports", {"as": "curl", "deliveries": ["dlv_x"]}, 404),
        ("/exports", {"as": "pytest", "app": "x"}, 400),
        ("/recordings/import", {"content": "nothing"}, 400),
    ],
)
async def test_what_cannot_be_exported_is_refused(served, path, body, status):
    """By name."""
    async with console(served) as api:
        response = await api.post(path, json=body)

    assert response.status_code == status
    check_error(response.json())
