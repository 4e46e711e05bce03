"""Deliveries to a webhook, over the network and in this process: what is sent, what comes back, the verdict on it."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from larkline.clock import SystemClock
from larkline.emulator import Emulator, EmulatorError
from larkline.payloads.toast import Toast
from larkline.wire.encryption import decrypt
from larkline.wire.signature import verify_signature
from tests.emulator.hook_app import Hook, HookAnswered, HookApp, hook_answer
from tests.emulator.hook_server import Answer, Request, always, answering, http, serving
from tests.emulator.stories import CARD, card
from tests.emulator.tiny_client import TinyApp, answer

TOAST = {"toast": {"type": "success", "content": "好"}}


async def clicked(feishu: Emulator, answer: Answer):
    """Click a card whose callbacks go to a server that answers like this; gives the click and the requests."""
    async with serving(answering(feishu.app().encrypt_key, answer)) as server:
        await feishu.save_webhook(callback_url=server.url())
        click = await feishu.click(await feishu.send(CARD), "同意")
    return click, server.requests[1:]


async def test_a_callback_goes_to_its_address_encrypted_and_signed(local):
    """The answer is shown to the person; the record says where it went."""
    click, [request] = await clicked(local, always(http(TOAST)))
    key = local.app().encrypt_key
    headers = request.headers
    verify_signature(
        request.body,
        timestamp=headers["X-Lark-Request-Timestamp"],
        nonce=headers["X-Lark-Request-Nonce"],
        signature=headers["X-Lark-Signature"],
        encrypt_key=key,
    )

    assert decrypt(request.json["encrypt"], encrypt_key=key) == click.delivery.push.payload
    assert click.response.toast == Toast.success("好")
    assert click.verdict.outcome == "ok"
    assert headers["X-Request-Id"] == click.delivery.id
    row = click.delivery.summary()
    assert (row["transport"], row["connection"], row["url"]) == ("webhook", None, local.app().subscription.callback_url)
    assert local.core.journal.detail(click.delivery.id)["sent"]["body"] == request.body.decode()


async def test_for_programs_of_their_own_time_is_real(local):
    """The signature has the machine's time, not the moved one, and the limit is real, too."""
    await local.clock.advance(86_400)
    click, [request] = await clicked(local, always(http({})))

    assert abs(int(request.headers["X-Lark-Request-Timestamp"]) - time.time()) < 60
    assert click.delivery.duration is not None
    assert 0 < click.delivery.duration < 3


async def test_events_and_callbacks_have_ways_of_their_own(local):
    """Only what was switched over goes to the webhook; the rest stays with the long connection."""
    async with local.running(TinyApp(answer({}))):
        click, _ = await clicked(local, always(http({})))
        said = await local.say("你好")
        local.configure(callbacks="long_connection")
        again = await local.click(await local.send(CARD), "同意")

    assert [d.delivery.transport for d in (click, said, again)] == ["webhook", "long_connection", "long_connection"]


async def test_another_app_keeps_its_own_settings(local):
    """Addresses and switches belong to one app."""
    other = local.app(name="另一个")
    local.configure(callbacks="webhook", encrypted=False, app_id=other.app_id)

    assert local.app().subscription.callbacks == "long_connection"
    assert local.platform().encrypt_key == local.app().encrypt_key
    assert local.platform(other.app_id).encrypt_key == ""
    with pytest.raises(EmulatorError, match="not by 'pigeon'"):
        local.configure(events="pigeon")


async def hang(_request: Request) -> bytes | None:
    """Never answer."""
    await asyncio.Event().wait()
    return None


