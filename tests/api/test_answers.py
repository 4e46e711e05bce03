"""What an HTTP answer means."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.api.answers import Answer, Failure, failure_error, read_answer
from larkline.api.calls import Call, card_update, free_call, message_get, message_reply, message_send
from larkline.api.card_calls import entity_create
from larkline.api.credentials import AppSecret
from larkline.api.file_calls import file_upload, image_upload
from larkline.cards.card import Card
from larkline.errors import (
    ApiError,
    InvalidRequest,
    PermissionDenied,
    PlatformBroken,
    RateLimited,
    TokenRejected,
    UpdateTokenSpent,
)

CALL = free_call("POST", "/open-apis/im/v1/messages")


def answer(document: object, *, status: int = 200, **headers: str) -> Answer:
    """Build an answer; header names are written with underscores."""
    return Answer(
        status, {name.replace("_", "-"): text for name, text in headers.items()}, json.dumps(document).encode()
    )


@pytest.mark.parametrize(
    ("document", "data"),
    [
        ({"code": 0, "msg": "success", "data": {"a": 1}}, {"a": 1}),
        ({"code": 0, "msg": "success", "data": None}, {}),
        ({"code": 0, "msg": "ok"}, {"code": 0, "msg": "ok"}),
        (
            {"code": 0, "tenant_access_token": "t-1", "expire": 7200},
            {"code": 0, "tenant_access_token": "t-1", "expire": 7200},
        ),
        ({"code": 0, "data": [1]}, {"code": 0, "data": [1]}),
    ],
)
def test_what_was_asked_for(document, data):
    """The member data is given, or the whole document when the answer is flat."""
    assert read_answer(CALL, answer(document)) == data


PICTURE = b"\x89PNG"
#: Calls that are made for an id, a key or a token.
GIVING = {
    "send": message_send("hi", to="oc_1"),
    "reply": message_reply("om_1", "hi"),
    "get": message_get("om_1"),
    "card entity": entity_create(Card(elements=[])),
    "image": image_upload(PICTURE),
    "file": file_upload(PICTURE, name="a.png"),
    "token": AppSecret("cli_1", "very-secret").tenant_token().to_make(),
}


def giving(call: Call, value: object) -> dict[str, Any]:
    """Make the data of an answer that has *value* where the call looks for it."""
    for step in reversed(call.gives):
        value = {step: value} if isinstance(step, str) else [value]
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("call", GIVING.values(), ids=GIVING)
def test_what_the_call_was_made_for(call):
    """An id, a key or a token that is there is given."""
    assert read_answer(call, answer({"code": 0, "data": giving(call, "x_1-A")})) == giving(call, "x_1-A")


@pytest.mark.parametrize("call", GIVING.values(), ids=GIVING)
@pytest.mark.parametrize("value", [None, "", 5, [], "a\r\nX: y", "a b", "钥匙"])
def test_without_what_the_call_was_made_for(call, value):
    """The call has failed for good, for the platform has done it; the log id is there to ask with."""
    error = read_answer(call, answer({"code": 0, "data": giving(call, value)}, x_tt_logid="log-1"))

    assert isinstance(error, PlatformBroken)
    assert (error.retryable, error.log_id, error.code, error.path) == (False, "log-1", 0, call.path)
    assert error.msg == f"the answer has no usable {call.gives[-1]}"


@pytest.mark.parametrize("data", [{}, {"items": []}, {"items": None}, {"items": [5]}, {"items": "om_1"}])
def test_an_answer_of_another_shape(data):
    """A list that is empty, or none, has no message."""
    assert isinstance(read_answer(message_get("om_1"), answer({"code": 0, "data": data})), PlatformBroken)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (99991400, 429, RateLimited),
        (99991400, 400, RateLimited),
        (230020, 400, RateLimited),
        (99991663, 400, TokenRejected),
        (99991664, 401, TokenRejected),
        (99991661, 400, TokenRejected),
        (99991668, 401, TokenRejected),
        (99991677, 401, TokenRejected),
        (10014, 200, TokenRejected),
        (10015, 200, TokenRejected),
        (99991672, 400, PermissionDenied),
        (99991679, 400, PermissionDenied),
        (230027, 400, PermissionDenied),
        (230002, 400, PermissionDenied),
        (200310, 200, PermissionDenied),
        (230001, 400, InvalidRequest),
        (230099, 400, InvalidRequest),
        (10003, 200, InvalidRequest),
        (300020, 200, InvalidRequest),
        (11311, 200, InvalidRequest),
        (300030, 200, UpdateTokenSpent),
        (300040, 400, UpdateTokenSpent),
        (99991403, 400, ApiError),
        (230049, 400, ApiError),
    ],
)
def test_known_codes(code, status, kind):
    """The code decides, whatever the HTTP status."""
    error = read_answer(CALL, answer({"code": code, "msg": "no"}, status=status))

    assert isinstance(error, ApiError)
    assert type(error) is kind
    assert (error.code, error.status) == (code, status)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, ApiError),
        (302, PlatformBroken),
        (400, InvalidRequest),
        (401, TokenRejected),
        (403, PermissionDenied),
        (404, InvalidRequest),
        (429, RateLimited),
        (500, PlatformBroken),
        (503, PlatformBroken),
    ],
)
def test_unknown_codes(status, kind):
    """The HTTP status decides about codes that are not in the table."""
    assert type(read_answer(CALL, answer({"code": 777, "msg": "new"}, status=status))) is kind


@pytest.mark.parametrize("status", [404, 500])
def test_success_with_an_error_status(status):
    """A code 0 under an error status is no success."""
    assert isinstance(read_answer(CALL, answer({"code": 0}, status=status)), ApiError)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>bad gateway</html>", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b'{"code":1e400}'],
)
@pytest.mark.parametrize("status", [200, 404, 502])
def test_an_answer_that_is_not_the_api(body, status):
    """Anything but a JSON object comes from something else than the platform's API."""
    error = read_answer(CALL, Answer(status, {"content-type": "text/html; charset=utf-8"}, body))

    assert isinstance(error, PlatformBroken)
    assert error.retryable
    assert (error.code, error.status) == (None, status)
    assert "text/html" in str(error)


