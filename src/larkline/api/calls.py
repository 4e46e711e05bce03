"""Descriptions of calls, made without making them: what is asked, and what may be done when it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote, unquote
from uuid import uuid4

import msgspec

from larkline.api.card_check import check_before_sending
from larkline.cards.card import Card, CardTemplate
from larkline.cards.json_value import plain
from larkline.facts.api import MESSAGE_UUID_CHARS
from larkline.payloads.addresses import receive_id

if TYPE_CHECKING:
    from larkline.api.uploads import Upload

__all__ = [
    "Access",
    "Call",
    "CardContent",
    "MessageContent",
    "card_of",
    "card_update",
    "encode_json",
    "free_call",
    "message_delete",
    "message_get",
    "message_path",
    "message_reply",
    "message_send",
    "message_update",
    "schema_of",
    "update_instead",
]

#: A card to send: built here, stored on the platform, or as the platform's own JSON.
CardContent: TypeAlias = Card | CardTemplate | Mapping[str, Any]
#: What a message can be made of: a text, a card, or, with its type said, the platform's own JSON.
MessageContent: TypeAlias = str | CardContent
#: Which access token a call carries: the tenant's, the app's, a person's that was given, or none.
Access: TypeAlias = Literal["tenant", "app", "user", "none"]
#: A message that is recalled, or deleted.
_GONE = frozenset({230011, 230110})


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
        access: Which access token it carries.
        user_token: With ``access="user"``: that token.
        secrets: Texts of the body that may stand in no error and no log.
        upload: A file to send instead of *json*.
        done_codes: Codes that say, when an earlier attempt may have arrived, that it did.
        gives: Where in the answer's data the id, the key or the token stands that the call is made for, such as
            ``("items", 0, "message_id")``; an answer without it is an error.
    """

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    repeatable: bool = False
    access: Access = "tenant"
    user_token: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    upload: Upload | None = None
    done_codes: frozenset[int] = frozenset()
    gives: tuple[str | int, ...] = ()

    @property
    def renews_token(self) -> bool:
        """Whether its access token is one that we can replace."""
        return self.access in ("tenant", "app")

    @property
    def can_start(self) -> bool:
        """Whether there is something to send; an upload from an iterator can be sent only once."""
        return self.upload is None or self.upload.can_start

    def body(self) -> bytes | None:
        """
        Give the bytes of the body; None when there is none.

        Raises:
            TypeError: The body holds something JSON cannot say.
        """
        return None if self.json is None else encode_json(self.json)


def message_send(content: MessageContent, *, to: str, uuid: str | None = None, message_type: str | None = None) -> Call:
    """
    Send a message to a chat or a person.

    Args:
        content: A text, a card, or the content of a *message_type*.
        to: A typed address such as ``ChatId``, or a plain id that is told by its beginning.
        uuid: At most 50 characters; a second message with the same one within an hour is not sent again. None makes
            one up, so that the call can be repeated.
        message_type: The platform's name of the type, such as ``image``; None for a text or a card.

    Raises:
        ValueError: *to* is no address, or *uuid* is too long.
        CardError: *content* is a dict that is no card.
        TypeError: *content* and *message_type* do not go together.
    """
    kind, address = receive_id(to)
    body = {"receive_id": address, **_content(content, message_type), "uuid": _uuid(uuid)}
    path, params = "/open-apis/im/v1/messages", {"receive_id_type": kind}
    return Call("POST", path, params=params, json=body, repeatable=True, gives=("message_id",))


def message_reply(
    message_id: str,
    content: MessageContent,
    *,
    in_thread: bool = False,
    uuid: str | None = None,
    message_type: str | None = None,
) -> Call:
    """
    Reply to a message; *in_thread* opens or continues a thread below it.

    Raises:
        ValueError: *message_id* is empty, or *uuid* is longer than 50 characters.
        TypeError: As :func:`message_send`.
    """
    body = {**_content(content, message_type), "reply_in_thread": in_thread, "uuid": _uuid(uuid)}
    return Call("POST", f"{message_path(message_id)}/reply", json=body, repeatable=True, gives=("message_id",))


def message_update(message_id: str, card: CardContent) -> Call:
    """
    Put another card into a message.

    Raises:
        ValueError: *message_id* is empty.
    """
    body = {"content": _card_text(card)}
    return Call("PATCH", message_path(message_id), json=body, repeatable=True)


def message_get(message_id: str) -> Call:
    """
    Fetch a message; a card comes as it was sent.

    Raises:
        ValueError: *message_id* is empty.
    """
    params = {"card_msg_content_type": "user_card_content"}
    return Call("GET", message_path(message_id), params=params, repeatable=True, gives=("items", 0, "message_id"))


