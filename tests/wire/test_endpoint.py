"""Endpoint discovery and refused upgrades."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import ConnectionLimitReached, ConnectionRefused, InvalidCredentials, MalformedDelivery
from larkline.wire.endpoint import (
    ENDPOINT_PATH,
    ClientConfig,
    encode_endpoint_refusal,
    encode_endpoint_reply,
    endpoint_request,
    handshake_refusal_headers,
    parse_endpoint_reply,
    parse_endpoint_request,
    read_handshake_refusal,
)
from tests.wire.differences import difference
from tests.wire.vectors import vectors

URL = "wss://gateway.example/ws/v2?fpid=493&device_id=77&access_key=abc&service_id=33554678&ticket=t-1"
VERDICTS = {"always": "fatal", "at_start": "fatal_at_start", "never": "retry"}


def reply(**members) -> bytes:
    """Give an answer of code 0 whose data has these members."""
    return json.dumps({"code": 0, "msg": "", "data": members}).encode()


def refusal(status: int, body: bytes) -> ConnectionRefused:
    """Give the error that an answer leads to."""
    with pytest.raises(ConnectionRefused) as caught:
        parse_endpoint_reply(status, body)
    assert caught.value.stage == "discovery"
    return caught.value


# --- recorded answers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("endpoint_discovery"), ids=lambda vector: vector["id"])
def test_a_recorded_answer_leads_where_it_should(vector):
    """An answer connects, is tried again or is fatal as recorded, but for the listed differences."""
    rule = difference("endpoint_discovery", vector)
    wanted = vector["expect"] if rule is None else rule["ours"]
    try:
        endpoint = parse_endpoint_reply(vector["status"], vector["body"].encode())
    except ConnectionRefused as error:
        verdict = VERDICTS[error.fatal]
    else:
        verdict = "connect"
        assert endpoint.url == json.loads(vector["body"])["data"]["URL"]

    # What differs between the official SDKs always has a URL that can be used, so we connect.
    assert verdict == ("connect" if wanted == "sdk_specific" else wanted)
    assert rule is None or rule["official"] == vector["expect"]


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("endpoint_discovery") if vector["expect"] == "connect"],
    ids=lambda vector: vector["id"],
)
def test_a_recorded_configuration_is_read_as_by_the_python_sdk(vector):
    """The four members arrive, and the service and connection ids of the URL with them."""
    endpoint = parse_endpoint_reply(200, vector["body"].encode())

    observed = vector["observed"]
    assert asdict(endpoint.config) == observed["python"]["config"]
    assert str(endpoint.service_id) == observed["node"]["config"]["serviceId"]
    assert endpoint.connection_id == observed["node"]["config"]["deviceId"]


def test_our_question_is_the_recorded_one():
    """The body of the question has the two members of the records, in their order."""
    recorded = vectors("endpoint_discovery")[0]["request"]

    assert recorded["path"] == ENDPOINT_PATH
    body = endpoint_request(recorded["body_json"]["AppID"], recorded["body_json"]["AppSecret"])
    assert body == json.dumps(recorded["body_json"], separators=(",", ":")).encode()


@pytest.mark.parametrize("vector", vectors("handshake_failures"), ids=lambda vector: vector["id"])
def test_a_recorded_refused_upgrade_leads_where_it_should(vector):
    """A refused upgrade is tried again or is fatal as recorded, but for the listed differences."""
    rule = difference("handshake_failures", vector)

    error = read_handshake_refusal(vector["http_status"], vector["headers"])

    assert VERDICTS[error.fatal] == (vector["expect"] if rule is None else rule["ours"])
    assert error.stage == "handshake"
    assert rule is None or rule["official"] == vector["expect"]
    assert isinstance(error, ConnectionLimitReached) == (vector["category"] == "conn_limit")


# --- the configuration ------------------------------------------------------------------------------------------------


def test_each_member_of_a_configuration_is_taken_for_itself():
    """A member that is absent or invalid keeps its value, the others change."""
    config = ClientConfig(5, 60, 10, 90)

    assert config.updated({"PingInterval": 30, "ReconnectNonce": -5}) == ClientConfig(5, 60, 10, 30)
    assert config.updated({"ReconnectCount": 0, "ReconnectInterval": None}) == ClientConfig(0, 60, 10, 90)


@pytest.mark.parametrize(
    ("member", "good", "bad"),
    [
        ("PingInterval", [1, 86_400], [0, -5, 86_401]),
        ("ReconnectInterval", [0, 86_400], [-1, 86_401]),
        ("ReconnectNonce", [0, 86_400], [-1, 86_401]),
        ("ReconnectCount", [-1, 0, 10_000], [-2, 10_001]),
    ],
)
def test_a_member_has_bounds(member, good, bad):
    """The bounds themselves are taken; what is outside, a bool, a fraction or a text is not."""
    config = ClientConfig(7, 7, 7, 7)

    for value in good:
        assert config.updated({member: value}).to_json()[member] == value
    for value in [*bad, True, 30.0, "30", None, [30], 2**70]:
        assert config.updated({member: value}) == config


@pytest.mark.parametrize("members", [None, [], "x", 5, True, [["PingInterval", 5]]])
def test_what_is_no_object_changes_nothing(members):
    """A configuration that is no object is no configuration."""
    assert ClientConfig().updated(members) == ClientConfig()


def test_a_part_of_a_second_is_written_as_a_whole_one():
    """The wire knows whole seconds only, and a written interval is never 0 unless it is 0."""
    config = ClientConfig(reconnect_interval=0.0, reconnect_nonce=0.2, ping_interval=1.5)

    assert config.to_json() == {
        "ReconnectCount": -1,
        "ReconnectInterval": 0,
        "ReconnectNonce": 1,
        "PingInterval": 2,
    }


# --- answers ----------------------------------------------------------------------------------------------------------


def test_both_sides_understand_each_other():
    """What the platform's side writes is what the app's side reads, and the other way round."""
    config = ClientConfig(3, 20, 4, 15)

    endpoint = parse_endpoint_reply(200, encode_endpoint_reply(URL, config))

    assert (endpoint.url, endpoint.config, endpoint.service_id, endpoint.connection_id) == (URL, config, 33554678, "77")
    assert parse_endpoint_request(endpoint_request("cli_a", "秘密")) == ("cli_a", "秘密")


def test_an_earlier_configuration_holds_where_the_answer_says_nothing():
    """An answer without a configuration keeps the one that was given."""
    config = ClientConfig(3, 20, 4, 15)

    assert parse_endpoint_reply(200, reply(URL=URL), config=config).config == config
    assert parse_endpoint_reply(200, reply(URL=URL, ClientConfig={"PingInterval": 9}), config=config).config == (
        ClientConfig(3, 20, 4, 9)
    )


@pytest.mark.parametrize(
    ("code", "kind", "fatal"),
    [
        (1, ConnectionRefused, "never"),
        (1000040343, ConnectionRefused, "never"),
        (403, ConnectionRefused, "always"),
        (514, InvalidCredentials, "always"),
        (1000040344, InvalidCredentials, "always"),
        (1000040350, ConnectionLimitReached, "never"),
        (1000040351, ConnectionRefused, "at_start"),
        (10014, InvalidCredentials, "at_start"),
        (-1, ConnectionRefused, "at_start"),
    ],
)
@pytest.mark.parametrize("data", [b"", b',"data":{}', b',"data":null'])
def test_a_code_decides_when_to_give_up(code, kind, fatal, data):
    """The kind of the error and its fatality follow the code, whether or not the answer has data."""
    error = refusal(200, b'{"code":%d,"msg":"why"%b}' % (code, data))

    assert type(error) is kind
    assert (error.fatal, error.code, error.message) == (fatal, code, "why")
    assert error.retryable == (fatal != "always")


def test_a_refusal_of_our_platform_side_is_read():
    """The platform's side writes refusals with an empty data object, as the Node SDK needs them."""
    body = encode_endpoint_refusal(514, "auth failed")

    assert json.loads(body) == {"code": 514, "msg": "auth failed", "data": {}}
    assert type(refusal(200, body)) is InvalidCredentials


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b"\xff",
        b'"x"',
        b"[" * 100_000,
        b'{"code":"0"}',
        b'{"code":true}',
        b'{"code":0.0}',
        b'{"code":null}',
        b'{"code":514.5}',
        b'{"code":0}',
        b'{"code":0,"data":null}',
        b'{"code":0,"data":[]}',
        b'{"code":0,"data":{}}',
        b'{"code":0,"data":{"URL":null}}',
        b'{"code":0,"data":{"URL":""}}',
    ],
)
def test_an_answer_that_cannot_be_used_is_never_fatal(body):
    """Whatever stands in the way of the platform's answer, another attempt may succeed."""
    assert refusal(200, body).fatal == "never"


