"""Endpoint discovery and access tokens over HTTP."""

from __future__ import annotations

import json

import pytest

from larkline.wire.endpoint import ENDPOINT_PATH, encode_endpoint_reply, parse_endpoint_reply

TENANT = "/auth/v3/tenant_access_token/internal"


def credentials(api, **changes):
    """Give the credentials of the app as the token calls want them."""
    app = api.feishu.app()
    return {"app_id": app.app_id, "app_secret": app.app_secret, **changes}


async def token(api, path=TENANT, status=200, **changes):
    """Ask for a token."""
    return await api.call("POST", path, status=status, json=credentials(api, **changes))


async def test_the_same_token_comes_back_while_half_an_hour_remains(api):
    """Then there is a new one, and both are valid."""
    await api.feishu.clock.advance(7200)
    first = await token(api)
    await api.feishu.clock.advance(5400)
    same = await token(api)
    await api.feishu.clock.advance(1)
    new = await token(api)
    api.token = first["tenant_access_token"]
    await api.call("GET", "/bot/v3/info")

    assert first["tenant_access_token"] == same["tenant_access_token"] != new["tenant_access_token"]
    assert (first["expire"], same["expire"], new["expire"]) == (7200, 1800, 7200)


async def test_the_app_token_comes_with_the_tenant_token(api):
    """The answer is flat and both have the same value."""
    answer = await token(api, "/auth/v3/app_access_token/internal")

    assert answer["code"] == 0
    assert answer["app_access_token"] == answer["tenant_access_token"]
    assert answer["app_access_token"].startswith("t-")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"app_secret": "wrong"}, 200, 10015),
        ({"app_id": "cli_0000000000000000"}, 200, 10014),
        ({"app_id": ""}, 400, 10003),
        ({"app_secret": None}, 400, 10003),
        ({"app_id": 5}, 400, 10003),
    ],
)
async def test_wrong_credentials_have_their_codes(api, changes, status, code):
    """Which part is wrong can be told from the code."""
    assert (await token(api, status=status, **changes))["code"] == code


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null"])
async def test_a_question_for_a_token_that_cannot_be_read(api, body):
    """Anything but a JSON object is an invalid parameter."""
    assert await api.refusal("POST", TENANT, content=body) == 10003


async def ask(api, body: bytes, **headers: str):
    """Ask for an endpoint and give the status and the answer."""
    response = await api.client.post(ENDPOINT_PATH, content=body, headers=headers)
    return response.status_code, response.json()


def question(api, **changes) -> bytes:
    """Write the question for an endpoint."""
    app = api.feishu.app()
    return json.dumps({"AppID": app.app_id, "AppSecret": app.app_secret, **changes}).encode()


@pytest.mark.parametrize("kind", [None, "application/json; charset=utf-8", "text/plain", "application/octet-stream"])
async def test_discovery_takes_any_content_type(api, kind):
    """The Go SDK of 2024 sends none at all."""
    headers = {} if kind is None else {"Content-Type": kind}
    status, answer = await ask(api, question(api), **headers)
    endpoint = parse_endpoint_reply(status, encode_endpoint_reply(answer["data"]["URL"], api.feishu.core.config))

    assert (status, answer["code"]) == (200, 0)
    assert endpoint.service_id == api.feishu.app().service_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"AppSecret": "wrong"}, 514),
        ({"AppID": "cli_0000000000000000"}, 514),
        ({"AppSecret": ""}, 1000040344),
        ({"AppID": ""}, 1000040344),
        ({"AppID": 7}, 1000040344),
    ],
)
async def test_discovery_refuses_with_http_200_and_empty_data(api, changes, code):
    """Node reads ``data`` before the code, so a refusal has one."""
    status, answer = await ask(api, question(api, **changes))

    assert (status, answer["code"], answer["data"]) == (200, code, {})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
async def test_a_question_for_an_endpoint_that_cannot_be_read(api, body):
    """Anything but a JSON object is a question without credentials."""
    status, answer = await ask(api, body)

    assert (status, answer["code"]) == (200, 1000040344)
