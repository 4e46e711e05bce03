"""The URL of an endpoint: which one is taken, what it says, and what of it is shown."""

from __future__ import annotations

import json

import pytest

from larkline.errors import ConnectionRefused
from larkline.wire.endpoint import mask_url, parse_endpoint_reply

URL = "wss://gateway.example/ws/v2?fpid=493&device_id=77&access_key=abc&service_id=33554678&ticket=t-1"


def reply(**members) -> bytes:
    """Give an answer of code 0 whose data has these members."""
    return json.dumps({"code": 0, "msg": "", "data": members}).encode()


def refusal(url: str) -> ConnectionRefused:
    """Give the error that an answer with this URL leads to."""
    with pytest.raises(ConnectionRefused) as caught:
        parse_endpoint_reply(200, reply(URL=url))
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.example/ws?service_id=1",
        "gateway.example/ws",
        "wss://",
        "wss:///ws",
        "wss://gateway.example:port/ws",
        "wss://gateway.example:99999/ws",
        "wss://[::1/ws",
        "wss://gateway.example/ws\r\nHost: evil",
        "wss://gateway.example/w s",
        "wss://gateway.example/?" + "a=1&" * 101 + "service_id=1",
        "ws://gateway.example/ws",
        "ws://127.0.0.1.example/ws",
        "ws://192.168.0.1/ws",
        "ws://localhost.example/ws",
    ],
)
def test_an_unusable_url_is_refused(url):
    """No WebSocket address, an unreadable one, or plain text to another machine: try again later."""
    assert refusal(url).fatal == "never"


@pytest.mark.parametrize(
    "url",
    [
        "ws://localhost:8000/ws",
        "ws://app.localhost/ws",
        "ws://127.0.0.1:1/ws",
        "ws://127.9.9.9/ws",
        "ws://[::1]:80/ws",
        "wss://gateway.example/ws",
        "WSS://gateway.example/ws",
    ],
)
def test_plain_text_stays_on_this_machine(url):
    """A ws:// address is taken for loopback names only, a wss:// address always."""
    assert parse_endpoint_reply(200, reply(URL=url)).url == url


@pytest.mark.parametrize(
    ("query", "service_id", "connection_id"),
    [
        ("device_id=7&service_id=5", 5, "7"),
        ("service_id=2147483647", 2147483647, ""),
        ("service_id=2147483648&device_id=", 0, ""),
        ("service_id=-1&device_id=a%20b", 0, "a b"),
        ("service_id=x&device_id=a%0Ab", 0, "a b"),
        ("service_id=%EF%BC%91", 0, ""),
        ("service_id=5&service_id=6", 5, ""),
        ("", 0, ""),
    ],
)
def test_the_ids_of_a_url_are_read(query, service_id, connection_id):
    """The place of a parameter does not matter; one that is absent or invalid gives 0 or an empty text."""
    endpoint = parse_endpoint_reply(200, reply(URL=f"wss://gateway.example/ws?{query}"))

    assert (endpoint.service_id, endpoint.connection_id) == (service_id, connection_id)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        (
            URL,
            "wss://gateway.example/ws/v2?fpid=493&device_id=77&access_key=***&service_id=33554678&ticket=***",
        ),
        ("wss://h/p", "wss://h/p"),
        ("wss://h/p?access%5Fkey=abc&Ticket=t", "wss://h/p?access%5Fkey=***&Ticket=***"),
        ("wss://h/p?app_secret=s&x=y=z&ticket", "wss://h/p?app_secret=***&x=y=z&ticket"),
        ("wss://user:pw@h:1/p?a=b", "wss://***@h:1/p?a=b"),
        ("", ""),
    ],
)
def test_credentials_in_a_url_are_masked(url, masked):
    """Only the values of credentials are hidden; the rest stays readable."""
    assert mask_url(url) == masked


def test_an_endpoint_does_not_show_its_credentials():
    """Neither the masked address nor the printed endpoint holds the key or the ticket."""
    endpoint = parse_endpoint_reply(200, reply(URL=URL))

    for text in (endpoint.masked_url, repr(endpoint), str(endpoint)):
        assert "abc" not in text
        assert "t-1" not in text
        assert "service_id=33554678" in text


def test_an_error_does_not_show_the_url():
    """A refused address is not part of the error's text."""
    assert "abc" not in str(refusal("ws://gateway.example/?access_key=abc"))
