"""Access tokens of self-built and store apps, through the client for tasks."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

import pytest

from larkline.api.access import TENANTS
from larkline.api.client import Client
from larkline.api.tickets import LOOK_SECONDS, WAIT_SECONDS, MemoryTickets, keep_ticket
from larkline.clock import ManualClock
from larkline.errors import ConfigurationError, InvalidRequest, MissingCredentials, TokenRejected
from larkline.stores.sqlite import SqliteStore
from tests.api.scripted import APP_ID, APP_SECRET
from tests.api.store_platform import StorePlatform

X = "/open-apis/x"


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock()


@pytest.fixture
def platform() -> StorePlatform:
    """Give a platform."""
    return StorePlatform()


def client_of(platform: StorePlatform, clock: ManualClock, **options: Any) -> Client:
    """Make the client of a store app."""
    options = {"app_type": "store", "random": lambda: 0.5, "clock": clock, **options}
    return Client(APP_ID, APP_SECRET, transport=platform.transport, **options)


async def test_a_tenant_of_a_store_app(platform, clock):
    """The ticket gives the app token, that gives the tenant's; both are asked for once."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        tenant = client.for_tenant("tenant-1")
        answers = [await tenant.request("GET", X) for _ in range(3)]

    assert [answer["tenant"] for answer in answers] == ["tenant-1"] * 3
    assert platform.asked == ["app", "tenant", "call", "call", "call"]
    assert platform.bodies[0] == {"app_id": APP_ID, "app_secret": APP_SECRET, "app_ticket": "ticket-1"}


async def test_two_tenants_never_share_a_token(platform, clock):
    """However many calls are mixed, each carries the token of its own tenant; the app token serves both."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        names = [f"tenant-{number % 3}" for number in range(30)]
        answers = await asyncio.gather(*(client.for_tenant(name).request("GET", X) for name in names))

    assert [answer["tenant"] for answer in answers] == names
    assert (platform.asked.count("app"), platform.asked.count("tenant")) == (1, 3)


async def test_a_hundred_callers_share_one_question(platform, clock):
    """Views of one tenant are made as often as one likes."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        await asyncio.gather(*(client.for_tenant("tenant-1").request("GET", X) for _ in range(100)))

    assert platform.asked[:2] == ["app", "tenant"]
    assert platform.asked.count("call") == 100
    assert len(platform.asked) == 102


async def test_a_missing_ticket_is_asked_for_once(platform, clock):
    """A hundred callers wait for one question, and go on when the ticket comes."""
    async with client_of(platform, clock) as client:
        calls = [client.for_tenant(f"tenant-{number % 2}").request("GET", X) for number in range(100)]
        waiting = asyncio.gather(*calls)
        await clock.advance(5)
        asked = list(platform.asked)
        await client.keep_app_ticket("ticket-1")
        await clock.advance(LOOK_SECONDS)
        answers = await waiting

    assert asked == ["resend"]
    assert len(answers) == 100
    assert platform.bodies[0] == {"app_id": APP_ID, "app_secret": APP_SECRET}
    assert (platform.asked.count("resend"), platform.asked.count("app")) == (1, 1)


async def test_a_ticket_that_never_comes(platform, clock):
    """After a while the callers are told what to look at; the next call asks again."""
    async with client_of(platform, clock) as client:
        tenant = client.for_tenant("tenant-1")
        waiting = asyncio.gather(*(tenant.request("GET", X) for _ in range(3)), return_exceptions=True)
        await clock.advance(WAIT_SECONDS - 0.1)
        early = waiting.done()
        await clock.advance(1)
        errors = await waiting
        again = asyncio.create_task(tenant.request("GET", X))
        await clock.advance(1)
        await client.keep_app_ticket("ticket-1")
        await clock.advance(1)
        await again

    assert not early
    assert [type(error) for error in errors] == [TokenRejected] * 3
    assert "no app_ticket has come within 20 s" in str(errors[0])
    assert platform.asked == ["resend", "resend", "app", "tenant", "call"]


