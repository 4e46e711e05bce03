"""The webhook as a user writes it: old cards, doors, and a framework's own view."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any, assert_type

from larkline import (
    App,
    Card,
    CardActionResponse,
    CardTemplate,
    Client,
    CustomResponse,
    LegacyCardAction,
    Markdown,
    Received,
    Router,
    SyncClient,
    Toast,
)

app = App(encrypt_key="k", verification_token="t", signature_max_age=None, insecure=False)


@app.on_legacy_card_action()
async def answer(action: LegacyCardAction) -> Toast:
    """Answer an old card."""
    assert_type(action.value, Any)
    assert_type(action.refresh_token, str)
    assert_type(action.operator.open_id, str)
    return Toast.success(action.tag)


assert_type(answer, Callable[[LegacyCardAction], Coroutine[Any, Any, Toast]])


# Every form of a response, and every kind of handler.
@Router().on_legacy_card_action()
async def status(action: LegacyCardAction) -> CustomResponse:
    """Answer with a status and words in several languages."""
    return CustomResponse(status=400, body={"content": "hello", "i18n": {"zh_cn": "你好"}})


@Router().on_legacy_card_action(order_by=lambda action: action.chat_id)
async def any_form(action: LegacyCardAction) -> Toast | Card | CardTemplate | CardActionResponse | None:
    """Answer as a new card action is answered."""
    return CardActionResponse(toast=Toast.info("x"), card=CardTemplate("AAq"))


@Router().on_legacy_card_action()
def for_some(action: LegacyCardAction, client: SyncClient) -> Mapping[str, Any]:
    """Answer with an old card, in a thread."""
    return {"elements": [], "open_ids": [action.operator.open_id]}


@Router().on_legacy_card_action(inline=True)
def quick(action: LegacyCardAction) -> CustomResponse | None:
    """Answer at once."""
    return None


@Router().on_legacy_card_action()
async def steps(action: LegacyCardAction, client: Client) -> AsyncIterator[Toast | Card | CustomResponse]:
    """Respond, then work."""
    yield CustomResponse(200, {"content": "x"})
    yield Card(elements=[Markdown("done")])


@Router().on_legacy_card_action()
async def nothing(action: LegacyCardAction) -> None:
    """Change nothing."""


# Doors.
async def view(headers: Mapping[str, str], pairs: list[tuple[bytes, bytes]], body: bytes) -> int:
    """Receive as a framework without ASGI does."""
    received = await app.receive(headers, body)
    assert_type(received, Received)
    assert_type(received.headers, dict[str, str])
    await received.after_sent()
    again = await app.receive(pairs, body, method="POST")
    return again.status


async def live() -> None:
    """Receive for the length of a block."""
    async with app.receiving() as receiving:
        assert_type(receiving, App)


callbacks = app.asgi(only="callbacks")
old_cards = app.wsgi(only="legacy_cards")
synchronous = app.wsgi().receive({}, b"")
synchronous.after_sent()
assert_type(synchronous.body, bytes)


def main() -> None:
    """Serve."""
    app.serve("127.0.0.1", 7777, path=["/one", "/two"], log_level="DEBUG", drain=3.0)
