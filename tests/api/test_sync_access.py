"""Access tokens of self-built and store apps, through the client for threads."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from larkline.api.client import SyncClient
from larkline.api.sync_access import wait_for
from larkline.api.tickets import WAIT_SECONDS
from larkline.clock import ManualClock
from larkline.errors import ConfigurationError, InvalidRequest, TokenRejected
from larkline.stores.memory import MemoryStore
from larkline.stores.sqlite import SqliteStore
from tests.api.scripted import APP_ID, APP_SECRET
from tests.api.store_platform import StorePlatform

X = "/open-apis/x"


@pytest.fixture
def platform() -> StorePlatform:
    """Give a platform."""
    return StorePlatform()


def client_of(platform: StorePlatform, **options: Any) -> SyncClient:
    """Make the client of a store app."""
    options = {"app_type": "store", "random": lambda: 0.5, **options}
    return SyncClient(APP_ID, APP_SECRET, transport=platform.transport, **options)


def test_two_tenants_never_share_a_token(platform):
    """Many threads, each call with the token of its own tenant, each token asked for once."""
    names = [f"tenant-{number % 3}" for number in range(90)]
    with client_of(platform) as client, ThreadPoolExecutor(16) as pool:
        client.keep_app_ticket("ticket-1")
        answers = list(pool.map(lambda name: client.for_tenant(name).request("GET", X), names))

    assert [answer["tenant"] for answer in answers] == names
    assert (platform.asked.count("app"), platform.asked.count("tenant")) == (1, 3)


async def test_a_missing_ticket_is_asked_for_once(platform):
    """Threads wait together, and go on when the ticket is in the store of the event loop."""
    clock = ManualClock()
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    platform.on_resend = lambda: loop.call_soon_threadsafe(asked.set)
    store = MemoryStore(clock)
    client = client_of(platform, clock=clock, loop=loop, store=store)
    with ThreadPoolExecutor(8) as pool:
        tenant = client.for_tenant("tenant-1")
        calls = [loop.run_in_executor(pool, tenant.request, "GET", X) for _ in range(8)]
        async with asyncio.timeout(20):
            await asked.wait()
            await store.put(f"app_ticket:{APP_ID}", b"ticket-1", ttl=100)
            while not all(call.done() for call in calls):
                await clock.advance(0.1)
                await asyncio.sleep(0.001)
            answers = await asyncio.gather(*calls)
    client.close()

    assert [answer["tenant"] for answer in answers] == ["tenant-1"] * 8
    assert (platform.asked.count("resend"), platform.asked.count("app")) == (1, 1)


@pytest.mark.parametrize("ticket", ["", "ticket-0"])
async def test_a_ticket_that_never_comes(ticket, platform):
    """The thread is told after a while, on the moved clock; a rejected ticket is named as such."""
    clock = ManualClock()
    loop = asyncio.get_running_loop()
    client = client_of(platform, clock=clock, loop=loop)
    if ticket:
        await asyncio.to_thread(client.keep_app_ticket, ticket)
    calling = asyncio.create_task(asyncio.to_thread(client.for_tenant("tenant-1").request, "GET", X))
    async with asyncio.timeout(20):
        while not calling.done():
            await clock.advance(0.25)
            await asyncio.sleep(0.001)
    with pytest.raises(TokenRejected, match="no app_ticket") as caught:
        await calling
    client.close()

    assert clock.now() >= WAIT_SECONDS
    assert caught.value.code == (10012 if ticket else None)
    assert platform.asked.count("resend") == 1


def test_closing_ends_the_wait_for_a_ticket(platform):
    """A thread that waits is let go."""
    asked = threading.Event()
    platform.on_resend = asked.set
    client = client_of(platform)
    with ThreadPoolExecutor(1) as pool:
        calling = pool.submit(client.for_tenant("tenant-1").request, "GET", X)
        assert asked.wait(20)
        client.close()
        with pytest.raises(RuntimeError, match="closed"):
            calling.result(20)


def test_a_wrong_ticket_is_replaced(platform, tmp_path):
    """The new one comes through a store that another part of the program writes to."""
    with SqliteStore(tmp_path / "tickets.db") as store, client_of(platform, store=store) as client:
        client.keep_app_ticket("ticket-0")
        platform.on_resend = lambda: client.keep_app_ticket("ticket-1")
        assert client.for_tenant("tenant-1").request("GET", X)["tenant"] == "tenant-1"

    assert platform.asked == ["app", "resend", "app", "tenant", "call"]


def test_stale_tokens_are_replaced(platform):
    """The tenant's, the app's as part of the question, and the app's of a call."""
    with client_of(platform) as client:
        client.keep_app_ticket("ticket-1")
        platform.refusals = {"call": [99991663]}
        client.for_tenant("tenant-1").request("GET", X)
        platform.forget()
        client.for_tenant("tenant-2").request("GET", X)
        platform.refusals = {"call": [99991664]}
        client.request("GET", X, access="app")

    assert platform.asked == [
        *("app", "tenant", "call", "tenant", "call"),
        *("tenant", "app", "tenant", "call"),
        *("call", "app", "call"),
    ]


