"""Tests of reading the headers of a webhook request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.wire.request_headers import RequestHeaders, read_headers

HEADERS = {
    "X-Lark-Request-Timestamp": "1700000000",
    "X-Lark-Request-Nonce": "n-1",
    "X-Lark-Signature": "abc",
    "X-Refresh-Token": "rt",
    "X-Tt-Logid": "l-1",
    "X-Request-Id": "r-1",
    "Content-Type": "application/json",
}
EXPECTED = RequestHeaders("1700000000", "n-1", "abc", "rt", "l-1", "r-1")


@pytest.mark.parametrize(
    "case", [str, str.lower, str.upper, str.swapcase, str.capitalize], ids=lambda case: case.__name__
)
@pytest.mark.parametrize(
    "shape",
    [
        dict,
        lambda pairs: pairs,
        iter,
        lambda pairs: {name.encode(): value.encode() for name, value in pairs},
        lambda pairs: [(name.encode(), value.encode()) for name, value in pairs],
        lambda pairs: [(name.encode(), value) for name, value in pairs],
    ],
    ids=["mapping", "pairs", "iterator", "mapping of bytes", "pairs of bytes", "mixed pairs"],
)
def test_headers_of_every_framework(shape, case):
    """Mappings and pairs, text and bytes, names in any case: all say the same."""
    headers = shape([(case(name), value) for name, value in HEADERS.items()])

    assert read_headers(headers) == EXPECTED


def test_no_headers():
    """Nothing there is nothing signed, and no ids."""
    assert read_headers({}) == RequestHeaders(None, None, None, "", "", "")
    assert read_headers([]).has_no_signature


@pytest.mark.parametrize("name", ["X-Lark-Request-Timestamp", "X-Lark-Request-Nonce", "x-lark-signature"])
@pytest.mark.parametrize("value", ["", "1"])
def test_one_signature_header_is_a_signature(name, value):
    """Even an empty one is there: only a request without any of the three is unsigned."""
    assert not read_headers({name: value}).has_no_signature


def test_a_header_that_comes_twice_is_joined():
    """As HTTP says; so no choice is made between two signatures, and none of them is right."""
    headers = [*HEADERS.items(), ("x-lark-signature", "other"), ("X-LARK-REQUEST-NONCE", "n-1")]

    assert read_headers(headers).signature == "abc, other"
    assert read_headers(headers).nonce == "n-1, n-1"


@pytest.mark.parametrize(
    ("headers", "request_id", "log_id"),
    [
        ({"X-Request-Id": "r", "X-Tt-Logid": "l"}, "r", "l"),
        ({"X-Tt-Logid": "l"}, "l", "l"),
        ({"X-Request-Id": "r"}, "r", ""),
        ({"X-Request-Id": "\r\n", "X-Tt-Logid": "l"}, "l", "l"),
    ],
)
def test_the_id_of_a_request(headers, request_id, log_id):
    """It is the request id, and else the id of the platform's logs."""
    fields = read_headers(headers)

    assert (fields.request_id, fields.log_id) == (request_id, log_id)


def test_ids_are_fit_for_a_log():
    """They hold no line end and no escape sequence, and are not long."""
    fields = read_headers(
        {"X-Request-Id": "a\r\nFAKE\x1b[31m\u2028", "X-Tt-Logid": "l" * 500, "X-Refresh-Token": "\x00t"}
    )

    assert fields.request_id == "aFAKE[31m"
    assert fields.log_id == "l" * 200
    assert fields.refresh_token == "t"


@given(st.lists(st.tuples(st.text() | st.binary(), st.text() | st.binary())))
def test_any_headers_can_be_read(pairs):
    """No name and no value fails, printable or not, text or not."""
    fields = read_headers(pairs)

    assert fields.request_id.isprintable()
    assert len(fields.request_id) <= 200
