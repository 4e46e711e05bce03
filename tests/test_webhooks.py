"""The webhook doors of an app: what they need, what they say at the start, and in which event loops they open."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from larkline import App, ConfigurationError, Toast
from larkline.clock import settle
from larkline.emulator import Emulator
from tests.receivers.asgi_server import serve
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT, Hook, body
from tests.receivers.wsgi_server import call, now
from tests.wire.sender import ADDRESS_CHECK, KEY, TOKEN, Request, compact, encrypted, plain, sealed


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing of the machine's own settings."""
    for name in ("APP_ID", "APP_SECRET", "ENCRYPT_KEY", "VERIFICATION_TOKEN", "DOMAIN"):
        monkeypatch.delenv(f"LARK_{name}", raising=False)
    return monkeypatch


async def post(app: App, request: Request) -> int:
    """Send a request to an app; gives the status."""
    received = await app.receive(request.headers, request.body, method=request.method)
    await received.after_sent()
    return received.status


# --- what is said at the start ----------------------------------------------------------------------------------------


START = {
    "key and token": ({"encrypt_key": KEY, "verification_token": TOKEN}, None, ""),
    "key": ({"encrypt_key": KEY}, None, ""),
    "token": ({"verification_token": TOKEN}, "WARNING", "a recorded one can be repeated"),
    "nothing": ({}, "ERROR", "every request is answered 401: set LARK_ENCRYPT_KEY (better) or LARK_VERIFICATION_TOKEN"),
    "insecure": ({"insecure": True}, "WARNING", "every request is accepted unchecked"),
    "insecure with a token": ({"verification_token": TOKEN, "insecure": True}, "WARNING", "can be repeated"),
    "insecure with a key": ({"encrypt_key": KEY, "insecure": True}, None, ""),
    "any age": ({"encrypt_key": KEY, "signature_max_age": None}, "WARNING", "later it can be repeated"),
}


@pytest.mark.parametrize(("settings", "level", "text"), START.values(), ids=START)
async def test_what_cannot_be_checked_is_said_once(settings, level, text, caplog):
    """One line at the start, however many requests come, in however many event loops."""
    app = App(**settings)
    application = app.wsgi()
    async with app.receiving():
        for _ in range(3):
            await post(app, encrypted(SOME_EVENT, timestamp=int(time.time())))
    await asyncio.to_thread(call, application, now(CLICK))
    await asyncio.to_thread(application.close)

    lines = [record for record in caplog.records if "refused a request" not in record.message]
    lines = [record for record in lines if "no handler for" not in record.message]
    assert [record.levelname for record in lines] == ([level] if level else [])
    assert text in caplog.text
    assert not [secret for secret in (KEY, TOKEN) if secret in caplog.text]


async def test_old_cards_need_a_token(caplog):
    """With a key alone, nobody could check them: the log says so, when somebody handles them."""
    app = App(encrypt_key=KEY)
    app.on_legacy_card_action()(lambda _: None)
    async with app.receiving():
        pass

    assert "old cards are signed" in caplog.text
    assert "LARK_VERIFICATION_TOKEN" in caplog.text


@pytest.mark.parametrize(
    "request_",
    [plain(SOME_EVENT), plain(ADDRESS_CHECK), encrypted(SOME_EVENT), Request(sealed(compact(ADDRESS_CHECK)))],
    ids=["event", "address check", "encrypted event", "encrypted address check"],
)
async def test_without_key_and_token_every_door_is_closed(request_):
    """401, and nobody hears of it."""
    app = App()
    seen: list[Any] = []
    app.on_event()(seen.append)
    application = app.wsgi()
    async with app.receiving():
        statuses = [await post(app, request_), (await serve(app.asgi(), request_.headers, [request_.body])).status]
    by_wsgi, _ = await asyncio.to_thread(call, application, request_)
    await asyncio.to_thread(application.close)

    assert (statuses, by_wsgi, seen) == ([401, 401], "401 Unauthorized", [])


async def test_insecure_takes_everything():
    """For a try on this machine."""
    app = App(insecure=True)
    async with app.receiving():
        statuses = [await post(app, plain(document)) for document in (SOME_EVENT, ADDRESS_CHECK)]

    assert statuses == [200, 200]


@pytest.mark.parametrize("age", [-1, float("nan"), float("inf"), "300", True])
def test_an_age_is_a_number_of_seconds(age):
    """What would open the window for ever, or close it, is refused when the app is made."""
    with pytest.raises(ConfigurationError, match="signature_max_age="):
        App(signature_max_age=age)


# --- where the secrets come from --------------------------------------------------------------------------------------


