"""What holds for every card: the check ends, soon, and never fails."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larkline.cards.check import check_card, refuse_documented
from larkline.errors import InvalidCard
from tests.cards.shapes import all_cards, card_json, text, v1, v2

CARDS = [card_json(name) for name in all_cards()]
TAGS = st.sampled_from(
    ["button", "form", "column_set", "column", "markdown", "table", "img", "div", "select_static", "x"]
)
KEYS = st.one_of(
    st.sampled_from(
        ["tag", "elements", "columns", "rows", "options", "text", "behaviors", "name", "value", "i18n_content"]
    ),
    st.text(max_size=3),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | TAGS
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def draw_place(draw: Callable[..., Any], card: Any) -> tuple[Any, Any]:
    """Choose something in a card: what holds it, and its key there."""
    holder = card
    while True:
        key = draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
        inner = holder[key]
        if not isinstance(inner, (dict, list)) or not inner or draw(st.integers(0, 3)) == 0:
            return holder, key
        holder = inner


@st.composite
def damaged_cards(draw: Callable[..., Any]) -> Any:
    """Give a good card with some values replaced, removed, doubled or moved."""
    card = copy.deepcopy(draw(st.sampled_from(CARDS)))
    for _ in range(draw(st.integers(1, 4))):
        if not card:
            break
        holder, key = draw_place(draw, card)
        deed = draw(st.sampled_from(["replace", "remove", "double", "add"]))
        if deed == "remove":
            del holder[key]
        elif deed == "add" and isinstance(holder[key], dict):
            holder[key][draw(KEYS)] = draw(JSON)
        elif deed == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = draw(JSON)
    return card


def resolve(card: Any, pointer: str) -> Any:
    """Follow a JSON pointer; raises when it leads nowhere."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        card = card[int(key)] if isinstance(card, list) else card[key]
    return card


@settings(deadline=None)
@given(damaged_cards())
def test_a_damaged_card_is_checked_to_its_end(card):
    """Whatever was done to it: no exception, and each problem leads to a place that is there."""
    problems = check_card(card)

    for problem in problems:
        resolve(card, problem.path)
        assert problem.message
        assert problem.message_zh
        assert problem.err_path.startswith("ROOT")
    assert check_card(json.dumps(card)) == problems


@settings(deadline=None)
@given(JSON | st.builds(v2, JSON, config=JSON, header=JSON) | st.builds(v1, JSON, i18n_elements=JSON))
def test_any_json_is_checked_to_its_end(value):
    """Values of the wrong type anywhere are problems, not exceptions."""
    check_card(value)


@settings(deadline=None)
@given(damaged_cards())
def test_what_is_refused_is_among_the_problems(card):
    """The quick check before a card leaves says nothing that the whole check does not say."""
    everything = tuple(problem for problem in check_card(card) if problem.id != "E_SIZE")
    wrong = tuple(problem for problem in everything if problem.refused)

    if not wrong:
        assert refuse_documented(card) == everything
        return
    with pytest.raises(InvalidCard) as caught:
        refuse_documented(card)
    assert caught.value.problems == wrong


def nested(levels: int, **members: Any) -> dict[str, Any]:
    """Put containers into each other."""
    node: dict[str, Any] = {"tag": "hr"}
    for _ in range(levels):
        node = {"tag": "interactive_container", "behaviors": [], "elements": [node], **members}
    return v2(node)


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(nested(5000), id="deep"),
        pytest.param(nested(5000, tag="form"), id="deep and wrong"),
        pytest.param(v2(*[{"tag": "button", "text": text(), "type": "x", "glow": 1}] * 20_000), id="wide and wrong"),
        pytest.param(v2({"tag": "hr", **{f"k{number}": 1 for number in range(20_000)}}), id="many properties"),
        pytest.param(v2(*[{"tag": "hr", "element_id": "same"}] * 20_000), id="the same id"),
        pytest.param(v2({"tag": "markdown", "content": "| - |\n" * 200_000}), id="long text"),
        pytest.param(v2({"tag": "x" * 1_000_000}), id="long tag"),
        pytest.param(v2({"tag": "hr", "margin": "4px " * 200_000}), id="long length"),
    ],
)
def test_no_card_takes_long(card):
    """Deep, wide or long: the time grows as the card does."""
    began = time.process_time()
    assert check_card(card)

    assert time.process_time() - began < 10
