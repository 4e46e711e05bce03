"""What an app may hang into a client."""

from __future__ import annotations

import logging

from larkline.api.hooks import tell_sent


def test_an_observer_that_fails_does_not_fail_the_call(caplog):
    """The message is out, so that the failure goes to the log."""

    def broken(message_id: str, schema: str) -> None:
        raise RuntimeError("observer")

    with caplog.at_level(logging.ERROR, "larkline.api"):
        tell_sent(broken, "om_1", "2.0")

    assert "om_1" in caplog.text
    assert "observer" in caplog.text


def test_nobody_to_tell():
    """Without an observer, and for what is no card JSON, nothing happens."""
    told: list[tuple[str, str]] = []
    tell_sent(None, "om_1", "2.0")
    tell_sent(lambda message_id, schema: told.append((message_id, schema)), "om_1", None)

    assert told == []
