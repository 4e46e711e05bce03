"""A file that says who and what is in the world at the start: read, checked, and nothing guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from larkline.errors import ConfigurationError

__all__ = ["AppEntry", "GroupEntry", "PersonEntry", "TemplateEntry", "WorldFile", "read_world_file"]


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an entry does not know it refuses: a misspelt member is told, not passed over."""


class PersonEntry(_Entry, frozen=True, kw_only=True):
    """A person; *tenant* is the name of one of the file's tenants, None for the first tenant."""

    open_id: str
    name: str
    tenant: str | None = None


class GroupEntry(_Entry, frozen=True, kw_only=True):
    """A group with these people, who are all of one tenant, and every bot of it."""

    chat_id: str
    name: str
    members: list[str] = []


class AppEntry(_Entry, frozen=True, kw_only=True):
    """
    An app besides the first one, or, without a *name*, settings of the first one.

    Its credentials are made anew in each run, and are the same ones for the same seed: a file holds no secrets.
    """

    name: str = ""
    app_type: Literal["self_built", "store"] = "self_built"
    events: Literal["long_connection", "webhook"] | None = None
    callbacks: Literal["long_connection", "webhook"] | None = None
    encrypted: bool | None = None
    legacy_cards: bool | None = None
    url_patterns: list[str] | None = None
    event_types: list[str] | None = None
    callback_types: list[str] | None = None


class TemplateEntry(_Entry, frozen=True, kw_only=True):
    """A card template: its *card*, or the *file* with it, whose path begins at the folder of the world's file."""

    template_id: str
    card: dict[str, Any] | None = None
    file: str | None = None
    version: str = "1.0.0"
    variables: dict[str, str] | None = None
    published: bool = True


class WorldFile(_Entry, frozen=True, kw_only=True):
    """
    What is there at the start, besides the people and the group of every run.

    Attributes:
        tenants: Names of further tenants.
        rules_off: Ids of rules of the verdicts that do not count.
    """

    tenants: list[str] = []
    people: list[PersonEntry] = []
    groups: list[GroupEntry] = []
    apps: list[AppEntry] = []
    templates: list[TemplateEntry] = []
    rules_off: list[str] = []


def read_world_file(path: Path) -> WorldFile:
    """
    Read the file, JSON in UTF-8.

    Raises:
        ConfigurationError: It cannot be read, or something in it is not as it has to be; the text names the place.
    """
    try:
        world = msgspec.json.decode(path.read_bytes(), type=WorldFile)
    except OSError as error:
        raise ConfigurationError(f"the world {path} cannot be read: {error.strerror or error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"the world {path} is not as it has to be: {error}") from None
    for index, template in enumerate(world.templates):
        if (template.card is None) == (template.file is None):
            raise ConfigurationError(f"the world {path}: $.templates[{index}] needs either card or file")
    return world
