"""An app in a running event loop: started and stopped, its hooks, its status, several of them."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading

import pytest

from larkline import App, CardAction, Event, Toast
from larkline.clock import ManualClock, settle
from larkline.errors import (
    ConfigurationError,
    InvalidCredentials,
    LocalProtocolError,
    MissingCredentials,
)
from larkline.wire.endpoint import ClientConfig
from tests.receivers.fake_link import fake
from tests.receivers.scripted_platform import (
    APP_ID,
    ScriptedPlatform,
    click,
    connected,
    data_frames,
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


# --- hooks ------------------------------------------------------------------------------------------------------------


async def test_hooks_are_told_in_order():
    """Of each connection, each loss and the end, plain functions and coroutines alike."""
    clock, network = fake()
    network._config = ClientConfig(reconnect_nonce=30)
    app = App()
    told: list[str] = []

    @app.on_connected
    def connected_hook() -> None:
        told.append(f"connected, {app.status().state}")

    @app.on_connected
    async def connected_later() -> None:
        await asyncio.sleep(0)
        told.append("connected, later")

    @app.on_reconnecting
    async def reconnecting_hook() -> None:
        told.append(f"reconnecting, {app.status().state}")

    @app.on_disconnected
    def disconnected_hook() -> None:
        told.append(f"disconnected, {app.status().state}")

    async with app.connected(platform=network.platform()):
        await settle()
        network.links[0].abort()
        async with asyncio.timeout(20.0):
            while told.count("connected, later") < 2:
                await clock.advance(1.0)

    assert told == [
        "connected, connected",
        "connected, later",
        "disconnected, reconnecting",
        "reconnecting, reconnecting",
        "connected, connected",
        "connected, later",
        "disconnected, stopped",
    ]


async def test_hooks_are_told_only_of_what_happened():
    """An app that never was connected never is disconnected; one that was is told once."""
    told: list[str] = []
    async with ScriptedPlatform() as platform:
        platform.answers.append(refused(10014))
        app = platform.app()
        for name in ("connected", "reconnecting", "disconnected"):
            getattr(app, f"on_{name}")(lambda name=name: told.append(name))
        with pytest.raises(InvalidCredentials):
            await app.start()
        never = list(told)
        async with connected(app, platform) as gate:
            platform.answers.append(refused(514))
            gate.abort()
            with pytest.raises(InvalidCredentials):
                await soon(app.wait_closed())

    assert never == []
    assert told == ["connected", "disconnected", "reconnecting"]


async def test_a_hook_that_fails_is_logged_and_harms_nothing(caplog):
    """Neither the connection nor the other hooks."""
    _, network = fake()
    app = App()
    told: list[str] = []

    @app.on_connected
    def broken() -> None:
        raise RuntimeError("of a plain hook")

    @app.on_connected
    async def broken_later() -> None:
        raise RuntimeError("of a coroutine")

    app.on_connected(lambda: told.append("the next"))
    async with app.connected(platform=network.platform()):
        await settle()

        assert app.status().state == "connected"
    assert told == ["the next"]
    assert caplog.text.count("the on_connected hook") == 2
    assert "of a plain hook" in caplog.text
    assert "of a coroutine" in caplog.text


async def test_a_hook_that_does_not_end_is_cancelled(monkeypatch):
    """It gets a moment when the app has stopped, and is gone afterwards."""
    monkeypatch.setattr("larkline.app.HOOK_SECONDS", 0.01)
    tasks = asyncio.all_tasks()
    _, network = fake()
    app = App()
    ended: list[str] = []

    @app.on_connected
    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("endless")

    async with app.connected(platform=network.platform()):
        await settle()

    assert ended == ["endless"]
    assert asyncio.all_tasks() == tasks


@pytest.mark.parametrize("who", ["hook", "handler"])
async def test_an_app_may_stop_itself(who):
    """A hook or a handler that calls stop() is not waited for by itself."""
    _, network = fake()
    app = App()
    stopped = asyncio.Event()

    async def stop(*_: object) -> None:
        await app.stop()
        stopped.set()

    if who == "hook":
        app.on_connected(stop)
    app.on_event("stop")(stop)
    await app.start(platform=network.platform())
    if who == "handler":
        network.links[0].put(*data_frames(event("stop"), message_id="m"))
    await soon(app.wait_closed())
    await settle()

    assert app.status().state == "stopped"
    assert stopped.is_set()


def test_what_is_no_hook():
    """The mistake is told where it is made."""
    with pytest.raises(ConfigurationError, match="on_connected takes a function"):
        App().on_connected("say hello")  # type: ignore[type-var]


# --- the status -------------------------------------------------------------------------------------------------------


async def test_the_status_tells_how_the_app_is_doing():
    """State and since when, the last byte and delivery, what is in flight, counters, lag and error."""
    clock, network = fake()
    app = App()
    going = asyncio.Event()

    @app.on_event("slow")
    async def slow(event: Event) -> None:
        await going.wait()

    idle = app.status()
    async with app.connected(platform=network.platform()):
        await clock.advance(3.0)
        quiet = app.status()
        network.links[0].put(*data_frames(event("slow"), message_id="m"))
        await settle()
        await clock.advance(1.0)
        busy = app.status()
        going.set()
        network.links[0].put("no frame")
        await settle()
        done = app.status()
        network.hold.clear()
        network.links[0].abort()
        await settle()
        lost = app.status()
        network.hold.set()
        await settle()
    await clock.advance(5.0)
    stopped = app.status()

    assert (idle.state, idle.last_frame, idle.last_delivery, idle.counters) == ("idle", None, None, {})
    assert (quiet.state, quiet.since, quiet.last_frame, quiet.last_delivery) == ("connected", 3.0, 3.0, None)
    assert (busy.in_flight, busy.last_delivery, busy.last_frame) == (1, 1.0, 1.0)
    assert (done.in_flight, done.counters["deliveries"], done.counters["handled"]) == (0, 1, 1)
    assert done.counters["frames_ignored"] == 1
    assert (lost.state, lost.error) == ("reconnecting", "the link was dropped")
    assert (stopped.state, stopped.since, stopped.error) == ("stopped", 5.0, None)
    assert stopped.counters["connections"] == 2


async def test_the_status_tells_when_the_loop_was_blocked(caplog):
    """A handler that blocks is named, and the lag is kept."""
    async with ScriptedPlatform() as platform:
        app = platform.app()

        @app.on_event("blocks")
        async def blocks(event: Event) -> None:
            threading.Event().wait(0.25)

        async with connected(app, platform) as gate:
            await gate.ask(event("blocks"))
            lag = app.status().loop_lag

    assert lag > 0.2
    assert "blocks" in caplog.text


async def test_an_app_says_who_it_is():
    """Its repr holds the app id and the state, and no secret."""
    _, network = fake()
    app = App("cli_1", "hunter2")
    idle = repr(app)
    async with app.connected(platform=network.platform()):
        running = repr(app)

    assert (idle, running) == ("App('cli_1', idle)", "App('cli_1', connected)")
    assert repr(App()) == "App('LARK_APP_ID', idle)"


# --- several ----------------------------------------------------------------------------------------------------------


async def test_several_apps_in_one_loop():
    """Each has its connection, its handlers and its threads; one that is stopped, or fails, leaves the others alone."""
    async with ScriptedPlatform() as one, ScriptedPlatform() as other, ScriptedPlatform() as third:
        apps = [answering(platform.app()) for platform in (one, other, third)]
        async with connected(apps[0], one) as first:
            async with connected(apps[1], other) as second:
                await asyncio.gather(*(gate.ask(click()) for gate in (first, second)))
            third.answers.append(refused(514))
            with pytest.raises(InvalidCredentials):
                await apps[2].start()
            answer = await first.ask(click())
            states = [app.status().state for app in apps]

    assert answer[0] == 200
    assert states == ["connected", "stopped", "failed"]


def test_several_apps_in_several_threads():
    """Each in the event loop of its thread, all at the same time."""
    met = threading.Barrier(4)
    answers: list[tuple[int, object]] = []
    errors: list[BaseException] = []

    async def live() -> None:
        async with ScriptedPlatform() as platform:
            app = answering(platform.app())

            @app.on_event("plain")
            def plain(event: Event) -> None:
                return None

            async with connected(app, platform) as gate:
                await asyncio.to_thread(met.wait, 20.0)
                for count in range(50):
                    answers.append(await gate.ask(click(), message_id=f"c{count}"))
                    answers.append(await gate.ask(event("plain"), message_id=f"p{count}"))

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)

    assert errors == []
    assert len(answers) == 4 * 2 * 50
    assert {code for code, _ in answers} == {200}


def test_one_app_in_one_loop_after_the_other():
    """Nothing of an event loop that is gone is kept."""
    app = answering(App(APP_ID, "secret"))

    async def live() -> tuple[int, object]:
        async with ScriptedPlatform() as platform:
            where = platform.on(ManualClock(flowing=True))
            async with app.connected(platform=where):
                gate = await platform.gate()
                return await gate.ask(click())

    assert [asyncio.run(live())[0] for _ in range(3)] == [200, 200, 200]


def test_an_app_on_uvloop():
    """A faster event loop with another zero of time changes nothing."""
    import uvloop

    async def live() -> list[object]:
        async with ScriptedPlatform() as platform:
            app = answering(platform.app())

            @app.on_event("plain")
            def plain(event: Event) -> None:
                return None

            async with connected(app, platform) as gate:
                assert type(asyncio.get_running_loop()).__module__ == "uvloop"
                seen: list[object] = [await gate.ask(click()), await gate.ask(event("plain"), message_id="p")]
                gate.abort()
                seen.append(await (await platform.gate()).ask(click(), message_id="q"))
                await app.reconnect()
                seen.append((await platform.gate()) is not None)
            return seen

    toast = (200, {"toast": {"type": "info", "content": "ok"}})
    assert uvloop.run(live()) == [toast, (200, None), toast, True]


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
