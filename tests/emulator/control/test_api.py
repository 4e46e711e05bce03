"""The control API: every path, over a real port."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from larkline.emulator.control.api import control_operations
from larkline.emulator.control.operations import Operation
from larkline.emulator.control.schemas import checked
from larkline.emulator.control.session import Keys
from tests.emulator.control.errors import check_error
from tests.emulator.stories import CARD, button, card, never
from tests.emulator.tiny_client import answer


class Console:
    """Calls the control API with the token; what comes back has to be as its description says."""

    def __init__(self, client: httpx2.AsyncClient, token: str, operations: list[Operation]) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}
        self._answers = {(o.method, re.compile(re.sub("{.*?}", "[^/]+", o.path))): o.answer for o in operations}

    async def get(self, path: str, *, status: int = 200) -> Any:
        """Make a GET, check the status and give the body."""
        return self._body(await self.client.get("/api/v1" + path, headers=self.headers), status)

    async def post(self, path: str, *, status: int = 200, **body: Any) -> Any:
        """Make a POST, check the status and give the body."""
        return self._body(await self.client.post("/api/v1" + path, headers=self.headers, json=body), status)

    def _body(self, response: httpx2.Response, status: int) -> Any:
        body = response.json()
        assert response.status_code == status, body
        assert response.headers["content-type"].startswith("application/json")
        if status != 200:
            check_error(body)
            return body
        method, path = response.request.method, response.request.url.path.removeprefix("/api/v1")
        schemas = [
            answer for (verb, pattern), answer in self._answers.items() if verb == method and pattern.fullmatch(path)
        ]
        checked(body, schemas[0])
        return body


@pytest.fixture
async def console(served: Emulator) -> AsyncIterator[Console]:
    """The control API of a served emulator."""
    info = served.info()
    async with httpx2.AsyncClient(base_url=info["console_url"], trust_env=False) as client:
        yield Console(client, info["token"], control_operations(served, Keys("")))


async def test_health_needs_no_token_and_info_tells_no_secret(console, served):
    """Anybody may ask whether it lives; addresses and apps are told without credentials."""
    health = await console.client.get("/api/v1/health")
    info = await console.get("/info")

    assert health.json() == {"status": "ok"}
    assert info["platform_url"] == served.info()["platform_url"]
    assert info["apps"] == [{"id": served.app().app_id, "name": served.app().name}]
    assert info["profile"] == "documented"
    for secret in (served.app().app_secret, served.info()["token"]):
        assert secret not in str(info)


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}])
async def test_without_the_token_nothing_is_told(console, header):
    """Every path but health is closed."""
    response = await console.client.get("/api/v1/users", headers=header)

    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")


async def test_web_pages_and_foreign_hosts_are_refused(console):
    """Before the token is looked at, and without a body."""
    page = await console.client.post("/api/v1/reset", headers={**console.headers, "Origin": "http://evil.example"})
    rebound = await console.client.get("/api/v1/users", headers={**console.headers, "Host": "evil.example"})

    assert (page.status_code, page.content) == (403, b"")
    assert (rebound.status_code, rebound.content) == (421, b"")
    assert "access-control-allow-origin" not in page.headers


async def test_the_world_can_be_read(console):
    """People and chats of the seed."""
    users = (await console.get("/users"))["users"]
    chats = (await console.get("/chats"))["chats"]

    assert [user["open_id"] for user in users] == ["ou_alice", "ou_bob"]
    assert {chat["id"] for chat in chats} == {"oc_alice", "oc_bob", "oc_team"}


async def test_a_person_says_something(console, connect):
    """The message and its deliveries come back, and the chat holds it."""
    await connect(answer(None))
    said = await console.post("/chats/oc_alice/messages", text="你好", by="ou_alice")
    await console.post("/wait", deliveries=1)
    found = (await console.get("/chats/oc_alice/messages"))["messages"]
    delivery = await console.get(f"/deliveries/{said['deliveries'][0]}")

    assert [message["text"] for message in found] == ["你好"]
    assert said["sender"] == {"id": "ou_alice", "type": "user", "name": "阿丽"}
    assert delivery["verdict"]["outcome"] == "ok"
    assert delivery["type"] == "im.message.receive_v1"


async def test_the_bot_sends_and_a_person_clicks(console, connect, served):
    """The answer comes back with its verdict, and the message shows the card as seen."""
    new = card({"tag": "markdown", "content": "已批准"})
    await connect(answer({"toast": {"type": "success", "content": "好"}, "card": {"type": "raw", "data": new}}))
    sent = await console.post("/messages", to="oc_team", card=CARD)
    done = await console.post(f"/messages/{sent['id']}/actions", click="同意", by="ou_bob")
    seen = await console.get(f"/messages/{sent['id']}?by=ou_bob")

    assert sent["components"][0]["texts"] == ["同意"]
    assert done["delivery"]["verdict"]["outcome"] == "ok"
    assert done["response"]["toast"] == {"type": "success", "content": "好"}
    assert seen["card"] == new


async def test_a_text_can_be_sent(console, served):
    """As the bot, to a person."""
    sent = await console.post("/messages", to="ou_bob", text="提醒")

    assert (sent["chat"], sent["text"], sent["sender"]["type"]) == ("oc_bob", "提醒", "app")


async def test_a_click_need_not_wait(console, connect):
    """With wait false the delivery comes back without a verdict."""
    await connect(never)
    sent = await console.post("/messages", card=CARD)
    begun = await console.post(f"/messages/{sent['id']}/actions", click=0, wait=False)

    assert begun["delivery"]["verdict"] is None
    assert begun["response"] is None


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ({"submit": True, "values": {"i": "x"}}, {"form_value": {"i": "x"}}),
        ({"submit": "提交", "values": {"i": "x"}}, {"form_value": {"i": "x"}}),
        ({"click": "send", "values": {"i": "y"}}, {"form_value": {"i": "y"}}),
        ({"select": "select_static", "option": "一"}, {"option": "1"}),
        ({"select": "date_picker", "value": "2026-12-01"}, {"option": "2026-12-01 +0800"}),
        ({"input": "alone", "text": "好"}, {"input_value": "好"}),
        ({"check": "checker"}, {"checked": True}),
    ],
)
async def test_every_way_to_act_is_there(console, connect, served, action, sent):
    """Clicks, choices, typed text, ticks and forms."""
    await connect(answer({}))
    fields = [{"tag": "input", "name": "i"}, button("提交", name="send", form_action_type="submit")]
    shown = card(
        {"tag": "form", "name": "f", "elements": fields},
        {"tag": "select_static", "options": [{"text": {"content": "一"}, "value": "1"}]},
        {"tag": "date_picker"},
        {"tag": "input", "name": "alone"},
        {"tag": "checker", "behaviors": [{"type": "callback", "value": {}}]},
    )
    message = await console.post("/messages", card=shown)
    done = await console.post(f"/messages/{message['id']}/actions", **action)
    request = (await console.get(f"/deliveries/{done['delivery']['id']}"))["request"]

    assert done["delivery"]["verdict"]["outcome"] == "ok"
    for key, value in sent.items():
        assert httpx2.Response(200, text=request).json()["event"]["action"][key] == value


async def test_events_are_triggered(console, connect):
    """Any type, several times, with values put at paths."""
    client = await connect(answer(None))
    done = await console.post("/events", type="application.bot.menu_v6", set={"event.event_key": "help"}, times=3)
    await console.post("/wait", deliveries=3, idle=True)

    assert len(done["deliveries"]) == 3
    assert all(b'"event_key":"help"' in delivery.payload for delivery in client.received)


async def test_deliveries_are_listed_as_promised(console, connect):
    """Page by page, each row with transport, connection, attempt, duration and verdict."""
    await connect(answer(None))
    await console.post("/events", type="add_bot", times=3)
    await console.post("/wait", deliveries=3)
    first = await console.get("/deliveries?limit=2")
    second = await console.get(f"/deliveries?limit=2&after={first['next']}")
    row = first["deliveries"][0]

    assert (len(first["deliveries"]), len(second["deliveries"]), second["next"]) == (2, 1, None)
    assert (row["type"], row["transport"], row["attempt"]) == ("add_bot", "long_connection", 1)
    assert row["connection"] == (await console.get("/connections"))["connections"][0]["id"]
    assert row["duration_ms"] >= 0
    verdict = row["verdict"]
    assert (verdict["outcome"], verdict["code"], verdict["rule"]) == ("ok", None, "ok")
    assert set(verdict["message"]) == {"zh", "en"}
    assert "evidence" in verdict


async def test_a_failed_delivery_shows_its_code(console):
    """Nobody online is 200340."""
    sent = await console.post("/messages", card=CARD)
    done = await console.post(f"/messages/{sent['id']}/actions", click="同意")

    assert done["delivery"]["verdict"]["code"] == 200340
    assert done["delivery"]["connection"] is None
    assert done["response"] == {"toast": None, "card": None, "body": {}}


async def test_no_token_is_shown(console, connect, served):
    """Update tokens and the verification token are masked in a delivery."""
    await connect(answer({}))
    sent = await console.post("/messages", card=CARD)
    done = await console.post(f"/messages/{sent['id']}/actions", click="同意")
    delivery = await console.get(f"/deliveries/{done['delivery']['id']}")

    assert '"token":"***"' in delivery["request"]
    assert served.app().verification_token not in str(delivery)


async def test_waiting_ends_or_times_out(console, connect):
    """200 when it came true, 408 when it did not."""
    late = await console.post("/wait", status=408, online=1, timeout=0.01)
    await connect(answer({}))
    done = await console.post("/wait", online=True, timeout=5)

    assert late["code"] == "timeout"
    assert "0 of 1 connections" in late["message"]
    assert done["online"] == 1


async def test_waiting_for_a_delivery_that_passes_a_filter(console, connect, served):
    """A failed click on a card of this app: 408 while there is none, then it comes back as a row; one is enough."""
    wanted = f"app:{served.app().app_id} type:card status:failed"
    await connect(answer(None, status=500))
    await console.post("/events", type="add_bot", wait=True)
    late = await console.post("/wait", status=408, filter=wanted, timeout=0.01)
    done = await console.post("/events", type="card.action.trigger", times=2)
    found = (await console.post("/wait", filter=wanted, deliveries=2, timeout=5))["found"]
    wrong = await console.post("/wait", status=400, filter="typ:card")

    assert wanted in late["message"]
    assert [row["id"] for row in found] == done["deliveries"]
    assert {row["verdict"]["code"] for row in found} == {200671}
    assert "typ: is not known" in wrong["message"]


async def test_a_misspelt_condition_is_not_taken_for_fulfilled(console):
    """What the emulator does not know, it cannot wait for."""
    refused = await console.post("/wait", status=400, onlien=1)

    assert (refused["code"], refused["message"]) == ("bad_request", "'onlien' is not known here")
    assert refused["hint"].startswith("known are online, ")


@pytest.mark.parametrize(
    ("path", "body", "status", "helps"),
    [
        ("/wait", {"online": 1, "timeout": 0.01}, 408, "GET /api/v1/connections"),
        ("/deliveries/dlv_1/replay", {}, 404, "GET /api/v1/deliveries"),
        ("/users", {"open_id": "carol", "name": "Carol"}, 400, "GET /api/v1/openapi.json"),
        ("/events", {"type": "im.message.receive_v1", "set": {"event.nope": 1}}, 400, "GET /api/v1/openapi.json"),
    ],
)
async def test_every_error_says_what_helps(console, path, body, status, helps):
    """Where an error has no remedy of its own, its hint names the call that shows more."""
    error = await console.post(path, status=status, **body)

    assert helps in error["hint"]


@pytest.mark.parametrize(("how", "code"), [("close", 1000), ("reset", 1006)])
async def test_a_connection_is_ended(console, connect, how, code):
    """With a goodbye or by a reset."""
    client = await connect(answer({}))
    row = (await console.get("/connections"))["connections"][0]
    await console.post(f"/connections/{row['id']}/close", how=how)
    async with asyncio.timeout(5):
        await client.link.connection.wait_closed()

    assert (row["online"], row["pings"]) == (True, 1)
    assert client.link.connection.close_code == code


async def test_a_connection_is_frozen(console, connect):
    """It stays open and is shown as frozen."""
    client = await connect(answer({}))
    row = (await console.get("/connections"))["connections"][0]
    frozen = await console.post(f"/connections/{row['id']}/close", how="freeze")
    client.link.abort()

    assert frozen["frozen"]


async def test_calls_of_the_api_are_listed(console, served):
    """With their codes, and how many went to something that is not emulated."""
    async with httpx2.AsyncClient(base_url=served.info()["platform_url"], trust_env=False) as client:
        await client.get("/open-apis/im/v1/pins")
    calls = await console.get("/api-calls")

    assert calls["unimplemented"] == 1
    assert (calls["calls"][0]["path"], calls["calls"][0]["code"]) == ("/open-apis/im/v1/pins", 99991201)


async def test_time_is_read_and_moved(console, served):
    """Moving it forward shows at once."""
    before = await console.get("/clock")
    after = await console.post("/clock", advance=3600)

    assert after["time"] - before["time"] >= 3600
    assert before["frozen"] is False


@pytest.mark.parametrize(("scope", "messages", "deliveries"), [("world", 0, 1), ("journal", 1, 0), ("all", 0, 0)])
async def test_a_reset_starts_over(console, served, scope, messages, deliveries):
    """Messages or records go, people, apps and connections stay."""
    served.user("ou_extra", name="临时")
    await console.post("/chats/oc_alice/messages", text="你好")
    await console.post("/wait", deliveries=1)
    await console.post("/reset", scope=scope)

    assert len(served.messages()) == messages
    assert len(served.deliveries()) == deliveries
    assert len((await console.get("/users"))["users"]) == (3 if scope == "journal" else 2)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "not_found"),
        ("DELETE", "/users", None, 404, "not_found"),
        ("GET", "/messages/om_x", None, 404, "not_found"),
        ("GET", "/deliveries/dlv_x", None, 404, "not_found"),
        ("GET", "/deliveries?limit=0", None, 400, "bad_request"),
        ("GET", "/deliveries?limit=x", None, 400, "bad_request"),
        ("GET", "/chats/oc_x/messages", None, 404, "not_found"),
        ("POST", "/chats/oc_x/messages", {"text": "x"}, 404, "not_found"),
        ("POST", "/chats/oc_alice/messages", {}, 400, "bad_request"),
        ("POST", "/chats/oc_alice/messages", {"text": "x", "by": "ou_x"}, 404, "not_found"),
        ("POST", "/chats/oc_bob/messages", {"text": "x"}, 400, "bad_request"),
        ("POST", "/messages", {"card": "x"}, 400, "bad_request"),
        ("POST", "/messages", {"card": {}, "to": "nonsense"}, 400, "bad_request"),
        ("POST", "/messages", {"card": {}, "to": "oc_x"}, 400, "refused"),
        ("POST", "/messages/om_x/actions", {"click": "x"}, 404, "not_found"),
        ("POST", "/connections/1/close", {}, 404, "not_found"),
        ("POST", "/events", {}, 400, "bad_request"),
        ("POST", "/events", {"type": "a b"}, 400, "bad_request"),
        ("POST", "/events", {"type": "add_bot", "times": 0}, 400, "bad_request"),
        ("POST", "/events", {"type": "add_bot", "times": True}, 400, "bad_request"),
        ("POST", "/events", {"type": "add_bot", "set": []}, 400, "bad_request"),
        ("POST", "/events", {"type": "add_bot", "app_id": "cli_x"}, 404, "not_found"),
        ("POST", "/clock", {}, 400, "bad_request"),
        ("POST", "/clock", {"advance": -1}, 400, "bad_request"),
        ("POST", "/clock", {"advance": "1"}, 400, "bad_request"),
        ("POST", "/reset", {"scope": "x"}, 400, "bad_request"),
        ("POST", "/reset", [1], 400, "bad_request"),
    ],
)
async def test_every_error_has_code_message_and_hint(console, method, path, body, status, code):
    """What cannot be done is told in one shape."""
    response = await console.client.request(method, "/api/v1" + path, headers=console.headers, json=body)
    error = response.json()

    assert (response.status_code, error["code"]) == (status, code)
    check_error(error)


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        ({}, 400, "bad_request"),
        ({"click": "同意", "check": "x"}, 400, "bad_request"),
        ({"click": True}, 400, "bad_request"),
        ({"click": "不存在"}, 404, "component_not_found"),
        ({"submit": True}, 404, "component_not_found"),
        ({"click": "同意", "values": []}, 400, "bad_request"),
        ({"click": "同意", "values": {"x": 1}}, 400, "bad_request"),
        ({"click": "看"}, 409, "nothing_sent"),
    ],
)
async def test_an_act_that_cannot_be_done_says_why(console, action, status, code):
    """The hint lists the choices, or the link that opens instead."""
    shown = card(button("同意", value={}), button("看", url="https://example.com/"))
    message = await console.post("/messages", card=shown)
    error = await console.post(f"/messages/{message['id']}/actions", status=status, **action)

    assert error["code"] == code
    if code == "component_not_found" and "click" in action:
        assert "button “同意”" in error["hint"]
    if code == "nothing_sent":
        assert error["hint"] == "https://example.com/"


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{}", "text/plain", 415, "not_json"),
        (b"{}", "", 415, "not_json"),
        (b"{", "application/json", 400, "bad_request"),
        (b"[" * 200 + b"]" * 200, "application/json", 400, "bad_request"),
        (bytes(10 * 1024 * 1024 + 1), "application/json", 413, "too_large"),
    ],
)
async def test_a_body_that_cannot_be_taken_is_refused(console, content, kind, status, code):
    """A form of a web page, broken JSON, endless JSON and too much of it."""
    headers = {**console.headers, **({"Content-Type": kind} if kind else {})}
    response = await console.client.post("/api/v1/reset", headers=headers, content=content)

    assert (response.status_code, response.json()["code"]) == (status, code)
