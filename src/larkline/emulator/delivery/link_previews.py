"""Ask an app for the preview of a link."""

from __future__ import annotations

from larkline.emulator.core import Core
from larkline.emulator.delivery.pushes import URL_PREVIEW, make_push, url_preview_event
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.world.previews import LinkPreview
from larkline.emulator.world.tenant import AppRecord, Message, Person

__all__ = ["begin_draft", "begin_previews", "begin_pull"]


def begin_pull(core: Core, preview: LinkPreview, person: Person, *, personal: bool, caused_by: str = "") -> Exchange:
    """
    Have a preview pulled because a person sees it, without waiting.

    Args:
        personal: Whether the answer is shown to nobody else.
        caused_by: App id of the bot whose API call it follows from; empty for none.
    """
    app = core.world.app(preview.app_id)
    event = url_preview_event(
        app.sees(person), person.tenant_key, preview.url, preview_token=preview.token, message=preview.message
    )
    push = make_push(
        app,
        person.tenant_key,
        URL_PREVIEW,
        event,
        core.ids,
        at=core.clock.time(),
        message_id=preview.message_id,
        open_id=person.open_id,
    )
    core.previews.pulled(push.event_id, preview, person, personal=personal)
    exchange = core.engine.begin(push, caused_by=caused_by)
    preview.pulls.append(exchange.id)
    return exchange


def begin_previews(core: Core, message: Message, person: Person) -> list[Exchange]:
    """Have all links of a message pulled that apps preview."""
    added = [core.previews.add(message, url, app) for url, app in core.previews.links(message)]
    return [begin_pull(core, preview, person, personal=False) for preview in added]


def begin_draft(core: Core, app: AppRecord, person: Person, url: str) -> Exchange:
    """Have a link pulled while its message is still being written; nothing keeps the answer."""
    event = url_preview_event(app.sees(person), person.tenant_key, url, preview_token="", message=None)
    at = core.clock.time()
    return core.engine.begin(
        make_push(app, person.tenant_key, URL_PREVIEW, event, core.ids, at=at, open_id=person.open_id)
    )
