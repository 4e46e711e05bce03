"""What people and the bot can do: the verbs of a test, the control API and the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from larkline.cards.card import Card, CardTemplate
from larkline.emulator.arrivals import Arrivals
from larkline.emulator.cards.actions import Deed, Viewer, act, submit_button
from larkline.emulator.cards.content import CardView, schema_of
from larkline.emulator.delivery.events import Trigger, build_trigger
from larkline.emulator.delivery.link_previews import begin_previews
from larkline.emulator.delivery.messages import begin_message
from larkline.emulator.delivery.pushes import (
    CARD_ACTION,
    Push,
    card_action_event,
    make_push,
)
from larkline.emulator.errors import EmulatorError, NothingSent, SendingRefused, WrongValue
from larkline.emulator.failures import ApiFailure
from larkline.emulator.file_verbs import FileVerbs
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.link_verbs import LinkVerbs
from larkline.emulator.lookups import id_of
from larkline.emulator.outcomes import Answered, Click, Pending, Said
from larkline.emulator.people_verbs import PeopleVerbs
from larkline.emulator.recording.recorder import readable
from larkline.emulator.webhook.legacy_cards import legacy_body, legacy_push
from larkline.emulator.world.messaging import Draft
from larkline.emulator.world.previews import LinkPreview
from larkline.emulator.world.tenant import Chat, Message, Person
from larkline.payloads.addresses import receive_id

__all__ = ["Content", "Verbs"]

#: What can be sent: a text, a card, a reference to a template, or card JSON.
Content = str | Card | CardTemplate | Mapping[str, Any]
Selector = str | int


class Verbs(Arrivals, LinkVerbs, FileVerbs, PeopleVerbs):
    """Acts in the world of a :class:`Core`."""

    # --- as the bot ---------------------------------------------------------------------------------------------------

    async def send(
        self, content: Content, to: str | Chat | Person = "oc_team", *, app_id: str | None = None
    ) -> Message:
        """
        Send a message as the bot, by the rules of ``POST im/v1/messages``.

        Args:
            content: A text or a card.
            to: A chat or a person.
            app_id: Whose bot; None for the first app.

        Raises:
            InvalidRequest: The platform would refuse it; the error has its code.
        """
        core = self.core
        app = core.world.app(app_id)
        receiver = id_of(to)
        if (person := core.world.people.get(receiver)) is not None:
            receiver = app.sees(person).open_id
        try:
            kind, receiver = receive_id(receiver)
        except ValueError as error:
            raise WrongValue(str(error), f"{receiver!r} 不是会话或用户：应为 oc_…、ou_…、on_… 或邮箱地址") from None
        try:
            message = core.messaging.create(
                app,
                draft_of(content),
                receive_id=receiver,
                receive_id_type=kind,
                now=core.clock.now(),
                at=core.clock.time(),
            )
        except ApiFailure as failure:
            raise SendingRefused(
                failure.both, code=failure.code, status=failure.status, path="/open-apis/im/v1/messages"
            ) from None
        self._known.add(message.message_id)
        shown = content if isinstance(content, str) else json.loads(draft_of(content).content)
        core.recorder.action("send", content=shown, to=id_of(to), message=message.message_id)
        return message

    # --- as a person --------------------------------------------------------------------------------------------------

    async def say(self, text: str, *, by: str | Person = "ou_alice", to: str | Chat | None = None) -> Said:
        """
        Write a message and wait until the bots of the chat have acknowledged it, and its links have their previews.

        Args:
            to: The chat; None for the direct chat with the bot of the tenant's first app.

        Raises:
            EmulatorError: The text is empty, the person is not in the chat, or no bot is and no app previews a link of
                it.
        """
        message, deliveries = self.begin_say(text, by=by, to=to)
        pulls = [self.core.journal.find(id_) for preview in message.previews for id_ in preview.pulls]
        for delivery in [*deliveries, *pulls]:
            await self.core.engine.finished(delivery)
        if not deliveries and not pulls:
            raise EmulatorError(f"no bot is in the chat {message.chat_id}", f"会话 {message.chat_id} 中没有机器人")
        return Said(message, deliveries, pulls)

    def begin_say(
        self, text: str, *, by: str | Person = "ou_alice", to: str | Chat | None = None
    ) -> tuple[Message, list[Exchange]]:
        """Write a message without waiting; gives it and its deliveries, one for each bot of the chat."""
        if not text.strip():
            raise EmulatorError("the text is empty, and a client does not send that", "内容为空，客户端不会发送")
        core = self.core
        person = self._person(by)
        chat = self._chat_for(person, to)
        message = core.messaging.add_from_person(person, chat, text, at=core.clock.time())
        core.recorder.action("say", text=text, by=person.open_id, to=chat.chat_id, message=message.message_id)
        deliveries = begin_message(core, message, person, chat)
        begin_previews(core, message, person)
        return message, deliveries

    async def click(
        self,
        message: Message | str,
        selector: Selector,
        *,
        by: str | Person = "ou_alice",
        values: Mapping[str, object] | None = None,
        confirm: bool = True,
    ) -> Click:
        """
        Click a component of a card and wait for the answer.

        Args:
            message: The message with the card.
            selector: Text, name or tag of the component, its index, or its JSON pointer.
            values: What is put into the form before, by field name, when the button submits one.
            confirm: Whether a dialog is confirmed.

        Raises:
            ComponentNotFound: Nothing fits; the error lists the choices.
            NothingSent: The client sends no callback for this click, and says why.
        """
        return await self.begin_act(message, selector, Deed(fill=values or {}, confirm=confirm), by=by)

    async def begin_click(
        self,
        message: Message | str,
        selector: Selector,
        *,
        by: str | Person = "ou_alice",
        values: Mapping[str, object] | None = None,
        confirm: bool = True,
    ) -> Pending[Click]:
        """
        Click as :meth:`click` does, without waiting for the answer::

            pending = await feishu.begin_click(message, "同意")
            await feishu.clock.advance(3.0)
            click = await pending
        """
        return self.begin_act(message, selector, Deed(fill=values or {}, confirm=confirm), by=by)

    async def submit(
        self,
        message: Message | str,
        values: Mapping[str, object] | None = None,
        *,
        button: Selector | None = None,
        by: str | Person = "ou_alice",
        confirm: bool = True,
    ) -> Click:
        """
        Fill in the form of a card, submit it and wait for the answer.

        Args:
            values: Field name to value: text, an option by value or text, a list of them, or True for a tick.
            button: Which button, when the card has several that submit.
        """
        found = self._message(message)
        if button is None:
            person = self._person(by)
            button = submit_button(self._card(found, person)[1], locale=person.locale)
        return await self.begin_act(found, button, Deed(fill=values or {}, confirm=confirm), by=by)

    async def select(
        self, message: Message | str, selector: Selector, value: str | list[str], *, by: str | Person = "ou_alice"
    ) -> Click:
        """Choose an option, options, or a date or time (``2026-12-01 18:05``), and wait for the answer."""
        return await self.begin_act(message, selector, Deed(kind="select", value=value), by=by)

    async def enter(
        self, message: Message | str, selector: Selector, text: str, *, by: str | Person = "ou_alice"
    ) -> Click:
        """Type into an input outside a form, press Enter and wait for the answer."""
        return await self.begin_act(message, selector, Deed(kind="input", text=text), by=by)

    async def check(self, message: Message | str, selector: Selector, *, by: str | Person = "ou_alice") -> Click:
        """Tick or untick a checker and wait for the answer."""
        return await self.begin_act(message, selector, Deed(kind="check"), by=by)

    def begin_act(
        self, message: Message | str, selector: Selector, deed: Deed, *, by: str | Person = "ou_alice"
    ) -> Pending[Click]:
        """Act on a card in any way, without waiting; await the result for the answer."""
        core = self.core
        found, person = self._message(message), self._person(by)
        viewer = Viewer(person.locale, person.timezone, person.utc_offset)
        preview, card = self._card(found, person)
        effect = act(card, selector, deed, viewer)
        if effect.action is None:
            raise NothingSent(effect.reason, open_url=effect.open_url, missing=effect.missing)
        if person.open_id not in core.world.chat(found.chat_id).members:
            raise EmulatorError(
                f"{person.open_id} is not in the chat {found.chat_id} and cannot see the card",
                f"{person.open_id} 不在会话 {found.chat_id} 中，看不到这张卡片",
            )
        core.recorder.action(
            "act",
            message=found.message_id,
            selector=readable(card, selector, person.locale),
            deed=deed.kind,
            value=deed.value,
            text=deed.text,
            fill=dict(deed.fill),
            confirm=deed.confirm,
            by=person.open_id,
        )
        token = core.ids.update_token()
        push = self._push_of_click(found, person, effect.action, token, schema_of(card), preview)
        core.update_tokens.issue(
            token,
            app_id=push.app_id,
            message_id=found.message_id,
            open_id=person.open_id,
            event_id=push.event_id,
            now=core.clock.now(),
        )
        if preview is not None:
            core.cards.on_preview(push.event_id, preview)
        return Pending(core.engine, core.engine.begin(push), Click)

    # --- as the platform ----------------------------------------------------------------------------------------------

    async def trigger(
        self,
        type_: str,
        /,
        *,
        paths: Mapping[str, object] | None = None,
        app_id: str | None = None,
        tenant_key: str | None = None,
        **fields: object,
    ) -> Answered:
        """
        Deliver any event or callback and wait for its verdict.

        Args:
            type_: Such as ``im.message.reaction.created_v1``. Known types come with an example payload.
            paths: Path to value, such as ``{"event.message.content": "…"}``; a path that begins neither with
                ``event`` nor with ``header`` is one inside the event.
            tenant_key: The tenant it happens in; None for the first one the app is installed in.
            fields: Members of the event that replace those of the example.
        """
        delivery = self.begin_trigger(type_, paths=paths, app_id=app_id, tenant_key=tenant_key, fields=fields)
        return await Pending(self.core.engine, delivery, Answered)

    def begin_trigger(
        self,
        type_: str,
        *,
        paths: Mapping[str, object] | None = None,
        app_id: str | None = None,
        tenant_key: str | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> Exchange:
        """Deliver as :meth:`trigger` does, without waiting."""
        core = self.core
        core.recorder.action("trigger", type=type_, paths={**(paths or {}), **_inside(fields)}, app_id=app_id)
        request = Trigger(type=type_, fields=dict(fields or {}), paths=dict(paths or {}), tenant_key=tenant_key)
        return core.engine.begin(build_trigger(core, core.world.app(app_id), request))

    # --- what can be seen ---------------------------------------------------------------------------------------------

    def messages(self, chat: str | Chat | None = None) -> list[Message]:
        """List the messages of a chat, or of all chats, oldest first."""
        return self.core.world.messages_of(None if chat is None else self.core.world.chat(id_of(chat)).chat_id)

    def card_of(self, message: Message | str, *, by: str | Person | None = None) -> CardView:
        """
        Give the card of a message as it is now, or that of the first of its link previews that has one.

        Args:
            by: Who looks; None for what everybody sees.

        Raises:
            EmulatorError: The message holds no card.
        """
        found = self._message(message)
        return CardView(self._card(found, None if by is None else self._person(by))[1])

    def deliveries(self) -> list[Exchange]:
        """List the deliveries so far, oldest first."""
        return list(self.core.journal)

    # --- lookups ------------------------------------------------------------------------------------------------------

    def _push_of_click(
        self,
        message: Message,
        person: Person,
        action: Mapping[str, Any],
        token: str,
        schema: str | None,
        preview: LinkPreview | None,
    ) -> Push:
        """Make the callback of a click, in the older form if the app wants that and the card is of JSON 1.0."""
        core = self.core
        app = core.world.app(message.sender_id if preview is None else preview.app_id)
        tenant_key, seen = core.world.tenant_key_of(message), app.sees(person)
        if schema == "1.0" and preview is None and app.subscription.legacy_cards:
            return legacy_push(
                app,
                core.ids.hex(32),
                legacy_body(seen, tenant_key, message, action, token),
                message_id=message.message_id,
                open_id=person.open_id,
                refresh_token=core.cards.refresh_token(message.message_id, person.open_id, core.ids),
            )
        return make_push(
            app,
            tenant_key,
            CARD_ACTION,
            card_action_event(seen, tenant_key, message, action, token, preview=preview),
            core.ids,
            at=core.clock.time(),
            message_id=message.message_id,
            open_id=person.open_id,
        )

    def _card(self, message: Message, person: Person | None) -> tuple[LinkPreview | None, dict[str, Any]]:
        """Give the card a person sees in a message, and the link preview it belongs to."""
        open_id = None if person is None else person.open_id
        if not message.is_for(open_id):
            raise EmulatorError(
                f"the message {message.message_id} is not shown to {open_id}",
                f"消息 {message.message_id} 对 {open_id} 不可见",
            )
        card = message.card_for(open_id)
        if card is not None:
            return None, card
        for preview in message.previews:
            if (card := preview.card_for(open_id)) is not None:
                return preview, card
        raise EmulatorError(
            f"the message {message.message_id} holds no card, it is of type {message.message_type}",
            f"消息 {message.message_id} 不含卡片，类型是 {message.message_type}",
        )


def _inside(fields: Mapping[str, object] | None) -> dict[str, object]:
    """Give members of an event by their paths."""
    return {f"event.{name}": value for name, value in (fields or {}).items()}


def draft_of(content: Content) -> Draft:
    """Make the message an app would send for this content."""
    if isinstance(content, str):
        return Draft(message_type="text", content=json.dumps({"text": content}, ensure_ascii=False))
    if isinstance(content, Card | CardTemplate):
        return Draft(message_type="interactive", content=content.to_json().decode())
    return Draft(message_type="interactive", content=msgspec.json.encode(dict(content)).decode())
