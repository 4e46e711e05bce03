"""Calls about cards, card entities and their components, for tasks and for threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from larkline.api.calls import Call, CardContent, card_update, message_reply, message_send, update_instead
from larkline.api.card_calls import (
    element_add,
    element_delete,
    element_patch,
    element_replace,
    element_text,
    entity_batch,
    entity_create,
    entity_replace,
    entity_settings,
    reference_to,
)
from larkline.api.card_stream import CardStream
from larkline.api.hooks import UpdateGate
from larkline.api.streaming import ELEMENT_ID, ERROR_NOTE, PLACEHOLDER, streaming_card
from larkline.api.sync_card_stream import SyncCardStream
from larkline.cards.component import Element
from larkline.errors import ApiError, UpdateTokenSpent

if TYPE_CHECKING:
    from larkline.api.core import Caller
    from larkline.api.sync_core import SyncCaller

__all__ = ["Cards", "Elements", "SyncCards", "SyncElements"]


class Cards:
    """
    Calls about cards; reached as ``client.cards``.

    Operations on a card entity are made one after another and numbered, as the platform wants it, whatever tasks make
    them through one client or its views; at most ten within a second. A *uuid*, made up when it is not given, keeps the
    platform from doing one twice.

    Attributes:
        elements: Calls about the components of a card entity.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.elements = Elements(caller)

    async def update(
        self,
        update_token: str,
        card: CardContent,
        *,
        open_ids: Sequence[str] | None = None,
        message_id: str | None = None,
    ) -> None:
        """
        Update a card after a click (a delayed update).

        When the token is spent, the card of a message that is known is updated by :meth:`Messages.update`, which takes
        shared cards only.

        Args:
            update_token: From the callback; usable twice within 30 minutes, after the callback was answered.
            card: What to show instead.
            open_ids: Who shall see it; for cards of JSON 1.0 that are not shared.
            message_id: The message with the card; None for what the App of a handler knows.

        Raises:
            UpdateTokenSpent: The token is used up or expired, and the card is not shared or its message not known.
            ApiError: The platform refused or could not be reached.
            CardError: *card* is a dict that is no card.
        """
        call = card_update(update_token, card, open_ids=open_ids)
        gate = self._caller.core.given.update_gate
        try:
            if gate is not None:
                await gate.before_use(update_token)
            await self._caller.make(call)
        except UpdateTokenSpent as spent:
            instead = _update_instead(gate, update_token, card, open_ids, message_id)
            if instead is None:
                raise
            try:
                await self._caller.make(instead)
            except ApiError as error:
                raise _why_not(spent, error) from error

    async def create(self, card: CardContent) -> str:
        """
        Make a card entity (卡片实体) and give its ``card_id``.

        It lives 14 days and can be sent once: ``messages.send({"type": "card", "data": {"card_id": …}}, to=…)``.

        Raises:
            ApiError: The platform refused or could not be reached.
            CardError: It is no card of JSON 2.0 and no template, or it is not shared.
        """
        call = entity_create(card)
        card_id: str = (await self._caller.make(call))["card_id"]
        self._caller.core.desk.created(card_id)
        return card_id

    async def replace(self, card_id: str, card: CardContent, *, uuid: str | None = None) -> None:
        """
        Show another card in the place of a card entity.

        Raises:
            ApiError: The platform refused or could not be reached.
            CardError: It is no card of JSON 2.0, or it is not shared.
        """
        await self._caller.operate(entity_replace(card_id, card, uuid=uuid))

    async def settings(
        self,
        card_id: str,
        *,
        config: Mapping[str, Any] | None = None,
        card_link: Mapping[str, Any] | None = None,
        uuid: str | None = None,
    ) -> None:
        """
        Change members of the ``config`` of a card entity, such as ``{"streaming_mode": True}``, and its ``card_link``.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: Neither is given.
        """
        await self._caller.operate(entity_settings(card_id, config=config, card_link=card_link, uuid=uuid))

    async def batch(self, card_id: str, actions: Sequence[Mapping[str, Any]], *, uuid: str | None = None) -> None:
        """
        Do several things to a card entity at once.

        Args:
            card_id: The entity.
            actions: As the platform documents them: ``{"action": "delete_elements", "params": {…}}``.
            uuid: As everywhere here.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: There are none.
        """
        await self._caller.operate(entity_batch(card_id, actions, uuid=uuid))

    def stream(
        self,
        *,
        to: str | None = None,
        reply_to: str | None = None,
        in_thread: bool = False,
        card: CardContent | None = None,
        element_id: str = ELEMENT_ID,
        placeholder: str = PLACEHOLDER,
        error_note: str = ERROR_NOTE,
    ) -> CardStream:
        """
        Send a card and type a text into it while that is being made.

        ``async with client.cards.stream(to=…) as s:``, then ``await s.write("…")`` for each piece. The card follows at
        most ten times a second. At the end of the block it shows the whole text, or what ``s.set_card(…)`` was given;
        when the block fails, what there is, with a note.

        Args:
            to: A chat or a person, as for ``messages.send``.
            reply_to: A message to reply to, instead of *to*.
            in_thread: Whether the reply opens or continues a thread.
            card: A card of JSON 2.0 that the text is part of; None makes one of the text alone.
            element_id: Which markdown or plain_text of *card* the text goes into.
            placeholder: What is shown before there is text, in a card that is made here.
            error_note: What is put below a text that was cut off; may be empty.

        Raises:
            ValueError: Not exactly one of *to* and *reply_to* is given, or it cannot be used.
            CardError: *card* is not of JSON 2.0, or has no such component.
        """
        return CardStream(
            self._caller,
            send=_sending(to, reply_to, in_thread),
            card=streaming_card(card, element_id, placeholder),
            element_id=element_id,
            error_note=error_note,
        )


