"""Our client against the emulated platform: card entities, streaming, in tasks and in threads."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import httpx2
import pytest

from larkline import App, Card, CardTemplate, Client, Markdown, SyncClient
from larkline.emulator import Emulator
from larkline.errors import InvalidRequest, RateLimited
from larkline.payloads.message import MessageReceived
from tests.emulator.world.test_files import png


class Recorder(httpx2.AsyncBaseTransport):
    """Passes requests on and keeps the bodies of those that stream text."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.texts: list[dict[str, Any]] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass one on."""
        if request.url.path.endswith("/content"):
            self.texts.append(json.loads(await request.aread()))
        response: httpx2.Response = await self._inner.handle_async_request(request)
        return response


@pytest.fixture
def recorder(local: Emulator) -> Recorder:
    """The way from the client to the emulator."""
    return Recorder(local.platform().api_transport)


@pytest.fixture
async def client(local: Emulator, recorder: Recorder) -> AsyncIterator[Client]:
    """A client of the first app, on the emulator's clock."""
    app = local.app()
    async with Client(
        app.app_id, app.app_secret, domain="http://localhost", transport=recorder, clock=local.clock, retries=0
    ) as client:
        yield client


async def moved(local: Emulator, task: asyncio.Task[Any], seconds: float = 0.05) -> Any:
    """Move time in small steps until a task is done."""
    while not task.done():
        await local.clock.advance(seconds)
    return task.result()


def text_card(text: str) -> Card:
    """Give a card with one text that has an id."""
    return Card(elements=[Markdown(text, element_id="text")])


async def test_an_entity_is_made_sent_and_changed(local, client):
    """Everybody sees the text that was patched and the component that was added."""
    card_id = await client.cards.create(text_card("旧"))
    sent = await client.messages.send({"type": "card", "data": {"card_id": card_id}}, to="oc_team")
    work = asyncio.create_task(_change(client, card_id))
    await moved(local, work)

    assert local.card_of(sent.message_id, by="ou_bob").text == "前\n新"
    assert local.card_of(sent.message_id)["config"]["summary"] == {"content": "摘要"}


async def _change(client: Client, card_id: str) -> None:
    await client.cards.elements.patch(card_id, "text", {"content": "新"})
    await client.cards.elements.add(card_id, Markdown("前", element_id="before"), before="text")
    await client.cards.elements.add(card_id, Markdown("后", element_id="after"))
    await client.cards.elements.delete(card_id, "after")
    await client.cards.settings(card_id, config={"summary": {"content": "摘要"}})


async def test_the_whole_card_is_replaced_and_a_batch_done(local, client):
    """A template is where the entity begins."""
    local.add_template("AAq", {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "${a}"}]}})
    card_id = await client.cards.create(CardTemplate("AAq", variables={"a": "模板"}))
    sent = await client.messages.send({"type": "card", "data": {"card_id": card_id}}, to="oc_team")
    first = local.card_of(sent.message_id).text
    actions = [{"action": "delete_elements", "params": {"element_ids": ["text"]}}]
    work = asyncio.create_task(
        client.cards.replace(card_id, Card(elements=[Markdown("一", element_id="text"), Markdown("二")]))
    )
    await moved(local, work)
    await moved(local, asyncio.create_task(client.cards.batch(card_id, actions)))

    assert first == "模板"
    assert local.card_of(sent.message_id).text == "二"


async def test_many_writes_become_few_updates(local, client, recorder):
    """500 writes within a second: at most 11 updates, each the beginning of the next, with rising numbers."""
    message_id, written = "", asyncio.Event()

    async def produce() -> None:
        nonlocal message_id
        async with client.cards.stream(to="oc_team") as stream:
            message_id = stream.message.message_id
            for number in range(500):
                await stream.write(f"{number} ")
                if number % 50 == 49:
                    await local.clock.advance(0.1)
            written.set()

    work = asyncio.create_task(produce())
    await written.wait()
    await moved(local, work)
    texts = [body["content"] for body in recorder.texts]
    numbers = [body["sequence"] for body in recorder.texts]

    assert 2 <= len(texts) <= 11
    assert all(after.startswith(before) and after != before for before, after in pairwise(texts))
    assert numbers == sorted(set(numbers))
    assert texts[-1] == "".join(f"{number} " for number in range(500))
    assert local.card_of(message_id).text == texts[-1]
    assert local.card_of(message_id)["config"]["streaming_mode"] is False


async def test_a_stream_of_more_than_ten_minutes_goes_on(local, client):
    """The streaming mode closes by itself; the text arrives all the same."""

    async def produce() -> str:
        async with client.cards.stream(to="oc_team") as stream:
            await stream.write("一")
            await local.clock.advance(700)
            await stream.write("二")
            return str(stream.message.message_id)

    message_id = await moved(local, asyncio.create_task(produce()))

    assert local.card_of(message_id).text == "一二"


async def test_refusals_reach_the_caller_with_their_codes(client):
    """An unknown entity is 200740."""
    with pytest.raises(InvalidRequest) as refused:
        await client.cards.elements.delete("7000000000000000000", "text")

    assert refused.value.code == 200740


async def test_whoever_is_too_fast_hears_so(local, client):
    """Two clients that do not know of each other share the card's ten operations a second."""
    card_id = await client.cards.create(text_card("字"))
    for sequence in range(1, 11):
        body = {"sequence": sequence, "partial_element": "{}"}
        await client.request("PATCH", f"/open-apis/cardkit/v1/cards/{card_id}/elements/text", json=body)

    with pytest.raises(RateLimited):
        await client.cards.elements.patch(card_id, "text", {"content": "x"})


async def test_a_handler_in_a_thread_uses_entities_too(feishu):
    """SyncClient has the same calls."""
    app = App()
    sent: list[str] = []

    @app.on_event("im.message.receive_v1")
    def handle(message: MessageReceived, client: SyncClient) -> None:
        card_id = client.cards.create(text_card("旧"))
        sent.append(client.messages.send({"type": "card", "data": {"card_id": card_id}}, to=message.chat_id).message_id)
        client.cards.elements.patch(card_id, "text", {"content": "新"})

    async with feishu.running(app):
        await feishu.say("你好")

    assert feishu.card_of(sent[0]).text == "新"


async def test_a_handler_in_a_thread_streams(feishu):
    """The card ends with the whole text."""
    app = App()
    sent: list[str] = []

    @app.on_event("im.message.receive_v1")
    def handle(message: MessageReceived, client: SyncClient) -> None:
        with client.cards.stream(to=message.chat_id) as stream:
            sent.append(stream.message.message_id)
            for piece in ("你", "好", "！"):
                stream.write(piece)

    async with feishu.running(app):
        await feishu.say("你好")

    assert feishu.card_of(sent[0]).text == "你好！"


async def test_images_and_files_come_back_as_they_went(client):
    """Uploaded and downloaded by our client."""
    image = png(640, 480) + bytes(range(256)) * 2000
    image_key = await client.images.upload(image)
    file_key = await client.files.upload(b"text", name="a.txt")
    async with client.images.download(image_key) as download:
        got_image = await download.read()
    async with client.files.download(file_key) as download:
        got_file = await download.read()

    assert got_image == image
    assert got_file == b"text"
