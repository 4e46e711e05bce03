"""What the control API shows: apps, people, chats, messages, connections. Pure."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from larkline.clock import ManualClock
from larkline.emulator.both import said
from larkline.emulator.cards.components import components_of, texts_of
from larkline.emulator.cards.content import CardView
from larkline.emulator.connection.clients import sdk_of
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.delivery.storms import Storms
from larkline.emulator.outcomes import ClickResponse
from larkline.emulator.settings import AppSettings
from larkline.emulator.world.previews import LinkPreview
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person
from larkline.emulator.world.world import World

__all__ = [
    "app_view",
    "chat_view",
    "chats_view",
    "connection_view",
    "message_row",
    "message_view",
    "person_view",
    "preview_view",
    "response_view",
]


def app_view(app: AppRecord, settings: AppSettings, storms: Storms) -> dict[str, Any]:
    """Give an app with its settings, those in force and what else is saved, without its secrets."""
    storm = storms.of(app.app_id)
    published, draft = asdict(app.subscription), asdict(settings.draft(app))
    return {
        "id": app.app_id,
        "name": app.name,
        "app_type": app.app_type,
        "bot_open_id": app.bot_open_id,
        **published,
        "version": settings.version(app) or None,
        "storm": None if storm is None else storm.to_json(),
        "draft": {key: value for key, value in draft.items() if value != published[key]},
    }


def person_view(person: Person) -> dict[str, Any]:
    """Give a person."""
    return {
        "open_id": person.open_id,
        "name": person.name,
        "tenant_key": person.tenant_key,
        "locale": person.locale,
        "timezone": person.timezone,
    }


def chats_view(world: World) -> list[dict[str, Any]]:
    """Give every chat, each with its last message that all in it see."""
    last = {message.chat_id: message for message in world.messages_of() if not message.only_for}
    return [chat_view(chat, last.get(chat.chat_id)) for chat in world.chats.values()]


def chat_view(chat: Chat, last: Message | None = None) -> dict[str, Any]:
    """Give a chat with who is in it, and its last message."""
    return {
        "id": chat.chat_id,
        "name": chat.name,
        "kind": chat.kind,
        "tenant_key": chat.tenant_key,
        "members": chat.members,
        "bots": chat.bots,
        "last": None if last is None else message_row(last),
    }


def message_view(world: World, message: Message, *, open_id: str | None = None) -> dict[str, Any]:
    """
    Give a message with its card as somebody sees it, and what can be acted on in it.

    Args:
        open_id: Who looks; None for what everybody sees.
    """
    names = {**{p.open_id: p.name for p in world.people.values()}, **{a.app_id: a.name for a in world.apps.values()}}
    card = message.card_for(open_id)
    person = world.people.get(open_id or "")
    locale = person.locale if person else "zh_cn"
    return {
        "id": message.message_id,
        "chat": message.chat_id,
        "sender": {"id": message.sender_id, "type": message.sender_type, "name": names.get(message.sender_id, "")},
        "type": message.message_type,
        "text": message.text,
        "content": message.content,
        "card": card,
        "components": _components(card, locale),
        "previews": [preview_view(preview, open_id=open_id, locale=locale) for preview in message.previews],
        "created_at": message.created_at,
        "updated_at": message.updated_at,
        "updated": message.updated,
        "parent": message.parent_id or None,
        "thread": message.thread_id or None,
    }


def messages_view(world: World, chat: Chat, *, open_id: str | None, limit: int | None = None) -> list[dict[str, Any]]:
    """
    Give the messages of a chat, oldest first, as somebody sees them.

    Args:
        open_id: Who looks; None for what everybody sees.
        limit: So many of the newest; None for all.
    """
    found = [message for message in world.messages_of(chat.chat_id) if message.is_for(open_id)]
    return [message_view(world, message, open_id=open_id) for message in found[-(limit or len(found)) :]]


def preview_view(preview: LinkPreview, *, open_id: str | None, locale: str) -> dict[str, Any]:
    """Give the preview of a link as somebody sees it."""
    inline, card = preview.inline_for(open_id), preview.card_for(open_id)
    titles = inline.get("i18n_title")
    title = titles.get(locale) if isinstance(titles, dict) else None
    return {
        "app_id": preview.app_id,
        "url": preview.url,
        "title": str(title or inline.get("title") or ""),
        "image_key": str(inline.get("image_key") or ""),
        "inline": inline,
        "card": card,
        "components": _components(card, locale),
    }


def _components(card: dict[str, Any] | None, locale: str) -> list[dict[str, Any]]:
    active = [] if card is None else components_of(card, locale=locale)
    return [{"pointer": c.pointer, "tag": c.tag, "texts": texts_of(c), "name": c.node.get("name")} for c in active]


def message_row(message: Message) -> dict[str, Any]:
    """Give what a list needs of a message; its card is to be fetched as one person sees it."""
    card = message.card_for(None)
    return {
        "id": message.message_id,
        "chat": message.chat_id,
        "sender": {"id": message.sender_id, "type": message.sender_type},
        "type": message.message_type,
        "text": message.text[:200],
        "summary": "" if card is None else CardView(card).summary[:200],
        "created_at": message.created_at,
        "updated_at": message.updated_at,
        "deleted": message.deleted,
        "personal": bool(message.only_for),
    }


def response_view(response: ClickResponse) -> dict[str, Any]:
    """Give what a person saw after a click."""
    toast = None if response.toast is None else response.toast.to_dict()
    return {"toast": toast, "card": response.card, "body": response.body}


def clock_view(clock: ManualClock) -> dict[str, Any]:
    """Tell the platform's time, beside that of this machine."""
    speed = clock.speed
    return {"time": clock.time(), "now": clock.now(), "real": time.time(), "frozen": speed == 0, "speed": speed}


def connection_view(session: GatewaySession) -> dict[str, Any]:
    """Give one long connection."""
    return {
        "id": session.connection_id,
        "app_id": session.app_id,
        "user_agent": session.user_agent,
        "sdk": sdk_of(session.user_agent),
        "peer": session.peer,
        "online": session.online,
        "frozen": session.frozen,
        "paused": session.paused,
        "opened_at": session.opened_at,
        "uptime": round((session.ended_at or session.clock.time()) - session.opened_at, 3),
        "ended_at": session.ended_at,
        "pings": session.pings,
        "round_trip_ms": None if session.round_trip is None else round(session.round_trip * 1000, 3),
        "in_flight": session.in_flight,
        "answered": session.answered,
        "failed": session.failed,
        "handled_types": sorted(session.handled),
        "unhandled_types": dict(session.unhandled),
        "config": session.config.to_json(),
        "ignored_frames": [{"code": code, "reason": reason} for code, reason in session.remarks],
        **said("end_reason", session.end_reason),
    }