async def test_secrets_come_from_the_environment_when_the_doors_open(no_environment):
    """Not when the app is made, nor when a door is."""
    app = App()
    application = app.asgi()
    no_environment.setenv("LARK_ENCRYPT_KEY", KEY)
    no_environment.setenv("LARK_VERIFICATION_TOKEN", TOKEN)
    request = encrypted(SOME_EVENT, timestamp=int(time.time()))
    async with app.receiving():
        no_environment.delenv("LARK_ENCRYPT_KEY")
        answer = await serve(application, request.headers, [request.body])

    assert answer.status == 200


async def test_arguments_come_before_the_environment(no_environment):
    """An empty argument says that there is no key."""
    no_environment.setenv("LARK_ENCRYPT_KEY", "another key")
    no_environment.setenv("LARK_VERIFICATION_TOKEN", "another token")
    app = App(encrypt_key="", verification_token=TOKEN)
    async with app.receiving():
        status = await post(app, plain(SOME_EVENT))

    assert status == 200


async def test_a_platform_comes_before_both(no_environment):
    """An emulator has secrets of its own."""
    no_environment.setenv("LARK_ENCRYPT_KEY", "another key")
    hook = Hook(key="another key", token="another token")
    platform = replace(hook.platform, encrypt_key=KEY, verification_token=TOKEN)
    async with hook.app.receiving(platform=platform):
        status = await post(hook.app, hook.request(SOME_EVENT))

    assert status == 200


# --- opening and closing ----------------------------------------------------------------------------------------------


async def test_an_app_tells_that_it_receives():
    """From the first request, or from the start of its server."""
    hook = Hook()
    release = threading.Event()

    @hook.app.on_event()
    def wait(_):
        release.wait(LIMIT)

    states = [hook.app.status().state]
    async with hook.receiving():
        states.append(hook.app.status().state)
        receiving = await hook.begin(SOME_EVENT)
        await hook.clock.advance(2.0)
        busy = hook.app.status()
        release.set()
        await (await receiving).after_sent()
        await hook.quiet()
        calm = hook.app.status()
    states.append(hook.app.status().state)

    assert states == ["idle", "receiving", "idle"]
    assert (busy.since, busy.last_delivery, busy.in_flight, busy.last_frame) == (2.0, 2.0, 1, None)
    assert (calm.in_flight, calm.counters) == (0, {"deliveries": 1, "handled": 1})
    assert repr(hook.app) == "App('LARK_APP_ID', idle)"


