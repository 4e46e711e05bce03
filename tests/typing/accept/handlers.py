"""Handlers a user writes: the samples of the documentation, and what else must pass."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, assert_type

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardActionResponse,
    CardTemplate,
    CardValue,
    Client,
    Event,
    FormValue,
    Header,
    Markdown,
    MessageReceived,
    Router,
    SyncClient,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)

app = App(first_update_after=0.5)


class Approve(CardValue, tag="approve"):
    """What the button carries is what the handler receives."""

    order_id: str


class Deploy(CardValue, tag="deploy"):
    """Another one."""

    sha: str


class Expense(FormValue):
    """A form."""

    amount: float


def order_card(order_id: str) -> Card:
    """Show an order."""
    return Card(
        header=Header(f"订单 {order_id}", template="blue"),
        elements=[Markdown("**金额** ¥128"), Button("同意", value=Approve(order_id=order_id), type="primary")],
    )


async def run(sha: str) -> str:
    """Do the work."""
    return sha


@app.on_event("im.message.receive_v1")
async def greet(message: MessageReceived, client: Client) -> None:
    """Reply to a message."""
    await client.messages.reply(message.message_id, order_card(message.text))


@app.on_card_action(Approve)
async def approve(action: CardAction[Approve]) -> Toast:
    """Answer a click."""
    return Toast.success(f"已批准 {action.value.order_id}")


@app.on_card_action(Deploy)
async def deploy(action: CardAction[Deploy]) -> AsyncIterator[Toast | Card]:
    """Respond, then work."""
    yield Toast.info("部署中…")
    yield order_card(await run(action.value.sha))


@app.on_url_preview(host="git.example.com")
async def preview(link: UrlPreview) -> UrlPreviewResponse:
    """Describe a link."""
    return UrlPreviewResponse(title=link.url)


# A handler stays callable, with its own result.
async def call_them(action: CardAction[Approve], deployment: CardAction[Deploy], link: UrlPreview) -> None:
    """Call handlers as a unit test does."""
    assert_type(await approve(action), Toast)
    assert_type(await preview(link), UrlPreviewResponse)
    async for shown in deploy(deployment):
        assert_type(shown, Toast | Card)


assert_type(approve, Callable[[CardAction[Approve]], Coroutine[Any, Any, Toast]])


# Every kind of handler.
@app.on_card_action(name="plain")
def plain(action: CardAction) -> CardActionResponse:
    """Run in a thread."""
    return CardActionResponse(toast=Toast.info(action.tag))


@app.on_card_action(name="blocking")
def blocking(action: CardAction, client: SyncClient) -> None:
    """Run in a thread with its client."""
    client.messages.send("hi", to=action.chat_id)


@app.on_card_action(name="quick", inline=True)
def quick(action: CardAction) -> dict[str, Any]:
    """Run on the event loop."""
    return {"toast": {"type": "info", "content": action.tag}}


@app.on_card_action(name="steps")
async def steps(action: CardAction, client: Client) -> AsyncGenerator[Card | CardTemplate | None, None]:
    """Yield with the client."""
    yield None
    await client.cards.update(action.update_token, order_card("1"), message_id=action.message_id)
    yield CardTemplate("AAq")


@app.on_card_action(name="optional")
async def optional(action: CardAction, verbose: bool = False) -> Toast | Card | None:
    """Have a parameter with a default, and several kinds of result."""
    return Toast.info("x") if verbose else None


@app.on_card_action(name="mapping")
async def mapping(action: CardAction) -> Mapping[str, Any]:
    """Answer with any mapping."""
    return {}


@app.on_card_action(name="anything")
async def anything(action: CardAction) -> Any:
    """Answer with what no checker knows."""


# Every condition.
@app.on_card_action(Approve, form=Expense, order_by=lambda action: action.form.amount)
async def spend(action: CardAction[Approve, Expense]) -> Toast:
    """Take value and form."""
    assert_type(action.value, Approve)
    assert_type(action.form, Expense)
    return Toast.info(str(action.form.amount))


@app.on_card_action(form=Expense)
async def spend_something(action: CardAction[Any, Expense]) -> None:
    """Take a form alone."""
    assert_type(action.form.amount, float)


@app.on_card_action(component="select_static", value={"k": "v"}, name="x", order_by=lambda action: action.chat_id)
async def choose(action: CardAction) -> None:
    """Take every condition without a class."""
    assert_type(action.option, str | None)


@app.on_card_action()
async def rest(action: CardAction) -> None:
    """Take the rest."""


# Events.
@app.on_event(MessageReceived, order_by=lambda message: message.chat_id)
def by_class(message: MessageReceived) -> None:
    """Take a message in a thread."""


@app.on_event("im.chat.updated_v1", order_by=lambda event: event.event["chat_id"])
async def by_name(event: Event) -> None:
    """Take any event by its name."""
    assert_type(event.event, dict[str, Any])


@app.on_event()
async def all_others(event: Event, client: Client) -> None:
    """Take the rest."""
    await client.request("GET", "/open-apis/bot/v3/info", params={"type": event.type})


# Link previews.
@app.on_url_preview(host="*.example.com", order_by=lambda link: link.url)
def wildcard(link: UrlPreview, client: SyncClient) -> UrlPreviewResponse | None:
    """Describe a link in a thread."""
    return None


@app.on_url_preview()
async def other_links(link: UrlPreview, client: Client) -> dict[str, Any]:
    """Describe a link with the client."""
    return {"inline": {"title": link.url}}


# Routers and middleware.
router = Router()


@router.on_card_action(Approve)
async def approve_there(action: CardAction[Approve], client: Client) -> Toast:
    """Answer from a router."""
    return Toast.success(action.value.order_id)


@app.middleware
async def timing(payload: object, handle: Callable[[Any], Awaitable[Any]]) -> Any:
    """Surround every handler."""
    return await handle(payload)


app.include(router)


# Methods, partials, callable objects, lambdas.
class Bot:
    """Handlers with state."""

    async def answer(self, action: CardAction[Approve], client: Client) -> Toast:
        """Answer as a method."""
        return Toast.info("x")

    async def __call__(self, action: CardAction[Approve]) -> None:
        """Answer as an object."""


def with_database(database: str, action: CardAction[Approve]) -> Card:
    """Answer with something more."""
    return order_card(database)


Router().on_card_action(Approve)(Bot().answer)
Router().on_card_action(Approve)(Bot())
Router().on_card_action(Approve)(partial(with_database, "db"))
Router().on_card_action(Approve)(lambda action: Toast.info(action.value.order_id))
Router().on_event()(print)


# Hooks.
@app.on_connected
async def connected() -> None:
    """Hear of a connection."""


@app.on_disconnected
def disconnected() -> None:
    """Hear of its end."""
