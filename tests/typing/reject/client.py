"""Calls of the API written wrong; a type checker says so."""
# ruff: noqa: D103 - their names say what is wrong

from __future__ import annotations

from collections.abc import AsyncIterator

from larkline import App, Client, Markdown, SyncClient


async def misspelt(client: Client) -> None:
    await client.messages.send("hi", too="oc_1")  # error
    await client.messages.recall("om_1")  # error
    await client.cards.elements.append("1", Markdown("x"))  # error
    await client.files.upload(b"x", filename="a")  # error
    client.cards.stream(chat="oc_1")  # error
    await client.url_previews.refresh("a", open_id="ou_1")  # error


async def wrong_values(client: Client) -> None:
    await client.images.upload(b"x", kind="photo")  # error
    await client.files.upload(b"x", name="a", kind="zip")  # error
    await client.messages.resource("om_1", "key", kind="video").__aenter__()  # error
    await client.cards.create("a text")  # error
    await client.cards.elements.add("1", "a text", before=5)  # error
    await client.request("GET", "/x", access="admin")  # error
    await client.files.upload(5, name="a")  # error


async def forgotten(client: Client) -> None:
    async with client.cards.stream(to="oc_1") as s:
        await s.write(b"bytes")  # error
        await s.finish()  # error
    with client.cards.stream(to="oc_1"):  # error
        pass
    text: str = await client.files.download("key")  # error
    print(text)


def thread(client: SyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"

    client.files.upload(pieces(), name="a")  # error
    async_download = client.files.download("key")
    print(async_download.read())  # error


class NoTransport:
    """It carries nothing."""

    def send(self) -> None: ...


def settings() -> None:
    Client(app_type="shop")  # error
    Client(transport=NoTransport())  # error
    Client(store={})  # error
    App(app_type="store", store="tickets.db")  # error
