"""The threats of docs/en/security.md, each with what stops it, on all three ports."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx2
import pytest
from websockets.asyncio.client import connect as ws_connect
from websockets.exceptions import InvalidStatus

from larkline.emulator import Emulator
from larkline.errors import ConfigurationError
from tests.emulator.hook_server import always, http, serving

PORTS = ("platform_url", "console_url")
FOREIGN = [
    ({"Host": "evil.example"}, 421),
    ({"Host": "127.0.0.1.evil.example"}, 421),
    ({"Host": "localhost@evil.example"}, 421),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
]


async def raw(url: str, request: bytes) -> bytes:
    """Send bytes as they are, and give the first line of the answer."""
    parts = urlsplit(url)
    assert parts.port is not None
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(request)
    async with asyncio.timeout(10):
        line = await reader.readline()
    writer.close()
    return line


def state(feishu: Emulator) -> object:
    """Give what nobody from outside may change."""
    world = feishu.core.world
    return (len(world.messages), len(feishu.deliveries()), sorted(world.people), feishu.app().subscription.encrypted)


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """Sends whatever a page or a program of somebody else could."""
    async with httpx2.AsyncClient(trust_env=False) as found:
        yield found


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(("headers", "status"), FOREIGN)
async def test_foreign_names_and_pages_are_refused_before_anything_else(served, client, port, headers, status):
    """On both HTTP ports, with the token, too: no body, no CORS header, nothing changed."""
    before, url = state(served), served.info()[port]
    headers = {"Authorization": f"Bearer {served.info()['token']}", **headers}
    answers = [
        await client.post(url + "/api/v1/reset", json={}, headers=headers),
        await client.post(url + "/open-apis/im/v1/messages", json={}, headers=headers),
        await client.request("OPTIONS", url + "/api/v1/reset", headers=headers),
        await client.get(url + "/", headers=headers),
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(status, b"")}
    assert not any(name.startswith("access-control") for answer in answers for name in answer.headers)
    assert state(served) == before


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_the_gateway_takes_no_socket_of_a_page(served, origin):
    """Whatever its origin, the page of the console included."""
    url = served.info()["gateway_url"] + "/ws/v2?device_id=1"
    with pytest.raises(InvalidStatus) as caught:
        await ws_connect(url, origin=origin, proxy=None)

    assert caught.value.response.status_code == 403


async def test_the_gateway_takes_no_foreign_name(served):
    """A rebound DNS name does not come in."""
    url = served.info()["gateway_url"] + "/ws/v2?device_id=1"
    with pytest.raises(InvalidStatus) as caught:
        await ws_connect(url, additional_headers={"Host": "evil.example"}, proxy=None)

    assert caught.value.response.status_code == 421


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
async def test_a_form_cannot_write(served, client, kind):
    """JSON has to say that it is JSON, and without the token nothing is looked at."""
    url, before = served.info()["console_url"] + "/api/v1/chats/oc_alice/messages", state(served)
    headers = {"Content-Type": kind} if kind else {}
    token = {"Authorization": f"Bearer {served.info()['token']}"}
    bare = await client.post(url, content=b'{"text":"x"}', headers=headers)
    keyed = await client.post(url, content=b'{"text":"x"}', headers={**headers, **token})

    assert (bare.status_code, keyed.status_code) == (401, 415)
    assert state(served) == before


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(
    "line",
    [
        b"GET /../../etc/passwd HTTP/1.1",
        b"GET /api/v1/../../../etc/passwd HTTP/1.1",
        b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        b"GET /assets/..%2f..%2f..%2fpyproject.toml HTTP/1.1",
        b"GET //evil.example/api/v1/users HTTP/1.1",
        b"GET http://evil.example/api/v1/users HTTP/1.1",
        b"GET /api/v1/users%00 HTTP/1.1",
        b"GET /api/v1/deliveries/%ff%fe HTTP/1.1",
        b"CONNECT evil.example:443 HTTP/1.1",
        b"TRACE / HTTP/1.1",
        b"GET / HTTP/9.9",
        b"\x16\x03\x01\x02\x00",
    ],
)
async def test_tricks_with_paths_lead_nowhere(served, port, line):
    """No file, no 200 with anything in it, no 500."""
    before = state(served)
    answer = await raw(served.info()[port], line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")

    assert answer == b"" or answer.split()[1][:1] == b"4", answer
    assert state(served) == before


@pytest.mark.parametrize("port", PORTS)
async def test_a_body_that_does_not_end_is_cut(served, client, port):
    """Ten megabytes are the most."""
    url = served.info()[port] + "/api/v1/reset"
    answer = await client.post(url, content=b" " * (10 * 1024 * 1024 + 1), headers={"Content-Type": "application/json"})

    assert answer.status_code == 413


async def test_two_hosts_are_none(served):
    """A request with several Host headers cannot be judged."""
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    answers = [await raw(served.info()[port], request) for port in PORTS]

    assert all(answer.split()[1] in (b"400", b"421") for answer in answers)


async def test_a_webhook_elsewhere_is_not_sent_to(served, client):
    """Neither a host of others, nor a redirect to one, nor the emulator itself."""
    headers = {"Authorization": f"Bearer {served.info()['token']}"}
    url = f"{served.info()['console_url']}/api/v1/apps/{served.app().app_id}/webhook"
    redirect = always(http(b"", status="302 Found", headers="Location: http://127.0.0.1:1/\r\n"))
    async with serving(redirect) as server:
        targets = [
            "http://192.0.2.1/",
            "http://evil.example/",
            "ftp://127.0.0.1/",
            served.info()["console_url"],
            server.url(),
        ]
        answers = [await client.post(url, json={"event_url": target}, headers=headers) for target in targets]

    assert [answer.status_code for answer in answers] == [409, 409, 400, 400, 400]
    assert served.app().subscription.event_url == ""


async def test_other_machines_come_in_only_when_that_was_asked_for():
    """All addresses are refused without the word; with it, nothing of the control API is open without the token."""
    async with Emulator(seed=1) as feishu:
        with pytest.raises(ConfigurationError, match="--dangerously-bind"):
            await feishu.serve(host="0.0.0.0")
        info = await feishu.serve(host="0.0.0.0", dangerously=True)
        port = urlsplit(info["console_url"]).port
        url = f"http://127.0.0.1:{port}/api/v1"
        async with httpx2.AsyncClient(trust_env=False) as client:
            closed = [await client.get(url + path) for path in ("/health", "/info", "/openapi.json", "/users")]
            opened = await client.get(url + "/info", headers={"Authorization": f"Bearer {info['token']}"})
            named = await client.get(url + "/info", headers={"Host": "evil.example"})
            numbered = await client.get(url + "/info", headers={"Host": f"192.0.2.7:{port}"})
            platform = f"http://127.0.0.1:{urlsplit(info['platform_url']).port}"
            body = {"AppID": info["app_id"], "AppSecret": info["app_secret"]}
            endpoint = (await client.post(platform + "/callback/ws/endpoint", json=body)).json()["data"]["URL"]

    assert [answer.status_code for answer in closed] == [401] * 4
    assert (opened.status_code, named.status_code, numbered.status_code) == (200, 421, 401)
    assert endpoint.startswith("ws://127.0.0.1:")


async def test_credentials_are_invented_and_not_shown(served, client):
    """They are random for each run, and stand in nothing that the control API gives."""
    headers = {"Authorization": f"Bearer {served.info()['token']}"}
    paths = ("/info", "/apps", "/deliveries", "/api-calls", "/connections", "/recordings", "/openapi.json")
    url = served.info()["console_url"] + "/api/v1"
    text = "".join([(await client.get(url + path, headers=headers)).text for path in paths])
    async with Emulator() as one, Emulator() as other:
        secrets = [
            (each.app().app_secret, each.app().encrypt_key, each.app().verification_token) for each in (one, other)
        ]

    assert not set(secrets[0]) & set(secrets[1])
    for secret in (served.app().app_secret, served.app().encrypt_key, served.info()["token"]):
        assert secret not in text
    assert json.loads((await client.get(url + "/apps", headers=headers)).text)