@pytest.mark.parametrize("status", [199, 301, 400, 403, 500, 514])
def test_an_http_error_is_never_fatal(status):
    """The HTTP status is not the platform's code; a fatal code in the body of an HTTP error does not count."""
    error = refusal(status, b'{"code":514,"msg":"auth failed"}')

    assert (error.fatal, error.code) == ("never", 514)
    assert f"HTTP {status}: auth failed" in str(error)


def test_a_text_of_the_platform_is_made_fit_for_a_log():
    """Line breaks and control characters become blanks, and a long text is cut."""
    body = json.dumps({"code": 5, "msg": "a\nb\x1b[31m" + "x" * 1000}).encode()

    message = refusal(200, body).message

    assert message.startswith("a b [31m")
    assert len(message) == 200


@given(st.binary(max_size=60), st.integers(100, 599))
def test_no_answer_raises_anything_else(body, status):
    """Any bytes lead to a refusal."""
    assert refusal(status, body).fatal in VERDICTS


# --- the platform's side ----------------------------------------------------------------------------------------------


def test_a_question_in_any_spelling_is_read():
    """Spaces and further members do not matter; a secret may be absent."""
    assert parse_endpoint_request(b'{"AppID": "cli_a", "AppSecret": "s", "ClientAssertion": "x"}') == ("cli_a", "s")
    assert parse_endpoint_request(b'{"AppID":"cli_a"}') == ("cli_a", "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"AppSecret":"s"}',
        b'{"AppID":5,"AppSecret":"s"}',
        b'{"AppID":"a","AppSecret":null}',
    ],
)
def test_a_question_that_is_none_is_malformed(body):
    """Anything but an object with two texts is a MalformedDelivery."""
    with pytest.raises(MalformedDelivery):
        parse_endpoint_request(body)


