"""What people do that apps are only told of, for tests without ``async``: each verb waits for the verdicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from larkline.emulator.people_verbs import Told
from larkline.emulator.sync_loop import SyncLoop
from larkline.emulator.world.tenant import Chat, Message, Person

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator
    from larkline.emulator.journal.exchange import Exchange

__all__ = ["SyncPeople"]


class SyncPeople(SyncLoop):
    """The verbs of :class:`~larkline.emulator.people_verbs.PeopleVerbs`, simply called."""

    _emulator: Emulator

    def recall(self, message: Message | str, *, by: str | Person | None = None) -> list[Exchange]:
        """Recall a message of a person."""
        return self._told(lambda: self._emulator.recall(message, by=by))

    def react(self, message: Message | str, emoji: str = "SMILE", *, by: str | Person = "ou_alice") -> list[Exchange]:
        """Put an emoji on a message."""
        return self._told(lambda: self._emulator.react(message, emoji, by=by))

    def unreact(self, message: Message | str, emoji: str = "SMILE", *, by: str | Person = "ou_alice") -> list[Exchange]:
        """Take an emoji off a message."""
        return self._told(lambda: self._emulator.unreact(message, emoji, by=by))

    def read(self, message: Message | str, *, by: str | Person = "ou_alice") -> list[Exchange]:
        """Read a message of a bot in its direct chat."""
        return self._told(lambda: self._emulator.read(message, by=by))

    def join(self, chat: str | Chat, person: str | Person, *, by: str | Person | None = None) -> list[Exchange]:
        """Let a person become a member of a group."""
        return self._told(lambda: self._emulator.join(chat, person, by=by))

    def leave(self, chat: str | Chat, person: str | Person, *, by: str | Person | None = None) -> list[Exchange]:
        """Let a person be no member of a group any more."""
        return self._told(lambda: self._emulator.leave(chat, person, by=by))

    def add_bot(self, chat: str | Chat, app_id: str | None = None, *, by: str | Person = "ou_alice") -> list[Exchange]:
        """Add a bot to a group."""
        return self._told(lambda: self._emulator.add_bot(chat, app_id, by=by))

    def remove_bot(
        self, chat: str | Chat, app_id: str | None = None, *, by: str | Person = "ou_alice"
    ) -> list[Exchange]:
        """Remove a bot from a group."""
        return self._told(lambda: self._emulator.remove_bot(chat, app_id, by=by))

    def open_chat(self, *, by: str | Person = "ou_alice", app_id: str | None = None) -> list[Exchange]:
        """Let a person open the direct chat with a bot."""
        return self._told(lambda: self._emulator.open_chat(by=by, app_id=app_id))

    def press_menu(self, event_key: str, *, by: str | Person = "ou_alice", app_id: str | None = None) -> list[Exchange]:
        """Let a person press an entry of a bot's menu."""
        return self._told(lambda: self._emulator.press_menu(event_key, by=by, app_id=app_id))

    def _told(self, act: Callable[[], Told]) -> list[Exchange]:
        async def acted() -> list[Exchange]:
            return await act()

        return self._call(acted())