async def test_a_wrong_ticket_is_replaced(platform, clock):
    """After 10012 a new one is asked for, and the call goes on with it."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-0")
        calling = asyncio.create_task(client.for_tenant("tenant-1").request("GET", X))
        await clock.advance(3)
        asked = list(platform.asked)
        await client.keep_app_ticket("ticket-1")
        await clock.advance(1)
        assert (await calling)["tenant"] == "tenant-1"

    assert asked == ["app", "resend"]
    assert platform.asked[2:] == ["app", "tenant", "call"]


async def test_a_newer_ticket_of_another_process_is_used(platform, clock):
    """When the store has another ticket than the rejected one by now, none is asked for."""

    class Shared(MemoryTickets):
        """A store that another process writes to while we ask the platform."""

        async def get(self, key: str) -> bytes | None:
            """Give what is there."""
            if platform.asked == ["app"]:
                await keep_ticket(self, APP_ID, "ticket-1")
            return await super().get(key)

    async with client_of(platform, clock, store=Shared(clock)) as client:
        await client.keep_app_ticket("ticket-0")
        assert (await client.for_tenant("tenant-1").request("GET", X))["tenant"] == "tenant-1"

    assert platform.asked == ["app", "app", "tenant", "call"]


async def test_a_wrong_ticket_that_stays(platform, clock):
    """The platform's own words stand in the error, with its log id."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-0")
        calling = asyncio.create_task(client.for_tenant("tenant-1").request("GET", X))
        await clock.advance(WAIT_SECONDS + 1)
        with pytest.raises(TokenRejected) as caught:
            await calling

    assert (caught.value.code, caught.value.log_id) == (10012, "LOG12")
    assert platform.asked == ["app", "resend"]


async def test_a_restart_recovers_by_itself(platform, clock, tmp_path):
    """A new process finds the ticket in the store; with an empty store it asks for one."""
    with SqliteStore(tmp_path / "tickets.db", clock=clock) as store:
        async with client_of(platform, clock, store=store) as client:
            await client.keep_app_ticket("ticket-1")
        async with client_of(platform, clock, store=store) as client:
            await client.for_tenant("tenant-1").request("GET", X)

    assert platform.asked == ["app", "tenant", "call"]


@pytest.mark.parametrize("tenant_key", ["", 5, None, b"tenant-1"])
async def test_a_tenant_key_is_a_text(tenant_key, platform, clock):
    """Anything else is refused before a call is made, and named."""
    async with client_of(platform, clock) as client:
        with pytest.raises(ConfigurationError, match=re.escape(repr(tenant_key))):
            client.for_tenant(tenant_key)


async def test_an_app_that_is_no_store_app(platform, clock):
    """The platform's refusal to send a ticket is what the caller sees, at once."""
    platform.refusals["resend"] = [10016]
    async with client_of(platform, clock) as client:
        with pytest.raises(InvalidRequest) as caught:
            await client.for_tenant("tenant-1").request("GET", X)

    assert caught.value.code == 10016


@pytest.mark.parametrize("code", [99991663, 99991664])
async def test_a_stale_tenant_token_is_replaced(code, platform, clock):
    """The tenant's token is asked for again, with the app token that is still good."""
    platform.refusals["call"] = [code]
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        await client.for_tenant("tenant-1").request("GET", X)

    assert platform.asked == ["app", "tenant", "call", "tenant", "call"]


async def test_a_stale_app_token_is_replaced(platform, clock):
    """When the app token is what is wrong, the way begins with the ticket."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        await client.for_tenant("tenant-1").request("GET", X)
        platform.forget()
        await client.for_tenant("tenant-2").request("GET", X)

    assert platform.asked == ["app", "tenant", "call", "tenant", "app", "tenant", "call"]


async def test_an_app_token_that_stays_stale(platform, clock):
    """It is replaced once."""
    platform.refusals["tenant"] = [99991664, 99991664]
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        with pytest.raises(TokenRejected) as caught:
            await client.for_tenant("tenant-1").request("GET", X)

    assert caught.value.code == 99991664
    assert platform.asked == ["app", "tenant", "app", "tenant"]


async def test_a_tenant_that_has_not_installed_the_app(platform, clock):
    """Another refusal of the question is not about the app token."""
    platform.refusals["tenant"] = [10013]
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        with pytest.raises(TokenRejected) as caught:
            await client.for_tenant("tenant-1").request("GET", X)

    assert caught.value.code == 10013
    assert platform.asked == ["app", "tenant"]


async def test_an_app_that_is_switched_off(platform, clock):
    """A refusal of the app token that is not about the ticket asks for no other ticket."""
    platform.refusals["app"] = [10014]
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        with pytest.raises(TokenRejected) as caught:
            await client.for_tenant("tenant-1").request("GET", X)

    assert caught.value.code == 10014
    assert platform.asked == ["app"]


async def test_tokens_are_replaced_before_their_end(platform, clock):
    """Both of them, ten minutes early."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        tenant = client.for_tenant("tenant-1")
        await tenant.request("GET", X)
        await clock.advance(6599)
        await tenant.request("GET", X)
        await clock.advance(2)
        await tenant.request("GET", X)

    assert platform.asked == ["app", "tenant", "call", "call", "app", "tenant", "call"]
    assert len(set(platform.seen)) == 2


