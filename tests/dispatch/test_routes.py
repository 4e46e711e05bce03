"""Which handler answers which delivery."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.dispatch.handlers import Handler, Kind
from larkline.dispatch.routes import (
    CardActionRoute,
    CardActionTable,
)
from larkline.errors import AmbiguousRoute
from larkline.payloads.card_action import CardAction, CardValue, FormValue
from tests.dispatch.desk import Approve


class Reject(CardValue, tag="reject"):
    order_id: str
    reason: str


class Picky(CardValue, tag="picky"):
    number: int

    def __post_init__(self) -> None:
        if self.number == 13:
            raise LookupError("no thirteen")


class Expense(FormValue):
    amount: float


class Leave(FormValue):
    days: int


def handler(name: str = "handler") -> Handler:
    """Make a handler that is never called."""
    return Handler(lambda payload: None, Kind.ASYNC, False, name)


def table(*routes: dict[str, Any]) -> CardActionTable:
    """Make a table of routes with these conditions."""
    made = CardActionTable()
    for conditions in routes:
        made.add(CardActionRoute(handler=handler(str(conditions)), **conditions))
    return made


def winner(made: CardActionTable, action: CardAction) -> str | None:
    """Name the route that answers."""
    route, _, _ = made.find(action)
    return None if route is None else route.handler.name


CONDITIONS: tuple[dict[str, Any], ...] = (
    {"value_class": Approve},
    {"form": Expense},
    {"value": {"order_id": "42"}},
    {"name": "ok"},
    {"component": "button"},
    {},
)
ACTION: CardAction = CardAction(
    value={"action": "approve", "order_id": "42"}, tag="button", name="ok", form={"amount": "12.5"}, submitted=True
)


def test_each_condition_beats_those_after_it():
    """Value class, form, value members, name, component, none: the most specific of the matching routes wins."""
    orders = [table(*CONDITIONS[n:]) for n in range(len(CONDITIONS))]

    assert [winner(made, ACTION) for made in orders] == [str(conditions) for conditions in CONDITIONS]


def test_the_order_of_registration_does_not_matter():
    """Whatever came first, the same route wins."""
    made = [table(*order) for order in itertools.permutations(CONDITIONS)]

    assert {winner(each, ACTION) for each in made} == {str(CONDITIONS[0])}


@pytest.mark.parametrize(
    ("conditions", "matching", "others"),
    [
        ({"name": "ok"}, CardAction(name="ok"), [CardAction(name="no"), CardAction()]),
        ({"component": "input"}, CardAction(tag="input"), [CardAction(tag="button")]),
        (
            {"value": {"k": "v"}},
            CardAction(value={"k": "v", "more": 1}),
            [CardAction(value={"k": "w"}), CardAction(value={}), CardAction(value="k"), CardAction(value=None)],
        ),
        (
            {"value_class": Approve},
            CardAction(value={"action": "approve"}),
            [
                CardAction(value={"action": "reject"}),
                CardAction(value={"order_id": "42"}),
                CardAction(value={"action": ["approve"]}),
                CardAction(value={"action": 1}),
                CardAction(value="approve"),
                CardAction(value=["action", "approve"]),
            ],
        ),
        (
            {"form": Expense},
            CardAction(submitted=True, form={"amount": "3"}),
            [CardAction(submitted=False, form={"amount": "3"})],
        ),
        ({"name": "a", "component": "input"}, CardAction(name="a", tag="input"), [CardAction(name="a", tag="x")]),
    ],
    ids=str,
)
def test_a_route_answers_what_fulfils_all_its_conditions(conditions, matching, others):
    """Conditions are joined by and; anything else goes on to the next route."""
    made = table(conditions)

    assert winner(made, matching) == str(conditions)
    assert [winner(made, other) for other in others] == [None] * len(others)


def test_a_value_and_a_form_come_typed():
    """The action that is found carries instances of the classes; the one that came is not changed."""
    route, typed, misfit = table({"value_class": Approve, "form": Expense}).find(ACTION)

    assert route is not None
    assert (typed.value, typed.form, misfit) == (Approve(order_id="42"), Expense(amount=12.5), None)
    assert isinstance(ACTION.value, dict)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (True, 1),
        (False, 0),
        (1, True),
        ({"x": True}, {"x": 1}),
        ([1, True], [1, 1]),
        ([[False]], [[0]]),
        ("1", 1),
        (None, False),
        ({}, []),
        ([1], [1, 2]),
        ({"x": 1}, {"x": 1, "y": 2}),
    ],
    ids=str,
)
def test_values_are_compared_as_json(a, b):
    """True is not 1, however deep it stands, and a nested object has to be the same, not a part."""
    made = table({"value": {"k": a}})

    assert winner(made, CardAction(value={"k": b})) is None
    assert winner(made, CardAction(value={"k": a})) is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(json_values, json_values)
def test_two_values_are_the_same_when_their_json_is(a, b):
    """A value matches exactly when both are written the same."""
    same = json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)

    assert (winner(table({"value": {"k": a}}), CardAction(value={"k": b})) is not None) is same


@pytest.mark.parametrize(
    "misfit",
    [{"action": "reject"}, {"action": "reject", "order_id": 1, "reason": "x"}, {"action": "reject", "order_id": None}],
    ids=str,
)
def test_a_value_that_does_not_fit_goes_to_the_next_route(misfit):
    """The tag is right, a member is not: the route for the rest gets the plain value, and the reason is given."""
    made = table({"value_class": Reject}, {})
    route, action, reason = made.find(CardAction(value=misfit))

    assert route is not None
    assert route.value_class is None
    assert action.value == misfit
    assert "order_id" in str(reason)


def test_a_form_that_does_not_fit_goes_to_the_next_route():
    """What a person wrote into an input need not be a number."""
    route, action, reason = table({"form": Expense}, {}).find(CardAction(submitted=True, form={"amount": "much"}))

    assert route is not None
    assert (route.form, action.form) == (None, {"amount": "much"})
    assert "amount" in str(reason)


def test_a_class_may_refuse_a_value_with_any_error():
    """What ``__post_init__`` raises is a misfit, too, and nothing is lost."""
    route, _, reason = table({"value_class": Picky}).find(CardAction(value={"action": "picky", "number": 13}))

    assert route is None
    assert isinstance(reason, LookupError)


def test_the_first_reason_is_given():
    """With two routes that do not fit, the more specific one says why."""
    made = table({"form": Expense}, {"value_class": Picky})
    value = {"action": "picky", "number": "x"}
    route, _, reason = made.find(CardAction(value=value, submitted=True, form={"amount": "much"}))

    assert route is None
    assert "number" in str(reason)


AMBIGUOUS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {}, True),
    ({"name": "a"}, {"name": "a"}, True),
    ({"name": "a"}, {"name": "b"}, False),
    ({"name": "a"}, {"component": "button"}, False),
    ({"component": "button"}, {"component": "button"}, True),
    ({"component": "button"}, {"component": "input"}, False),
    ({"value_class": Approve}, {"value_class": Approve}, True),
    ({"value_class": Approve}, {"value_class": Reject}, False),
    ({"value_class": Approve}, {}, False),
    ({"value": {"a": 1}}, {"value": {"a": 1}}, True),
    ({"value": {"a": 1}}, {"value": {"a": True}}, False),
    ({"value": {"a": 1}}, {"value": {"a": 2}}, False),
    ({"value": {"a": 1}}, {"value": {"b": 1}}, True),
    ({"value": {"a": 1}}, {"value": {"a": 1, "b": 2}}, False),
    ({"value": {"a": 1, "b": 2}}, {"value": {"a": 1, "c": 3}}, True),
    ({"value": {"a": 1}, "name": "x"}, {"value": {"b": 1}, "name": "y"}, False),
    ({"value_class": Approve, "name": "a"}, {"value_class": Approve, "component": "button"}, False),
    ({"form": Expense}, {"form": Leave}, True),
    ({"form": Expense, "name": "a"}, {"form": Leave, "name": "b"}, False),
]


@pytest.mark.parametrize(("one", "other", "ambiguous"), AMBIGUOUS, ids=str)
def test_two_routes_clash_when_one_click_could_match_both_equally(one, other, ambiguous):
    """Equally specific and not exclusive is refused, with both names; everything else is fine, in either order."""
    for first, second in ((one, other), (other, one)):
        made = table(first)
        if not ambiguous:
            made.add(CardActionRoute(handler=handler("second"), **second))
            continue
        with pytest.raises(AmbiguousRoute, match=r"on second and .* could answer the same click"):
            made.add(CardActionRoute(handler=handler("second"), **second))
        assert len(list(made)) == 1


values = st.fixed_dictionaries({}, optional={"a": st.sampled_from([1, True, "x"]), "b": st.sampled_from([1, 2])})
conditions = st.fixed_dictionaries(
    {},
    optional={
        "value_class": st.sampled_from([Approve, Reject]),
        "value": values,
        "name": st.sampled_from("mn"),
        "component": st.sampled_from(["button", "input"]),
    },
)
actions = st.builds(
    CardAction,
    value=st.none()
    | st.text(max_size=2)
    | st.builds(
        lambda tag, rest: {**tag, **rest},
        st.fixed_dictionaries({}, optional={"action": st.sampled_from(["approve", "reject", "other", 7])}),
        values.map(lambda found: {**found, "order_id": "1", "reason": "r"}),
    ),
    name=st.sampled_from(["m", "n", None]),
    tag=st.sampled_from(["button", "input"]),
)


@given(st.lists(conditions, max_size=6), st.lists(actions, max_size=6))
def test_the_table_finds_what_a_look_at_every_route_finds(routes, clicks):
    """Whatever is registered, the winner is the highest ranked route that matches, and there is only one."""
    made = CardActionTable()
    kept: list[CardActionRoute] = []
    for wanted in routes:
        route = CardActionRoute(handler=handler(), **wanted)
        try:
            made.add(route)
        except AmbiguousRoute:
            continue
        kept.append(route)

    for click in clicks:
        matching = [route for route in kept if route.matches(click) and fits(route, click)]
        best: list[CardActionRoute | None] = [
            route for route in matching if route.rank == max(other.rank for other in matching)
        ]
        assert [made.find(click)[0]] == (best or [None])


def fits(route: CardActionRoute, action: CardAction) -> bool:
    """Whether the value is one of the route's class."""
    if route.value_class is None:
        return True
    return isinstance(action.value, dict) and action.value.get("action") == route.value_tag


def test_unknown_tags_leave_nothing_behind():
    """What people's cards carry does not make the table grow."""
    made = table({"value_class": Approve}, {})
    made.find(CardAction(value={"action": "approve"}))
    size = sum(len(routes) for routes in (made._by_tag or {}).values())
    for number in range(1000):
        made.find(CardAction(value={"action": f"unknown-{number}"}))

    assert len(made._by_tag or {}) == 1
    assert sum(len(routes) for routes in (made._by_tag or {}).values()) == size


def test_a_route_can_be_taken_out_again():
    """After removing a route the next one answers."""
    made = table({})
    route = CardActionRoute(handler=handler("specific"), name="ok")
    made.add(route)
    before = winner(made, ACTION)
    made.remove(route)

    assert (before, winner(made, ACTION)) == ("specific", "{}")
