"""Handlers that cannot work, and decorators written wrong; a type checker says so."""
# ruff: noqa: D103 - their names say what is wrong

from __future__ import annotations

from collections.abc import AsyncIterator

from larkline import (
    App,
    Card,
    CardAction,
    CardValue,
    Client,
    Event,
    FormValue,
    MessageReceived,
    Router,
    SyncClient,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)

app = App()


class Approve(CardValue, tag="approve"):
    """What a button carries."""

    order_id: str


class Reject(CardValue, tag="reject"):
    """What another one carries."""

    order_id: str


class Expense(FormValue):
    """A form."""

    amount: float


# The wrong payload.
@app.on_card_action(Approve)  # error
async def other_value(action: CardAction[Reject]) -> Toast:
    return Toast.info(action.value.order_id)


@app.on_card_action(Approve)  # error
async def value_alone(value: Approve) -> Toast:
    return Toast.info(value.order_id)


@app.on_card_action(form=Expense)  # error
async def other_form(action: CardAction[Approve, Approve]) -> None: ...


@app.on_event("im.message.receive_v1")  # error
async def untyped_message(message: Event) -> None: ...


@app.on_event("im.chat.updated_v1")  # error
async def typed_event(message: MessageReceived) -> None: ...


@app.on_url_preview()  # error
async def action_for_link(link: CardAction) -> None: ...


# The wrong response.
@app.on_card_action(Approve)  # error
async def number(action: CardAction[Approve]) -> int:
    return 1


@app.on_card_action(Approve)  # error
async def preview_for_action(action: CardAction[Approve]) -> UrlPreviewResponse:
    return UrlPreviewResponse()


@app.on_card_action(Approve)  # error
def text(action: CardAction[Approve]) -> str:
    return "done"


@app.on_card_action(Approve)  # error
async def yields_text(action: CardAction[Approve]) -> AsyncIterator[str]:
    yield "done"


@app.on_card_action(Approve)  # error
async def many(action: CardAction[Approve]) -> list[Toast]:
    return []


@app.on_url_preview()  # error
async def toast_for_link(link: UrlPreview) -> Toast:
    return Toast.info("x")


@app.on_url_preview()  # error
async def link_in_steps(link: UrlPreview) -> AsyncIterator[UrlPreviewResponse]:
    yield UrlPreviewResponse()


@app.on_event()  # error
async def toast_for_event(event: Event) -> Toast:
    return Toast.info("x")


@app.on_event()  # error
async def event_in_steps(event: Event) -> AsyncIterator[None]:
    yield None


# The wrong number of parameters.
@app.on_card_action(Approve)  # error
async def nothing() -> Toast:
    return Toast.info("x")


@app.on_card_action(Approve)  # error
async def three(action: CardAction[Approve], client: Client, more: int) -> Toast:
    return Toast.info("x")


@app.on_card_action(Approve)  # error
async def keyword_only(action: CardAction[Approve], *, client: Client) -> Toast:
    return Toast.info("x")


@app.on_event()  # error
def no_event() -> None: ...


@app.on_url_preview()  # error
def three_for_link(link: UrlPreview, client: SyncClient, more: int) -> None: ...


# The wrong client.
@app.on_card_action(Approve)  # error
def async_client_in_def(action: CardAction[Approve], client: Client) -> Toast:
    return Toast.info("x")


@app.on_card_action(Approve)  # error
async def sync_client_in_async_def(action: CardAction[Approve], client: SyncClient) -> Toast:
    return Toast.info("x")


@app.on_card_action(Approve)  # error
async def sync_client_in_generator(action: CardAction[Approve], client: SyncClient) -> AsyncIterator[Card]:
    yield Card(elements=[])


@app.on_event()  # error
def async_client_for_event(event: Event, client: Client) -> None: ...


@app.on_event()  # error
async def sync_client_for_event(event: Event, client: SyncClient) -> None: ...


@app.on_url_preview()  # error
async def sync_client_for_link(link: UrlPreview, client: SyncClient) -> None: ...


@app.on_card_action(Approve)  # error
async def no_client_at_all(action: CardAction[Approve], client: int) -> Toast:
    return Toast.info("x")


@Router().on_card_action(Approve)  # error
async def sync_client_in_router(action: CardAction[Approve], client: SyncClient) -> Toast:
    return Toast.info("x")


# Decorators written wrong.
app.on_card_action(Approve, nmae="x")  # error
app.on_card_action(Approve, name=3)  # error
app.on_card_action("approve")  # error
app.on_card_action(value_class=Approve)  # error
app.on_card_action(Expense)  # error
app.on_card_action(form=Approve)  # error
app.on_card_action(value="approve")  # error
app.on_card_action(Approve, order_by="chat_id")  # error
app.on_card_action(Approve, order_by=lambda action: action.value.order)  # error
app.on_event(MessageReceived, oder_by=None)  # error
app.on_event(3)  # error
app.on_event(MessageReceived, order_by=lambda message: message.chat)  # error
app.on_url_preview("git.example.com")  # error
app.on_url_preview(hots="git.example.com")  # error
app.include(app.on_event)  # error
App(response_dedline=2.0)  # error
App(late_responses="later")  # error


@app.middleware  # error
async def one_parameter(payload: object) -> object:
    return payload


@app.middleware  # error
def not_async(payload: object, handle: object) -> int:
    return 1


@app.on_connected  # error
def with_parameter(state: str) -> None: ...
