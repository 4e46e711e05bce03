"""What a webhook is answered with."""

from __future__ import annotations

from larkline.receivers.received import Received, with_length


async def test_what_waits_goes_on_once():
    """Doors may call more than once, also while the first call is still running."""
    calls = []

    async def go_on() -> None:
        calls.append("on")
        await received.after_sent()

    received = Received(200, {"Content-Type": "application/json"}, b"{}", on_sent=go_on)
    await received.after_sent()
    await received.after_sent()

    assert calls == ["on"]


async def test_nothing_may_wait():
    """Most responses have nothing after them."""
    received = Received(401, {}, b"secret")
    await received.after_sent()

    assert (received.status, received.headers, received.body) == (401, {}, b"secret")
    assert repr(received) == "Received(status=401, 6 bytes)"


def test_a_response_without_a_body_has_no_length():
    """A 204 with a length would make the next response on the connection unreadable."""
    headers = {"Content-Type": "application/json", "Allow": "POST"}

    assert with_length(204, headers, b"") == {"Allow": "POST"}
    assert with_length(200, headers, b"{}") == {**headers, "Content-Length": "2"}
