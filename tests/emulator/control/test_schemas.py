"""Values against descriptions: what fits passes, what does not is told by name, with what was wanted."""

from __future__ import annotations

import pytest

from larkline.emulator.control.schemas import (
    checked,
    choice,
    either,
    flag,
    given,
    integer,
    listed,
    number,
    record,
    text,
)
from larkline.emulator.errors import WrongValue

ORDER = record(
    {"name": text("what it is called")},
    {"count": integer(1, 9), "price": number(), "paid": flag(), "kind": choice(["a", "b"]), "tags": listed(text())},
)


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"name": "x"}, ORDER),
        ({"name": "x", "count": 9, "price": 0.5, "paid": True, "kind": "a", "tags": ["t"]}, ORDER),
        ({"price": 3, "name": ""}, ORDER),
        (None, either(["string", "null"])),
        ({"a": 1, "b": {}}, given({"a": integer()})),
        ({"a": {"x": 1}}, record(rest=record({"x": integer()}))),
        ([], listed(text())),
        ("anything", {}),
    ],
)
def test_what_fits_passes(value, schema):
    """Members of the right types within their limits, and others where they may be."""
    checked(value, schema)


@pytest.mark.parametrize(
    ("value", "schema", "problem", "hint"),
    [
        ({}, ORDER, "name is missing", "what it is called"),
        ({"name": 1}, ORDER, "name is 1", "it is a text"),
        ({"name": None}, ORDER, "name is null", "it is a text"),
        ({"name": "x", "count": 10}, ORDER, "count is 10", "a number from 1 to 9"),
        ({"name": "x", "count": True}, ORDER, "count is true", "it is a whole number"),
        ({"name": "x", "count": 1.0}, ORDER, "count is 1.0", "it is a whole number"),
        ({"name": "x", "price": -1}, ORDER, "price is -1", "a number from 0 to 1000000000000"),
        ({"n": 2**60}, record({"n": integer()}), "n is 1152921504606846976", "a number from 0 to 9007199254740992"),
        ({"n": "four"}, record({"n": text(maxLength=3)}), "n has 4 characters", "at most 3"),
        ({"name": "x", "paid": "yes"}, ORDER, "paid is 'yes'", "it is true or false"),
        ({"name": "x", "kind": "c"}, ORDER, "kind: 'c' is not known", "one of a, b"),
        ({"name": "x", "tags": ["t", 5]}, ORDER, "tags[1] is 5", "it is a text"),
        ({"name": "x", "nmae": 1}, ORDER, "'nmae' is not known here", "known are name, count"),
        ({"x": 1}, record(), "'x' is not known here", ""),
        ([], ORDER, "the body is a list", "it is a JSON object"),
        ({}, record({"x": integer()}), "x is missing", "it is a whole number"),
        ([1, 2], listed(integer(), maxItems=1), "the body has 2 entries", "at most 1"),
        ([], listed(integer(), minItems=1), "the body has 0 entries", "at least 1"),
        ({"o": {"x": "1"}}, record({"o": record({"x": integer()})}), "o.x is '1'", "it is a whole number"),
        ({"o": 1}, record({"o": either(["string", "null"])}), "o is 1", "it is a text or null"),
    ],
)
def test_what_does_not_fit_is_told(value, schema, problem, hint):
    """Which value, what came, and what was wanted."""
    with pytest.raises(WrongValue) as caught:
        checked(value, schema)

    assert str(caught.value) == problem
    assert caught.value.helps.en.startswith(hint)
