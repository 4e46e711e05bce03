"""An app of a few lines behind a webhook in this process, as a fair opponent for the emulator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from larkline.links import Platform
from larkline.wire.encryption import decrypt
from larkline.wire.signature import verify_card_signature, verify_signature
from larkline.wire.strict_json import read_json_object


@dataclass
class HookAnswered:
    """What goes back, and how often it was said to have left."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int = 0

    async def after_sent(self) -> None:
        self.sent += 1


Hook = Callable[[dict[str, str], bytes], Awaitable[HookAnswered]]


def hook_answer(status: int, body: bytes) -> Hook:
    """Give what always answers the same."""

    async def handle(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        return HookAnswered(status, body)

    return handle


class HookApp:
    """
    Takes requests as they are, in the form of an app for ``Emulator.running``.

    Attributes:
        platform: What it was given to receive from; None outside of the block.
        requests: Headers and body of each request.
        answers: What was given back.
    """

    def __init__(self, handler: Hook) -> None:
        self.platform: Platform | None = None
        self.given: Platform | None = None
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[HookAnswered] = []
        self._handler = handler

    @asynccontextmanager
    async def receiving(self, *, platform: Platform) -> Any:
        self.platform = self.given = platform
        yield self
        self.platform = None

    async def receive(self, headers: dict[str, str], body: bytes, *, method: str = "POST") -> HookAnswered:
        assert method == "POST"
        self.requests.append((headers, body))
        answered = await self._handler(headers, body)
        self.answers.append(answered)
        return answered

    def payload(self, request: tuple[dict[str, str], bytes]) -> bytes:
        """Check the signature of a request and give what it holds."""
        headers, body = request
        assert self.given is not None
        key, token = self.given.encrypt_key, self.given.verification_token
        assert key is not None
        assert token is not None
        signature = headers.get("X-Lark-Signature")
        if signature is None:
            assert not key
            return body
        named = {"timestamp": headers["X-Lark-Request-Timestamp"], "nonce": headers["X-Lark-Request-Nonce"]}
        if len(signature) == 40:
            verify_card_signature(body, signature=signature, verification_token=token, **named)
            return body
        verify_signature(body, signature=signature, encrypt_key=key, **named)
        return decrypt(read_json_object(body)["encrypt"], encrypt_key=key)
