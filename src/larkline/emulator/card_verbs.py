"""What cards are made of besides their JSON: the templates of the card builder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from larkline.cards.card import Card
from larkline.emulator.cards.templates import Template, template_from
from larkline.emulator.core import Core
from larkline.emulator.errors import WrongValue
from larkline.emulator.http.json_input import read_json

__all__ = ["CardVerbs"]


class CardVerbs:
    """What an :class:`~larkline.emulator.Emulator` does with the materials of cards."""

    core: Core

    def add_template(
        self,
        template_id: str,
        card: Card | Mapping[str, Any] | Path,
        *,
        version: str = "1.0.0",
        variables: Mapping[str, str] | None = None,
        published: bool = True,
        app_ids: Collection[str] | None = None,
    ) -> Template:
        """
        Keep a card template, or another version of one, as the card builder does.

        Args:
            template_id: Any text.
            card: Its JSON with ``${name}`` where variables go, or what the card builder exports; or the file of it.
            version: The name of the version.
            variables: Name to type: ``text``, ``number``, ``boolean``, ``image``, ``person``, ``object`` or ``array``.
                Those that are not named are taken as they come.
            published: Whether it can be used.
            app_ids: The apps that may use it; None for every app.

        Raises:
            ValueError: It is no card the platform would take.
            OSError: The file cannot be read.
        """
        if isinstance(card, Path):
            card = read_json(card.read_bytes())
        if not isinstance(card, Card | Mapping):
            raise WrongValue("the file holds no JSON object", "文件内容不是 JSON 对象")
        document: dict[str, Any] = dict(card.to_dict() if isinstance(card, Card) else card)
        if not {"card", "dsl"} & document.keys():
            document = {"card": document}
        if variables is not None:
            document["variables"] = dict(variables)
        given = {"template_id": template_id, "version": version, "published": published}
        document |= given if app_ids is None else {**given, "app_ids": list(app_ids)}
        return self.core.templates.add(template_from(document))

    def templates(self) -> list[Template]:
        """List the templates, those of the official sample bot first."""
        return list(self.core.templates)
