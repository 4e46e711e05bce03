"""What an app says about itself, at DEBUG and in every representation: no secret, token, ticket or key."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Iterator

import pytest

from larkline import App, CardAction, Client, Event, SyncClient, Toast
from larkline.clock import ManualClock
from larkline.errors import FeishuError
from tests.receivers.scripted_platform import (
    LIMIT_REACHED,
    SECRETS,
    LogBook,
    ScriptedPlatform,
    click,
    connected,
    event,
    log_book,
    refused,
    soon,
)

TENANT_TOKEN = "t-s3cret-tenant-token"
UPDATE_TOKEN = "c-s3cret-update-token"
PROXY_PASSWORD = "pr0xy-passw0rd"
ENCRYPT_KEY = "s3cret-encrypt-key"
VERIFICATION_TOKEN = "s3cret-verification-token"
ALL = (*SECRETS, TENANT_TOKEN, UPDATE_TOKEN, PROXY_PASSWORD, ENCRYPT_KEY, VERIFICATION_TOKEN)


def found(text: str) -> list[str]:
    """Give the secrets in a text."""
    return [secret for secret in ALL if secret in text]


def whole(book: LogBook) -> str:
    """Give everything that was logged, by everybody, with its arguments and tracebacks."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) + repr(record.args) for record in book.records)


async def test_the_log_at_debug():
    """A run with answers, API calls, failures, refusals, resets and a move: nothing secret is said by anybody."""
    asyncio.get_running_loop().set_debug(True)  # asyncio itself is talkative then
    async with ScriptedPlatform() as platform:
        token = {"code": 0, "tenant_access_token": TENANT_TOKEN, "expire": 7200}
        platform.api.extend([(200, json.dumps(token).encode()), (400, b'{"code":230001,"msg":"no such chat"}')])
        app = platform.app(encrypt_key=ENCRYPT_KEY, verification_token=VERIFICATION_TOKEN)

        @app.on_card_action()
        async def answer(action: CardAction) -> Toast:
            return Toast.info("ok")

        @app.on_event("calls")
        async def call(event: Event, client: Client) -> None:
            await client.messages.send("hello", to="oc_1")

        @app.on_event("fails")
        def fail(event: Event, client: SyncClient) -> None:
            raise RuntimeError("on purpose")

        with log_book("", "larkline", "websockets", "httpx2", "httpcore2", "asyncio") as book:
            async with connected(app, platform) as gate:
                await gate.ask(click(token=UPDATE_TOKEN))
                await gate.ask(event("calls"), message_id="calls")
                await gate.ask(event("fails"), message_id="fails")
                await gate.send(b"\xff", "text")
                await app.reconnect()
                second = await platform.gate()
                platform.answers.extend([refused(1, "busy"), (502, b"<html>"), (200, b"null")])
                platform.refusals.extend([LIMIT_REACHED, (301, {"Location": platform.gateway_url})])
                second.abort()
                for count in range(1, 6):
                    await book.wait_for("connecting in", count)
                    with pytest.raises(FeishuError):
                        await soon(app.reconnect())
                await soon(app.reconnect())
            text = whole(book)

    assert "connected to" in text
    assert "on purpose" in text
    assert "230001" in text
    assert found(text) == []


@pytest.mark.parametrize(
    "answer",
    [
        refused(10014, "app secret invalid"),
        refused(403, "forbidden"),
        refused(514, "auth failed"),
        (200, b'{"code":1000040351,"msg":"Incorrect domain name"}'),
    ],
)
async def test_exceptions(answer):
    """Neither the text nor the traceback of a failed start holds the secret that was refused."""
    async with ScriptedPlatform() as platform:
        platform.answers.append(answer)
        app = platform.app()
        with pytest.raises(FeishuError) as caught:
            await app.start()

    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
    assert found(shown) == []


def parts(root: object) -> Iterator[object]:
    """Give everything of ours that *root* is made of."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, (list, tuple, set, frozenset)):
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part.keys())
            waiting.extend(part.values())
        elif type(part).__module__.startswith("larkline"):
            yield part
            names = [name for kind in type(part).__mro__ for name in getattr(kind, "__slots__", ())]
            waiting.extend(
                getattr(part, name) for name in [*getattr(part, "__dict__", {}), *names] if name != "__dict__"
            )


async def test_representations():
    """Whatever an app is made of can be printed."""
    async with ScriptedPlatform() as platform:
        app = platform.app(
            encrypt_key=ENCRYPT_KEY,
            verification_token=VERIFICATION_TOKEN,
            proxy=f"http://me:{PROXY_PASSWORD}@127.0.0.1:1",
        )

        @app.on_event()
        async def call(event: Event, client: Client) -> None:
            return None

        async with app.connected(platform=platform.on(ManualClock(flowing=True))):
            await (await platform.gate()).ask(event("x"))
            found_parts = list(parts(app))
            shown = "\n".join(repr(part) + str(part) for part in found_parts)

    kinds = {type(part).__name__ for part in found_parts}
    assert {"App", "Given", "Settings", "Session", "Endpoint", "Dispatcher", "Client", "AppSecret"} <= kinds
    assert found(shown) == []


def test_a_proxy_password_is_not_shown():
    """Of the address of a proxy nothing is repeated."""
    app = App("a", "b", proxy=f"http://me:{PROXY_PASSWORD}@proxy.example:1")

    assert found(repr(app) + repr(app._given) + repr(app.settings)) == []
