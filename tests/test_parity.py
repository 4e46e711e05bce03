"""
The two doors are one: what a person sees does not depend on which way a delivery came.

Each row is an app, what happens to it, and how that ends; it is run over a long connection, through a webhook with an
Encrypt Key, and through one without. Everything visible has to be the same, failures included.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardActionResponse,
    CardTemplate,
    CardValue,
    Client,
    Markdown,
    MessageReceived,
    SyncClient,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)
from larkline.emulator import Emulator
from larkline.emulator.outcomes import Answered, Click, Previewed


class Approve(CardValue, tag="approve"):
    order_id: str


ORDER = Card(elements=[Markdown("订单 42"), Button("同意", value=Approve(order_id="42"))])
DONE = Card(elements=[Markdown("已批准")])
OLD_BUTTON = {
    "tag": "button",
    "text": {"tag": "plain_text", "content": "同意"},
    "value": {"action": "approve", "order_id": "42"},
}
EXCLUSIVE = {"elements": [{"tag": "markdown", "content": "旧"}, {"tag": "action", "actions": [OLD_BUTTON]}]}
OLD_DONE = {"elements": [{"tag": "markdown", "content": "新"}]}
LINK = "https://git.example.com/1"
MENU = "application.bot.menu_v6"

Deliver = Callable[[Emulator], Awaitable[Answered]]
Handler = Callable[..., Any]


def click_on(card: Any, *, after: float = 0.0) -> Deliver:
    """Click the button of a card; let time pass before the answer is awaited."""

    async def deliver(feishu: Emulator) -> Answered:
        pending = await feishu.begin_click(await feishu.send(card), "同意", by="ou_alice")
        await feishu.clock.advance(after)
        return await pending

    return deliver


def submit_form() -> Deliver:
    """Fill in a form and submit it."""
    field_ = {"tag": "input", "name": "reason", "required": True}
    button = {**OLD_BUTTON, "name": "send", "form_action_type": "submit"}
    form = {"tag": "form", "name": "f", "elements": [field_, button]}

    async def deliver(feishu: Emulator) -> Answered:
        message = await feishu.send({"schema": "2.0", "body": {"elements": [form]}})
        return await feishu.submit(message, {"reason": "出租车"})

    return deliver


def event(type_: str = MENU, *, after: float = 0.0, **fields: Any) -> Deliver:
    """Deliver an event; let time pass before its verdict is awaited."""

    async def deliver(feishu: Emulator) -> Answered:
        delivery = feishu.begin_trigger(type_, fields=fields)
        await feishu.clock.advance(after)
        return Answered(await feishu.core.engine.finished(delivery))

    return deliver


def say(text: str) -> Deliver:
    """Write to the bot."""

    async def deliver(feishu: Emulator) -> Answered:
        return await feishu.say(text)

    return deliver


def see_link(*, draft: bool = False) -> Deliver:
    """Look at a link."""

    async def deliver(feishu: Emulator) -> Answered:
        return await feishu.preview(LINK, draft=draft)

    return deliver


def string_value() -> Deliver:
    """Click something whose value is a text."""

    async def deliver(feishu: Emulator) -> Answered:
        return await feishu.trigger("card.action.trigger", paths={"action.value": "42"})

    return deliver


def returns(value: Any) -> Handler:
    """Give a handler that answers this, or raises it."""

    async def handler(_payload: Any) -> Any:
        if isinstance(value, BaseException):
            raise value
        return value

    return handler


def in_a_thread(value: Any) -> Handler:
    """Give the same as a plain function."""

    def handler(_payload: Any) -> Any:
        if isinstance(value, BaseException):
            raise value
        return value

    return handler


def yields(*values: Any) -> Handler:
    """Give a handler that answers the first and goes on with the rest; an exception is raised."""

    async def handler(_payload: Any) -> AsyncIterator[Any]:
        for value in values:
            if isinstance(value, BaseException):
                raise value
            yield value

    return handler


def late(value: Any) -> Handler:
    """Give a handler that answers, or raises, only once :func:`look` lets it, 4 s after it was called."""

    async def handler(_payload: Any) -> Any:
        await gate["open"].wait()
        if isinstance(value, BaseException):
            raise value
        return value

    return handler


gate: dict[str, asyncio.Event] = {}


async def echoes(action: CardAction[Approve, Any]) -> Toast:
    """Say what came."""
    return Toast.info(f"{action.value.order_id} {action.form} {action.operator.open_id} {action.tag}")


async def updates_itself(action: CardAction[Approve], client: Client) -> AsyncIterator[Toast]:
    """Answer, then use the update token."""
    yield Toast.info("好")
    await client.cards.update(action.update_token, DONE)


async def greets(message: MessageReceived, client: Client) -> None:
    """Reply to a message."""
    await client.messages.reply(message.message_id, f"你好 {message.text}")


def greets_in_a_thread(message: MessageReceived, client: SyncClient) -> None:
    """Reply from a thread."""
    client.messages.reply(message.message_id, f"你好 {message.text}")


async def describes(link: UrlPreview) -> UrlPreviewResponse:
    """Say what came."""
    return UrlPreviewResponse(title=f"{link.url} {bool(link.preview_token)}")


@dataclass(frozen=True)
class Row:
    """An app, what happens to it, and how that ends."""

    name: str
    deliver: Deliver
    handler: Handler | None
    outcome: str = "ok"
    code: int | None = None
    text: str = ""  #: What can be read in the end, parts separated by a bar: in the response, in cards, in messages.
    options: dict[str, Any] = field(default_factory=dict)


CLICK = click_on(ORDER)
FAIL = {"on_handler_error": "fail"}
OFF = {"check_responses": "off"}
BAD_TOAST = {"toast": {"type": "party", "content": "?"}}
TOO_LARGE = {"card": {"type": "raw", "data": {"schema": "2.0", "header": {"subtitle": "x" * 31_000}}}}
KAPUTT = LookupError("kaputt")
PROCESSING = "处理中，请稍候…"

ROWS = [
    Row("a toast", CLICK, returns(Toast.success("好")), text="好"),
    Row("a card", CLICK, returns(DONE), text="已批准"),
    Row("both", CLICK, returns(CardActionResponse(toast=Toast.info("好"), card=DONE)), text="好|已批准"),
    Row("a template", CLICK, returns(CardTemplate("welcome_card", variables={"open_id": "ou_alice"})), text="欢迎"),
    Row("an unknown template", CLICK, returns(CardTemplate("AAq1", variables={"a": "b"})), "failed", 200673),
    Row("a dict", CLICK, returns({"toast": {"type": "info", "content": "好"}}), text="好"),
    Row("nothing", CLICK, returns(None)),
    Row("an empty dict", CLICK, returns({})),
    Row("nobody handles it", CLICK, None),
    Row("what the handler got", CLICK, echoes, text="42 {} ou_alice button"),
    Row("what it got from a form", submit_form(), echoes, text="42 {'reason': '出租车'}"),
    Row("a value that is a text", string_value(), returns(Toast.info("好")), "ok_advice", text="好"),
    Row("a thread", CLICK, in_a_thread(Toast.success("好")), text="好"),
    Row("an exclusive card", click_on(EXCLUSIVE), returns({"card": {"type": "raw", "data": OLD_DONE}}), text="新"),
    Row("a raise", CLICK, returns(KAPUTT), "failed"),
    Row("a raise in a thread", CLICK, in_a_thread(KAPUTT), "failed"),
    Row("a raise that fails", CLICK, returns(KAPUTT), "failed", 200671, options=FAIL),
    Row("a wrong response", CLICK, returns(BAD_TOAST), "failed"),
    Row("a wrong response that fails", CLICK, returns(BAD_TOAST), "failed", 200671, options=FAIL),
    Row("a wrong response, unchecked", CLICK, returns(BAD_TOAST), "failed", 200672, options=OFF),
    Row("a wrong card, unchecked", CLICK, returns({"card": {"type": "raw"}}), "failed", 200673, options=OFF),
    Row(
        "a card of JSON 1.0, unchecked",
        CLICK,
        returns({"card": {"type": "raw", "data": OLD_DONE}}),
        "failed",
        200830,
        options=OFF,
    ),
    Row("a card too many bytes long", CLICK, returns(TOO_LARGE), "failed"),
    Row("a card too many bytes long, unchecked", CLICK, returns(TOO_LARGE), "failed", 200673, options=OFF),
    Row("something unknown beside", CLICK, returns({"msg": "success"}), "ok_advice"),
    Row("respond, then work", CLICK, yields(Toast.info("部署中…"), DONE), text="部署中…|已批准"),
    Row("a card, then another", CLICK, yields(DONE, Card(elements=[Markdown("完")])), text="完"),
    Row("respond, then raise", CLICK, yields(Toast.info("好"), KAPUTT), "failed", text="好"),
    Row("respond, then update by oneself", CLICK, updates_itself, text="好|已批准"),
    Row("late", click_on(ORDER, after=2.5), late(DONE), text=f"{PROCESSING}|已批准"),
    Row("late and dropped", click_on(ORDER, after=2.5), late(DONE), options={"late_responses": "drop"}),
    Row("late, then a raise", click_on(ORDER, after=2.5), late(KAPUTT), "failed"),
    Row("a link", see_link(), describes, text=f"{LINK} True"),
    Row("a link in a draft", see_link(draft=True), describes, text=f"{LINK} False"),
    Row("a link without a preview", see_link(), returns(None)),
    Row("a link nobody handles", see_link(), None),
    Row("a link whose handler raises", see_link(), returns(KAPUTT), "failed"),
    Row("a message", say("42"), greets, text="你好 42"),
    Row("a message for a thread", say("42"), greets_in_a_thread, text="你好 42"),
    Row("a message whose handler raises", say("42"), returns(KAPUTT), "failed"),
    Row("an event", event(event_key="help"), returns(None)),
    Row("an event of version 1.0", event("add_bot"), returns(None)),
    Row("an event nobody handles", event(), None),
    Row("an event nobody handles, refused", event(), None, "failed", options={"unknown_events": "refuse"}),
    Row("an event whose handler raises", event(), returns(KAPUTT), "failed"),
    Row("a slow event", event(after=2.5), late(None)),
    Row("a slow event, to come again", event(after=3.0), late(None), "failed", options={"slow_events": "redeliver"}),
]


def register(app: App, handler: Handler | None) -> None:
    """Let a handler take whatever comes."""
    if handler is None:
        return
    if handler in (greets, greets_in_a_thread):
        app.on_event(MessageReceived)(handler)
    elif handler is describes:
        app.on_url_preview()(describes)
    elif inspect.isasyncgenfunction(handler) and handler is not updates_itself:
        app.on_card_action()(handler)
    elif handler in (echoes, updates_itself):
        app.on_card_action(Approve)(handler)
    else:
        for decorator in (app.on_event(), app.on_event(MessageReceived), app.on_card_action(), app.on_url_preview()):
            decorator(handler)


async def look(row: Row, *, webhook: bool, encrypted: bool = True) -> dict[str, Any]:
    """Run a row and give everything that can be seen of it."""
    gate["open"] = asyncio.Event()
    app = App(**row.options)
    register(app, row.handler)
    async with Emulator(seed=1, frozen=True) as feishu:
        feishu.configure(encrypted=encrypted)
        async with feishu.running(app, webhook=webhook, raise_handler_errors=False):
            answered = await row.deliver(feishu)
            await feishu.clock.advance(4.0 - feishu.clock.now())
            gate["open"].set()
            await feishu.wait(idle=0.02)
            for _ in range(20):
                await feishu.clock.advance(1.0)
                await feishu.wait(idle=0)
        cards = [(dict(m.card or {}), m.card_for("ou_alice"), m.card_for("ou_bob")) for m in feishu.messages()]
        return {
            "verdict": (answered.verdict.outcome, answered.verdict.code),
            "advice": [note.rule for note in answered.verdict.advice],
            "response": answered.response if isinstance(answered, Click | Previewed) else None,
            "body": answered.delivery.response if answered.delivery.push.kind != "event" else None,
            "cards": cards,
            "texts": [(m.sender_type, m.text) for m in feishu.messages()],
            "error": repr(answered.error),
            "deliveries": [(d.type, d.attempt, d.verdict and d.verdict.outcome) for d in feishu.deliveries()],
            "api calls": [(call.method, call.code) for call in feishu.core.journal.calls() if "auth" not in call.path],
        }


def readable(seen: dict[str, Any]) -> str:
    """Give what a person could read, 阿丽 for one."""
    return " ".join([str(seen["body"]), *(str(card) for _, card, _ in seen["cards"]), *map(str, seen["texts"])])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_both_doors_end_the_same(row):
    """Response, verdict, cards, messages, errors and repeated pushes are what they are over the long connection."""
    expected = await look(row, webhook=False)
    encrypted = await look(row, webhook=True)
    plain = await look(row, webhook=True, encrypted=False)

    assert encrypted == expected
    assert plain == expected
    assert expected["verdict"] == (row.outcome, row.code)
    assert all(text in readable(expected) for text in row.text.split("|"))
