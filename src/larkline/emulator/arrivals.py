"""Wait for the next card an app sends."""

from __future__ import annotations

import asyncio

from larkline.emulator.core import Core
from larkline.emulator.world.tenant import Chat, Message

__all__ = ["Arrivals"]


class Arrivals:
    """The verb ``next_card``, and which cards it need not give."""

    core: Core
    _known: set[str]

    async def next_card(self, *, within: float = 3.0, chat: str | Chat | None = None) -> Message:
        """
        Wait for a card that an app has sent, and give its message.

        Each call gives another one, oldest first, those that came before the call included. What the test itself has
        sent as the bot is not among them.

        Args:
            within: Seconds of real time.
            chat: Only cards in this chat; None for any.

        Raises:
            TimeoutError: None came in time; the text says how the last delivery ended.
        """
        world = self.core.world
        chat_id = None if chat is None else world.chat(chat if isinstance(chat, str) else chat.chat_id).chat_id
        self._known.intersection_update(world.messages)
        found: list[Message] = []

        def came() -> bool:
            found[:] = [
                message
                for message in world.messages_of(chat_id)
                if message.card is not None and message.sender_type == "app" and message.message_id not in self._known
            ]
            return bool(found)

        try:
            async with asyncio.timeout(within):
                await self.core.changes.until(came)
        except TimeoutError:
            last = [*self.core.journal][-1:]
            how = f"; the last delivery: {last[0].type} {last[0].verdict or 'without a verdict'}" if last else ""
            raise TimeoutError(f"no card came within {within:g} s{how}") from None
        self._known.add(found[0].message_id)
        return found[0]
