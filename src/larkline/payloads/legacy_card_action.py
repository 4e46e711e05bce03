"""A person used a component of a card, told in the older form: ``card.action.trigger_v1``."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.errors import MalformedDelivery
from larkline.payloads.json_text import read_text
from larkline.payloads.operator import Operator
from larkline.payloads.representation import shown

__all__ = ["LegacyCardAction", "decode_legacy_card_action"]


class LegacyCardAction(msgspec.Struct, frozen=True, kw_only=True):
    """
    A person used a component of a card; 消息卡片回传交互（旧）, which comes by webhook only.

    Attributes:
        value: The JSON value the component carries; None when it carries nothing.
        form: The fields of the form that was submitted, by name; empty when none was.
        tag: The kind of component.
        name: Its name.
        option: What was chosen, for a single choice.
        options: What was chosen, for several choices.
        checked: Whether a checker is ticked now.
        input_value: What was written into an input outside a form.
        timezone: The person's IANA time zone; for dates and times.
        operator: Who did it.
        message_id: The message that holds the card, ``om_…``.
        chat_id: Its chat, ``oc_…``; may be empty.
        tenant_key: The tenant it happened in.
        update_token: For delayed updates; not the verification token; belongs into no log.
        refresh_token: The ``X-Refresh-Token`` header; the id of this click.
        request_id: What the logs call the delivery.
        raw: The whole JSON document as it arrived; holds the update token.

    Source: docs, 消息卡片回传交互（旧）; fields also in the go SDK (documented).
    """

    value: Any = None
    form: dict[str, Any] = msgspec.field(default_factory=dict)
    tag: str = ""
    name: str | None = None
    option: str | None = None
    options: list[str] = msgspec.field(default_factory=list)
    checked: bool | None = None
    input_value: str | None = None
    timezone: str | None = None
    operator: Operator = Operator()
    message_id: str = ""
    chat_id: str = ""
    tenant_key: str = ""
    update_token: str = ""
    refresh_token: str = ""
    request_id: str = ""
    raw: bytes = b""

    def __repr__(self) -> str:
        # What a person wrote into a form or an input may be a password.
        return shown(self, hidden=("update_token", "refresh_token", "raw", "form", "input_value"))


class _Action(msgspec.Struct):
    value: Any = None
    tag: str | None = None
    name: str | None = None
    form_value: dict[str, Any] | None = None
    option: str | None = None
    options: list[str] | None = None
    checked: bool | None = None
    input_value: str | None = None
    timezone: str | None = None


class _Body(msgspec.Struct):
    action: _Action
    open_id: str
    user_id: str | None = None
    open_message_id: str | None = None
    open_chat_id: str | None = None
    tenant_key: str | None = None
    token: str | None = None
    timezone: str | None = None
    schema: str | None = None
    uuid: str | None = None


_body = msgspec.json.Decoder(_Body)


def decode_legacy_card_action(payload: bytes, *, refresh_token: str = "", request_id: str = "") -> LegacyCardAction:
    """
    Decode the flat body of the older card callback.

    Args:
        payload: The JSON document as it arrived.
        refresh_token: The ``X-Refresh-Token`` header.
        request_id: What the logs call the delivery.

    Raises:
        MalformedDelivery: Not JSON, or not such a body.
    """
    body = read_text(_body, payload)
    if body.schema or body.uuid:
        raise MalformedDelivery("not an older card callback: it has the envelope of an event or a newer callback")
    action = body.action
    return LegacyCardAction(
        value=action.value,
        form=action.form_value or {},
        tag=action.tag or "",
        name=action.name,
        option=action.option,
        options=action.options or [],
        checked=action.checked,
        input_value=action.input_value,
        timezone=action.timezone or body.timezone,
        operator=Operator(open_id=body.open_id, user_id=body.user_id, tenant_key=body.tenant_key or ""),
        message_id=body.open_message_id or "",
        chat_id=body.open_chat_id or "",
        tenant_key=body.tenant_key or "",
        update_token=body.token or "",
        refresh_token=refresh_token,
        request_id=request_id,
        raw=payload,
    )