async def test_nothing_is_left_behind(caplog):
    """No task, no thread and no connection, whatever was used."""
    connections: list[asyncio.StreamWriter] = []
    gone = asyncio.Event()

    async def platform(reader, writer):
        connections.append(writer)
        while await reader.readline():
            length = 0
            while (line := (await reader.readline()).lower()).strip():
                length = int(line.split(b":")[1]) if line.startswith(b"content-length") else length
            await reader.readexactly(length)
            answer = json.dumps({"code": 0, "msg": "ok", "tenant_access_token": "t-1", "expire": 7200}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
        writer.close()
        gone.set()

    server = await asyncio.start_server(platform, "127.0.0.1", 0)
    domain = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    app = App("cli_1", "s3cret", encrypt_key=KEY, verification_token=TOKEN, domain=domain)
    app.on_event()(lambda _: None)

    @app.on_card_action()
    async def answer(_, client):
        await client.request("GET", "/open-apis/bot/v3/info")
        return Toast.success("ok")

    tasks, threads = asyncio.all_tasks(), threading.active_count()
    async with asyncio.timeout(LIMIT), app.receiving():
        statuses = [
            await post(app, encrypted(document, timestamp=int(time.time()))) for document in (SOME_EVENT, CLICK)
        ]
    await asyncio.wait_for(gone.wait(), LIMIT)
    server.close()
    await server.wait_closed()
    await settle()
    while threading.active_count() > threads:  # noqa: ASYNC110 - idle threads end by themselves
        await asyncio.sleep(0)

    assert (statuses, len(connections)) == ([200, 200], 1)
    assert asyncio.all_tasks() == tasks
    assert [record for record in caplog.records if "blocked the event loop" not in record.message] == []


async def test_one_platform_at_a_time():
    """A second block for the same one shares the doors; one for another one is refused, and the first goes on."""
    hook = Hook()
    platform = hook.platform
    async with hook.app.receiving(platform=platform):
        with pytest.raises(ConfigurationError, match="receives from a platform already"):
            await hook.app.receiving(platform=Hook().platform).__aenter__()
        async with hook.app.receiving(platform=platform):
            request = hook.request(CLICK)
            first = await hook.post(request)
        again = await hook.post(request)

    assert (first.status, again.status) == (200, 401)


async def test_a_platform_is_left_with_the_block():
    """Then the doors open for the real one, with its own time and secrets."""
    hook = Hook()
    request = hook.request(CLICK)
    async with hook.receiving():
        inside = await hook.post(request)
    outside = await post(hook.app, request)
    async with hook.app.receiving():
        anew = await post(hook.app, encrypted(CLICK, timestamp=int(time.time())))

    assert (inside.status, outside, anew) == (200, 401, 200)


def test_a_domain_that_secrets_must_not_go_to():
    """It is refused when the doors open."""
    app = App(encrypt_key=KEY, domain="http://example.com")

    async def main():
        async with app.receiving():
            raise AssertionError("it must not come so far")

    with pytest.raises(ConfigurationError, match="plain http"):
        asyncio.run(main())


# --- several event loops ----------------------------------------------------------------------------------------------


def test_one_loop_after_another():
    """What came is remembered, what was counted is kept, and no thread is left of a loop that was closed."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    handled: list[Any] = []

    @app.on_card_action()
    def answer(action):
        handled.append(action)

    threads = threading.active_count()
    captured = now(CLICK)
    statuses = [asyncio.run(post(app, captured)) for _ in range(2)]
    statuses += [asyncio.run(post(app, now(CLICK, nonce=str(number)))) for number in range(10)]

    assert statuses == [200, 401] + [200] * 10
    assert len(handled) == 11
    assert app.status().counters["handled"] == 11
    deadline = time.monotonic() + LIMIT
    while threading.active_count() > threads + 1 and time.monotonic() < deadline:  # the last loop's thread may be idle
        continue
    assert threading.active_count() <= threads + 1


def test_a_loop_that_was_closed_around_its_handlers():
    """What they were asked and did not answer may come again, in another loop."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    handled = []

    @app.on_event()
    async def answer(event):
        handled.append(event)
        if len(handled) == 1:
            await asyncio.Event().wait()

    async def impatient():
        receiving = asyncio.create_task(post(app, request))
        await settle()
        receiving.cancel()

    request = now(SOME_EVENT)
    asyncio.run(impatient())
    status = asyncio.run(post(app, request))

    assert (status, len(handled)) == (200, 2)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_loop_that_was_closed_without_ending_anything(caplog):
    """Its tasks cannot even be cancelled; they are let go."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)

    @app.on_event()
    async def stuck(_):
        await asyncio.Event().wait()

    loop = asyncio.new_event_loop()
    waiting = loop.create_task(post(app, now(SOME_EVENT)))
    loop.run_until_complete(settle())
    loop.close()
    status = asyncio.run(post(app, now(CLICK)))
    del waiting, loop
    gc.collect()

    assert status == 200
    assert "larkline" not in {record.name.partition(".")[0] for record in caplog.records if record.levelname == "ERROR"}


def test_loops_side_by_side():
    """Each thread may have its own; together they are one app."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    captured = now(CLICK)
    meeting = threading.Barrier(3, timeout=LIMIT)

    @app.on_event()
    async def answer(_):
        return None

    async def main(number):
        async with app.receiving():
            meeting.wait()
            seen: list[Any] = [await post(app, captured), await post(app, now(SOME_EVENT, nonce=str(number)))]
            meeting.wait()
            if number == 0:
                counted = app.status()
                seen += [counted.counters["deliveries"], counted.state]
            meeting.wait()
        return seen

    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda number: asyncio.run(main(number)), range(3)))

    assert sorted(result[0] for result in results) == [200, 401, 401]
    assert [result[1] for result in results] == [200] * 3
    assert results[0][2:] == [4, "receiving"]
    assert app.status().state == "idle"


async def test_nobody_is_told_twice_of_a_forgotten_after_sent(caplog):
    """Once an app, whichever loop it was."""
    hook = Hook()
    async with hook.receiving():
        for _ in range(2):
            await hook.take(hook.request(CLICK))
            await hook.clock.advance(1.0)
            await hook.app._webhooks.close_doors()

    assert caplog.text.count("after_sent()") == 1


# --- both ways at once ------------------------------------------------------------------------------------------------


async def test_a_long_connection_and_webhooks_at_once():
    """The same handlers answer both; the status counts both, and its state is that of the connection."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    ways = []

    @app.on_card_action()
    async def answer(action):
        ways.append(action.request_id)
        return Toast.success("ok")

    async with Emulator(seed=1) as feishu, feishu.running(app):
        pushed = await feishu.trigger("card.action.trigger", paths={"action.value": {}})
        posted = await app.receive((request := now(CLICK)).headers, request.body)
        await posted.after_sent()
        status = app.status()

    assert pushed.verdict.ok
    assert body(posted)["toast"]["content"] == "ok"
    assert (len(ways), ways[1]) == (2, "r-1")
    assert (status.state, status.counters["handled"]) == ("connected", 2)
    assert status.last_delivery is not None