def message_delete(message_id: str) -> Call:
    """
    Recall a message.

    Raises:
        ValueError: *message_id* is empty.
    """
    return Call("DELETE", message_path(message_id), repeatable=True, done_codes=_GONE)


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


def update_instead(message_id: str, card: CardContent, *, open_ids: Sequence[str] | None = None) -> Call | None:
    """
    Give what updates a card whose update token is spent: an update of its message; None when that cannot be.

    Args:
        message_id: The message; empty when it is not known.
        card: As in :func:`card_update`.
        open_ids: As in :func:`card_update`.

    Source: docs, 更新应用发送的消息卡片: it takes shared cards only (documented).
    """
    if not message_id or open_ids is not None or not _may_be_shared(_card_object(card)):
        return None
    return message_update(message_id, card)


def _may_be_shared(card: Mapping[str, Any]) -> bool:
    """Tell whether all see the same of a card; what a template holds is not known here."""
    config = card.get("config")
    multi = config.get("update_multi") if isinstance(config, Mapping) else None
    if card.get("schema") == "2.0" or card.get("type") in ("template", "card"):
        return multi is not False
    return multi is True and "open_ids" not in card


def free_call(
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    json: Any = None,
    repeatable: bool | None = None,
    access: Access = "tenant",
    user_token: str = "",
) -> Call:
    """
    Describe any other call of the API.

    Args:
        method: The HTTP method.
        path: From the root, as the documentation writes it: ``/open-apis/…``.
        params: The query; members that are None are left out.
        json: The body.
        repeatable: None for what the method promises: reading is, the rest is not.
        access: Which access token it carries.
        user_token: With ``access="user"``: that token.

    Raises:
        ValueError: *path* is not a plain path. An address with a host is refused, for the token would go there. Or
            *access* and *user_token* do not go together.
    """
    method = method.upper()
    if not path.startswith("/") or path.startswith("//") or not path.isprintable() or {"?", "#", "\\"} & set(path):
        raise ValueError("the path of a call starts with one / and has no query (that goes into params)")
    if any(unquote(part) in (".", "..") for part in path.split("/")):
        raise ValueError(f"the path of a call leads down only, it has no part that is . or ..: {path!r}")
    query = {name: value for name, value in (params or {}).items() if value is not None}
    may_repeat = method in ("GET", "HEAD") if repeatable is None else repeatable
    if access not in ("tenant", "app", "user", "none") or (access == "user") != bool(user_token):
        raise ValueError('access is "tenant", "app", "none", or "user" together with a user_token')
    if not (user_token.isascii() and user_token.isprintable()) or " " in user_token:
        raise ValueError("the user_token cannot stand in a header")
    secrets = (user_token,) if user_token else ()
    return Call(
        method,
        path,
        params=query,
        json=json,
        repeatable=may_repeat,
        access=access,
        user_token=user_token,
        secrets=secrets,
    )


def schema_of(content: MessageContent, message_type: str | None = None) -> str | None:
    """Give "2.0" or "1.0" for a card that is sent as JSON; None for a text, a template or a card entity."""
    card = None if isinstance(content, str) or message_type is not None else card_of(content)
    return card.schema if isinstance(card, Card) else None


def _content(content: MessageContent, message_type: str | None) -> dict[str, str]:
    if message_type is not None:
        if not isinstance(content, Mapping):
            raise TypeError(
                f"the content of a message of type {message_type!r} is a dict, as the platform documents it"
            )
        return {"msg_type": message_type, "content": encode_json(content).decode()}
    if isinstance(content, str):
        return {"msg_type": "text", "content": encode_json({"text": content}).decode()}
    return {"msg_type": "interactive", "content": _card_text(content)}


def card_of(card: CardContent) -> Card | CardTemplate | dict[str, Any]:
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
    checked = card_of(card)
    check_before_sending(checked)
    return (encode_json(checked) if isinstance(checked, dict) else checked.to_json()).decode()


def _card_object(card: CardContent) -> dict[str, Any]:
    checked = card_of(card)
    check_before_sending(checked)
    return checked if isinstance(checked, dict) else checked.to_dict()


def encode_json(value: object) -> bytes:
    """Write anything JSON can say, typed ids included."""
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


def message_path(message_id: str) -> str:
    """Give the path of a message."""
    if not message_id.strip("."):
        raise ValueError(f"{message_id!r} is not the id of a message")
    return f"/open-apis/im/v1/messages/{quote(message_id, safe='')}"
