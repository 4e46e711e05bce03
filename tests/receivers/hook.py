"""An app behind its webhook door, with time and the platform's API under the test's control."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NoReturn

from larkline import App, Received
from larkline.clock import ManualClock, settle
from larkline.links import Link, Platform
from tests.api.scripted import ScriptedPlatform, ok
from tests.wire.sender import CALLBACK, EVENT, KEY, NOW, OLD_CARD, TOKEN, Request, card, encrypted

#: Seconds for anything that happens soon; only a failing test waits so long.
LIMIT = 20.0
CARD = {"schema": "2.0", "body": {"elements": []}}
OLD_CARD_JSON = {"elements": [{"tag": "div", "text": {"tag": "plain_text", "content": "done"}}]}


class NoNetwork:
    """A platform that cannot be reached; webhooks need no way to it."""

    async def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout: float) -> NoReturn:
        """Nobody asks where to connect."""
        raise AssertionError("a webhook asked for a long connection")

    async def connect(self, url: str, *, timeout: float) -> Link:
        """Nobody connects."""
        raise AssertionError("a webhook opened a connection")


class Hook:
    """
    A platform with an app behind its webhook door.

    Attributes:
        app: The app; register handlers here.
        clock: Its time, which stands still at :data:`NOW`.
        api: The platform's API, which takes everything.
        failed: What was told of failed handlers.
    """

    def __init__(self, *, key: str = KEY, token: str = TOKEN, credentials: bool = True, **settings: Any) -> None:
        self.app = App(encrypt_key=key, verification_token=token, **settings)
        self.clock = ManualClock(epoch=NOW)
        self.api = ScriptedPlatform(ok())
        self.failed: list[tuple[str, BaseException]] = []
        self._credentials = ("cli_1", "s3cret-of-the-app") if credentials else (None, None)
        self._nonce = 0

    @property
    def platform(self) -> Platform:
        """What the app receives from."""
        app_id, app_secret = self._credentials
        return Platform(
            domain="https://open.feishu.cn",
            network=NoNetwork(),
            clock=self.clock,
            api_transport=self.api.transport,
            app_id=app_id,
            app_secret=app_secret,
            handler_failed=lambda delivery_id, error: self.failed.append((delivery_id, error)),
        )

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[Hook]:
        """Let the app receive."""
        async with asyncio.timeout(LIMIT), self.app.receiving(platform=self.platform):
            yield self

    def request(self, document: Any, **options: Any) -> Request:
        """Make a request that is signed anew and now: encrypted, or an old card as it is."""
        self._nonce += 1
        options = {"timestamp": int(self.clock.time()), "nonce": f"n-{self._nonce}", **options}
        return card(document, **options) if document == OLD_CARD else encrypted(document, **options)

    async def take(self, request: Request) -> Received:
        """Send a request; nobody says that the response has left."""
        return await self.app.receive(dict(request.headers), request.body, method=request.method)

    async def post(self, request: Any) -> Received:
        """Send a request, or a document, and say that the response has left."""
        received = await self.take(request if isinstance(request, Request) else self.request(request))
        await received.after_sent()
        return received

    async def begin(self, request: Any) -> asyncio.Task[Received]:
        """Send a request, or a document, and let run what is ready."""
        task = asyncio.create_task(self.take(request if isinstance(request, Request) else self.request(request)))
        await settle()
        return task

    def count(self, name: str) -> int:
        """Give a counter."""
        return self.app.status().counters.get(name, 0)

    async def quiet(self) -> None:
        """Wait until every handler is done, those in threads included."""
        while self.app.status().in_flight:  # noqa: ASYNC110 - what is looked at has no event
            await asyncio.sleep(0)


def body(received: Received) -> Any:
    """Give the JSON of a response."""
    assert received.headers["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(received.body)


def shape(received: Received) -> Any:
    """Give status and body, a toast by its type only."""
    answer = body(received)
    return received.status, f"{answer['toast']['type']} toast" if set(answer) == {"toast"} else answer


def click(**action: Any) -> dict[str, Any]:
    """Give a card action."""
    return {
        **CALLBACK,
        "event": {
            "operator": {"tenant_key": "t1", "open_id": "ou_1"},
            "token": "c-update-token",
            "action": {"value": {"k": "v"}, "tag": "button", **action},
            "host": "im_message",
            "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
        },
    }


def typed(event_type: str, event: Any = None) -> dict[str, Any]:
    """Give an event or a callback of any type."""
    header = {**EVENT["header"], "event_type": event_type}  # type: ignore[dict-item]  # a literal of several types
    return {**EVENT, "header": header, "event": {} if event is None else event}


CLICK = click()
PREVIEW = typed("url.preview.get", {"operator": {"open_id": "ou_1"}, "context": {"url": "https://a.b/c"}})
SOME_EVENT = typed("some.event_v1", {"n": 1})
