"""What people do that apps are only told of: recall, react, come and go, open a chat, press a menu."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Literal

from larkline.emulator.core import Core
from larkline.emulator.delivery.chat_events import (
    RECALLED,
    ids_of,
    reaction_event,
    reaction_type,
    recall_event,
    tell_bots,
)
from larkline.emulator.delivery.pushes import make_push
from larkline.emulator.errors import EmulatorError
from larkline.emulator.failures import ApiFailure
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.lookups import Lookups, id_of
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person, Reaction

__all__ = ["PeopleVerbs", "Told"]


class Told:
    """
    The events that something somebody did has caused, one for each app; await it for their verdicts.

    Attributes:
        deliveries: What was delivered.
    """

    def __init__(self, core: Core, deliveries: list[Exchange]) -> None:
        self.deliveries = deliveries
        self._core = core

    def __await__(self) -> Generator[Any, None, list[Exchange]]:
        return self._finished().__await__()

    async def _finished(self) -> list[Exchange]:
        for delivery in self.deliveries:
            await self._core.engine.finished(delivery)
        return self.deliveries


class PeopleVerbs(Lookups):
    """
    Acts in the world of a :class:`Core`.

    Each verb takes effect at once. Await what it gives for the verdicts of the events, or look at its deliveries.
    The shapes of the events are documented, each on the page of its type.
    """

    def recall(self, message: Message | str, *, by: str | Person | None = None) -> Told:
        """
        Recall a message of a person.

        Args:
            by: Who; None for the one who wrote it. Anybody else does it as the owner of the group.

        Raises:
            EmulatorError: It is gone already, or was sent by a bot, which recalls it by the API.
        """
        found = self._message(message)
        if found.deleted:
            raise EmulatorError(
                f"the message {found.message_id} is recalled already", f"消息 {found.message_id} 已被撤回"
            )
        if found.sender_type == "app":
            raise EmulatorError(
                f"the message {found.message_id} was sent by a bot, which recalls it by the API",
                f"消息 {found.message_id} 由机器人发送，只能由它调用 API 撤回",
            )
        who = self._member(found, found.sender_id if by is None else by)
        self._note("recall", message=found.message_id, by=who.open_id)
        found.deleted = True
        event = recall_event(self.core, found, who.open_id)
        return self._tell_bots(self._chat(found.chat_id), RECALLED, lambda _app: event)

    def react(self, message: Message | str, emoji: str = "SMILE", *, by: str | Person = "ou_alice") -> Told:
        """
        Put an emoji on a message.

        Raises:
            EmulatorError: The person is not in the chat, or that is no emoji.
        """
        found, person = self._message(message), self._person(by)
        self._member(found, person)
        try:
            reaction = self.core.reactions.add(found, emoji, person, at=self.core.clock.time())
        except ApiFailure as failure:
            raise EmulatorError(*failure.both) from None
        self._note("react", message=found.message_id, emoji=emoji, by=person.open_id)
        return self._tell_of_reaction("created", found, reaction)

    def unreact(self, message: Message | str, emoji: str = "SMILE", *, by: str | Person = "ou_alice") -> Told:
        """
        Take an emoji off a message.

        Raises:
            EmulatorError: The person has not put it there.
        """
        found, person = self._message(message), self._person(by)
        for reaction in list(found.reactions.values()):
            if (reaction.by, reaction.emoji) == (person.open_id, emoji):
                self.core.reactions.remove(found, reaction.reaction_id, person)
                self._note("unreact", message=found.message_id, emoji=emoji, by=person.open_id)
                return self._tell_of_reaction("deleted", found, reaction)
        raise EmulatorError(
            f"{person.open_id} has not put {emoji!r} on the message {found.message_id}",
            f"{person.open_id} 没有给消息 {found.message_id} 添加过表情回复 {emoji!r}",
        )

    def read(self, message: Message | str, *, by: str | Person = "ou_alice") -> Told:
        """
        Read a message of a bot in its direct chat; of groups it is not told.

        Raises:
            EmulatorError: No bot has sent it, or not in a direct chat with this person.
        """
        found = self._message(message)
        person = self._member(found, by)
        chat = self._chat(found.chat_id)
        if found.sender_type != "app" or chat.kind != "p2p":
            raise EmulatorError(
                f"that {found.message_id} was read is told of a bot's messages in direct chats only",
                f"只有单聊中机器人发送的消息才有已读事件，{found.message_id} 不是",
            )
        self._note("read", message=found.message_id, by=person.open_id)
        app = self.core.world.app(found.sender_id)
        reader = {"reader_id": ids_of(app.sees(person)), "read_time": self._now(), "tenant_key": person.tenant_key}
        event = {"reader": reader, "message_id_list": [found.message_id]}
        return self._tell([(app, chat.tenant_key, "im.message.message_read_v1", event)])

    def join(self, chat: str | Chat, person: str | Person, *, by: str | Person | None = None) -> Told:
        """
        Let a person become a member of a group.

        Args:
            by: Who adds them; None for themselves.

        Raises:
            EmulatorError: They are in it, or belong to another tenant.
        """
        group, who = self._group(chat), self._person(person)
        if who.open_id in group.members:
            raise EmulatorError(
                f"{who.open_id} is in the group {group.chat_id} already", f"{who.open_id} 已在群聊 {group.chat_id} 中"
            )
        if who.tenant_key != group.tenant_key:
            raise EmulatorError(
                f"{who.open_id} belongs to another tenant than the group {group.chat_id}",
                f"{who.open_id} 与群聊 {group.chat_id} 不属于同一租户",
            )
        adder = who if by is None else self._person(by)
        self._note("join", chat=group.chat_id, person=who.open_id, by=adder.open_id)
        group.members.append(who.open_id)
        return self._tell_of_member("added", group, who, adder)

    def leave(self, chat: str | Chat, person: str | Person, *, by: str | Person | None = None) -> Told:
        """
        Let a person be no member of a group any more.

        Args:
            by: Who removes them; None for themselves.

        Raises:
            EmulatorError: They are not in it.
        """
        group, who = self._group(chat), self._person(person)
        if who.open_id not in group.members:
            raise EmulatorError(
                f"{who.open_id} is not in the group {group.chat_id}", f"{who.open_id} 不在群聊 {group.chat_id} 中"
            )
        remover = who if by is None else self._person(by)
        self._note("leave", chat=group.chat_id, person=who.open_id, by=remover.open_id)
        group.members.remove(who.open_id)
        return self._tell_of_member("deleted", group, who, remover)

    def add_bot(self, chat: str | Chat, app_id: str | None = None, *, by: str | Person = "ou_alice") -> Told:
        """
        Add a bot to a group.

        Raises:
            EmulatorError: It is in it, or its app is not installed in the group's tenant.
        """
        group, app = self._group(chat), self.core.world.app(app_id)
        if app.app_id in group.bots or group.tenant_key not in app.tenant_keys:
            raise EmulatorError(
                f"the bot of {app.app_id} is in the group {group.chat_id}, or of another tenant",
                f"{app.app_id} 的机器人已在群聊 {group.chat_id} 中，或不属于同一租户",
            )
        adder = self._person(by)
        self._note("add_bot", chat=group.chat_id, app_id=app_id, by=adder.open_id)
        group.bots.append(app.app_id)
        return self._tell_of_bot("added", group, app, adder)

    def remove_bot(self, chat: str | Chat, app_id: str | None = None, *, by: str | Person = "ou_alice") -> Told:
        """
        Remove a bot from a group.

        Raises:
            EmulatorError: It is not in it.
        """
        group, app = self._group(chat), self.core.world.app(app_id)
        if app.app_id not in group.bots:
            raise EmulatorError(
                f"the bot of {app.app_id} is not in the group {group.chat_id}",
                f"{app.app_id} 的机器人不在群聊 {group.chat_id} 中",
            )
        remover = self._person(by)
        self._note("remove_bot", chat=group.chat_id, app_id=app_id, by=remover.open_id)
        group.bots.remove(app.app_id)
        return self._tell_of_bot("deleted", group, app, remover)

    def open_chat(self, *, by: str | Person = "ou_alice", app_id: str | None = None) -> Told:
        """Let a person open the direct chat with a bot, by default that of the first app of their tenant."""
        person, app = self._person_and_app(by, app_id)
        chat = self._chat_for(person, None, app)
        self._note("open_chat", by=person.open_id, app_id=app_id)
        event: dict[str, Any] = {"chat_id": chat.chat_id, "operator_id": ids_of(app.sees(person))}
        if sent := self.core.world.messages_of(chat.chat_id):
            event["last_message_id"] = sent[-1].message_id
            event["last_message_create_time"] = str(int(sent[-1].created_at * 1000))
        type_ = "im.chat.access_event.bot_p2p_chat_entered_v1"
        return self._tell([(app, chat.tenant_key, type_, event)])

    def press_menu(self, event_key: str, *, by: str | Person = "ou_alice", app_id: str | None = None) -> Told:
        """Let a person press an entry of a bot's menu, by default of the first app of their tenant."""
        person, app = self._person_and_app(by, app_id)
        self._note("press_menu", event_key=event_key, by=person.open_id, app_id=app_id)
        operator = {"operator_name": person.name, "operator_id": ids_of(app.sees(person))}
        event = {"operator": operator, "event_key": event_key, "timestamp": int(self.core.clock.time())}
        return self._tell([(app, person.tenant_key, "application.bot.menu_v6", event)])

    # --- what apps are told -------------------------------------------------------------------------------------------

    def _tell_of_reaction(self, what: Literal["created", "deleted"], message: Message, reaction: Reaction) -> Told:
        def event(app: AppRecord) -> dict[str, Any]:
            return reaction_event(self.core, app, message, reaction)

        return self._tell_bots(self._chat(message.chat_id), reaction_type(what), event)

    def _tell_of_member(self, what: str, group: Chat, person: Person, by: Person) -> Told:
        def event(app: AppRecord) -> dict[str, Any]:
            user = {"name": person.name, "tenant_key": person.tenant_key, "user_id": ids_of(app.sees(person))}
            return {**_of_group(app, group, by), "users": [user]}

        self.core.feed.tell("world", "changed", group.chat_id)
        return self._tell_bots(group, f"im.chat.member.user.{what}_v1", event)

    def _tell_of_bot(self, what: str, group: Chat, app: AppRecord, by: Person) -> Told:
        self.core.feed.tell("world", "changed", group.chat_id)
        return self._tell([(app, group.tenant_key, f"im.chat.member.bot.{what}_v1", _of_group(app, group, by))])

    def _tell_bots(self, chat: Chat, type_: str, event: Callable[[AppRecord], Mapping[str, Any]]) -> Told:
        return Told(self.core, tell_bots(self.core, chat, type_, event))

    def _tell(self, events: list[tuple[AppRecord, str, str, Mapping[str, Any]]]) -> Told:
        core = self.core
        pushes = [make_push(*event, core.ids, at=core.clock.time()) for event in events]
        return Told(core, [core.engine.begin(push) for push in pushes])

    def _note(self, verb: str, **fields: str | None) -> None:
        """Let recordings know what somebody does."""
        self.core.recorder.action(verb, **fields)

    # --- lookups ------------------------------------------------------------------------------------------------------

    def _chat(self, chat: str | Chat) -> Chat:
        return self.core.world.chat(id_of(chat))

    def _group(self, chat: str | Chat) -> Chat:
        found = self._chat(chat)
        if found.kind != "group":
            raise EmulatorError(
                f"{found.chat_id} is a direct chat, where nobody comes or goes",
                f"{found.chat_id} 是单聊，不能添加或移出成员",
            )
        return found

    def _member(self, message: Message, person: str | Person) -> Person:
        found = self._person(person)
        if found.open_id not in self._chat(message.chat_id).members:
            raise EmulatorError(
                f"{found.open_id} is not in the chat {message.chat_id}",
                f"{found.open_id} 不在会话 {message.chat_id} 中",
            )
        return found

    def _person_and_app(self, person: str | Person, app_id: str | None) -> tuple[Person, AppRecord]:
        found = self._person(person)
        return found, self.core.world.app_for(found) if app_id is None else self.core.world.app(app_id)

    def _now(self) -> str:
        return str(int(self.core.clock.time() * 1000))


def _of_group(app: AppRecord, group: Chat, by: Person) -> dict[str, Any]:
    return {
        "chat_id": group.chat_id,
        "operator_id": ids_of(app.sees(by)),
        "external": False,
        "operator_tenant_key": by.tenant_key,
        "name": group.name,
    }
