"""The recorded dialogs and answers of the platform, played over real sockets to a whole App."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline import App, CardAction, Event, Toast, UrlPreview
from larkline.clock import ManualClock
from larkline.errors import ConnectionLimitReached, ConnectionRefused
from larkline.wire.endpoint import encode_endpoint_reply
from tests.receivers.scripted_platform import Gate, ScriptedPlatform, click, connected, log_book, read, soon
from tests.wire.differences import difference
from tests.wire.vectors import vectors

#: What we answer where the official SDKs do not agree with each other, by the dialog's name or its category.
OURS = {
    "chunks_empty_part": {"answers": 1, "code": 200},
    "sum_edge": {"answers": 1, "code": 200},
    "header message_id missing": {"answers": 0},
    "header sum missing": {"answers": 1, "code": 200},
    "header seq missing": {"answers": 1, "code": 200},
    "sum not a number": {"answers": 0},
    "type event in upper case": {"answers": 0},
    "bad_payload": {"answers": 1, "code": 500},
}


def recorded_app(platform: ScriptedPlatform) -> App:
    """Make an app with the handlers of the records."""
    app = platform.app()

    @app.on_event("im.message.receive_v1")
    async def message(event: object) -> None:
        return None

    @app.on_event("leave_approval")
    async def old(event: Event) -> None:
        return None

    @app.on_event("im.chat.updated_v1")
    async def failing(event: Event) -> None:
        raise RuntimeError("as recorded")

    @app.on_card_action()
    async def action(action: CardAction) -> Toast:
        return Toast.info("ok")

    @app.on_url_preview()
    async def preview(link: UrlPreview) -> None:
        return None

    return app


async def play(gate: Gate, clock: ManualClock, vector) -> list[tuple[int, object]]:
    """Send the steps of a dialog; give code and body of each answer."""
    for step in vector["steps"]:
        if "send_hex" in step:
            await gate.send(bytes.fromhex(step["send_hex"]))
        else:
            await _passed(gate)
            await clock.advance(step["sleep_s"])
    return [read(frame) for frame in await _passed(gate)]


async def _passed(gate: Gate):
    """Wait until the app has dealt with everything before: the answer to a click of our own is the last one."""
    frames = []
    await gate.push(click(token="c-last"), message_id="the-last")
    while (frame := await gate.response()).header("message_id") != "the-last":
        frames.append(frame)
    return frames


@pytest.mark.parametrize("vector", vectors("ws_dialogs"), ids=lambda vector: vector["id"])
async def test_a_recorded_dialog(vector):
    """Every dialog gets the recorded answers, but for the listed differences, and the connection stays."""
    rule = difference("ws_dialogs", vector)
    expect = vector["expect"] if rule is None else {**vector["expect"], **rule["ours"]}
    if not isinstance(expect["answers"], int):
        expect = OURS.get(vector["name"]) or OURS[vector["category"]]
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform, connected(recorded_app(platform), platform, clock) as gate:
        answers = await play(gate, clock, vector)

    assert len(answers) == expect["answers"]
    assert {code for code, _ in answers} <= {expect.get("code")}
    if expect.get("data") is not None:
        assert [body for _, body in answers] == [expect["data"]]
    elif vector["category"].startswith(("event", "handler_error", "unknown_event")):
        assert [body for _, body in answers] == [None]  # an event has nothing to say


async def test_all_dialogs_on_one_connection():
    """One after the other they do not disturb each other, and nothing is left over."""
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform:
        app = recorded_app(platform)
        async with connected(app, platform, clock) as gate:
            for vector in vectors("ws_dialogs"):
                await play(gate, clock, vector)
            status = app.status()

    assert status.state == "connected"
    assert status.in_flight == 0
    assert len(platform.gates) == 1


# --- discovery --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("endpoint_discovery"), ids=lambda vector: vector["id"])
async def test_a_recorded_answer_of_discovery(vector):
    """At the first start, each answer connects, ends the start, or leads to another question."""
    rule = difference("endpoint_discovery", vector)
    wanted = vector["expect"] if rule is None else rule["ours"]
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform:
        body = vector["body"].encode()
        if wanted in ("connect", "sdk_specific"):
            members = json.loads(body)
            members["data"]["URL"] = platform.gateway_url
            body = json.dumps(members).encode()
        platform.answers.append((vector["status"], body))
        app = platform.app()
        with log_book("larkline.connection") as book:
            if wanted in ("fatal", "fatal_at_start"):
                with pytest.raises(ConnectionRefused) as caught:
                    await soon(app.start(platform=platform.on(clock)))
                assert str(json.loads(body)["code"]) in str(caught.value)
            else:
                starting = asyncio.create_task(app.start(platform=platform.on(clock)))
                if wanted == "retry":
                    await book.wait_for("connecting in")
                    await clock.advance(30.0)  # the random pause before the first attempt, until the platform says less
                await soon(starting)
                await app.stop()

    assert len(platform.questions) == (2 if wanted == "retry" else 1)
    assert bool(book.lines("cannot connect")) == (wanted == "retry")
    line, headers, question = platform.questions[0]
    assert line == "POST /callback/ws/endpoint HTTP/1.1"
    assert json.loads(question) == {"AppID": "cli_0123456789abcdef", "AppSecret": "s3cret-of-the-app"}
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize("vector", vectors("endpoint_discovery"), ids=lambda vector: vector["id"])
async def test_a_recorded_answer_of_discovery_to_a_reconnection(vector):
    """Once connected, only what says that this app may not connect ends it: the fatal ones of the list."""
    rule = difference("endpoint_discovery", vector)
    wanted = vector["expect"] if rule is None else rule["ours"]
    if wanted not in ("fatal", "fatal_at_start", "retry"):
        wanted = "connect"
    async with ScriptedPlatform() as platform:
        clock = ManualClock(flowing=True)
        app = platform.app()
        await app.start(platform=platform.on(clock))
        gate = await platform.gate()
        body = vector["body"].encode()
        if wanted == "connect":
            body = encode_endpoint_reply(platform.gateway_url, platform.config)
        platform.answers.append((vector["status"], body))
        with log_book("larkline.connection") as book:
            gate.abort()
            if wanted == "fatal":
                with pytest.raises(ConnectionRefused):
                    await soon(app.wait_closed())
                assert app.status().state == "failed"
            else:
                if wanted != "connect":
                    await book.wait_for("cannot connect")
                    await clock.advance(1.0)
                await platform.gate()
        await app.stop()

    assert app.status().state == ("failed" if wanted == "fatal" else "stopped")


# --- refused upgrades -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("vector", vectors("handshake_failures"), ids=lambda vector: vector["id"])
async def test_a_recorded_refused_upgrade(vector, again):
    """At the start as later: tried again, with a warning, unless it is fatal."""
    rule = difference("handshake_failures", vector)
    wanted = vector["expect"] if rule is None else rule["ours"]
    clock = ManualClock(flowing=True)
    async with ScriptedPlatform() as platform:
        app = platform.app()
        refusal = (vector["http_status"], vector["headers"])
        with log_book("larkline.connection") as book:
            if again:
                await app.start(platform=platform.on(clock))
                platform.refusals.append(refusal)
                (await platform.gate()).abort()
                ending = asyncio.create_task(app.wait_closed())
            else:
                platform.refusals.append(refusal)
                ending = asyncio.create_task(app.start(platform=platform.on(clock)))
            if wanted == "fatal":
                with pytest.raises(ConnectionRefused) as caught:
                    await soon(ending)
                assert not isinstance(caught.value, ConnectionLimitReached)
            else:
                await book.wait_for("trying again" if vector["category"] == "conn_limit" else "cannot connect")
                await clock.advance(1.0)
                await book.wait_for("connected to", 1 + again)
        await app.stop()
        if wanted != "fatal":
            await soon(ending)

    assert platform.refused == 1
