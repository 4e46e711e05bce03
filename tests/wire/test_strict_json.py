"""Tests of the strict reading of JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import MalformedDelivery
from larkline.wire.strict_json import MAX_DEPTH, MAX_NUMBER_LENGTH, read_json_object, read_signed_object

#: Any JSON value.
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=()), max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=5), st.booleans())
def test_any_object_is_read_as_usual(value, escaped):
    """An object means what it means to every reader, written with escapes or without."""
    text = json.dumps(value, ensure_ascii=escaped)
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate can only be written as an escape
        data = json.dumps(value).encode()

    assert read_json_object(data) == json.loads(data)


@given(VALUES)
def test_what_is_no_object_is_refused(value):
    """Texts, numbers, arrays and null are JSON, but nothing of ours."""
    if isinstance(value, dict):
        value = [value]
    with pytest.raises(MalformedDelivery, match="no object"):
        read_json_object(json.dumps(value).encode())


def nested(levels: int, start: str, end: str) -> bytes:
    """Give an object of so many levels, itself included."""
    return ('{"a":' + start * (levels - 1) + end * (levels - 1) + "}").encode()


REFUSED = {
    "nothing": b"",
    "blanks": b" \n",
    "no JSON": b"encrypt=abc",
    "cut": b'{"a":',
    "two": b"{}{}",
    "a comma too many": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "a comment": b"{}//",
    "a control character": b'{"a":"\n"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "no UTF-8": b'{"a":"\xff"}',
    "no UTF-8 in a name": b'{"\xc3":1}',
    "a surrogate in bytes": b'{"a":"\xed\xa0\x80"}',
    "an overlong slash": b'{"a":"\xc0\xaf"}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-32": '{"a":1}'.encode("utf-32-le"),
    "the same name twice": b'{"token":"a","token":"b"}',
    "the same name and value twice": b'{"token":"a","token":"a"}',
    "the same name, once escaped": b'{"token":"a","t\\u006fken":"b"}',
    "the same name deep inside": b'{"a":[[{"b":{"c":1,"c":1}}]]}',
    "not a number": b'{"a":NaN}',
    "infinity": b'{"a":Infinity}',
    "minus infinity": b'{"a":-Infinity}',
    "more than a double": b'{"a":1e309}',
    "less than a double": b'{"a":[-1e400]}',
    "a long integer": b'{"a":' + b"9" * (MAX_NUMBER_LENGTH + 1) + b"}",
    "a long fraction": b'{"a":0.' + b"1" * MAX_NUMBER_LENGTH + b"}",
    "a number longer than Python reads": b'{"a":-' + b"9" * 10_000 + b"}",
    "a leading zero": b'{"a":01}',
    "objects in objects": nested(MAX_DEPTH + 1, '{"a":', "}").replace(b"}", b"1}", 1),
    "arrays in arrays": nested(MAX_DEPTH + 1, "[", "]"),
    "a hundred thousand levels": nested(100_000, "[", "]"),
    "brackets that stay open": b"[" * 500_000,
    "braces that stay open": b'{"a":' * 100_000,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_is_refused(data):
    """Broken JSON, and JSON of which two readers could make two things, is malformed and nothing else."""
    with pytest.raises(MalformedDelivery) as caught:
        read_json_object(data)

    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b' \t{"a" : 1}\r\n',
        b'{"a":1,"A":1,"a ":1,"\xc3\xa9":1,"e\xcc\x81":1}',
        b'{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}',
        b'{"a":"\\ud83d"}',
        b'{"a":1.7976931348623157e308,"b":-0,"c":1e-400,"d":12345678901234567890123}',
        b'{"a":' + b"9" * MAX_NUMBER_LENGTH + b"}",
        b'{"a":"' + b"[" * 10_000 + b'"}',
        nested(MAX_DEPTH, "[", "]"),
        nested(MAX_DEPTH, "[[],", "]").replace(b"[[],]", b"[]"),
        b'{"a":[' + b",".join([b"{}"] * 10_000) + b"]}",
    ],
    ids=range(11),
)
def test_what_is_taken(data):
    """Blanks, similar names, equal names in different objects, half an emoji, large numbers, many brackets, depth."""
    assert read_json_object(data) == json.loads(data)


def test_a_refusal_quotes_nothing():
    """What was wrong is said, and not what stood there: it may be a secret."""
    for data in (b'{"s3cret":1,"s3cret":2}', b'{"a":"s3cret', b'{"a":s3cret}', b'{"s3cret":1e999}', b'"s3cret"'):
        with pytest.raises(MalformedDelivery) as caught:
            read_json_object(data)

        assert "s3cret" not in str(caught.value)
        assert caught.value.__cause__ is None


def test_what_is_signed_is_read_alike_but_more_leniently():
    """The quick reader agrees with the strict one on every object; of a name that occurs twice it takes the last."""
    for document in (b"{}", b'{"a":[1,2.5,null,true,"x"],"b":{"c":"\xe4\xb8\xad"}}', b'{"a":"\\ud800"}'):
        assert read_signed_object(document) == read_json_object(document)

    assert read_signed_object(b'{"a":1,"a":2}') == {"a": 2}


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b'{"a":"\xff"}', b'{"a":' + b"[" * 100_000, b'{"a":NaN}'])
def test_what_is_signed_and_cannot_be_read_is_refused(data):
    """With the same error, and no other."""
    with pytest.raises(MalformedDelivery):
        read_signed_object(data)
