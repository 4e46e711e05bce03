"""The life of a message: created, answered, updated, read. Pure rules; ids and times are arguments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from larkline.emulator.cards.content import is_shared, read_card, schema_of
from larkline.emulator.cards.shelf import CardShelf, CardToSend
from larkline.emulator.failures import ApiFailure, CardRefused
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.policies import Policies
from larkline.emulator.world.rates import Rates
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person
from larkline.emulator.world.world import World
from larkline.facts.api import MESSAGE_UUID_CHARS, MESSAGE_UUID_SECONDS, MESSAGES_PER_SECOND
from larkline.facts.delivery import CARD_BYTES
from larkline.facts.platform import MESSAGE_EDITS, MESSAGE_UPDATE_SECONDS, TEXT_BYTES

__all__ = ["MESSAGE_TYPES", "Draft", "Messaging"]

MESSAGE_TYPES = frozenset(
    {"text", "post", "image", "file", "audio", "media", "sticker", "interactive", "share_chat", "share_user", "system"}
)
_EDITABLE = ("text", "post")
_ID_TYPES = ("open_id", "union_id", "user_id", "email", "chat_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an app wants to send: the body of a create or reply call."""

    message_type: str
    content: str
    uuid: str = ""
    in_thread: bool = False


class Messaging:
    """
    The calls under ``/open-apis/im/v1/messages`` without their HTTP.

    ``now`` is seconds on the clock of lifetimes, ``at`` is seconds since 1970-01-01 UTC; every failure is an
    :class:`ApiFailure` with the documented code.
    """

    def __init__(self, world: World, ids: Ids, shelf: CardShelf, policies: Policies | None = None) -> None:
        self.world = world
        self.policies = Policies() if policies is None else policies
        self._ids = ids
        self._shelf = shelf
        self._rates = Rates()
        self._sent: dict[tuple[str, str, str], tuple[float, str]] = {}

    def create(
        self,
        app: AppRecord,
        draft: Draft,
        *,
        receive_id: str,
        receive_id_type: str,
        now: float,
        at: float,
        tenant_key: str | None = None,
    ) -> Message:
        """
        Send a message to a chat or a person; the same uuid within an hour gives the first message again.

        Args:
            tenant_key: The tenant the app speaks for; None for all of its tenants, here and below.
        """
        self._check_bot(app)
        chat = self._address(app, receive_id, receive_id_type, tenant_key)
        known = self._already_sent(app, chat.chat_id, draft.uuid, now)
        if known is not None:
            return known
        return self._add(app, chat, draft, self._check_content(app, draft, now), now=now, at=at)

    def reply(
        self, app: AppRecord, message_id: str, draft: Draft, *, now: float, at: float, tenant_key: str | None = None
    ) -> Message:
        """
        Send a message that answers another one, in its chat or, with ``in_thread``, in a thread of it.

        That a topic is gone once its first message was recalled is assumed.
        """
        self._check_bot(app)
        parent = self.find(app, message_id, tenant_key=tenant_key, recalled=230011)
        root = self.world.messages.get(parent.root_id)
        if parent.thread_id and root is not None and root.deleted:
            raise ApiFailure(230019)
        chat = self.world.chats[parent.chat_id]
        known = self._already_sent(app, message_id, draft.uuid, now)
        if known is not None:
            return known
        card = self._check_content(app, draft, now)
        message = self._add(app, chat, draft, card, now=now, at=at, scope=message_id)
        message.parent_id = parent.message_id
        message.root_id = parent.root_id or parent.message_id
        if draft.in_thread:
            parent.thread_id = parent.thread_id or f"omt_{self._ids.hex(12)}"
            message.thread_id = parent.thread_id
        return message

    def update_card(
        self,
        app: AppRecord,
        message_id: str,
        content: str,
        *,
        at: float,
        locked: bool = False,
        tenant_key: str | None = None,
    ) -> None:
        """
        Replace the card of a message for everybody.

        Args:
            locked: Whether a person's click on this card still waits for its response.
        """
        message = self.find(app, message_id, tenant_key=tenant_key)
        self._count("message", message_id, now=at)
        if message.sender_id != app.app_id:
            raise ApiFailure(230027, "only the app that sent a message can update its card")
        if message.card is None:
            raise ApiFailure(230054)
        if at - message.created_at > MESSAGE_UPDATE_SECONDS:
            raise ApiFailure(230031)
        card = self._shelf.resolve(app.app_id, read_card(content))
        if not is_shared(message.card) or not is_shared(card):
            raise ApiFailure(230001, "the card must have config.update_multi true before and after the update")
        if schema_of(message.card) == "2.0" and schema_of(card) == "1.0":
            raise CardRefused(
                200830, "a card of schema V2 cannot be updated to schema V1", "JSON 2.0 的卡片不能更新为 JSON 1.0"
            )
        if locked:
            raise CardRefused(11310, "card action is lock", "卡片正在交互，已锁定")
        message.card = card
        message.content = content
        message.updated = True
        message.updated_at = at

    def edit(
        self, app: AppRecord, message_id: str, draft: Draft, *, at: float, tenant_key: str | None = None
    ) -> Message:
        """Replace the content of a text or a post; gives the message. Source: docs, 编辑消息 (documented)."""
        message = self.find(app, message_id, tenant_key=tenant_key)
        if message.sender_id != app.app_id:
            raise ApiFailure(230071)
        if message.message_type not in _EDITABLE:
            raise ApiFailure(230054)
        if draft.message_type != message.message_type:
            raise ApiFailure(230055, f"a {message.message_type} message cannot become {draft.message_type!r}")
        if message.edits >= MESSAGE_EDITS:
            raise ApiFailure(230072)
        self._check_content(app, draft, at)
        message.edits += 1
        message.updated = True
        message.updated_at = at
        message.content = draft.content
        return message

    def recall(self, app: AppRecord, message_id: str, *, at: float, tenant_key: str | None = None) -> Message:
        """Recall a message of the app's own; gives it. Source: docs, 撤回消息 (documented)."""
        message = self.find(app, message_id, tenant_key=tenant_key)
        if message.sender_id != app.app_id:
            raise ApiFailure(230026)
        if at - message.created_at > self.policies.recall_seconds:
            raise ApiFailure(230009)
        message.deleted = True
        return message

    def history(
        self,
        app: AppRecord,
        container: str,
        *,
        kind: str,
        start: float = 0.0,
        end: float = float("inf"),
        tenant_key: str | None = None,
    ) -> list[Message]:
        """
        List the messages of a chat or of a thread, oldest first; the recalled ones are among them.

        Args:
            container: Id of the chat or thread.
            kind: ``chat`` or ``thread``.
            start: Only messages from then on, in whole seconds since 1970-01-01 UTC.
            end: Only messages up to then.

        Source: docs, 获取会话历史消息 (documented); that the parts of a thread are not listed in its chat, too.
        """
        if kind not in ("chat", "thread"):
            raise ApiFailure(230001, f"container_id_type is chat or thread, not {kind!r}")
        every = [message for message in self.world.messages.values() if not message.only_for]
        found = [m for m in every if (m.thread_id if kind == "thread" else m.chat_id) == container]
        chat = self.world.chats.get(found[0].chat_id if kind == "thread" and found else container)
        if chat is None or tenant_key not in (None, chat.tenant_key):
            raise ApiFailure(230001, f"no {kind} has the id {container!r}")
        if app.app_id not in chat.bots:
            raise ApiFailure(230002)
        hidden = kind == "chat"
        return [m for m in found if start <= int(m.created_at) <= end and not (hidden and m.thread_id and m.parent_id)]

    def find(
        self, app: AppRecord, message_id: str, *, tenant_key: str | None = None, recalled: int = 230110
    ) -> Message:
        """
        Give a message the app's bot can see.

        Args:
            recalled: The code for one that was recalled.
        """
        if not message_id.startswith("om_"):
            raise ApiFailure(230001, f"invalid message_id {message_id!r}")
        message = self.world.messages.get(message_id)
        if message is None or message.only_for:
            raise ApiFailure(230001, "the message does not exist")
        if message.deleted:
            raise ApiFailure(recalled)
        chat = self.world.chats[message.chat_id]
        if tenant_key not in (None, chat.tenant_key):
            raise ApiFailure(230050)
        if app.app_id not in chat.bots:
            raise ApiFailure(230002)
        return message

    def forget(self) -> None:
        """Forget which messages were sent, and how fast."""
        self._sent.clear()
        self._rates.forget()

    def add_from_person(self, person: Person, chat: Chat, text: str, *, at: float) -> Message:
        """Add a text message that a person writes."""
        return self.add_content(person, chat, "text", {"text": text}, at=at)

    def add_content(
        self, person: Person, chat: Chat, message_type: str, content: dict[str, str], *, at: float
    ) -> Message:
        """Add a message of any type that a person writes."""
        message = Message(
            message_id=self._ids.message_id(),
            chat_id=chat.chat_id,
            sender_id=person.open_id,
            sender_type="user",
            message_type=message_type,
            content=json.dumps(content, ensure_ascii=False),
            created_at=at,
            updated_at=at,
        )
        self.world.messages[message.message_id] = message
        return message

    def add_for_one(
        self, app: AppRecord, chat: Chat, person: Person, content: str, card: dict[str, Any], *, at: float
    ) -> Message:
        """Add a card that only one person sees."""
        message = Message(
            message_id=self._ids.message_id(),
            chat_id=chat.chat_id,
            sender_id=app.app_id,
            sender_type="app",
            message_type="interactive",
            content=content,
            created_at=at,
            updated_at=at,
            card=card,
            only_for=person.open_id,
        )
        self.world.messages[message.message_id] = message
        return message

    def _address(self, app: AppRecord, receive_id: str, receive_id_type: str, tenant_key: str | None) -> Chat:
        if receive_id_type not in _ID_TYPES:
            raise ApiFailure(230001, f"receive_id_type is one of {', '.join(_ID_TYPES)}, not {receive_id_type!r}")
        if not receive_id:
            raise ApiFailure(230001, "receive_id is empty")
        if receive_id_type == "chat_id":
            chat = self.world.chats.get(receive_id)
            if chat is None or tenant_key not in (None, chat.tenant_key):
                raise ApiFailure(230034, f"no chat has the chat_id {receive_id!r}")
            if app.app_id not in chat.bots:
                raise ApiFailure(230002)
            return chat
        for person in self.world.people_of(app):
            if tenant_key in (None, person.tenant_key) and getattr(app.sees(person), receive_id_type) == receive_id:
                direct = self.world.direct_chat(person, app)
                if direct is None or person.open_id in app.abilities.hidden_from:
                    raise ApiFailure(230013)
                return direct
        raise ApiFailure(230034, f"nobody has the {receive_id_type} {receive_id!r}")

    def _check_content(self, app: AppRecord, draft: Draft, now: float) -> CardToSend | None:
        """Check the content of a message; give its card when it is one."""
        if any(word in draft.content for word in self.policies.sensitive_words):
            raise ApiFailure(230022)
        if draft.message_type == "interactive":
            return self._shelf.to_send(app.app_id, draft.content, now=now)
        _check_plain_content(draft)
        return None

    def _already_sent(self, app: AppRecord, scope: str, uuid: str, now: float) -> Message | None:
        if not uuid:
            return None
        if len(uuid) > MESSAGE_UUID_CHARS:
            raise ApiFailure(230001, f"uuid is longer than {MESSAGE_UUID_CHARS} characters")
        self._sent = {key: entry for key, entry in self._sent.items() if now - entry[0] < MESSAGE_UUID_SECONDS}
        entry = self._sent.get((app.app_id, scope, uuid))
        return self.world.messages.get(entry[1]) if entry else None

    def _add(
        self,
        app: AppRecord,
        chat: Chat,
        draft: Draft,
        card: CardToSend | None,
        *,
        now: float,
        at: float,
        scope: str = "",
    ) -> Message:
        self._count(chat.kind, chat.members[0] if chat.kind == "p2p" else chat.chat_id, now=now)
        message = Message(
            message_id=self._ids.message_id(),
            chat_id=chat.chat_id,
            sender_id=app.app_id,
            sender_type="app",
            message_type=draft.message_type,
            content=draft.content,
            created_at=at,
            updated_at=at,
            card=None if card is None else card.card,
        )
        self.world.messages[message.message_id] = message
        if card is not None:
            self._shelf.sent(card, message)
        if draft.uuid:
            self._sent[app.app_id, scope or chat.chat_id, draft.uuid] = (now, message.message_id)
        return message

    def _check_bot(self, app: AppRecord) -> None:
        if not app.abilities.bot:
            raise ApiFailure(230006)

    def _count(self, kind: str, id_: str, *, now: float) -> None:
        """Refuse what comes too fast, if the platform is set to."""
        if self.policies.rate_limits and self._rates.take(kind, id_, limit=MESSAGES_PER_SECOND, window=1.0, now=now):
            raise ApiFailure(230020)


def _check_plain_content(draft: Draft) -> None:
    """Check the content of a message that is no card."""
    if draft.message_type not in MESSAGE_TYPES:
        raise ApiFailure(230001, f"invalid msg_type {draft.message_type!r}")
    limit = TEXT_BYTES if draft.message_type == "text" else CARD_BYTES
    size = len(draft.content.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise ApiFailure(
            230025,
            f"the content is {size} bytes long, a {draft.message_type} message takes {limit}",
            f"内容共 {size} 字节，{draft.message_type} 消息上限为 {limit}",
        )
    try:
        content = json.loads(draft.content)
    except (ValueError, RecursionError):
        raise ApiFailure(230001, "content is not a string in JSON format") from None
    if not isinstance(content, dict):
        raise ApiFailure(230001, "content is not a JSON object")
    if draft.message_type == "text" and not content.get("text"):
        raise ApiFailure(230001, "the text of the message is empty", "消息内容为空")
