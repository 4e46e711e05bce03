"""Several apps at a time, and one after the other: in one event loop, in threads, on uvloop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from larkline import App, CardAction, Event, Toast
from larkline.clock import ManualClock
from larkline.errors import ConfigurationError, InvalidCredentials
from tests.receivers.scripted_platform import (
    APP_ID,
    ScriptedPlatform,
    click,
    connected,
    event,
    refused,
)


def answering(app: App) -> App:
    """Let an app answer clicks."""

    @app.on_card_action()
    async def answer(action: CardAction) -> Toast:
        return Toast.info("ok")

    return app


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


async def test_another_threads_loop_moves_and_stops_an_app():
    """As a program with an event loop for its bot and another one for its web server does."""
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())

        async def from_elsewhere() -> str:
            waiting = asyncio.create_task(app.wait_closed())
            await app.reconnect()
            await app.stop()
            await waiting
            return app.status().state

        async with connected(app, platform):
            async with asyncio.timeout(20):
                state = await asyncio.to_thread(asyncio.run, from_elsewhere())
            gates = len(platform.gates)

    assert (state, gates) == ("stopped", 2)


def test_an_app_whose_loop_stands_still_cannot_be_stopped():
    """That would wait for ever; the error says where to stop it."""
    app = answering(App(APP_ID, "secret"))
    loop = asyncio.new_event_loop()
    platform = ScriptedPlatform()
    loop.run_until_complete(platform.__aenter__())
    loop.run_until_complete(app.start(platform=platform.on(ManualClock(flowing=True))))
    try:
        for refuse in (app.stop, app.reconnect, app.wait_closed):
            with pytest.raises(ConfigurationError, match="another event loop, which does not run now"):
                asyncio.run(refuse())
        state = app.status().state
        loop.run_until_complete(app.stop())
    finally:
        loop.run_until_complete(platform.__aexit__(None, None, None))
        loop.close()

    assert (state, app.status().state) == ("connected", "stopped")


def test_an_app_outlives_its_event_loop():
    """A loop that ended without stopping the app leaves nothing; it can be stopped, and started again, in another."""
    app = answering(App(APP_ID, "secret"))

    async def start_only() -> None:
        async with ScriptedPlatform() as platform:
            await app.start(platform=platform.on(ManualClock(flowing=True)))
            await platform.gate()

    async def start_again() -> list[str]:
        await app.stop()
        states = [app.status().state]
        async with ScriptedPlatform() as platform, app.connected(platform=platform.on(ManualClock(flowing=True))):
            await platform.gate()
            states.append(app.status().state)
        return states

    asyncio.run(start_only())

    assert asyncio.run(start_again()) == ["stopped", "connected"]


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
