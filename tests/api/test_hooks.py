"""What an app may hang into a client."""

from __future__ import annotations

import logging

from larkline.api.client import Client, SyncClient
from larkline.api.hooks import tell_sent
from tests.api.scripted import APP_ID, APP_SECRET, ScriptedPlatform, ok


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


async def test_who_hangs_into_a_client_hears_of_refreshes(caplog):
    """Before the call is made, once for each token; its failure keeps nothing from being refreshed."""
    platform = ScriptedPlatform(ok())
    of = (APP_ID, APP_SECRET)
    heard: list[tuple[str, int]] = []

    def hear(token: str) -> None:
        heard.append((token, len(platform.calls)))

    def fail(token: str) -> None:
        raise RuntimeError("not interested")

    async with (
        Client(*of, transport=platform.transport, on_refresh=hear) as client,
        Client(*of, transport=platform.transport, on_refresh=fail) as other,
    ):
        await client.url_previews.refresh(["pt_1", "pt_2"])
        await other.url_previews.refresh("pt_3")
    with SyncClient(*of, transport=platform.transport, on_refresh=hear) as sync_client:
        sync_client.url_previews.refresh("pt_4")

    assert heard == [("pt_1", 0), ("pt_2", 0), ("pt_4", 2)]
    assert len(platform.calls) == 3
    assert "on_refresh failed" in caplog.text
