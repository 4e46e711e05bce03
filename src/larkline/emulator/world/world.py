"""Everything the local platform knows, of all its tenants."""

from __future__ import annotations

from typing import TypeVar

from larkline.emulator.both import Both
from larkline.emulator.errors import Thing, UnknownThing, known_ids
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Messages, Person, Tenant

__all__ = ["World"]

T = TypeVar("T")


class World:
    """
    All tenants and everything in them; the doors of the emulator all act on the same one.

    Ids name one thing across all tenants. A person and a chat belong to one tenant, a message to that of its chat, and
    an app is installed in one tenant, or in several when it is one of the store.

    Args:
        tenant: The first tenant, which is meant wherever none is named.
    """

    def __init__(self, tenant: Tenant) -> None:
        self.tenants = {tenant.tenant_key: tenant}
        self.apps: dict[str, AppRecord] = {}
        self.people: dict[str, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.messages = Messages()

    @property
    def tenant_key(self) -> str:
        """The key of the first tenant."""
        return next(iter(self.tenants))

    def tenant(self, tenant_key: str | None = None) -> Tenant:
        """
        Give a tenant; the first one when *tenant_key* is None.

        Raises:
            UnknownThing: There is no such tenant.
        """
        return _find("tenant", self.tenants, self.tenant_key if tenant_key is None else tenant_key)

    def app(self, app_id: str | None = None) -> AppRecord:
        """
        Give an app; the first one when *app_id* is None.

        Raises:
            UnknownThing: There is no such app.
        """
        if app_id is None:
            return next(iter(self.apps.values()))
        return _find("app", self.apps, app_id)

    def person(self, open_id: str) -> Person:
        """
        Give a person by open id, be it the one an app knows them by.

        Raises:
            UnknownThing: There is no such person.
        """
        if open_id not in self.people:
            for app in self.apps.values():
                if (person := self.known_as(app, open_id)) is not None:
                    return person
        return _find("person", self.people, open_id)

    def known_as(self, app: AppRecord, open_id: str) -> Person | None:
        """Give the person whom *app* knows by this open id; None when it knows nobody by it."""
        if not app.own_open_ids:
            return self.people.get(open_id)
        return next((person for person in self.people_of(app) if app.sees(person).open_id == open_id), None)

    def chat(self, chat_id: str) -> Chat:
        """
        Give a chat.

        Raises:
            UnknownThing: There is no such chat.
        """
        return _find("chat", self.chats, chat_id)

    def message(self, message_id: str) -> Message:
        """
        Give a message.

        Raises:
            UnknownThing: There is no such message.
        """
        return _find("message", self.messages, message_id)

    def tenant_key_of(self, message: Message) -> str:
        """Give the tenant of a message."""
        return self.chats[message.chat_id].tenant_key

    def people_of(self, app: AppRecord) -> list[Person]:
        """List the people of the tenants an app is installed in."""
        return [person for person in self.people.values() if person.tenant_key in app.tenant_keys]

    def apps_of(self, tenant_key: str) -> list[AppRecord]:
        """List the apps that are installed in a tenant."""
        return [app for app in self.apps.values() if tenant_key in app.tenant_keys]

    def app_for(self, person: Person) -> AppRecord:
        """
        Give the first app of a person's tenant.

        Raises:
            UnknownThing: The tenant has none.
        """
        for app in self.apps_of(person.tenant_key):
            return app
        raise UnknownThing(
            "app",
            "",
            Both(f"the tenant {person.tenant_key} has installed none", f"租户 {person.tenant_key} 尚未安装应用"),
        )

    def direct_chat(self, person: Person, app: AppRecord) -> Chat | None:
        """Give the direct chat of a person with an app's bot; None while they have none."""
        for chat in self.chats.values():
            if chat.kind == "p2p" and person.open_id in chat.members and app.app_id in chat.bots:
                return chat
        return None

    def messages_of(self, chat_id: str | None = None) -> list[Message]:
        """Give the messages of a chat, or of all chats, oldest first, without the recalled ones."""
        return [m for m in self.messages.values() if not m.deleted and chat_id in (None, m.chat_id)]


def _find(kind: Thing, things: dict[str, T], key: str) -> T:
    found = things.get(key)
    if found is None:
        raise UnknownThing(kind, key, known_ids(list(things)[:10]))
    return found