async def test_a_call_of_the_app_itself(platform, clock):
    """Some calls carry the app access token; it needs no tenant."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        await client.request("GET", X, access="app")
        await client.for_tenant("tenant-1").request("GET", X, access="app")

    assert platform.asked == ["app", "call", "call"]
    assert platform.seen == ["a-1", "a-1"]


async def test_the_app_token_of_a_self_built_app(platform, clock):
    """It is asked for in its own way, without a ticket."""
    async with client_of(platform, clock, app_type="self_built") as client:
        await client.request("GET", X, access="app")
        await client.request("GET", X)

    assert platform.asked == ["internal app", "call", "internal tenant", "call"]
    assert [token[0] for token in platform.seen] == ["a", "t"]


async def test_a_stale_app_token_of_a_call(platform, clock):
    """It is replaced as a tenant's is."""
    platform.refusals["call"] = [99991664]
    async with client_of(platform, clock, app_type="self_built") as client:
        await client.request("GET", X, access="app")

    assert platform.asked == ["internal app", "call", "internal app", "call"]


async def test_a_call_of_a_user(platform, monkeypatch, clock):
    """The user's token goes out as it is; nothing else is needed, and it is not replaced."""
    monkeypatch.delenv("LARK_APP_ID", raising=False)
    platform.refusals["call"] = [99991668]
    async with Client(transport=platform.transport, clock=clock) as client:
        with pytest.raises(TokenRejected) as caught:
            await client.request("GET", X, access="user", user_token="u-1")
        await client.request("GET", X, access="user", user_token="u-1")

    assert platform.seen == ["u-1"]
    assert "u-1" not in str(caught.value)


async def test_a_call_without_a_token(clock):
    """Some calls of the API carry none."""
    seen: list[bool] = []
    platform = StorePlatform()

    def answer(request: Any) -> Any:
        seen.append("authorization" in request.headers)
        return platform.answer(request)

    platform.refusals["call"] = [230001]
    import httpx2

    async with Client(transport=httpx2.MockTransport(answer), clock=clock) as client:
        with pytest.raises(InvalidRequest):
            await client.request("POST", X, access="none")

    assert seen == [False]


@pytest.mark.parametrize(
    "options",
    [
        {"access": "user"},
        {"user_token": "u-1"},
        {"access": "admin"},
        {"access": "user", "user_token": "u 1"},
        {"access": "user", "user_token": "u-\r\nX: y"},
    ],
    ids=range(5),
)
async def test_access_that_makes_no_sense(options, platform, clock):
    """The mistake surfaces before anything is sent."""
    async with client_of(platform, clock) as client:
        with pytest.raises(ValueError, match="user_token"):
            await client.request("GET", X, **options)

    assert platform.asked == []


async def test_a_store_app_without_a_tenant(platform, clock):
    """The error says how to choose one."""
    async with client_of(platform, clock) as client:
        with pytest.raises(ConfigurationError, match="for_tenant"):
            await client.messages.send("hi", to="oc_team")

    assert platform.asked == []


