"""Who and what there is: people, groups, and a whole world from a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from larkline.emulator.apps import Apps
from larkline.emulator.card_verbs import CardVerbs
from larkline.emulator.errors import EmulatorError
from larkline.emulator.world.seed import add_group, add_person
from larkline.emulator.world.tenant import Chat, Person
from larkline.emulator.world.world_file import AppEntry, TemplateEntry, WorldFile
from larkline.errors import ConfigurationError, FeishuError
from larkline.facts.languages import CARD_LANGUAGES

__all__ = ["WorldVerbs"]


class WorldVerbs(Apps, CardVerbs):
    """What an :class:`~larkline.emulator.Emulator` does with the people and groups of its tenants."""

    def user(self, open_id: str, *, name: str = "", tenant_key: str | None = None, locale: str | None = None) -> Person:
        """
        Give a person; with a *name* one that is not there yet is added to a tenant, by default the first.

        Args:
            locale: The language this person reads cards and toasts in from now on, such as ``en_us``; None leaves it.
        """
        world, feed = self.core.world, self.core.feed
        if locale is not None and locale not in CARD_LANGUAGES:
            known = ", ".join(CARD_LANGUAGES)
            raise EmulatorError(
                f"locale {locale!r} is not a language of cards; one of {known}",
                f"卡片没有 {locale!r} 这种语言；可选：{known}",
            )
        if name and open_id not in world.people:
            add_person(world, self.core.ids, open_id=open_id, name=name, tenant_key=tenant_key)
            feed.tell("world", "added", open_id)
        person = world.person(open_id)
        if locale is not None and locale != person.locale:
            person = world.people[open_id] = replace(person, locale=locale)
            feed.tell("world", "changed", open_id)
        return person

    def chat(
        self, chat_id: str, *, name: str = "", members: Collection[str] = (), tenant_key: str | None = None
    ) -> Chat:
        """
        Give a chat; with a *name* a group that is not there yet is added.

        Args:
            members: Open ids of the people in a new group; every bot of the tenant is in it, too.
            tenant_key: The tenant of a new group; None for that of its first member, else the first.
        """
        world = self.core.world
        if name and chat_id not in world.chats:
            people = [world.person(open_id) for open_id in members]
            home = people[0].tenant_key if tenant_key is None and people else tenant_key
            if any(person.tenant_key != world.tenant(home).tenant_key for person in people):
                raise EmulatorError(
                    f"the members of {chat_id} belong to different tenants; a group has one",
                    f"{chat_id} 的成员属于不同租户；一个群聊只能属于一个租户",
                )
            add_group(world, chat_id, name=name, members=[p.open_id for p in people], tenant_key=home)
            self.core.feed.tell("world", "added", chat_id)
        return world.chat(chat_id)

    def _fill(self, world: WorldFile, path: Path) -> None:
        """
        Add everything of a file to the world; a reset comes back to it.

        Raises:
            ConfigurationError: Something in it names what is not there; the text names the entry.
        """
        entry = "$"
        try:
            tenants = {name: self.tenant(name=name).tenant_key for name in world.tenants}
            for index, app in enumerate(world.apps):
                entry = f"$.apps[{index}]"
                self._add_app(app)
            for index, person in enumerate(world.people):
                entry = f"$.people[{index}]"
                if person.tenant is not None and person.tenant not in tenants:
                    listed = ", ".join(tenants)
                    raise EmulatorError(
                        f"no tenant {person.tenant!r}; the file has: {listed or 'none'}",
                        f"没有租户 {person.tenant!r}；文件中有：{listed or '无'}",
                    )
                home = None if person.tenant is None else tenants[person.tenant]
                self.user(person.open_id, name=person.name, tenant_key=home)
            for index, group in enumerate(world.groups):
                entry = f"$.groups[{index}]"
                self.chat(group.chat_id, name=group.name, members=group.members)
            for index, template in enumerate(world.templates):
                entry = f"$.templates[{index}]"
                self._add_template(template, path.parent)
        except OSError as error:
            raise ConfigurationError(f"the world {path}, {entry}: {error.strerror or error}") from None
        except (FeishuError, ValueError) as error:
            raise ConfigurationError(f"the world {path}, {entry}: {error}") from None
        self.core.remember_world()

    def _add_app(self, entry: AppEntry) -> None:
        app = self.app(name=entry.name, app_type=entry.app_type) if entry.name else self.app()
        self.configure(
            events=entry.events,
            callbacks=entry.callbacks,
            encrypted=entry.encrypted,
            legacy_cards=entry.legacy_cards,
            url_patterns=entry.url_patterns,
            event_types=entry.event_types,
            callback_types=entry.callback_types,
            app_id=app.app_id,
        )

    def _add_template(self, entry: TemplateEntry, folder: Path) -> None:
        card = folder / entry.file if entry.file is not None else entry.card or {}
        self.add_template(
            entry.template_id, card, version=entry.version, variables=entry.variables, published=entry.published
        )
