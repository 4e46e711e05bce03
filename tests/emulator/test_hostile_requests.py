"""Requests no client sends, byte by byte: none gets in, none gives a 500, and the emulator goes on as before."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from larkline.emulator import Emulator
from larkline.emulator.control.operations import API
from larkline.facts.platform import REQUEST_BYTES

PORTS = ("platform_url", "console_url", "gateway_url")
HTTP_PORTS = PORTS[:2]
HOSTS = [
    b"Host:",
    b"Host: evil.example",
    b"Host: localhost.evil.example",
    b"Host: localhost:80@evil.example",
    b"Host: 127.0.0.1:80:evil.example",
    b"Host: 127.0.0.1:evil.example",
    b"Host: 127.0.0.1, evil.example",
    b"Host: 127.0.0.1/evil.example",
    b"Host: [::1].evil.example",
    b"Host: [::1]@evil.example",
    b"Host: [::1",
    b"Host: 127.1",
    b"Host: 2130706433",
    b"Host: 0.0.0.0",
    b"Host: 127.0.0.1\r\nHost: 127.0.0.1",
    b"Host: 127.0.0.1\r\nHost: evil.example",
]
PATHS = [
    "/deliveries/%00",
    "/deliveries/%2e%2e%2f%2e%2e%2fapps",
    "/deliveries/..%5c..%5cjournal.sqlite3",
    "/chats/..%2f..%2fapps/messages",
    "/chats/%c0%ae%c0%ae/messages",
    "/messages/%ed%a0%80",
    "/images/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/recordings/%252e%252e",
    "/deliveries?after=%00",
    "/deliveries?filter=" + "(" * 5000,
    "/deliveries?filter=" + "%22" * 5000,
    "/deliveries?limit=" + "9" * 5000,
    "/deliveries?limit=1&limit=2&limit=x",
    "/" + "x" * 20_000,
]
DEEP = b"[" * 50_000 + b"]" * 50_000
BODIES = [
    DEEP,
    b'{"text":' + DEEP + b"}",
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"timeout":1e400}',
    b'{"timeout":' + b"9" * 5_000 + b"}",
    b'{"timeout":NaN}',
    b'{"text":"\\ud800"}',
    b'{"text":"\x00"}',
    b'{"text":"\xff"}',
    b'\xef\xbb\xbf{"text":"x"}',
    b'{"text":"x"} {}',
    b'"text"',
    b"null",
]
VALUES: list[Any] = [
    -1,
    0,
    2**63,
    10**30,
    1e308,
    -1e308,
    0.5,
    "",
    "\0",
    "x" * 70_000,
    "../../etc/passwd",
    [],
    {},
    None,
    True,
]


def place(feishu: Emulator, port: str) -> tuple[str, int]:
    """Give host and number of a port."""
    parts = urlsplit(feishu.info()[port])
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


async def raw(feishu: Emulator, port: str, request: bytes) -> bytes:
    """Send bytes as they are, and give everything that comes back."""
    reader, writer = await asyncio.open_connection(*place(feishu, port))
    try:
        writer.write(request)
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""  # cut off
    finally:
        writer.close()


def refused(answer: bytes) -> bool:
    """Tell whether nothing was given: the connection was cut, or the request called wrong."""
    return answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))


@pytest.fixture
async def token(served: Emulator) -> bytes:
    """The header that opens everything."""
    return f"Authorization: Bearer {served.info()['token']}\r\n".encode()


async def is_well(feishu: Emulator) -> bool:
    """Tell whether it answers as ever."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(feishu.info()["console_url"] + f"{API}/health")
    return bool(answer.json() == {"status": "ok"})


@pytest.mark.parametrize("port", PORTS)
async def test_a_host_that_only_looks_like_this_machine(served, token, port):
    """Whatever stands around the name, even with the token; and an old client without one gets in no more."""
    path = f"{API}/info".encode()
    for host in HOSTS:
        request = b"GET %s HTTP/1.1\r\n%s\r\n%sConnection: close\r\n\r\n" % (path, host, token)

        assert refused(await raw(served, port, request)), host
    for version in (b"1.0", b"1.1"):
        assert refused(await raw(served, port, b"GET %s HTTP/%s\r\n%s\r\n" % (path, version, token))), version


@pytest.mark.parametrize("port", HTTP_PORTS)
@pytest.mark.parametrize("path", ["/", f"{API}/stream", "/open-apis/im/v1/messages", "/callback/ws/endpoint"])
async def test_no_web_socket_opens_on_the_http_ports(served, token, port, path):
    """They answer such a request as any other, or refuse it."""
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    key = b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
    request = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s\r\n" % (path.encode(), token, upgrade, key)
    reader, writer = await asyncio.open_connection(*place(served, port))
    writer.write(request)
    async with asyncio.timeout(20):
        line = await reader.readline()
    writer.close()

    assert b" 101 " not in line
    assert b" 5" not in line[:12]


