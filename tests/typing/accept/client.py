"""Calls of the API as users write them, for tasks and for threads."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, assert_type

from larkline import App, Button, Card, CardTemplate, Client, Markdown, MessageReceived, OpenId, SyncClient, UrlPreview
from larkline.api.calls import Call
from larkline.api.card_stream import CardStream
from larkline.api.credentials import AppSecret, Credentials, TokenCall
from larkline.api.downloads import Download, SyncDownload
from larkline.api.message import Message
from larkline.api.transport import HttpRequest, HttpResponse, TransportFailed
from larkline.stores.memory import MemoryStore
from larkline.stores.sqlite import SqliteStore

app = App(app_type="store", store=SqliteStore("tickets.db"))
CARD = Card(elements=[Markdown("answer", element_id="answer")])


async def tokens() -> AsyncIterator[str]:
    """A model that answers."""
    yield "Hello"


@app.on_event(MessageReceived)
async def answer(message: MessageReceived, client: Client) -> None:
    """Stream an answer, and show it with a button in the end."""
    async with client.cards.stream(reply_to=message.message_id, in_thread=True, card=CARD, element_id="answer") as s:
        assert_type(s, CardStream)
        async for token in tokens():
            await s.write(token)
        assert_type(s.text, str)
        assert_type(s.message, Message)
        await s.set_card(Card(elements=[Markdown(s.text), Button("Good")]))


@app.on_url_preview()
async def preview(link: UrlPreview, client: Client) -> None:
    """Have a preview asked for again."""
    await client.url_previews.refresh(link.preview_token, open_ids=[link.operator.open_id])


async def card_entities(client: Client) -> None:
    """Everything about card entities."""
    card_id = await client.cards.create(CARD)
    assert_type(card_id, str)
    await client.cards.create(CardTemplate("AAq1"))
    await client.cards.create({"schema": "2.0", "body": {"elements": []}})
    await client.messages.send({"type": "card", "data": {"card_id": card_id}}, to=OpenId("ou_a"))
    await client.cards.replace(card_id, CARD, uuid="u")
    await client.cards.settings(card_id, config={"streaming_mode": True}, card_link={"url": "https://a.example"})
    await client.cards.batch(card_id, [{"action": "delete_elements", "params": {"element_ids": ["a"]}}])
    await client.cards.elements.add(card_id, Markdown("x"), after="answer")
    await client.cards.elements.add(card_id, [Markdown("x"), {"tag": "hr"}])
    await client.cards.elements.replace(card_id, "answer", Markdown("y"))
    await client.cards.elements.patch(card_id, "answer", {"content": "z"})
    await client.cards.elements.delete(card_id, "answer")
    await client.cards.elements.stream_text(card_id, "answer", "text")


async def files(client: Client) -> None:
    """Files and images, from and to everywhere."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"

    image = await client.images.upload("a.png")
    assert_type(image, str)
    await client.images.upload(Path("a.png"), kind="avatar")
    await client.images.upload(b"x")
    await client.files.upload(pieces(), name="a.mp4", kind="mp4", duration_ms=1000, size_bytes=1)
    await client.files.upload(io.BytesIO(b"x"), name="a")
    with open("a.pdf", "rb") as file:  # noqa: ASYNC230 - what is shown is the type
        await client.files.upload(file, name="a.pdf")
    await client.messages.send({"image_key": image}, to="oc_1", message_type="image")
    async with client.files.download("key") as download:
        assert_type(download, Download)
        assert_type(await download.read(limit_bytes=10), bytes)
        assert_type(await download.save("a"), int)
        await download.save(io.BytesIO())
        async for piece in download:
            assert_type(piece, bytes)
    async with client.messages.resource("om_1", "key", kind="image") as download:
        assert_type(download.name, str)
    await client.messages.delete("om_1")


async def tenants(client: Client) -> None:
    """Store apps, other tokens, other calls."""
    tenant = client.for_tenant("tenant-1")
    assert_type(tenant, Client)
    await client.keep_app_ticket("ticket")
    assert_type(await tenant.request("GET", "/open-apis/x", access="app"), dict[str, Any])
    await client.request("GET", "/open-apis/x", access="user", user_token="u-1")


def threads(client: SyncClient) -> None:
    """The same for threads."""

    def pieces() -> Iterator[bytes]:
        yield b"x"

    tenant = client.for_tenant("tenant-1")
    assert_type(tenant, SyncClient)
    assert_type(tenant.images.upload(pieces()), str)
    assert_type(tenant.cards.create(CARD), str)
    tenant.cards.elements.add("1", Markdown("x"))
    with tenant.files.download("key") as download:
        assert_type(download, SyncDownload)
        assert_type(download.save(Path("a")), int)
    with tenant.cards.stream(to="oc_1") as s:
        s.write("Hello")
        s.set_card(CARD)
    tenant.url_previews.refresh(["a", "b"])
    tenant.messages.delete("om_1")


class Library:
    """Another HTTP library."""

    @asynccontextmanager
    async def open(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
        """Carry a request."""

        async def pieces() -> AsyncIterator[bytes]:
            yield b"{}"

        if request.method == "BREW":
            raise TransportFailed("no connection", arrived=False)
        yield HttpResponse(200, {}, pieces())


class Assertion:
    """Other credentials."""

    app_id = "cli_1"
    mark = "assertion"
    secrets: tuple[str, ...] = ()

    def tenant_token(self) -> TokenCall:
        """Ask for a token."""
        return TokenCall(Call("POST", "/oauth/v3/token", access="none"), "access_token", "expires_in")

    def app_token(self, ticket: str | None) -> TokenCall:
        """Ask for a token."""
        return self.tenant_token()

    def resend_ticket(self) -> Call:
        """Ask for a ticket."""
        return Call("POST", "/open-apis/auth/v3/app_ticket/resend", access="none")


async def seams() -> None:
    """What can be replaced."""
    from larkline.clock import SystemClock

    secret: Credentials = AppSecret("cli_1", "s")
    Client(transport=Library(), credentials=Assertion(), store=MemoryStore(SystemClock()), app_type="store")
    SyncClient(credentials=secret, store=SqliteStore(Path("tickets.db")))
