"""Handlers of old cards that cannot work, responses that do not exist, and doors opened wrong."""
# ruff: noqa: D103 - their names say what is wrong

from __future__ import annotations

from collections.abc import AsyncIterator

from larkline import (
    App,
    CardAction,
    Client,
    CustomResponse,
    LegacyCardAction,
    SyncClient,
    Toast,
    UrlPreviewResponse,
)

app = App()


# The wrong payload.
@app.on_legacy_card_action()  # error
async def new_action(action: CardAction) -> Toast:
    return Toast.info(action.tag)


@app.on_card_action()  # error
async def old_action(action: LegacyCardAction) -> Toast:
    return Toast.info(action.tag)


# The wrong response.
@app.on_legacy_card_action()  # error
async def number(action: LegacyCardAction) -> int:
    return 400


@app.on_legacy_card_action()  # error
def preview(action: LegacyCardAction) -> UrlPreviewResponse:
    return UrlPreviewResponse()


@app.on_legacy_card_action()  # error
async def yields_text(action: LegacyCardAction) -> AsyncIterator[str]:
    yield "done"


@app.on_card_action()  # error
async def status_for_a_new_card(action: CardAction) -> CustomResponse:
    return CustomResponse(400)


# The wrong parameters.
@app.on_legacy_card_action()  # error
async def no_action() -> Toast:
    return Toast.info("x")


@app.on_legacy_card_action()  # error
async def blocking_client(action: LegacyCardAction, client: SyncClient) -> Toast:
    return Toast.info("x")


@app.on_legacy_card_action()  # error
def waiting_client(action: LegacyCardAction, client: Client) -> Toast:
    return Toast.info("x")


app.on_legacy_card_action(name="x")  # error
app.on_legacy_card_action(order_by="chat_id")  # error

CustomResponse("400")  # error
CustomResponse(400, "hello")  # error
CustomResponse(code=400)  # error
response = CustomResponse(400)
response.status = 200  # error

app.asgi(only="events")  # error
app.wsgi("callbacks")  # error
app.receive({}, "text")  # error
app.receive({}, b"", verb="POST")  # error
app.serve(port="7777")  # error
App(insecure="yes")  # error
App(signature_max_age="300")  # error


async def unknown_members(action: LegacyCardAction) -> None:
    print(action.verification_token)  # error
    action.value = 1  # error
    received = await app.receive({}, b"")
    print(received.code)  # error
