"""The fault table (S6) on webhooks: in this process and over the network."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline import App, Toast
from larkline.emulator import Emulator
from larkline.emulator.faults.forgeries import FORGED_TOKEN
from tests.emulator.hook_app import HookApp, hook_answer
from tests.emulator.hook_server import Request, always, answering, decrypted, http, serving
from tests.emulator.stories import CARD


async def test_a_request_is_reset_in_the_middle_of_its_body(served):
    """S6 drop: the server gets half of a request and a reset; the person sees 200341."""
    ended = asyncio.Event()
    got: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                got.append(data)
        except ConnectionResetError:
            ended.set()
        finally:
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        settings = served.app().subscription
        settings.callbacks = "webhook"
        settings.callback_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook"
        await served.faults.add("reset")
        click = await served.click(await served.send(CARD), "同意")
        async with asyncio.timeout(5):
            await ended.wait()
    head, _, body = b"".join(got).partition(b"\r\n\r\n")
    length = int(next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")).split()[1])

    assert (click.verdict.code, click.verdict.rule) == (200341, "webhook.broken")
    assert 0 < len(body) < length
    assert click.delivery.faults == ("f1 reset",)


async def test_without_a_socket_the_app_sees_nothing_of_a_broken_request(local):
    """S6 drop: no server hands an app half of a request."""
    app = HookApp(hook_answer(200, b"{}"))
    async with local.running(app, webhook=True):
        await local.faults.add("drop")
        click = await local.click(await local.send(CARD), "同意")

    assert click.verdict.rule == "webhook.broken"
    assert app.requests == []


@pytest.mark.parametrize(
    ("where", "seconds", "code"), [("send", 5.0, None), ("reply", 2.5, None), ("reply", 3.5, 200341)]
)
async def test_delays_count_from_the_send(where, seconds, code, local):
    """S6 delay: before the send it costs nothing, before the reply it counts."""
    async with local.running(HookApp(hook_answer(200, b"{}")), webhook=True):
        await local.faults.add("delay", where=where, seconds=seconds)
        pending = await local.begin_click(await local.send(CARD), "同意")
        await local.clock.advance(seconds)
        click = await pending

    assert click.verdict.code == code
    assert click.delivery.late_by == (pytest.approx(0.0) if code else None)


async def test_an_event_comes_twice(local):
    """S6 duplicate: two requests with ids of their own hold the same event; one row keeps both answers."""
    app = HookApp(hook_answer(200, b"{}"))
    async with local.running(app, webhook=True):
        await local.faults.add("duplicate_event")
        said = await local.say("你好")
        await local.clock.advance(0)
    headers = [headers for headers, _ in app.requests]

    assert len({request["X-Request-Id"] for request in headers}) == 2
    assert len({app.payload(request) for request in app.requests}) == 1
    assert said.delivery.copies == 2
    assert [reply.status for reply in said.delivery.more_replies] == [200]
    assert len(local.deliveries()) == 1


async def test_requests_come_in_reverse(local):
    """S6 out of order: the second one is posted first."""
    app = HookApp(hook_answer(200, b"{}"))
    async with local.running(app, webhook=True):
        await local.faults.add("out_of_order")
        begun = [local.begin_trigger("add_bot", fields={"n": n}) for n in range(2)]
        for delivery in begun:
            await local.core.engine.finished(delivery)

    assert [json.loads(app.payload(request))["event"]["n"] for request in app.requests] == [1, 0]
    assert [delivery.order for delivery in begun] == [2, 1]


async def test_a_restart_refuses_webhooks_for_a_while(local):
    """S6 gateway restart: for ten seconds it is as if the port were closed (200342)."""
    async with local.running(HookApp(hook_answer(200, b"{}")), webhook=True):
        await local.faults.add("restart_10s")
        during = await local.click(await local.send(CARD), "同意")
        await local.clock.advance(10.0)
        after = await local.click(await local.send(CARD), "同意")

    assert (during.verdict.code, during.verdict.rule) == (200342, "webhook.refused")
    assert after.verdict.ok
    assert local.faults.list() == []


# --- bad signature ----------------------------------------------------------------------------------------------------


def make_app() -> App:
    """Give an app of ours that answers a click."""
    app = App()

    @app.on_card_action()
    async def approve(action) -> Toast:
        return Toast.success("好")

    return app


@pytest.mark.parametrize("what", ["hash", "token", "stale", "body", "missing", "plaintext"])
async def test_our_app_refuses_forged_requests(what, local):
    """S6 bad signature: a wrong hash, a wrong token, an old timestamp, a changed body, no headers, no encryption."""
    async with local.running(make_app(), webhook=True):
        await local.faults.add("signature", what=what)
        forged = await local.click(await local.send(CARD), "同意")
        honest = await local.click(await local.send(CARD), "同意")

    assert (forged.verdict.outcome, forged.verdict.rule) == ("ok", "signature.rejected")
    assert forged.verdict.evidence.startswith(f"{what}: HTTP 4")
    assert forged.response.toast is None
    assert (honest.verdict.rule, honest.response.toast) == ("ok", Toast.success("好"))


async def test_an_app_that_takes_a_forged_request_gets_advice(local):
    """S6 bad signature: the verdict says that it was taken, and which one; strict fails on it."""
    async with local.running(HookApp(hook_answer(200, b"{}")), webhook=True):
        await local.faults.add("stale_timestamp")
        click = await local.click(await local.send(CARD), "同意")
    app = HookApp(hook_answer(200, b"{}"))
    async with Emulator(seed=1, frozen=True, profile="strict") as strict, strict.running(app, webhook=True):
        await strict.faults.add("stale_timestamp")
        failed = await strict.click(await strict.send(CARD), "同意")

    assert (click.verdict.outcome, click.verdict.rule) == ("ok_advice", "signature.accepted")
    assert click.verdict.evidence == "stale: HTTP 200"
    assert failed.verdict.outcome == "failed"


async def test_a_forged_event_that_is_refused_does_not_come_again(local):
    """It was none of the platform's; nobody sends it a second time."""
    async with local.running(make_app(), webhook=True):
        await local.faults.add("forged_signature")
        said = await local.say("你好")

    assert said.verdict.rule == "signature.rejected"
    assert len(local.core.engine.redeliveries) == 0


async def test_what_is_forged_can_be_seen_on_the_wire(local):
    """Each forgery changes exactly what its name says."""
    seen: dict[str, Request] = {}
    key = local.app().encrypt_key
    async with serving(answering(key, always(http({})))) as server:
        await local.save_webhook(callback_url=server.url())
        for what in ("token", "stale", "missing", "plaintext"):
            await local.faults.add("signature", what=what, age=3600.0)
            await local.click(await local.send(CARD), "同意")
            seen[what] = server.requests[-1]
        await local.click(await local.send(CARD), "同意")
        honest = server.requests[-1]

    assert json.loads(decrypted(seen["token"].body, key))["header"]["token"] == FORGED_TOKEN
    age = int(honest.headers["X-Lark-Request-Timestamp"]) - int(seen["stale"].headers["X-Lark-Request-Timestamp"])
    assert 3600 <= age < 3660
    assert not [name for name in seen["missing"].headers if name.startswith("X-Lark-")]
    assert "encrypt" not in seen["plaintext"].json
    assert json.loads(decrypted(honest.body, key))["header"]["token"] == local.app().verification_token
