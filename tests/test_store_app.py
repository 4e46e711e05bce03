"""An app of the store (商店应用): it gets its tickets by webhook, and speaks for the tenant of each delivery."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline import App, Card, CardAction, Client, ConfigurationError, Event, Markdown, SyncClient, Toast
from larkline.api.tickets import read_ticket
from larkline.emulator import Emulator
from larkline.stores.memory import MemoryStore
from larkline.stores.sqlite import SqliteStore
from tests.api.scripted import APP_ID, APP_SECRET
from tests.api.store_platform import StorePlatform
from tests.receivers.hook import Hook, body

X = "/open-apis/x"


def ticket(text: str = "ticket-1", app_id: str = APP_ID) -> dict[str, Any]:
    """Build the event that carries a ticket. Source: docs, app_ticket 事件."""
    return {
        "ts": "1502199207.7171419",
        "uuid": f"uuid of {text}",
        "token": "v-token",
        "type": "event_callback",
        "event": {"app_id": app_id, "app_ticket": text, "type": "app_ticket"},
    }


def event(tenant: str, kind: str = "x.happened_v1") -> dict[str, Any]:
    """Build an event of a tenant."""
    header = {"event_id": f"e-{tenant}", "event_type": kind, "app_id": APP_ID, "tenant_key": tenant, "token": "v-token"}
    return {"schema": "2.0", "header": header, "event": {}}


def store_app(**settings: Any) -> tuple[Hook, StorePlatform]:
    """Make a store app behind its webhook door, and the platform it calls."""
    hook = Hook(app_type="store", token="v-token", **settings)
    platform: Any = StorePlatform()
    hook.api = platform
    hook._credentials = (APP_ID, APP_SECRET)
    return hook, platform


async def test_a_handler_speaks_for_the_tenant_of_its_delivery():
    """In both kinds of handlers, without a word about tenants or tickets in the app."""
    hook, platform = store_app()
    tenants: list[str] = []

    @hook.app.on_event("x.happened_v1")
    async def happened(event: Event, client: Client) -> None:
        tenants.append((await client.request("GET", X))["tenant"])

    @hook.app.on_event("y.happened_v1")
    def also_happened(event: Event, client: SyncClient) -> None:
        tenants.append(client.request("GET", X)["tenant"])

    async with hook.receiving():
        statuses = [(await hook.post(document)).status for document in (ticket(), event("t1"), event("t2"))]
        statuses += [(await hook.post(event(tenant, "y.happened_v1"))).status for tenant in ("t3", "t1")]

    assert statuses == [200] * 5
    assert tenants == ["t1", "t2", "t3", "t1"]
    assert platform.asked.count("resend") == 0


async def test_late_cards_are_sent_for_the_tenant_of_the_click():
    """What is yielded after the response goes out with the token of the tenant."""
    hook, platform = store_app()

    @hook.app.on_card_action()
    async def clicked(action: CardAction) -> AsyncIterator[Any]:
        yield Toast.info("working")
        yield Card(elements=[Markdown("done")])

    click = event("t7", "card.action.trigger")
    click["event"] = {
        "operator": {"open_id": "ou_1", "tenant_key": "t7"},
        "token": "c-update",
        "action": {"value": {}, "tag": "button"},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
    }
    async with hook.receiving():
        await hook.post(ticket())
        received = await hook.post(click)
        await hook.clock.advance(1)

    assert body(received)["toast"]["type"] == "info"
    assert platform.asked == ["app", "tenant", "call"]
    assert platform.bodies[1]["tenant_key"] == "t7"


async def test_a_ticket_that_is_missing_is_asked_for():
    """The handler waits until the ticket has come through the same door, and goes on."""
    hook, platform = store_app()
    tenants: list[str] = []

    @hook.app.on_event("x.happened_v1")
    async def happened(event: Event, client: Client) -> None:
        tenants.append((await client.request("GET", X))["tenant"])

    async with hook.receiving():
        waiting = await hook.begin(event("t1"))
        await hook.clock.advance(1)
        asked = list(platform.asked)
        answer = await hook.post(ticket())
        await hook.clock.advance(1)
        await (await waiting).after_sent()

    assert (answer.status, asked, tenants) == (200, ["resend"], ["t1"])


@pytest.mark.parametrize("kind", ["own", "rest", "none"])
async def test_a_handler_of_the_ticket_runs_as_well(kind):
    """The app has kept the ticket before; without a handler the event is taken all the same."""
    hook, platform = store_app()
    seen: list[tuple[str, str]] = []

    async def look(event: Event, client: Client) -> None:
        await client.for_tenant("t1").request("GET", X)
        seen.append((event.type, event.event["app_ticket"]))

    if kind != "none":
        hook.app.on_event("app_ticket" if kind == "own" else None)(look)
    async with hook.receiving():
        status = (await hook.post(ticket())).status
        unmatched = hook.count("unmatched")

    assert (status, unmatched) == (200, 0)
    assert seen == ([] if kind == "none" else [("app_ticket", "ticket-1")])
    assert "resend" not in platform.asked


async def test_a_store_is_shared_by_instances(tmp_path):
    """What one process gets by webhook, another one that only calls the API can use."""
    with SqliteStore(tmp_path / "tickets.db") as store:
        hook, platform = store_app(store=store)
        async with hook.receiving():
            await hook.post(ticket())
        with SqliteStore(tmp_path / "tickets.db") as other:
            client = Client(APP_ID, APP_SECRET, app_type="store", store=other, transport=platform.transport)
            async with client:
                answer = await client.for_tenant("t1").request("GET", X)

    assert answer["tenant"] == "t1"
    assert platform.asked == ["app", "tenant", "call"]


async def test_a_ticket_that_cannot_be_kept_is_sent_again(caplog):
    """The event is not acknowledged, so that the platform repeats it; the log does not show it."""

    class Full(MemoryStore):
        async def put(self, key: str, value: bytes, *, ttl: float) -> None:
            raise OSError("disk full")

    hook, _ = store_app()
    hook = Hook(app_type="store", token="v-token", store=Full(hook.clock))
    hook._credentials = (APP_ID, APP_SECRET)
    async with hook.receiving():
        received = await hook.post(ticket())

    assert received.status == 500
    assert "disk full" in caplog.text
    assert "ticket-1" not in caplog.text


@pytest.mark.parametrize(
    "document",
    [ticket(app_id="cli_other"), {**ticket(), "event": {"type": "app_ticket", "app_id": APP_ID}}],
    ids=range(2),
)
async def test_a_ticket_that_is_not_ours(document, caplog):
    """It is acknowledged and not kept."""
    store = MemoryStore(Hook().clock)
    hook, _ = store_app(store=store)
    async with hook.receiving():
        received = await hook.post(document)

    assert received.status == 200
    assert await read_ticket(store, APP_ID) == ""
    assert ("another app" in caplog.text) is (document["event"].get("app_id") != APP_ID)


async def test_an_empty_ticket_is_a_failure(caplog):
    """It is sent again."""
    hook, _ = store_app()
    async with hook.receiving():
        received = await hook.post(ticket(""))

    assert received.status == 500
    assert "printable characters" in caplog.text


async def test_a_self_built_app_takes_no_tickets():
    """For it the event is one like any other."""
    hook = Hook(token="v-token")
    seen: list[str] = []

    @hook.app.on_event("app_ticket")
    async def look(event: Event) -> None:
        seen.append(event.type)

    async with hook.receiving():
        await hook.post(ticket())

    assert seen == ["app_ticket"]


async def test_a_store_app_has_no_long_connection():
    """The platform has none for it."""
    with pytest.raises(ConfigurationError, match="webhook only"):
        await App(app_type="store").start()


async def test_a_client_without_a_tenant_says_what_to_do():
    """A delivery that names no tenant gives a client that needs one."""
    hook, _ = store_app()
    texts: list[str] = []

    @hook.app.on_event("x.happened_v1")
    async def happened(event: Event, client: Client) -> None:
        with pytest.raises(ConfigurationError) as caught:
            await client.messages.send("hi", to="oc_team")
        texts.append(str(caught.value))

    async with hook.receiving():
        await hook.post(ticket())
        await hook.post(event(""))

    assert "client.for_tenant(tenant_key)" in texts[0]


def test_nothing_of_it_is_loaded_by_an_app():
    """Stores, clients and SQLite come when a store app opens its doors."""
    program = (
        "import sys, json; from larkline import App; App('a', 'b', app_type='store');"
        "print(json.dumps(sorted(name for name in sys.modules if 'stores' in name or 'sqlite' in name or "
        "name in ('larkline.api.client', 'larkline.api.tickets', 'httpx2'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert json.loads(done.stdout) == []


async def test_an_emulated_self_built_app_is_as_it_was():
    """The hook for tickets costs other apps nothing."""
    app = App()
    seen: list[str] = []

    @app.on_event()
    async def look(event: Event, client: Client) -> None:
        seen.append(client.tenant_key)

    async with Emulator(seed=1) as feishu, feishu.running(app):
        await feishu.say("hi", by="ou_alice")
        async with asyncio.timeout(20):
            while not seen:  # noqa: ASYNC110 - what is looked at has no event
                await asyncio.sleep(0)

    assert seen[0] == ""