class Elements:
    """Calls about the components of a card entity; reached as ``client.cards.elements``."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def add(
        self,
        card_id: str,
        elements: Element | Sequence[Element],
        *,
        before: str | None = None,
        after: str | None = None,
        into: str | None = None,
        uuid: str | None = None,
    ) -> None:
        """
        Add components to a card entity.

        Args:
            card_id: The entity.
            elements: One component or several, or their JSON.
            before: The ``element_id`` of the component they are put before.
            after: Or after.
            into: Or at whose end, as it is a container. With none of the three they go to the end of the card.
            uuid: As for ``cards.replace``.

        Raises:
            ApiError: The platform refused or could not be reached.
            CardError: One of them is no component.
            ValueError: There are none, or more than one place.
        """
        operation = element_add(card_id, elements, before=before, after=after, into=into, uuid=uuid)
        await self._caller.operate(operation)

    async def replace(self, card_id: str, element_id: str, element: Element, *, uuid: str | None = None) -> None:
        """Put another component in the place of one; errors as in :meth:`add`."""
        await self._caller.operate(element_replace(card_id, element_id, element, uuid=uuid))

    async def patch(
        self, card_id: str, element_id: str, changes: Mapping[str, Any], *, uuid: str | None = None
    ) -> None:
        """Change some members of a component, but not its ``tag``; errors as in :meth:`add`."""
        await self._caller.operate(element_patch(card_id, element_id, changes, uuid=uuid))

    async def delete(self, card_id: str, element_id: str, *, uuid: str | None = None) -> None:
        """Take a component out; errors as in :meth:`add`."""
        await self._caller.operate(element_delete(card_id, element_id, uuid=uuid))

    async def stream_text(self, card_id: str, element_id: str, text: str, *, uuid: str | None = None) -> None:
        """
        Show *text* in a markdown or plain_text of a card in streaming mode; ``cards.stream`` does all of it.

        Args:
            card_id: The entity.
            element_id: The component.
            text: The whole text. If it begins with the text that is shown, the client types out the rest.
            uuid: As for ``cards.replace``.

        Raises:
            ApiError: The platform refused, for instance since the streaming mode is off, or could not be reached.
            ValueError: It is empty or too long.
        """
        await self._caller.operate(element_text(card_id, element_id, text, uuid=uuid))


class SyncCards:
    """
    Calls about cards; reached as ``client.cards``.

    Attributes:
        elements: Calls about the components of a card entity.
    """

    def __init__(self, caller: SyncCaller) -> None:
        self._caller = caller
        self.elements = SyncElements(caller)

    def update(
        self,
        update_token: str,
        card: CardContent,
        *,
        open_ids: Sequence[str] | None = None,
        message_id: str | None = None,
    ) -> None:
        """Update a card after a click; as ``Client.cards.update``."""
        call = card_update(update_token, card, open_ids=open_ids)
        gate = self._caller.core.given.update_gate
        try:
            if gate is not None:
                gate.before_use_sync(update_token)
            self._caller.make(call)
        except UpdateTokenSpent as spent:
            instead = _update_instead(gate, update_token, card, open_ids, message_id)
            if instead is None:
                raise
            try:
                self._caller.make(instead)
            except ApiError as error:
                raise _why_not(spent, error) from error

    def create(self, card: CardContent) -> str:
        """Make a card entity and give its ``card_id``; as ``Client.cards.create``."""
        call = entity_create(card)
        card_id: str = self._caller.make(call)["card_id"]
        self._caller.core.desk.created(card_id)
        return card_id

    def replace(self, card_id: str, card: CardContent, *, uuid: str | None = None) -> None:
        """Show another card in the place of a card entity; as ``Client.cards.replace``."""
        self._caller.operate(entity_replace(card_id, card, uuid=uuid))

    def settings(
        self,
        card_id: str,
        *,
        config: Mapping[str, Any] | None = None,
        card_link: Mapping[str, Any] | None = None,
        uuid: str | None = None,
    ) -> None:
        """Change the settings of a card entity; as ``Client.cards.settings``."""
        self._caller.operate(entity_settings(card_id, config=config, card_link=card_link, uuid=uuid))

    def batch(self, card_id: str, actions: Sequence[Mapping[str, Any]], *, uuid: str | None = None) -> None:
        """Do several things to a card entity at once; as ``Client.cards.batch``."""
        self._caller.operate(entity_batch(card_id, actions, uuid=uuid))

    def stream(
        self,
        *,
        to: str | None = None,
        reply_to: str | None = None,
        in_thread: bool = False,
        card: CardContent | None = None,
        element_id: str = ELEMENT_ID,
        placeholder: str = PLACEHOLDER,
        error_note: str = ERROR_NOTE,
    ) -> SyncCardStream:
        """Send a card and type a text into it: ``with client.cards.stream(to=…) as s:``; as ``Client.cards.stream``."""
        return SyncCardStream(
            self._caller,
            send=_sending(to, reply_to, in_thread),
            card=streaming_card(card, element_id, placeholder),
            element_id=element_id,
            error_note=error_note,
        )


class SyncElements:
    """Calls about the components of a card entity; reached as ``client.cards.elements``."""

    def __init__(self, caller: SyncCaller) -> None:
        self._caller = caller

    def add(
        self,
        card_id: str,
        elements: Element | Sequence[Element],
        *,
        before: str | None = None,
        after: str | None = None,
        into: str | None = None,
        uuid: str | None = None,
    ) -> None:
        """Add components to a card entity; as ``Client.cards.elements.add``."""
        self._caller.operate(element_add(card_id, elements, before=before, after=after, into=into, uuid=uuid))

    def replace(self, card_id: str, element_id: str, element: Element, *, uuid: str | None = None) -> None:
        """Put another component in the place of one."""
        self._caller.operate(element_replace(card_id, element_id, element, uuid=uuid))

    def patch(self, card_id: str, element_id: str, changes: Mapping[str, Any], *, uuid: str | None = None) -> None:
        """Change some members of a component, but not its ``tag``."""
        self._caller.operate(element_patch(card_id, element_id, changes, uuid=uuid))

    def delete(self, card_id: str, element_id: str, *, uuid: str | None = None) -> None:
        """Take a component out."""
        self._caller.operate(element_delete(card_id, element_id, uuid=uuid))

    def stream_text(self, card_id: str, element_id: str, text: str, *, uuid: str | None = None) -> None:
        """Show *text* in a card in streaming mode; as ``Client.cards.elements.stream_text``."""
        self._caller.operate(element_text(card_id, element_id, text, uuid=uuid))


def _update_instead(
    gate: UpdateGate | None,
    update_token: str,
    card: CardContent,
    open_ids: Sequence[str] | None,
    message_id: str | None,
) -> Call | None:
    """Give the call that can still be made when the token is spent."""
    if message_id is None:
        message_id = "" if gate is None else gate.message_of(update_token)
    return update_instead(message_id, card, open_ids=open_ids)


def _why_not(spent: UpdateTokenSpent, error: ApiError) -> ApiError:
    """Say why neither way was open: what may pass counts, else that the token is spent and the card not shared."""
    return error if error.retryable else spent


def _sending(to: str | None, reply_to: str | None, in_thread: bool) -> Callable[[str], Call]:
    """Give what makes the call that sends a card entity; wrong arguments are found now."""
    send: Callable[[dict[str, Any]], Call]
    if to is not None and reply_to is None and not in_thread:
        send = partial(message_send, to=to)
    elif reply_to is not None and to is None:
        send = partial(message_reply, reply_to, in_thread=in_thread)
    else:
        raise ValueError("a streaming card goes to one place: give to=, or reply_to= (with in_thread= if wanted)")
    send(reference_to("0"))
    return lambda card_id: send(reference_to(card_id))
