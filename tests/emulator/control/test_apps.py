"""The control API: apps, their settings, and the addresses of their webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.tiny_client import answer


class AppsConsole:
    """Calls the control API about the first app."""

    def __init__(self, client: httpx2.AsyncClient, app_id: str) -> None:
        self.client = client
        self.app_id = app_id

    async def call(self, method: str, path: str = "", *, status: int = 200, **body: Any) -> Any:
        """Make a call, check the status and give the body."""
        json = body if method != "GET" else None
        response = await self.client.request(method, f"/api/v1/apps/{self.app_id}{path}", json=json)
        assert response.status_code == status, response.text
        return response.json()


@pytest.fixture
async def console(served: Emulator) -> AsyncIterator[AppsConsole]:
    """The control API of a served emulator."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        yield AppsConsole(client, info["app_id"])


async def test_apps_are_shown_with_their_settings_and_without_secrets(console, served):
    """All of them, or one."""
    served.app(name="另一个")
    listed = (await console.client.get("/api/v1/apps")).json()["apps"]
    shown = await console.call("GET")

    assert [app["name"] for app in listed] == ["示例机器人", "另一个"]
    assert listed[0] == shown
    assert shown == {
        "id": served.app().app_id,
        "name": "示例机器人",
        "app_type": "self_built",
        "bot_open_id": served.app().bot_open_id,
        "events": "long_connection",
        "callbacks": "long_connection",
        "event_url": "",
        "callback_url": "",
        "card_url": "",
        "encrypted": True,
        "legacy_cards": False,
        "url_patterns": [],
        "event_types": ["*"],
        "callback_types": ["*"],
        "version": "1.0.0",
        "storm": None,
        "draft": {},
    }


async def test_settings_are_changed(console, served):
    """One at a time or together; the rest stays."""
    changed = await console.call("PATCH", events="webhook", legacy_cards=True)
    again = await console.call("PATCH", encrypted=False)

    assert (changed["events"], changed["callbacks"], changed["legacy_cards"]) == ("webhook", "long_connection", True)
    assert again == {**changed, "encrypted": False}
    assert not served.app().subscription.encrypted


async def test_an_address_is_checked_and_saved(console, served):
    """From then on deliveries go there, and are listed so."""
    async with serving(answering(served.app().encrypt_key, always(http({})))) as server:
        saved = await console.call("POST", "/webhook", event_url=server.url(), callback_url=server.url())
        done = (await console.client.post("/api/v1/events", json={"type": "card.action.trigger"})).json()
        await served.wait(deliveries=1)
        row = (await console.client.get(f"/api/v1/deliveries/{done['deliveries'][0]}")).json()

    assert (saved["events"], saved["callbacks"], saved["event_url"]) == ("webhook", "webhook", server.url())
    assert (row["transport"], row["connection"], row["url"]) == ("webhook", None, server.url())
    assert row["verdict"]["outcome"] == "ok"
    assert set(row["sent"]) == {"headers", "body"}
    assert row["sent"]["body"] == server.requests[-1].body.decode()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http({"challenge": "x"}), "address_wrong_value"),
        (http(b"ok"), "address_not_json"),
        (http(status="404 Not Found"), "address_status"),
    ],
)
async def test_an_address_that_answers_wrongly_is_refused(answer, code, console):
    """The code says how."""
    async with serving(always(answer)) as server:
        error = await console.call("POST", "/webhook", status=400, card_url=server.url())

    assert error["code"] == code
    assert server.url() in error["message"]
    assert "challenge" in error["hint"]
    assert (await console.call("GET"))["card_url"] == ""


@pytest.mark.parametrize(
    ("method", "path", "body", "word"),
    [
        ("PATCH", "", {"events": "pigeon"}, "pigeon"),
        ("PATCH", "", {"events": True}, "a text"),
        ("PATCH", "", {"encrypted": "yes"}, "true or false"),
        ("PATCH", "", {"event_url": "http://127.0.0.1/"}, "event_url"),
        ("PATCH", "", {"app_secret": "x"}, "app_secret"),
        ("POST", "/webhook", {}, "no address"),
        ("POST", "/webhook", {"encrypted": False}, "no address"),
        ("POST", "/webhook", {"event_url": 5}, "a text"),
        ("POST", "/webhook", {"url": "http://127.0.0.1/"}, "url"),
    ],
)
async def test_what_cannot_be_set_is_refused(method, path, body, word, console):
    """Unknown members, other types, other words; nothing changes."""
    before = await console.call("GET")
    error = await console.call(method, path, status=400, **body)

    assert error["code"] == "bad_request"
    assert word in f"{error['message']}: {error['hint']}"
    assert await console.call("GET") == before


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PATCH", ""), ("POST", "/webhook")])
async def test_an_unknown_app_is_not_found(method, path, console):
    """The hint lists those there are."""
    console.app_id = "cli_x"
    error = await console.call(method, path, status=404)

    assert error["code"] == "not_found"


async def test_a_mode_is_saved_with_its_checks(console, served, connect):
    """S8: long_connection needs one that is online, and says so; then it is saved, with the types."""
    served.configure(events="webhook")
    refused = await console.call("POST", "/subscription", events="long_connection", status=409)
    nothing = await console.call("POST", "/subscription", status=400)
    await connect(answer(None))
    saved = await console.call("POST", "/subscription", events="long_connection", event_types=["im.message.*"])

    assert refused["code"] == "subscription_no_connection"
    assert "application has not established a long connection" in refused["message"]
    assert refused["hint"].startswith("start the app")
    assert nothing["code"] == "bad_request"
    assert (saved["events"], saved["event_types"]) == ("long_connection", ["im.message.*"])


async def test_an_address_is_saved_with_its_check(console, served):
    """S9: what is wrong with an address is the code of the error."""
    async with serving(always(http({"challenge": "wrong"}))) as server:
        refused = await console.call("POST", "/subscription", callback_url=server.url(), status=400)

    assert refused["code"] == "address_wrong_value"


async def test_a_draft_is_shown_and_published(console, served):
    """S8: what is saved and not in force stands apart, until a version is published."""
    served.core.settings.auto_publish = False
    drafted = await console.call("PATCH", callback_types=["card.action.trigger"], encrypted=False)
    published = await console.call("POST", "/publish")

    assert (drafted["encrypted"], drafted["version"]) == (True, "1.0.0")
    assert drafted["draft"] == {"encrypted": False, "callback_types": ["card.action.trigger"]}
    assert (published["encrypted"], published["version"], published["draft"]) == (False, "1.0.1", {})