@pytest.mark.parametrize("code", [None, "0", True, 1.5, {}])
def test_a_code_is_an_integer(code):
    """Without a usable code nobody can say whether the call succeeded."""
    assert isinstance(read_answer(CALL, answer({"code": code, "data": {}})), PlatformBroken)


def test_a_rate_limit_without_json():
    """HTTP 429 of a gateway in between is a rate limit, too."""
    error = read_answer(CALL, Answer(429, {"retry-after": "3"}, b"slow down"))

    assert isinstance(error, RateLimited)
    assert error.retry_after == 3.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x_ogw_ratelimit_reset": "12"}, 12.0),
        ({"x_ogw_ratelimit_reset": " 0.5 "}, 0.5),
        ({"x_ogw_ratelimit_reset": "soon", "retry_after": "2"}, 2.0),
        ({"x_ogw_ratelimit_reset": "-1"}, None),
        ({"x_ogw_ratelimit_reset": "nan"}, None),
        ({"x_ogw_ratelimit_reset": "٣"}, None),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(headers, seconds):
    """The platform's header tells the seconds; anything but a number tells nothing."""
    error = read_answer(CALL, answer({"code": 99991400}, status=429, **headers))

    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


def test_the_facts_of_an_error():
    """Code, text, status, method, path and log id are attributes and stand in the text."""
    error = read_answer(CALL, answer({"code": 230002, "msg": "Bot not in chat"}, status=400, x_tt_logid="2026LOG"))

    assert isinstance(error, ApiError)
    assert (error.code, error.msg, error.status, error.log_id) == (230002, "Bot not in chat", 400, "2026LOG")
    assert (error.method, error.path) == ("POST", "/open-apis/im/v1/messages")
    assert all(part in str(error) for part in ("230002", "Bot not in chat", "2026LOG", "POST", CALL.path))


def test_the_id_of_the_request():
    """Where there is no log id, support can look for this."""
    with_both = read_answer(CALL, answer({"code": 1}, status=400, x_tt_logid="LOG1", x_request_id="REQ1"))
    without = read_answer(CALL, answer({"code": 1}, status=400, x_request_id="REQ1"))

    assert isinstance(with_both, ApiError)
    assert isinstance(without, ApiError)
    assert (with_both.log_id, without.log_id) == ("LOG1", "REQ1")


def test_the_log_id_of_the_body():
    """Without the header the log id of the error object is taken."""
    error = read_answer(CALL, answer({"code": 1, "msg": 5, "error": {"log_id": "BODYLOG"}}, status=400))

    assert isinstance(error, ApiError)
    assert (error.log_id, error.msg) == ("BODYLOG", "")


def test_a_message_that_is_being_sent():
    """The same call succeeds a little later, so that one error says so by itself."""
    error = read_answer(CALL, answer({"code": 230049, "msg": "being sent"}, status=400))

    assert isinstance(error, ApiError)
    assert error.retryable
    assert not ApiError.retryable


def test_secrets_are_masked_in_the_platforms_text():
    """Whatever the platform repeats of token and body, an error does not."""
    call = card_update("c-update", {"elements": []})
    error = read_answer(call, answer({"code": 300020, "msg": "token c-update of t-tenant"}), secrets=("t-tenant", ""))

    assert isinstance(error, InvalidRequest)
    assert error.msg == "token *** of ***"


def test_no_answer():
    """A failure keeps its cause, and its text is masked."""
    cause = OSError("broken")
    error = failure_error(CALL, Failure(cause, "the connection broke: t-1", arrived=True), secrets=("t-1",))

    assert (error.code, error.status, error.msg) == (None, 0, "the connection broke: ***")
    assert error.__cause__ is cause
    assert error.retryable


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "msg", "data", "error"]), inner)
    ),
    max_leaves=8,
)


@given(JSON, st.integers(100, 599), st.binary(max_size=3))
def test_no_answer_surprises_us(document, status, damage):
    """Any JSON, also damaged, with any status gives data or an ApiError."""
    body = json.dumps(document).encode()
    read = read_answer(CALL, Answer(status, {}, body[: len(body) - len(damage)] + damage))

    assert isinstance(read, (dict, ApiError))