async def test_mistakes_about_tenants(platform, clock):
    """A self-built app has one tenant, a store app's tenant has a key, and only a store app has tickets."""
    async with client_of(platform, clock, app_type="self_built") as client:
        with pytest.raises(ConfigurationError, match="one tenant"):
            client.for_tenant("tenant-1")
        with pytest.raises(ConfigurationError, match="no app_ticket"):
            await client.keep_app_ticket("ticket-1")
    async with client_of(platform, clock) as client:
        with pytest.raises(ConfigurationError, match="empty"):
            client.for_tenant("")
        with pytest.raises(ValueError, match="app_ticket"):
            await client.keep_app_ticket("")
    with pytest.raises(ConfigurationError, match="app_type='shop'"):
        client_of(platform, clock, app_type="shop")


async def test_a_view_shares_everything_and_owns_nothing(platform, clock):
    """It can be closed without harm, can be printed, and ends with the client it was made of."""
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        async with client.for_tenant("tenant-1") as view:
            await view.request("GET", X)
        other = view.for_tenant("tenant-2")
        assert (await other.request("GET", X))["tenant"] == "tenant-2"
        assert (client.tenant_key, view.tenant_key, other.tenant_key) == ("", "tenant-1", "tenant-2")
        assert "tenant 'tenant-1'" in repr(view)
        assert "tenant" not in repr(client)
    with pytest.raises(RuntimeError, match="closed"):
        await view.request("GET", X)

    assert platform.asked.count("app") == 1


async def test_tokens_of_different_credentials_are_different(platform, clock):
    """When the secret changes under a client, the token that the old one got is not used with the new one."""

    class Rotating:
        app_id = APP_ID
        secret = "old"

        @property
        def mark(self) -> str:
            return self.secret

        @property
        def secrets(self) -> tuple[str, ...]:
            return (self.secret,)

        def tenant_token(self) -> Any:
            from larkline.api.credentials import AppSecret

            return AppSecret(APP_ID, APP_SECRET).tenant_token()

        app_token = resend_ticket = None

    credentials: Any = Rotating()
    async with client_of(platform, clock, app_type="self_built", credentials=credentials) as client:
        await client.request("GET", X)
        credentials.secret = "new"
        await client.request("GET", X)
        credentials.secret = "old"
        await client.request("GET", X)

    assert platform.seen == ["t-1", "t-2", "t-1"]


async def test_tokens_of_very_many_tenants(platform, clock, monkeypatch):
    """Those that were not used for the longest time are forgotten, not those in use."""
    assert TENANTS >= 10_000
    monkeypatch.setattr("larkline.api.access.TENANTS", 3)
    async with client_of(platform, clock) as client:
        await client.keep_app_ticket("ticket-1")
        for name in ("1", "2", "1", "3", "1", "2"):
            await client.for_tenant(name).request("GET", X)

    assert platform.asked.count("tenant") == 4


async def test_credentials_are_missed(monkeypatch, clock, platform):
    """For a ticket, too, the app has to be known."""
    monkeypatch.delenv("LARK_APP_ID", raising=False)
    async with Client(app_type="store", transport=platform.transport, clock=clock) as client:
        with pytest.raises(MissingCredentials, match="LARK_APP_ID"):
            await client.keep_app_ticket("ticket-1")


async def test_no_ticket_and_no_token_leaves_through_logs_or_errors(platform, clock, caplog):
    """With every logger at DEBUG, and a platform that repeats what it was sent."""
    platform.refusals = {"tenant": [10013], "call": [230001]}
    texts: list[str] = []
    with caplog.at_level(logging.DEBUG):
        async with client_of(platform, clock) as client:
            await client.keep_app_ticket("ticket-0")
            calling = asyncio.create_task(client.for_tenant("tenant-1").request("GET", X))
            await clock.advance(1)
            await client.keep_app_ticket("ticket-1")
            await clock.advance(1)
            for outcome in (calling, client.for_tenant("tenant-1").request("POST", X, json={"echo": "t-2"})):
                with pytest.raises((TokenRejected, InvalidRequest)) as caught:
                    await outcome
                texts += [str(caught.value), repr(caught.value), repr(vars(caught.value))]
            texts += [repr(client), repr(client.for_tenant("tenant-1")), repr(MemoryTickets(clock))]

    written = caplog.text + "".join(texts)
    assert "asking for one" in caplog.text
    for secret in ("ticket-0", "ticket-1", APP_SECRET, "a-1", "t-2"):
        assert secret not in written
