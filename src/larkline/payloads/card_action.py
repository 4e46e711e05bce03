"""A person used a component of a card: ``card.action.trigger``."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import msgspec

from larkline.payloads.envelope import Envelope
from larkline.payloads.event import Event, make_event
from larkline.payloads.json_text import DRIFT_ERRORS
from larkline.payloads.operator import Operator
from larkline.payloads.representation import shown
from larkline.payloads.times import age
from larkline.payloads.values import CardValue, FormValue, convert_value

__all__ = ["CardAction", "CardValue", "FormValue", "Operator", "convert_value", "decode_card_action", "with_typed"]

if TYPE_CHECKING:
    from typing import Generic

    import typing_extensions

    V = typing_extensions.TypeVar("V", default=Any)
    F = typing_extensions.TypeVar("F", default=dict[str, Any])

    class _Generic(msgspec.Struct, Generic[V, F], frozen=True):
        """For type checkers: generic in the value and the form, both with a default."""
else:
    V = F = None

    class _Generic(msgspec.Struct, frozen=True):
        """For the interpreter: ``CardAction[Approve]`` is CardAction itself and costs nothing."""

        def __class_getitem__(cls, _):
            return cls


class CardAction(_Generic[V, F], frozen=True, kw_only=True):
    """
    A person used a component of a card.

    Attributes:
        value: What the component carries: your CardValue when the handler is registered for one, else the JSON value
            (an object or a text), or None when it carries nothing.
        form: The fields of the form that was submitted, by name; empty when none was.
        submitted: Whether a form was submitted.
        tag: The kind of component, such as ``button`` or ``select_static``.
        name: Its name.
        option: What was chosen, for a single choice: an option's value, an open_id, a date or a time as text.
        options: What was chosen, for several choices.
        checked: Whether a checker is ticked now.
        input_value: What was written into an input outside a form.
        timezone: The person's IANA time zone; for dates and times.
        operator: Who did it.
        message_id: The message that holds the card, ``om_…``.
        chat_id: Its chat, ``oc_…``.
        host: Where the card is: ``im_message``, ``im_top_notice``, or something newer.
        update_token: For delayed updates: 2 uses, 30 minutes; belongs into no log.
        event_id: The id of this callback; may be empty.
        request_id: What the logs call the delivery.
        tenant_key: The tenant it happened in.
        create_time: As sent.
        raw: The whole JSON document as it arrived; holds tokens.
        decoded_at: Seconds since 1970-01-01 UTC; 0 when not known.

    Source: docs, 卡片回传交互回调 (documented).
    """

    value: V = None  # type: ignore[assignment]  # what a component without a value carries; typed handlers never see it
    form: F = msgspec.field(default_factory=dict)  # type: ignore[assignment]  # the default of F is a dict
    submitted: bool = False
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
    host: str = ""
    update_token: str = ""
    event_id: str = ""
    request_id: str = ""
    tenant_key: str = ""
    create_time: str = ""
    raw: bytes = b""
    decoded_at: float = 0.0

    @property
    def age(self) -> float | None:
        """Seconds from the click to the decoding of the callback; None when one of the times is not known."""
        return age(self.create_time, self.decoded_at)

    def __repr__(self) -> str:
        # What a person wrote into a form or an input may be a password.
        return shown(self, hidden=("update_token", "raw", "decoded_at", "form", "input_value"))


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


class _Context(msgspec.Struct, gc=False):
    open_message_id: str | None = None
    open_chat_id: str | None = None


class _CardActionEvent(msgspec.Struct):
    action: _Action
    operator: Operator = Operator()
    context: _Context | None = None
    token: str | None = None
    host: str | None = None


_event = msgspec.json.Decoder(_CardActionEvent)


def decode_card_action(envelope: Envelope, *, now: float, raw: bytes) -> CardAction[Any, dict[str, Any]] | Event:
    """
    Decode the inside of a card action.

    Args:
        envelope: The opened envelope.
        now: Seconds since 1970-01-01 UTC.
        raw: The whole JSON document as it arrived.

    Returns:
        The card action; or, when something in it has not the documented shape, the untyped event with the reason in
        ``drift``.
    """
    try:
        event = _event.decode(envelope.event)
    except DRIFT_ERRORS as error:
        return make_event(envelope, now=now, raw=raw, drift=str(error))
    action = event.action
    context = event.context
    form = action.form_value
    return CardAction(
        value=action.value,
        form={} if form is None else form,
        submitted=form is not None,
        tag=action.tag or "",
        name=action.name,
        option=action.option,
        options=action.options or [],
        checked=action.checked,
        input_value=action.input_value,
        timezone=action.timezone,
        operator=event.operator,
        message_id=context.open_message_id or "" if context else "",
        chat_id=context.open_chat_id or "" if context else "",
        host=event.host or "",
        update_token=event.token or "",
        event_id=envelope.event_id,
        request_id=envelope.request_id,
        tenant_key=envelope.tenant_key,
        create_time=envelope.create_time,
        raw=raw,
        decoded_at=now,
    )


def with_typed(action: CardAction[Any, Any], *, value: object = ..., form: object = ...) -> CardAction[Any, Any]:
    """
    Give a copy of *action* with its value, its form, or both replaced by instances of the user's classes.

    Args:
        action: As decoded.
        value: The typed value; ``...`` keeps the JSON value.
        form: The typed form; ``...`` keeps the dict.
    """
    copied = copy.copy(action)
    if value is not ...:
        msgspec.structs.force_setattr(copied, "value", value)
    if form is not ...:
        msgspec.structs.force_setattr(copied, "form", form)
    return copied
