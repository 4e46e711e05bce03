"""
The older form of a click on a card, ``card.action.trigger_v1``: a flat body, and a response with the card on top. Pure.

Source: docs, 消息卡片回传交互（旧） (documented).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from larkline.emulator.delivery.pushes import LEGACY_CARD_ACTION, Push, encode
from larkline.emulator.world.tenant import AppRecord, Message, Person

__all__ = ["legacy_body", "legacy_card", "legacy_push", "legacy_viewers"]

_NOT_CARD = ("toast", "open_ids", "msg")


def legacy_body(
    person: Person, tenant_key: str, message: Message, action: Mapping[str, Any], update_token: str
) -> dict[str, Any]:
    """Give the body of the callback; it has no envelope and does not name its type."""
    return {
        "open_id": person.open_id,
        "user_id": person.user_id,
        "open_message_id": message.message_id,
        "open_chat_id": message.chat_id,
        "tenant_key": tenant_key,
        "token": update_token,
        "action": dict(action),
    }


def legacy_push(
    app: AppRecord, event_id: str, body: Mapping[str, Any], *, message_id: str, open_id: str, refresh_token: str
) -> Push:
    """Take the body of a callback, ready to be delivered; *event_id* is for our record only."""
    action = body.get("action")
    return Push(
        app_id=app.app_id,
        type=LEGACY_CARD_ACTION,
        event_id=event_id,
        payload=encode(body),
        message_id=message_id,
        open_id=open_id,
        string_value=isinstance(action, dict) and isinstance(action.get("value"), str),
        refresh_token=refresh_token,
    )


def legacy_card(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """
    Give the card, or the reference to a template, in a response; None when the card stays.

    Everything but the toast, ``open_ids`` and what says only "done" (``{"msg": "success"}``) is the card.
    """
    card = {key: value for key, value in body.items() if key not in _NOT_CARD}
    return card or None


def legacy_viewers(body: Mapping[str, Any]) -> list[str]:
    """Give the open ids a response names: who sees its card when it is not a shared one."""
    named = body.get("open_ids")
    return [open_id for open_id in named if isinstance(open_id, str)] if isinstance(named, list) else []