# --- refused upgrades -------------------------------------------------------------------------------------------------


def test_header_names_are_taken_in_any_case():
    """The limit of connections is seen in lower case, too."""
    error = read_handshake_refusal(403, {"handshake-STATUS": "514", "handshake-autherrcode": " 1000040350 "})

    assert type(error) is ConnectionLimitReached
    assert (error.fatal, error.code, error.message) == ("never", 1000040350, "too many connections")


def test_a_refusal_without_headers_tells_the_http_status():
    """A proxy's answer is not the platform's; it is tried again."""
    error = read_handshake_refusal(502, {"server": "proxy"})

    assert (error.code, error.fatal) == (None, "never")
    assert "HTTP 502" in str(error)


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"Handshake-Status": "403", "Handshake-Msg": "not you"}, "not you"),
        ({"Handshake-Status": "403", "Handshake-Msg": ""}, "forbidden"),
        ({"Handshake-Status": "500", "Handshake-Msg": "busy"}, "busy"),
        ({"Handshake-Status": "500"}, "HTTP 400"),
        ({"Handshake-Msg": "busy"}, "HTTP 400: busy"),
        ({}, "HTTP 400: no reason given"),
        ({"Handshake-Status": "514", "Handshake-Msg": "full", "Handshake-Autherrcode": "1000040350"}, "full"),
    ],
)
def test_a_refusal_quotes_the_platform(headers, message):
    """The platform's own words are told where there are any."""
    assert read_handshake_refusal(400, headers).message == message


@pytest.mark.parametrize(
    ("code", "autherrcode", "fatal"),
    [(403, None, "always"), (514, 1000040350, "never"), (514, 1, "never"), (500, None, "never")],
)
def test_our_refusal_headers_are_read(code, autherrcode, fatal):
    """What the platform's side writes is what the app's side reads."""
    headers = handshake_refusal_headers(code, "no", autherrcode)

    assert ("Handshake-Autherrcode" in headers) == (autherrcode is not None)
    assert read_handshake_refusal(400, headers).fatal == fatal


def test_a_header_carries_plain_text_only():
    """What could end a header line, or is not ASCII, is replaced."""
    assert handshake_refusal_headers(1, "a\r\nb 忙~")["Handshake-Msg"] == "a??b ?~"
