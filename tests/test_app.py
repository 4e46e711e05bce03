"""An app in a running event loop: started and stopped, its hooks, its status, several of them."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading

import pytest

from larkline import App, CardAction, Event, Toast
from larkline.clock import settle
from larkline.errors import (
    ConfigurationError,
    InvalidCredentials,
    LocalProtocolError,
    MissingCredentials,
)
from tests.receivers.fake_link import fake
from tests.receivers.scripted_platform import (
    APP_ID,
    ScriptedPlatform,
    click,
    connected,
    event,
    log_book,
    refused,
    soon,
    until,
)


def answering(app: App) -> App:
    """Let an app answer clicks."""

    @app.on_card_action()
    async def answer(action: CardAction) -> Toast:
        return Toast.info("ok")

    return app


# --- starting and stopping --------------------------------------------------------------------------------------------


async def test_an_app_for_the_length_of_a_block():
    """Inside it is connected and answers, afterwards it has said goodbye."""
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        before = app.status().state
        async with connected(app, platform) as gate:
            inside = app.status().state
            answer = await gate.ask(click())
        goodbye = await gate.gone()

    assert (before, inside, app.status().state) == ("idle", "connected", "stopped")
    assert answer == (200, {"toast": {"type": "info", "content": "ok"}})
    assert goodbye == (1000, "client closed")


async def test_an_app_is_started_again_and_again():
    """Each time with a new address and a new connection, and nothing of the time before."""
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        deliveries = []
        for _ in range(5):
            async with connected(app, platform) as gate:
                await gate.ask(click())
                deliveries.append(app.status().counters["deliveries"])

    assert deliveries == [1] * 5
    assert len(platform.questions) == len(platform.gates) == 5


async def test_an_app_is_started_once_at_a_time():
    """The second start is refused, however far the first one is, and does no harm to it."""
    _, network = fake()
    network.hold.clear()
    app = App()
    starting = asyncio.create_task(app.start(platform=network.platform()))
    await settle()
    with pytest.raises(ConfigurationError, match="running already"):
        await app.start(platform=network.platform())
    network.hold.set()
    await soon(starting)
    with pytest.raises(ConfigurationError, match="running already"):
        await app.start(platform=network.platform())
    state = app.status().state
    await app.stop()

    assert state == "connected"
    assert len(network.links) == 1


async def test_stopping_what_does_not_run_is_harmless():
    """Before the first start, twice, and after a start that failed."""
    app = App("a", "b")
    await app.stop()
    async with ScriptedPlatform() as platform:
        app = platform.app()
        platform.answers.append(refused(10014, "app secret invalid"))
        with pytest.raises(InvalidCredentials):
            await app.start()
        await app.stop()
        await app.start()
        await app.stop()
        await app.stop()

    assert app.status().state == "stopped"


async def test_an_error_in_the_block_stops_the_app_and_comes_out():
    """Whatever ends the block, the goodbye is said."""
    async with ScriptedPlatform() as platform:
        app = platform.app()
        gate = None
        with pytest.raises(KeyError, match="of the block"):
            async with connected(app, platform) as gate:
                raise KeyError("of the block")
        assert gate is not None
        goodbye = await gate.gone()

    assert goodbye == (1000, "client closed")


async def test_a_cancelled_block_stops_the_app():
    """As a web framework or a notebook ends its tasks."""
    async with ScriptedPlatform() as platform:
        app = platform.app()

        async def live() -> None:
            async with app.connected():
                await asyncio.Event().wait()

        task = asyncio.create_task(live())
        gate = await platform.gate()
        await soon(gate.pings.get())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await soon(task)
        goodbye = await gate.gone()

    assert goodbye == (1000, "client closed")
    assert app.status().state == "stopped"


async def test_nothing_is_left_of_an_app():
    """No task, thread or socket, after handlers of every kind."""
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())

        @app.on_event("plain")
        def plain(event: Event) -> None:
            return None

        async with connected(app, platform) as gate:
            await gate.ask(click())
            await gate.ask(event("plain"), message_id="p")
            gate.abort()
            await (await platform.gate()).ask(click(), message_id="q")
            await app.reconnect()
            during = set(threading.enumerate()) - threads
        await until(lambda: not any(thread.is_alive() for thread in during))

    await settle()
    assert any(thread.name.startswith("larkline-handler") for thread in during)
    assert asyncio.all_tasks() == tasks
    gc.collect()  # an unclosed socket would be a warning, and so an error


# --- what a start needs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["app_id", "app_secret"])
async def test_credentials_are_needed(monkeypatch, missing):
    """Without one of them nothing is connected; the error names the argument and the variable."""
    for variable in ("LARK_APP_ID", "LARK_APP_SECRET"):
        monkeypatch.delenv(variable, raising=False)
    given = {"app_id": "a", "app_secret": "b"}
    del given[missing]
    with pytest.raises(MissingCredentials, match=f"{missing}.*LARK_{missing.upper()}"):
        await App(**given).start()  # type: ignore[arg-type]


async def test_the_environment_is_read_at_the_start(monkeypatch):
    """Not when the app is made: a program may load its settings in between."""
    app = App()
    async with ScriptedPlatform() as platform:
        monkeypatch.setenv("LARK_APP_ID", APP_ID)
        monkeypatch.setenv("LARK_APP_SECRET", "from the environment")
        monkeypatch.setenv("LARK_DOMAIN", platform.domain)
        async with app.connected():
            pass

    assert b"from the environment" in platform.questions[0][2]


@pytest.mark.parametrize("domain", ["http://open.feishu.cn", "http://10.0.0.1:80", "open.feishu.cn", "ftp://localhost"])
async def test_secrets_go_to_https_or_to_this_machine(domain):
    """Any other domain is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="domain"):
        await App("a", "b", domain=domain).start()


async def test_a_proxy_that_cannot_be_used_is_told_at_the_start():
    """It is a mistake, nothing to wait for; the password in it is not repeated."""
    app = App("a", "b", proxy="gopher://me:hunter2@x")
    with pytest.raises(ConfigurationError, match="proxy") as caught:
        await soon(app.start())

    assert "hunter2" not in str(caught.value) + repr(app)


async def test_a_store_app_has_no_long_connection():
    """The platform sends to its webhook only."""
    with pytest.raises(ConfigurationError, match="webhook"):
        await App("a", "b", app_type="store").start()


async def test_what_needs_a_running_app():
    """Moving a connection that is none is a mistake of the program; waiting for its end is not."""
    app = App("a", "b")
    with pytest.raises(LocalProtocolError, match="not running"):
        await app.reconnect()
    await app.wait_closed()


# --- what is said -----------------------------------------------------------------------------------------------------


async def test_where_it_is_connected_to_is_logged_without_secrets():
    """``connected to ws://…``: everything that is a credential is masked."""
    async with ScriptedPlatform() as platform:
        with log_book("larkline") as book:
            async with connected(platform.app(), platform):
                pass
        (line,) = book.lines("connected to", level=logging.INFO)

    address = platform.gateway_url.partition("?")[0]
    assert line == f"connected to {address}?device_id=7&access_key=***&service_id=33554678&ticket=***"
