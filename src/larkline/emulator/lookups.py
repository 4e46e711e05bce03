"""Find what a verb was given by its id."""

from __future__ import annotations

from larkline.emulator.core import Core
from larkline.emulator.errors import EmulatorError
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person

__all__ = ["Lookups", "id_of"]


class Lookups:
    """Looks into the world of a :class:`Core`."""

    core: Core

    def _message(self, message: Message | str) -> Message:
        return self.core.world.message(message) if isinstance(message, str) else message

    def _person(self, person: str | Person) -> Person:
        return self.core.world.person(person) if isinstance(person, str) else person

    def _chat_for(self, person: Person, chat: str | Chat | None, app: AppRecord | None = None) -> Chat:
        """Give the chat meant; None means the direct chat with an app, by default the first one of the tenant."""
        world = self.core.world
        app = app or world.app_for(person)
        found = world.direct_chat(person, app) if chat is None else world.chat(id_of(chat))
        if found is None or person.open_id not in found.members:
            raise EmulatorError(
                f"{person.open_id} is not in the chat {'with the bot' if found is None else found.chat_id}",
                f"{person.open_id} 不在{'与机器人的单聊' if found is None else f'会话 {found.chat_id} '}中",
            )
        return found


def id_of(thing: str | Chat | Person | AppRecord) -> str:
    """Give the id of a thing, or the id that was given."""
    if isinstance(thing, Chat):
        return thing.chat_id
    if isinstance(thing, Person):
        return thing.open_id
    return thing if isinstance(thing, str) else thing.app_id
