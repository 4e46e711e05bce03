"""What a webhook is answered with."""

from __future__ import annotations

from larkline.receivers.received import Received


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
