"""Descriptions of calls, made without making them: what is asked, and what may be done when it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import msgspec

from larkline.api.card_check import check_before_sending
from larkline.api.settings import Credentials
from larkline.cards.card import Card, CardTemplate
from larkline.cards.json_value import plain
from larkline.facts.api import MESSAGE_UUID_CHARS
from larkline.payloads.addresses import receive_id

__all__ = [
    "Call",
    "CardContent",
    "card_update",
    "free_call",
    "message_get",
    "message_reply",
    "message_send",
    "message_update",
    "schema_of",
    "tenant_token",
]

#: A card to send: built here, stored on the platform, or as the platform's own JSON.
CardContent = Card | CardTemplate | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call of the platform's API.

    Attributes:
        method: The HTTP method, in capitals.
        path: The path from the root, such as ``/open-apis/im/v1/messages``; no query.
        params: The query.
        json: The body, anything JSON can say; None sends no body.
        repeatable: Whether making the call twice does what making it once does, so that it may be made again when
            nobody knows whether it arrived.
        needs_token: Whether it carries the tenant access token.
        secrets: Texts of the body that may stand in no error and no log.
    """

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    repeatable: bool = False
    needs_token: bool = True
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def body(self) -> bytes | None:
        """
        Give the bytes of the body; None when there is none.

        Raises:
            TypeError: The body holds something JSON cannot say.
        """
        return None if self.json is None else _encode(self.json)


def tenant_token(credentials: Credentials) -> Call:
    """Ask for the tenant access token of a self-built app."""
    return Call(
        "POST",
        "/open-apis/auth/v3/tenant_access_token/internal",
        json={"app_id": credentials.app_id, "app_secret": credentials.app_secret},
        repeatable=True,
        needs_token=False,
        secrets=(credentials.app_secret,),
    )


def message_send(content: str | CardContent, *, to: str, uuid: str | None = None) -> Call:
    """
    Send a message to a chat or a person.

    Args:
        content: A text, or a card.
        to: A typed address such as ``ChatId``, or a plain id that is told by its beginning.
        uuid: At most 50 characters; a second message with the same one within an hour is not sent again. None makes
            one up, so that the call can be repeated.

    Raises:
        ValueError: *to* is no address, or *uuid* is too long.
        CardError: *content* is a dict that is no card.
    """
    kind, address = receive_id(to)
    body = {"receive_id": address, **_content(content), "uuid": _uuid(uuid)}
    return Call("POST", "/open-apis/im/v1/messages", params={"receive_id_type": kind}, json=body, repeatable=True)


def message_reply(
    message_id: str, content: str | CardContent, *, in_thread: bool = False, uuid: str | None = None
) -> Call:
    """
    Reply to a message; *in_thread* opens or continues a thread below it.

    Raises:
        ValueError: *message_id* is empty, or *uuid* is longer than 50 characters.
    """
    body = {**_content(content), "reply_in_thread": in_thread, "uuid": _uuid(uuid)}
    return Call("POST", f"{_message_path(message_id)}/reply", json=body, repeatable=True)


def message_update(message_id: str, card: CardContent) -> Call:
    """
    Put another card into a message.

    Raises:
        ValueError: *message_id* is empty.
    """
    body = {"content": _card_text(card)}
    return Call("PATCH", _message_path(message_id), json=body, repeatable=True)


def message_get(message_id: str) -> Call:
    """
    Fetch a message; a card comes as it was sent.

    Raises:
        ValueError: *message_id* is empty.
    """
    params = {"card_msg_content_type": "user_card_content"}
    return Call("GET", _message_path(message_id), params=params, repeatable=True)


def card_update(update_token: str, card: CardContent, *, open_ids: Sequence[str] | None = None) -> Call:
    """
    Update a card after a click, by the update token of its callback.

    Each arrival takes one of the token's two uses, so the call is not repeatable.

    Args:
        update_token: Lives 30 minutes from the click.
        card: What to show instead.
        open_ids: Who shall see it; for cards of JSON 1.0 that are not shared.

    Raises:
        ValueError: *update_token* is empty.

    Source: docs, 延时更新消息卡片 (documented).
    """
    if not update_token:
        raise ValueError("the update token is empty")
    shown = _card_object(card)
    if open_ids is not None:
        shown["open_ids"] = [str(open_id) for open_id in open_ids]
    body = {"token": update_token, "card": shown}
    return Call("POST", "/open-apis/interactive/v1/card/update", json=body, secrets=(update_token,))


def free_call(
    method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None, repeatable: bool | None = None
) -> Call:
    """
    Describe any other call of the API.

    Args:
        method: The HTTP method.
        path: From the root, as the documentation writes it: ``/open-apis/…``.
        params: The query; members that are None are left out.
        json: The body.
        repeatable: None for what the method promises: reading is, the rest is not.

    Raises:
        ValueError: *path* is not a plain path. An address with a host is refused, for the token would go there.
    """
    method = method.upper()
    if not path.startswith("/") or path.startswith("//") or not path.isprintable() or {"?", "#", "\\"} & set(path):
        raise ValueError("the path of a call starts with one / and has no query (that goes into params)")
    query = {name: value for name, value in (params or {}).items() if value is not None}
    may_repeat = method in ("GET", "HEAD") if repeatable is None else repeatable
    return Call(method, path, params=query, json=json, repeatable=may_repeat)


def schema_of(content: str | CardContent) -> str | None:
    """Give "2.0" or "1.0" for a card that is sent as JSON; None for a text, a template or a card entity."""
    card = None if isinstance(content, str) else _card(content)
    return card.schema if isinstance(card, Card) else None


def _content(content: str | CardContent) -> dict[str, str]:
    if isinstance(content, str):
        return {"msg_type": "text", "content": _encode({"text": content}).decode()}
    return {"msg_type": "interactive", "content": _card_text(content)}


def _card(card: CardContent) -> Card | CardTemplate | dict[str, Any]:
    """Give the card, checked; a dict that refers to a template or a card entity stays one."""
    if isinstance(card, (Card, CardTemplate)):
        return card
    if not isinstance(card, Mapping):
        raise TypeError(f"a card is a Card, a CardTemplate or a dict, not {type(card).__name__}")
    if card.get("type") in ("template", "card") and isinstance(card.get("data"), Mapping):
        reference: dict[str, Any] = plain(card)
        return reference
    return Card.from_dict(card)


def _card_text(card: CardContent) -> str:
    checked = _card(card)
    check_before_sending(checked)
    return (_encode(checked) if isinstance(checked, dict) else checked.to_json()).decode()


def _card_object(card: CardContent) -> dict[str, Any]:
    checked = _card(card)
    check_before_sending(checked)
    return checked if isinstance(checked, dict) else checked.to_dict()


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=_plain_text)


def _plain_text(value: object) -> str:
    """Let typed ids through, which are subclasses of str."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _uuid(uuid: str | None) -> str:
    if uuid is None:
        return uuid4().hex
    if not 0 < len(uuid) <= MESSAGE_UUID_CHARS:
        raise ValueError(f"a message's uuid has 1 to {MESSAGE_UUID_CHARS} characters, this one has {len(uuid)}")
    return uuid


def _message_path(message_id: str) -> str:
    if not message_id.strip("."):
        raise ValueError(f"{message_id!r} is not the id of a message")
    return f"/open-apis/im/v1/messages/{quote(message_id, safe='')}"