@pytest.mark.parametrize(
    ("answer", "code", "rule", "evidence"),
    [
        (http(status="500 Internal Server Error"), 200671, "webhook.status", "HTTP 500"),
        (http({}, status="201 Created"), 200671, "webhook.status", "HTTP 201"),
        (http({}, status="204 No Content"), 200671, "webhook.status", "HTTP 204"),
        (http(status="302 Found", headers="Location: /ok\r\n"), 200671, "webhook.status", "HTTP 302"),
        (http(b""), 200672, "webhook.empty", "0 bytes"),
        (http(b"ok"), 200672, "response.json", ""),
        (http(b"<html></html>"), 200672, "response.json", "HTML"),
        (http(b"\xef\xbb\xbf{}"), 200672, "response.json", "byte order mark"),
        (http(b"{} {}"), 200672, "response.json", "trailing"),
        (http("no handler"), 200672, "response.json_string", "no handler"),
        (http([]), 200672, "response.shape", "$"),
        (http({"toast": "好"}), 200672, "response.shape", "$.toast"),
        (http(card()), 200672, "response.shape", "top level"),
        (http({"card": {"type": "raw", "data": {}}}), 200673, "response.card", "$.card.data"),
        (http({"card": {"type": "raw", "data": {"elements": []}}}), 200830, "response.schema", "$.card.data.schema"),
        (http(b"x" * 1_100_000), 200672, "webhook.too_large", "1,048,576"),
        (None, 200341, "webhook.broken", "before the answer was complete"),
        (b"junk", 200341, "webhook.broken", ""),
    ],
)
async def test_each_wrong_answer_has_its_code(answer, code, rule, evidence, local):
    """What the person would see, and what shows it."""
    click, requests = await clicked(local, always(answer))

    assert (click.verdict.outcome, click.verdict.code, click.verdict.rule) == ("failed", code, rule)
    assert evidence in click.verdict.evidence
    assert len(requests) == 1
    assert local.card_of(click.delivery.push.message_id) == CARD


async def test_no_answer_within_three_seconds_is_late(local, monkeypatch):
    """The connection is closed then."""
    monkeypatch.setattr("larkline.emulator.delivery.engine.RESPONSE_SECONDS", 0.1)
    click, _ = await clicked(local, hang)

    assert (click.verdict.code, click.verdict.rule) == (200341, "response.late")


@pytest.mark.parametrize(
    ("url", "code", "rule"),
    [
        ("", 200340, "webhook.no_url"),
        ("http://127.0.0.1:1/", 200342, "webhook.refused"),
        ("http://bot.example/", 200343, "webhook.dns"),
        ("http://other.example/", 200342, "webhook.forbidden"),
    ],
)
async def test_an_address_that_cannot_be_reached_has_its_code(url, code, rule):
    """None saved, nobody there, an unknown name, another machine; an event then has no code."""

    async def unknown(host: str, port: int) -> list[str]:
        if host == "bot.example":
            raise OSError("not known")
        return [host]

    async with Emulator(seed=1, webhook_hosts=["bot.example"]) as feishu:
        feishu.core.webhooks.sender.resolve = unknown
        settings = feishu.configure(events="webhook", callbacks="webhook")
        settings.event_url = settings.callback_url = url
        click = await feishu.click(await feishu.send(CARD), "同意")
        said = await feishu.say("你好")

    assert (click.verdict.code, click.verdict.rule) == (code, rule)
    assert (said.verdict.code, said.verdict.rule) == (None, "event.undelivered" if url else "event.no_url")


async def test_what_an_event_is_answered_does_not_matter(local):
    """Status 200 acknowledges it, with any body."""
    async with serving(answering(local.app().encrypt_key, always(http(b"<p>ok")))) as server:
        await local.save_webhook(event_url=server.url())
        said = await local.say("你好")
        server.answer = always(http({}, status="202 Accepted"))
        refused = await local.say("你好")

    assert said.verdict.outcome == "ok"
    assert said.delivery.response == {}
    assert (refused.verdict.rule, refused.verdict.evidence) == ("event.status", "HTTP 202")


# --- in this process --------------------------------------------------------------------------------------------------


async def test_an_app_of_this_process_needs_no_address(local):
    """Inside the block everything for it goes through receive(), signed and encrypted, and comes back."""
    app = HookApp(hook_answer(200, json.dumps(TOAST).encode()))
    async with local.running(app, webhook=True):
        platform = app.platform
        click = await local.click(await local.send(CARD), "同意")
        said = await local.say("你好")
    after = await local.say("你好")

    assert platform is not None
    assert platform.clock is local.clock
    assert app.platform is None
    assert [app.payload(request) for request in app.requests] == [
        delivery.push.payload for delivery in local.deliveries()[:2]
    ]
    assert (click.verdict.outcome, said.verdict.outcome) == ("ok", "ok")
    assert click.response.toast == Toast.success("好")
    assert (click.delivery.transport, click.delivery.url) == ("webhook", "in process")
    assert [answered.sent for answered in app.answers] == [1, 1]
    assert after.delivery.transport == "long_connection"


async def test_without_a_key_it_is_neither_encrypted_nor_signed(local):
    """The app is told so."""
    local.configure(encrypted=False)
    app = HookApp(hook_answer(200, b"{}"))
    async with local.running(app, webhook=True):
        click = await local.click(await local.send(CARD), "同意")

    assert app.given is not None
    assert app.given.encrypt_key == ""
    assert app.requests[0][1] == click.delivery.push.payload