@pytest.mark.parametrize("port", HTTP_PORTS)
async def test_a_body_in_chunks_is_cut_like_any_other(served, token, port):
    """Its length is counted, as nothing says it before."""
    head = b"POST %s/reset HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: application/json\r\n" % (API.encode(), token)
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    count = REQUEST_BYTES // 0x100000 + 2
    answer = await raw(served, port, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * count + b"0\r\n\r\n")

    assert refused(answer)
    assert await is_well(served)


@pytest.mark.parametrize("port", HTTP_PORTS)
@pytest.mark.parametrize(
    "length",
    [
        b"Content-Length: -1",
        b"Content-Length: 2\r\nContent-Length: 3",
        b"Content-Length: 99999999999999999999999",
        b"Content-Length: 2\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked, identity",
    ],
    ids=lambda length: length.decode().replace("\r\n", " "),
)
async def test_a_length_that_can_be_read_in_two_ways(served, token, port, length):
    """Nothing can be hidden behind a request."""
    head = b"POST %s/reset HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: application/json\r\n" % (API.encode(), token)
    hidden = b"GET %s/info HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n" % (API.encode(), token)
    reader, writer = await asyncio.open_connection(*place(served, port))
    writer.write(head + length + b"\r\n\r\n{}" + hidden)
    writer.write_eof()
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()

    assert b"platform_url" not in answer
    assert b"HTTP/1.1 5" not in answer


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(
    "flood",
    [b"".join(b"X-%d: y\r\n" % number for number in range(20_000)), b"X-Long: " + b"y" * 2**20 + b"\r\n", b"X" * 2**20],
    ids=["many", "long", "endless"],
)
async def test_a_flood_of_headers(served, port, flood):
    """It is cut off, or answered without keeping more than it should; the others are served on."""
    answer = await raw(served, port, b"GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + flood + b"\r\n")

    assert refused(answer)
    assert await is_well(served)


@pytest.mark.parametrize("port", PORTS)
async def test_somebody_who_never_finishes_holds_up_nobody(port):
    """Neither the others nor the end: a head, or a body, of which the rest does not come."""
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
        writers = []
        for part in (b"GET / HT", b"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"):
            for _ in range(20):
                _, writer = await asyncio.open_connection(*place(feishu, port))
                writer.write(part)
                writers.append(writer)

        assert await is_well(feishu)
        async with asyncio.timeout(20):
            await feishu.aclose()
    for writer in writers:
        writer.close()


async def test_ids_and_parameters_are_not_followed(served, token):
    """They name something, or nothing."""
    for path in PATHS:
        request = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\n\r\n" % ((API + path).encode(), token)
        answer = await raw(served, "console_url", request)

        assert refused(answer) or b'"deliveries":[]' in answer, path[:60]


async def operations(client: httpx2.AsyncClient) -> list[tuple[str, str, dict[str, Any]]]:
    """Give method, path and body schema of everything that takes a body."""
    document = (await client.get("/openapi.json")).json()
    return [
        (
            method.upper(),
            path.removeprefix(API).replace("{id}", "oc_team"),
            each["requestBody"]["content"]["application/json"]["schema"],
        )
        for path, methods in document["paths"].items()
        for method, each in methods.items()
        if "requestBody" in each
    ]


async def test_bodies_that_are_too_much(served):
    """Deep, huge, no JSON, no text: each operation calls them wrong, or what they name unknown."""
    headers = {"Authorization": f"Bearer {served.info()['token']}", "Content-Type": "application/json"}
    base = served.info()["console_url"] + API
    async with httpx2.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=30) as client:
        for method, path, _ in await operations(client):
            for body in BODIES:
                answer = await client.request(method, path, content=body)

                assert answer.status_code < 500, (method, path, body[:60], answer.text)


async def test_values_that_are_too_much(served):
    """In each place of each body, one after another."""
    headers = {"Authorization": f"Bearer {served.info()['token']}"}
    base = served.info()["console_url"] + API
    async with httpx2.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=30) as client:
        for method, path, schema in await operations(client):
            known = schema.get("properties", {})
            right = {name: "x" for name in schema.get("required", ()) if known[name].get("type") == "string"}
            for name in known:
                for value in VALUES:
                    if path == "/wait" and name != "timeout":
                        continue  # it would wait as it is told
                    answer = await client.request(
                        method,
                        path,
                        content=json.dumps({**right, name: value}),
                        headers={"Content-Type": "application/json"},
                    )

                    assert answer.status_code < 500, (method, path, name, str(value)[:60], answer.text)
    assert await is_well(served)
