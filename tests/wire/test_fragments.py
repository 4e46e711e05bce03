"""Split payloads, put together again."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import FragmentError
from larkline.wire.fragments import FRAGMENT_COST, MAX_FINISHED, Fragment, Fragments


def split(message_id: str, parts: list[bytes]) -> list[Fragment]:
    """Give the fragments of the parts of one payload."""
    return [Fragment(message_id, len(parts), index, part) for index, part in enumerate(parts)]


def limited(**limits) -> Fragments:
    """Give a reassembly with some limits set."""
    return Fragments(
        max_age=limits.get("max_age", 10.0),
        max_bytes=limits.get("max_bytes", 100_000),
        max_messages=limits.get("max_messages", 100),
        max_fragments=limits.get("max_fragments", 100),
    )


# --- what is given ----------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.binary(max_size=8), min_size=1, max_size=6), max_size=5), st.data())
def test_each_payload_is_given_exactly_once(payloads, data):
    """In any order, interleaved and with repeats, before the end and after it, every payload comes once and whole."""
    fragments = limited()
    sent = [fragment for number, parts in enumerate(payloads) for fragment in split(f"m{number}", parts)]
    repeats = data.draw(st.lists(st.sampled_from(sent), max_size=10)) if sent else []

    given_back: dict[str, list[bytes]] = {}
    for fragment in data.draw(st.permutations([*sent, *repeats])):
        payload = fragments.receive(fragment, now=0.0)
        if payload is not None:
            given_back.setdefault(fragment.message_id, []).append(payload)

    assert given_back == {f"m{number}": [b"".join(parts)] for number, parts in enumerate(payloads)}
    assert (fragments.waiting_bytes, fragments.waiting_messages) == (0, 0)
    assert fragments.next_deadline() is None


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=6), st.data())
def test_without_one_fragment_nothing_is_given(parts, data):
    """A payload with a hole is never given, and is named when it is dropped."""
    fragments = limited()
    sent = split("m", parts)
    missing = data.draw(st.sampled_from(sent))

    payloads = [fragments.receive(fragment, now=1.0) for fragment in sent if fragment is not missing]

    assert set(payloads) == {None}
    assert fragments.next_deadline() == 11.0
    assert fragments.handle_deadline(now=11.0) == ["m"]
    assert (fragments.waiting_bytes, fragments.next_deadline()) == (0, None)


def test_a_cut_inside_a_character_is_healed():
    """Bytes are joined, so a cut in the middle of a UTF-8 sequence does not matter."""
    fragments = limited()
    text = "同意".encode()
    first, second = split("m", [text[:2], text[2:]])

    assert fragments.receive(second, now=0.0) is None
    assert fragments.receive(first, now=0.0) == text


def test_an_empty_fragment_counts_as_present():
    """A part without a byte does not keep its payload waiting."""
    fragments = limited()

    payloads = [fragments.receive(fragment, now=0.0) for fragment in split("m", [b"a", b"", b"c"])]

    assert payloads == [None, None, b"ac"]


# --- age --------------------------------------------------------------------------------------------------------------


def test_the_age_counts_from_the_first_fragment():
    """A later fragment does not prolong the life of its payload."""
    fragments = limited()
    first, second, third = split("m", [b"a", b"b", b"c"])
    fragments.receive(first, now=0.0)
    fragments.receive(second, now=9.0)

    assert fragments.next_deadline() == 10.0
    assert fragments.handle_deadline(now=9.99) == []
    assert fragments.handle_deadline(now=10.0) == ["m"]
    assert fragments.receive(third, now=10.0) is None


def test_what_is_too_old_is_not_completed():
    """Without a call of handle_deadline, too, a fragment that comes too late begins a new payload."""
    fragments = limited()
    first, second = split("m", [b"a", b"b"])
    fragments.receive(first, now=0.0)

    assert fragments.receive(second, now=10.0) is None
    assert fragments.receive(first, now=19.9) == b"ab"


def test_a_finished_payload_is_forgotten_in_time():
    """Once a redelivery may come under the same id, it is taken as a new payload."""
    fragments = limited()
    first, second = split("m", [b"a", b"b"])
    fragments.receive(first, now=0.0)
    fragments.receive(second, now=5.0)

    assert fragments.receive(first, now=14.9) is None
    assert fragments.receive(second, now=14.9) is None
    assert fragments.receive(first, now=15.0) is None
    assert fragments.receive(second, now=15.0) == b"ab"


def test_the_oldest_payload_is_dropped_first():
    """Deadlines come in the order in which the payloads began."""
    fragments = limited()
    fragments.receive(Fragment("a", 2, 0, b"x"), now=0.0)
    fragments.receive(Fragment("b", 2, 0, b"x"), now=3.0)

    assert fragments.next_deadline() == 10.0
    assert fragments.handle_deadline(now=12.0) == ["a"]
    assert fragments.next_deadline() == 13.0
    assert fragments.handle_deadline(now=13.0) == ["b"]


# --- contradictions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("total", "index"), [(0, 0), (-1, 0), (2, 2), (2, -1), (1, 7)])
def test_an_impossible_place_is_refused(total, index):
    """The place lies between 0 and the number of parts, which is at least 1."""
    fragments = limited()

    with pytest.raises(FragmentError, match="cannot be"):
        fragments.receive(Fragment("m", total, index, b""), now=0.0)
    assert fragments.waiting_messages == 0


def test_another_number_of_parts_is_refused():
    """A fragment that says another total is refused; the others still complete the payload."""
    fragments = limited()
    fragments.receive(Fragment("m", 2, 0, b"a"), now=0.0)

    with pytest.raises(FragmentError, match="of 3 follows one of 2"):
        fragments.receive(Fragment("m", 3, 1, b"b"), now=0.0)
    assert fragments.receive(Fragment("m", 2, 1, b"b"), now=0.0) == b"ab"


def test_other_bytes_at_the_same_place_are_refused():
    """The first bytes stay; an empty fragment, too, has bytes to differ from."""
    fragments = limited()
    fragments.receive(Fragment("m", 2, 0, b""), now=0.0)

    with pytest.raises(FragmentError, match="different bytes"):
        fragments.receive(Fragment("m", 2, 0, b"z"), now=0.0)
    assert fragments.receive(Fragment("m", 2, 1, b"b"), now=0.0) == b"b"


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_huge_number_of_parts_costs_nothing():
    """Twenty million announced parts are refused without making room for them."""
    fragments = Fragments()
    tracemalloc.start()
    try:
        with pytest.raises(FragmentError, match="20,000,000"):
            fragments.receive(Fragment("m", 20_000_000, 0, b"x"), now=0.0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 100_000
    assert fragments.waiting_messages == 0


def test_the_number_of_parts_is_limited():
    """The limit itself is allowed."""
    fragments = limited(max_fragments=3)

    assert fragments.receive(Fragment("m", 3, 0, b"x"), now=0.0) is None
    with pytest.raises(FragmentError, match="limit of 3"):
        fragments.receive(Fragment("n", 4, 0, b"x"), now=0.0)


def test_the_number_of_incomplete_payloads_is_limited():
    """One payload too many is refused, and there is room again when another one is complete."""
    fragments = limited(max_messages=2)
    fragments.receive(Fragment("a", 2, 0, b"x"), now=0.0)
    fragments.receive(Fragment("b", 2, 0, b"x"), now=0.0)

    with pytest.raises(FragmentError, match="more than 2 payloads"):
        fragments.receive(Fragment("c", 2, 0, b"x"), now=0.0)
    assert fragments.receive(Fragment("a", 2, 1, b"y"), now=0.0) == b"xy"
    assert fragments.receive(Fragment("c", 2, 0, b"x"), now=0.0) is None


def test_the_waiting_bytes_are_limited():
    """A fragment that would break the limit takes its whole payload with it; others are not touched."""
    fragments = limited(max_bytes=3 * FRAGMENT_COST + 30)
    fragments.receive(Fragment("a", 2, 0, bytes(10)), now=0.0)
    fragments.receive(Fragment("b", 3, 0, bytes(20)), now=0.0)
    assert fragments.waiting_bytes == 2 * FRAGMENT_COST + 30

    with pytest.raises(FragmentError, match="bytes of fragments"):
        fragments.receive(Fragment("b", 3, 1, b"x"), now=0.0)

    assert fragments.waiting_bytes == FRAGMENT_COST + 10
    assert fragments.receive(Fragment("a", 2, 1, bytes(10)), now=0.0) == bytes(20)


def test_the_limit_of_bytes_is_allowed():
    """Waiting fragments may fill the limit to the last byte."""
    fragments = limited(max_bytes=2 * FRAGMENT_COST + 2)

    assert fragments.receive(Fragment("a", 3, 0, b"x"), now=0.0) is None
    assert fragments.receive(Fragment("a", 3, 1, b"y"), now=0.0) is None
    assert fragments.waiting_bytes == 2 * FRAGMENT_COST + 2


def test_many_finished_payloads_are_not_all_remembered():
    """The memory of finished payloads is bounded; the newest stay."""
    fragments = limited()
    for number in range(MAX_FINISHED + 1):
        for fragment in split(f"m{number}", [b"a", b"b"]):
            fragments.receive(fragment, now=0.0)

    assert fragments.receive(Fragment(f"m{MAX_FINISHED}", 2, 0, b"a"), now=0.0) is None
    assert fragments.waiting_messages == 0
    assert fragments.receive(Fragment("m0", 2, 0, b"a"), now=0.0) is None
    assert fragments.waiting_messages == 1