async def test_the_time_of_a_signature_is_the_shared_one(local):
    """Moved with everything else, so that an app that checks it is content."""
    app = HookApp(hook_answer(200, b"{}"))
    async with local.running(app, webhook=True):
        await local.clock.advance(86_400)
        await local.say("你好")

    [(headers, _)] = app.requests
    assert int(headers["X-Lark-Request-Timestamp"]) == int(local.clock.time())
    assert int(headers["X-Lark-Request-Timestamp"]) > SystemClock().time() + 80_000


async def test_the_limit_is_on_the_shared_time_and_a_late_answer_is_kept(local):
    """The app is not cancelled when the time is over; what it then answers is shown as late, and not applied."""
    go = asyncio.Event()

    async def slow(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        await go.wait()
        return HookAnswered(200, json.dumps({"card": {"type": "raw", "data": card()}}).encode())

    app = HookApp(slow)
    async with local.running(app, webhook=True):
        message = await local.send(CARD)
        pending = await local.begin_click(message, "同意")
        await local.clock.advance(2.999)
        before = pending.delivery.verdict
        await local.clock.advance(0.371)
        go.set()
        await local.clock.advance(0)
        click = await pending

    assert before is None
    assert (click.verdict.code, click.verdict.rule) == (200341, "response.late")
    assert click.delivery.late_by == pytest.approx(0.37)
    assert local.card_of(message) == CARD
    assert app.answers[0].sent == 1


async def test_what_the_app_itself_raises_is_not_passed_over(local):
    """The platform sees status 500, and the error comes out of the block."""

    async def broken(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        raise LookupError("kaputt")

    with pytest.raises(LookupError, match="kaputt"):
        async with local.running(HookApp(broken), webhook=True):
            click = await local.click(await local.send(CARD), "同意")

    assert (click.verdict.code, click.verdict.rule) == (200671, "handler.raised")
    assert isinstance(click.error, LookupError)


async def test_so_is_what_it_raises_after_its_response(local):
    """The person saw the answer; the verdict is taken back."""

    class Answered(HookAnswered):
        async def after_sent(self) -> None:
            raise LookupError("afterwards")

    async def answer(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        return Answered(200, b"{}")

    async with local.running(HookApp(answer), webhook=True, raise_handler_errors=False):
        click = await local.click(await local.send(CARD), "同意")
        await local.clock.advance(0)

    assert isinstance(click.error, LookupError)
    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "handler.raised")


async def test_what_goes_on_after_the_response_finds_the_card_changed(local):
    """after_sent() comes once the platform has taken the response."""
    seen = []

    class Answered(HookAnswered):
        async def after_sent(self) -> None:
            seen.append(local.card_of(message))

    async def answer(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        return Answered(200, json.dumps({"card": {"type": "raw", "data": card()}}).encode())

    async with local.running(HookApp(answer), webhook=True):
        message = await local.send(CARD)
        await local.click(message, "同意")
        await local.clock.advance(0)

    assert seen == [card()]


async def test_what_is_unanswered_at_the_end_of_the_block_is_given_up(local):
    """Its delivery fails; nothing hangs."""

    async def never(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        await asyncio.Event().wait()
        raise AssertionError

    hook: Hook = never
    async with local.running(HookApp(hook), webhook=True):
        pending = await local.begin_click(await local.send(CARD), "同意")
        await local.clock.advance(1.0)
    click = await pending

    assert (click.verdict.code, click.verdict.rule) == (200341, "webhook.broken")


async def test_the_emulator_can_end_while_a_webhook_hangs():
    """What is under way is given up."""
    asked = asyncio.Event()

    async def hang(_request: Request) -> bytes | None:
        asked.set()
        await asyncio.Event().wait()
        return None

    async with serving(hang) as server, Emulator(seed=1) as feishu:
        settings = feishu.configure(events="webhook")
        settings.event_url = server.url()
        _, [delivery] = feishu.begin_say("你好")
        async with asyncio.timeout(5):
            await asked.wait()
        await feishu.aclose()

    assert delivery.verdict is None
    assert feishu.core.engine.in_flight == 0


async def test_one_app_can_run_inside_of_another_block(local):
    """The inner one is in charge; then the outer one again."""
    outer, inner = HookApp(hook_answer(200, b"{}")), HookApp(hook_answer(200, b"{}"))
    async with local.running(outer, webhook=True):
        async with local.running(inner, webhook=True):
            await local.say("内")
        await local.say("外")

    assert (len(inner.requests), len(outer.requests)) == (1, 1)
