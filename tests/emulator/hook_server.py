"""A web server of a few lines, which answers exactly the bytes a test wants, and a reader of what it was sent."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


@dataclass(frozen=True)
class Request:
    """One request as it came, header names as they were written."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[Request], Awaitable[bytes | None]]


class HookServer:
    """
    Takes requests and answers them.

    Attributes:
        answer: Gives the bytes of the answer; None closes the connection without one.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.port = 0

    def url(self, path: str = "/webhook/event", *, host: str = "127.0.0.1") -> str:
        """Give an address of this server."""
        return f"http://{host}:{self.port}{path}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            length = next(int(value) for name, value in headers.items() if name.lower() == "content-length")
            request = Request(head[0], headers, await reader.readexactly(length))
            self.requests.append(request)
            answer = await self.answer(request)
            if answer is not None:
                writer.write(answer)
                await writer.drain()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[HookServer]:
    """Serve on a free port of this machine inside the block."""
    hook = HookServer(answer)
    running: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await hook.handle(reader, writer)
        running.discard(task)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    hook.port = server.sockets[0].getsockname()[1]
    try:
        yield hook
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await server.wait_closed()


def http(body: object = b"", *, status: str = "200 OK", headers: str = "") -> bytes:
    """Write an answer; a body that is no bytes is written as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def decrypted(body: bytes, encrypt_key: str) -> bytes:
    """Decrypt a body by hand."""
    data = base64.b64decode(json.loads(body)["encrypt"], validate=True)
    key = hashlib.sha256(encrypt_key.encode()).digest()
    decryptor = Cipher(algorithms.AES(key), modes.CBC(data[:16])).decryptor()
    padded = decryptor.update(data[16:]) + decryptor.finalize()
    assert 1 <= padded[-1] <= 16
    assert padded.endswith(bytes([padded[-1]]) * padded[-1])
    return padded[: -padded[-1]]


def challenge_in(request: Request, encrypt_key: str) -> str | None:
    """Give the challenge of an address check; None when the request is something else."""
    document = json.loads(decrypted(request.body, encrypt_key)) if "encrypt" in request.json else request.json
    return document["challenge"] if document.get("type") == "url_verification" else None


def answering(encrypt_key: str, answer: Answer) -> Answer:
    """Give what answers address checks as they should be, and everything else as *answer* says."""

    async def answer_all(request: Request) -> bytes | None:
        challenge = challenge_in(request, encrypt_key)
        return await answer(request) if challenge is None else http({"challenge": challenge})

    return answer_all


def always(answer: bytes | None) -> Answer:
    """Give what always answers the same."""

    async def answer_all(_request: Request) -> bytes | None:
        return answer

    return answer_all