def test_refusals_reach_the_caller(platform):
    """Those that no fresh token can change are not asked about twice."""
    with client_of(platform) as client:
        platform.refusals = {"resend": [10016]}
        with pytest.raises(InvalidRequest):
            client.for_tenant("tenant-1").request("GET", X)
        client.keep_app_ticket("ticket-1")
        platform.refusals = {"app": [10014], "tenant": [10013]}
        for code in (10014, 10013):
            with pytest.raises(TokenRejected) as caught:
                client.for_tenant("tenant-1").request("GET", X)
            assert caught.value.code == code


def test_a_self_built_app(platform):
    """Both of its tokens, and a user's."""
    with client_of(platform, app_type="self_built") as client:
        client.request("GET", X)
        client.request("GET", X, access="app")
        client.request("GET", X, access="user", user_token="u-1")

    assert platform.asked == ["internal tenant", "call", "internal app", "call", "call"]
    assert platform.seen[2] == "u-1"


def test_mistakes_about_tenants(platform):
    """As for tasks."""
    with client_of(platform) as client, pytest.raises(ConfigurationError, match="for_tenant"):
        client.messages.send("hi", to="oc_team")
    with client_of(platform, app_type="self_built") as client:
        with pytest.raises(ConfigurationError, match="one tenant"):
            client.for_tenant("tenant-1")
        with pytest.raises(ConfigurationError, match="no app_ticket"):
            client.keep_app_ticket("ticket-1")


def test_a_view_shares_everything_and_owns_nothing(platform):
    """As for tasks."""
    with client_of(platform) as client:
        client.keep_app_ticket("ticket-1")
        with client.for_tenant("tenant-1") as view:
            view.request("GET", X)
        view.request("GET", X)
        assert (view.tenant_key, "tenant 'tenant-1'" in repr(view)) == ("tenant-1", True)
    with pytest.raises(RuntimeError, match="closed"):
        view.request("GET", X)

    assert platform.asked == ["app", "tenant", "call", "call"]


def test_tokens_of_very_many_tenants(platform, monkeypatch):
    """As for tasks."""
    monkeypatch.setattr("larkline.api.sync_access.TENANTS", 3)
    with client_of(platform) as client:
        client.keep_app_ticket("ticket-1")
        for name in ("1", "2", "1", "3", "1", "2"):
            client.for_tenant(name).request("GET", X)

    assert platform.asked.count("tenant") == 4


async def answer() -> tuple[int, int]:
    """Say where this runs."""
    await asyncio.sleep(0)
    return id(asyncio.get_running_loop()), threading.get_ident()


async def test_what_can_only_be_awaited():
    """It is waited for in its loop, in a loop of its own, or, beside a running one, in a thread of its own."""
    loop = asyncio.get_running_loop()
    in_loop = await asyncio.to_thread(lambda: wait_for(answer(), loop))
    of_its_own = await asyncio.to_thread(lambda: (wait_for(answer(), None)[1], threading.get_ident()))
    beside = wait_for(answer(), None)
    closed = asyncio.new_event_loop()
    closed.close()

    assert in_loop == (id(loop), threading.get_ident())
    assert of_its_own[0] == of_its_own[1]
    assert beside[1] != threading.get_ident()
    assert await asyncio.to_thread(lambda: wait_for(answer(), closed))


async def test_a_failure_of_what_can_only_be_awaited():
    """It is raised here."""

    async def fail() -> None:
        raise ConfigurationError("no store")

    with pytest.raises(ConfigurationError, match="no store"):
        wait_for(fail(), None)
    with pytest.raises(ConfigurationError, match="no store"):
        await asyncio.to_thread(lambda: wait_for(fail(), None))
