"""Emojis on messages: put there, listed, taken away. Pure rules; ids and times are arguments."""

from __future__ import annotations

import re

from larkline.emulator.failures import ApiFailure
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tenant import AppRecord, Message, Person, Reaction
from larkline.emulator.world.world import World

__all__ = ["Reactions"]

_EMOJI = re.compile(r"[A-Za-z0-9_]{1,40}")


class Reactions:
    """
    The calls under ``/open-apis/im/v1/messages/:message_id/reactions`` without their HTTP.

    Every failure is an :class:`ApiFailure` with the documented code.
    """

    def __init__(self, world: World, ids: Ids) -> None:
        self._world = world
        self._ids = ids

    def message(self, app: AppRecord, message_id: str, *, tenant_key: str) -> Message:
        """Give the message an app wants to react to, or see the reactions of."""
        message = self._world.messages.get(message_id)
        if message is None or message.deleted:
            raise ApiFailure(231003)
        chat = self._world.chats[message.chat_id]
        if chat.tenant_key != tenant_key or app.app_id not in chat.bots:
            raise ApiFailure(231008)
        return message

    def add(self, message: Message, emoji: str, by: AppRecord | Person, *, at: float) -> Reaction:
        """Put an emoji on a message; the same one of the same reactor stays one."""
        if not _EMOJI.fullmatch(emoji):
            raise ApiFailure(
                231001,
                f"{emoji!r} is no emoji_type; one looks like SMILE",
                f"{emoji!r} 不是 emoji_type，正确的形式如 SMILE",
            )
        who = by.app_id if isinstance(by, AppRecord) else by.open_id
        for known in message.reactions.values():
            if (known.emoji, known.by) == (emoji, who):
                return known
        reaction = Reaction(reaction_id=f"{self._ids.hex(32)}_{self._ids.hex(16)}", emoji=emoji, by=who, at=at)
        message.reactions[reaction.reaction_id] = reaction
        return reaction

    def remove(self, message: Message, reaction_id: str, by: AppRecord | Person) -> Reaction:
        """Take an emoji away that the same reactor has put there."""
        reaction = message.reactions.get(reaction_id)
        if reaction is None:
            elsewhere = any(reaction_id in other.reactions for other in self._world.messages.values())
            raise ApiFailure(231010 if elsewhere else 231011)
        if reaction.by != (by.app_id if isinstance(by, AppRecord) else by.open_id):
            raise ApiFailure(231007)
        return message.reactions.pop(reaction_id)
