"""Sockets without a client around them, for tests of the wire itself."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from larkline.emulator import Emulator
from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame
from tests.emulator.tiny_client import post

CARD = {
    "schema": "2.0",
    "body": {
        "elements": [{"tag": "button", "text": {"tag": "plain_text", "content": "同意"}, "value": {"order": "42"}}]
    },
}


async def discover(feishu: Emulator, *, path: str = ENDPOINT_PATH, **headers: str):
    """Ask for an endpoint and give ``data`` of the answer."""
    info = feishu.info()
    question = endpoint_request(info["app_id"], info["app_secret"])
    status, body, _ = await asyncio.to_thread(post, info["platform_url"] + path, question, **headers)
    assert status == 200
    return json.loads(body)["data"]


async def open_socket(url: str, **options) -> ClientConnection:
    """Open a WebSocket without a client around it."""
    return await connect(url, compression=None, ping_interval=None, proxy=None, **options)


async def ping(socket: ClientConnection, service: int = 7) -> Frame:
    """Send the ping of the protocol and give the pong."""
    await socket.send(encode_frame(Frame(0, 0, service, CONTROL, (("type", "ping"),))))
    reply = await socket.recv()
    assert isinstance(reply, bytes)
    return decode_frame(reply)


async def next_delivery(socket: ClientConnection) -> Frame:
    """Give the next frame, which is a delivery."""
    data = await socket.recv()
    assert isinstance(data, bytes)
    return decode_frame(data)


async def raw_answer(socket: ClientConnection, frame: Frame, payload: bytes, *extra: tuple[str, str]) -> None:
    """Answer a delivery with exactly this payload."""
    reply = Frame(frame.seq_id, frame.log_id, frame.service, DATA, (*frame.headers, *extra), payload=payload)
    await socket.send(encode_frame(reply))


async def refused(url: str, **options) -> InvalidStatus:
    """Give the refusal of an upgrade."""
    with pytest.raises(InvalidStatus) as caught:
        await open_socket(url, **options)
    return caught.value
