"""Link previews that come late, with the app's own client."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from larkline import Client, Event, SyncClient, UrlPreview, UrlPreviewResponse
from larkline.clock import settle, sleep_until
from tests.receivers.hook import Hook, body, typed

REFRESH = "/open-apis/im/v2/url_previews/batch_update"
PULL = typed(
    "url.preview.get",
    {
        "operator": {"open_id": "ou_1"},
        "context": {"url": "https://a.b/c", "preview_token": "p-1", "open_message_id": "om_1", "open_chat_id": "oc_1"},
    },
)


def slow_previews(hook: Hook, *titles: str) -> list[str]:
    """Register a handler that takes 4 seconds, and gives these titles; gives the list of what it has given."""
    given: list[str] = []

    @hook.app.on_url_preview()
    async def preview(link: UrlPreview) -> UrlPreviewResponse:
        given.append(titles[len(given)])
        title = given[-1]
        await sleep_until(hook.clock, hook.clock.now() + 4.0)
        return UrlPreviewResponse(title=title)

    return given


async def answered(hook: Hook, document: Any, *, after: float) -> Any:
    """Send a request, move time, and give the body of its answer."""
    asked = await hook.begin(document)
    await hook.clock.advance(after)
    received = await asked
    await received.after_sent()
    await settle()
    return body(received)


async def test_two_pulls_one_refresh_one_run():
    """The refresh is for the person who saw the link, and carries the token of their message."""
    hook = Hook()
    given = slow_previews(hook, "first")
    async with hook.receiving():
        first = await answered(hook, PULL, after=2.5)
        await hook.clock.advance(1.5)
        second = await answered(hook, PULL, after=0.0)

    assert (first, second) == ({}, {"inline": {"title": "first"}})
    assert [(call.url.path, json.loads(call.content)) for call in hook.api.calls] == [
        (REFRESH, {"preview_tokens": ["p-1"], "open_ids": ["ou_1"]})
    ]
    assert (given, hook.failed) == (["first"], [])


@pytest.mark.parametrize("plain", [False, True], ids=["Client", "SyncClient"])
async def test_what_the_app_refreshes_itself_is_not_answered_from_memory(plain):
    """When an issue is closed, the bot asks for its previews anew, and means it."""
    hook = Hook()
    given = slow_previews(hook, "open", "closed")

    async def closed(event: Event, client: Client) -> None:
        await client.url_previews.refresh("p-1")

    def closed_in_a_thread(event: Event, client: SyncClient) -> None:
        client.url_previews.refresh("p-1")

    hook.app.on_event("issue.closed_v1")(closed_in_a_thread if plain else closed)
    async with hook.receiving():
        await answered(hook, PULL, after=4.0)
        await hook.post(typed("issue.closed_v1"))
        async with asyncio.timeout(10):
            await hook.quiet()
        second = await hook.begin(PULL)
        await hook.clock.advance(2.5)
        await (await second).after_sent()
        await hook.clock.advance(30.0)
        third = await answered(hook, PULL, after=0.0)

    assert given == ["open", "closed"]
    assert third == {"inline": {"title": "closed"}}
    assert [json.loads(call.content).get("open_ids") for call in hook.api.calls] == [["ou_1"], None, ["ou_1"]]


async def test_without_credentials_a_late_preview_cannot_follow(caplog):
    """The log says so; the pull of somebody who looks again is answered all the same."""
    hook = Hook(credentials=False)
    slow_previews(hook, "first")
    async with hook.receiving():
        first = await answered(hook, PULL, after=4.0)
        second = await answered(hook, PULL, after=0.0)

    assert (first, second) == ({}, {"inline": {"title": "first"}})
    assert "without credentials no result can follow" in caplog.text
    assert [type(error).__name__ for _, error in hook.failed] == ["MissingCredentials"]
