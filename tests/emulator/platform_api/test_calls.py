"""What every call of the platform's API has in common."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, 99991661),
        ("", 99991661),
        ("Bearer", 99991661),
        ("Basic abc", 99991661),
        ("Bearer a-1234", 99991671),
        ("Bearer nonsense", 99991671),
        ("Bearer u-1234", 99991668),
        ("Bearer t-unknown", 99991663),
    ],
)
async def test_a_bad_token_has_its_code(api, authorization, code):
    """A missing, foreign or unknown token is told apart."""
    headers = {} if authorization is None else {"Authorization": authorization}
    response = await api.client.get("/open-apis/bot/v3/info", headers=headers)

    assert (response.status_code, response.json()["code"]) == (400, code)


async def test_an_expired_token_is_refused(api):
    """A tenant token lives two hours."""
    await api.feishu.clock.advance(7199)
    await api.call("GET", "/bot/v3/info")
    await api.feishu.clock.advance(1)

    assert await api.refusal("GET", "/bot/v3/info") == 99991663


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/open-apis/nothing/like/this"),
        ("DELETE", "/open-apis/im/v1/messages"),
        ("POST", "/"),
        ("GET", "/callback/ws/endpoint"),
    ],
)
async def test_what_is_not_emulated_is_never_a_silent_success(api, method, path):
    """An unknown path, or a known one with another method, is 404 with 99991201, and counted."""
    response = await api.client.request(method, path)

    assert (response.status_code, response.json()["code"]) == (404, 99991201)
    assert response.headers["content-type"].startswith("application/json")
    assert api.feishu.core.journal.unimplemented == 1
    assert not api.feishu.core.journal.calls()[0].implemented


async def test_every_answer_has_its_ids(api):
    """The log id and the request id stand in the headers, of errors too."""
    good = await api.client.get("/open-apis/bot/v3/info", headers={"Authorization": f"Bearer {api.token}"})
    bad = await api.client.get("/open-apis/bot/v3/info")

    for response in (good, bad):
        assert response.headers["X-Tt-Logid"]
        assert response.headers["X-Request-Id"]
    assert bad.json()["error"]["log_id"] == bad.headers["X-Tt-Logid"]


async def test_a_call_is_entered_in_the_journal(api):
    """Method, path, code and app of each call can be looked up by its log id."""
    await api.call("GET", "/im/v1/messages/om_unknown", status=400)
    failed = api.feishu.core.journal.calls()[-1]
    await api.call("GET", "/bot/v3/info")
    call = api.feishu.core.journal.calls()[-1]

    assert (call.method, call.path, call.code) == ("GET", "/open-apis/bot/v3/info", 0)
    assert call.app_id == api.feishu.app().app_id
    assert failed.code != 0


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 5000 + b"]" * 5000, b'{"a":' * 200 + b"1" + b"}" * 200])
async def test_a_body_that_cannot_be_read_is_refused(api, body):
    """Broken or endlessly nested JSON gives an error, never a failure of the server."""
    answer = await api.call("POST", "/im/v1/messages?receive_id_type=chat_id", status=400, content=body)

    assert answer["code"] != 0


async def test_a_body_of_another_kind_is_refused(api):
    """A list is no request."""
    assert await api.refusal("POST", "/im/v1/messages?receive_id_type=chat_id", json=[1]) == 230001


async def test_the_bot_is_told_about(api):
    """The call most clients make first answers flat, with the name and the open id of the bot."""
    answer = await api.call("GET", "/bot/v3/info")

    assert answer["bot"]["app_name"] == api.feishu.app().name
    assert answer["bot"]["open_id"].startswith("ou_")


async def test_a_web_page_and_a_foreign_host_are_refused(api):
    """An Origin gives 403, an unknown Host 421, both without a body."""
    page = await api.client.get("/open-apis/bot/v3/info", headers={"Origin": "http://localhost"})
    rebound = await api.client.get("/open-apis/bot/v3/info", headers={"Host": "evil.example"})

    assert (page.status_code, page.content) == (403, b"")
    assert (rebound.status_code, rebound.content) == (421, b"")


async def test_doubled_slashes_are_taken_as_one(api):
    """A client that joins its base with a trailing slash finds every call."""
    response = await api.client.get(
        "http://127.0.0.1//open-apis//bot/v3/info", headers={"Authorization": f"Bearer {api.token}"}
    )

    assert json.loads(response.content)["code"] == 0


async def test_a_body_of_more_than_10_mb_is_not_read(api):
    """A body that is too large gives 413."""
    response = await api.client.post("/open-apis/im/v1/messages", content=bytes(10 * 1024 * 1024 + 1))

    assert response.status_code == 413
