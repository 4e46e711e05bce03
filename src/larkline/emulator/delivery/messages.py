"""Tell the bots of a chat what a person wrote."""

from __future__ import annotations

from larkline.emulator.core import Core
from larkline.emulator.delivery.pushes import MESSAGE_RECEIVED, make_push, message_event
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.world.tenant import Chat, Message, Person

__all__ = ["begin_message"]


def begin_message(core: Core, message: Message, person: Person, chat: Chat) -> list[Exchange]:
    """Deliver a message to each bot of its chat, without waiting."""
    deliveries = []
    for bot in chat.bots:
        app = core.world.app(bot)
        event = message_event(app.sees(person), chat.tenant_key, chat, message)
        push = make_push(app, chat.tenant_key, MESSAGE_RECEIVED, event, core.ids, at=core.clock.time())
        deliveries.append(core.engine.begin(push))
    return deliveries
