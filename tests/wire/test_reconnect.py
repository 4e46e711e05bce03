"""When to connect again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.wire.endpoint import ClientConfig
from larkline.wire.reconnect import BASE_DELAY, ReconnectPolicy

ALMOST_ONE = 1.0 - 2**-53


def policy(random: float, *, count: int = -1, interval: float = 120.0, nonce: float = 30.0) -> ReconnectPolicy:
    """Give a policy whose randomness always says the same."""
    config = ClientConfig(reconnect_count=count, reconnect_interval=interval, reconnect_nonce=nonce)
    return ReconnectPolicy(config, random=lambda: random)


def delays(reconnect: ReconnectPolicy, count: int) -> list[float]:
    """Give the next pauses."""
    return [reconnect.next_delay() for _ in range(count)]


@pytest.mark.parametrize(("random", "delay"), [(0.0, 0.0), (0.5, 15.0), (ALMOST_ONE, pytest.approx(30.0))])
def test_the_first_pause_is_random_below_the_nonce(random, delay):
    """Clients that lost the same platform come back at different times."""
    assert policy(random).next_delay() == delay


def test_a_nonce_of_zero_connects_at_once():
    """Without a nonce the first attempt follows the loss immediately."""
    assert policy(0.9, nonce=0).next_delay() == 0.0


def test_the_pauses_grow_up_to_the_interval():
    """After the first pause they double from a second, and end at the interval."""
    assert delays(policy(ALMOST_ONE), 10)[1:] == pytest.approx([1, 2, 4, 8, 16, 32, 64, 120, 120])
    assert delays(policy(0.0), 10)[1:] == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]


def test_it_never_gives_up():
    """After thousands of attempts there is still a next pause, no longer than the interval."""
    reconnect = policy(0.5)

    assert max(delays(reconnect, 5_000)[2_000:]) == 90.0
    assert reconnect.attempt == 5_000


def test_after_the_counted_attempts_each_pause_is_the_interval():
    """With a count of 3, three attempts are quick and every later one waits about the whole interval."""
    assert delays(policy(0.0, count=3), 6) == pytest.approx([0.0, 0.5, 1.0, 96.0, 96.0, 96.0])
    assert delays(policy(ALMOST_ONE, count=3), 6) == pytest.approx([30.0, 1.0, 2.0, 120.0, 120.0, 120.0])


def test_a_count_of_zero_means_no_quick_attempt():
    """The Go SDK would never connect again; we wait the interval."""
    assert delays(policy(0.0, count=0), 2) == [96.0, 96.0]


def test_a_good_connection_starts_over():
    """After a reset the first pause is the first one again."""
    reconnect = policy(0.5)
    delays(reconnect, 6)

    reconnect.reset()

    assert reconnect.attempt == 0
    assert reconnect.next_delay() == 15.0


def test_a_new_configuration_counts_from_the_next_pause():
    """The interval changes, the attempt stays."""
    reconnect = policy(ALMOST_ONE)
    delays(reconnect, 6)

    reconnect.update(ClientConfig(reconnect_interval=10.0))

    assert reconnect.next_delay() == pytest.approx(10.0)
    assert reconnect.attempt == 7


@given(
    st.floats(0, 1, exclude_max=True),
    st.integers(-1, 5),
    st.sampled_from([0.0, 0.5, 1.0, 120.0, 86_400.0]),
    st.sampled_from([0.0, 30.0]),
)
def test_no_pause_leaves_its_bounds(random, count, interval, nonce):
    """Only the first pause may be none; later ones are half a second at least, and the interval at most."""
    first, *later = delays(policy(random, count=count, interval=interval, nonce=nonce), 50)

    assert 0.0 <= first <= max(nonce, interval, BASE_DELAY)
    assert all(BASE_DELAY / 2 <= delay <= max(interval, BASE_DELAY) for delay in later)
