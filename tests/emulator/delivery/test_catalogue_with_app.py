"""Every type of the catalogue reaches an App of ours, as a typed event or an untyped one, and never fails it."""

from __future__ import annotations

import pytest

from larkline import App, CardAction, Event, UrlPreview
from larkline.emulator.delivery.catalogue import event_types


@pytest.fixture
def app() -> tuple[App, list[str]]:
    """An app that takes everything; and the types it has seen."""
    app, seen = App(), []

    @app.on_event()
    async def event(event: Event) -> None:
        seen.append(event.type)

    @app.on_card_action()
    async def click(action: CardAction) -> None:
        seen.append("card.action.trigger")

    @app.on_url_preview()
    async def preview(link: UrlPreview) -> None:
        seen.append("url.preview.get")

    return app, seen


@pytest.mark.parametrize("webhook", [False, True], ids=["long connection", "webhook"])
async def test_each_type_is_taken(feishu, app, webhook):
    """The handler for the rest runs for each, with its type; each verdict is ok."""
    bot, seen = app
    async with feishu.running(bot, webhook=webhook):
        verdicts = {type_: (await feishu.trigger(type_)).verdict for type_ in event_types()}
    failed = {type_: str(verdict) for type_, verdict in verdicts.items() if not verdict.ok}

    assert failed == {}
    assert set(seen) >= set(event_types()) - {"app_ticket", "profile.view.get"}
