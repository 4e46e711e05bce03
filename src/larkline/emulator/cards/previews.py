"""Link previews: pulled from the app when somebody sees a link, and again when the app says that they have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from larkline.emulator.failures import ApiFailure, too_fast
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.previews import LinkPreview, links_in, matches
from larkline.emulator.world.tenant import AppRecord, Message, Person
from larkline.emulator.world.world import World
from larkline.facts.api import (
    PREVIEW_REFRESH_OPEN_IDS,
    PREVIEW_REFRESH_SECONDS,
    PREVIEW_REFRESH_TOKENS,
    PREVIEW_REFRESHES_PER_SECOND,
)

__all__ = ["LinkPreviews"]

_KEPT_PULLS = 10_000  #: those without an answer


class LinkPreviews:
    """
    The link previews of the world.

    Args:
        world: Where the messages are.
        ids: Makes the preview tokens.
    """

    def __init__(self, world: World, ids: Ids) -> None:
        self._world = world
        self._ids = ids
        self._by_token: dict[str, LinkPreview] = {}
        self._pulled: dict[str, tuple[LinkPreview, str, bool]] = {}
        self._refreshes: dict[str, list[float]] = {}

    def forget(self) -> None:
        """Forget all of them."""
        self._by_token.clear()
        self._pulled.clear()
        self._refreshes.clear()

    def links(self, message: Message) -> list[tuple[str, AppRecord]]:
        """List the links of a text message that an app of its tenant previews, each with that app."""
        apps = self._world.apps_of(self._world.tenant_key_of(message))
        return [
            (url, app) for url in links_in(message.text) for app in apps if matches(url, app.subscription.url_patterns)
        ]

    def add(self, message: Message, url: str, app: AppRecord) -> LinkPreview:
        """Keep the preview of a link in a message, which has nothing to show yet."""
        preview = LinkPreview(token=self._ids.hex(24), app_id=app.app_id, url=url, message=message)
        self._by_token[preview.token] = preview
        message.previews = (*message.previews, preview)
        return preview

    def pulled(self, event_id: str, preview: LinkPreview, person: Person, *, personal: bool) -> None:
        """
        Note that a callback asks for a preview.

        Args:
            personal: Whether only this person will see the answer.
        """
        while len(self._pulled) >= _KEPT_PULLS:
            del self._pulled[next(iter(self._pulled))]
        self._pulled[event_id] = preview, person.open_id, personal
        if person.open_id not in preview.viewers:
            preview.viewers.append(person.open_id)

    def answered(self, event_id: str, inline: Mapping[str, Any], card: dict[str, Any] | None) -> None:
        """Show what a response says."""
        if event_id not in self._pulled:
            return
        preview, open_id, personal = self._pulled.pop(event_id)
        if personal:
            preview.personal_inline = {**preview.personal_inline, open_id: dict(inline)}
            others = {key: value for key, value in preview.personal_cards.items() if key != open_id}
            preview.personal_cards = others if card is None else {**others, open_id: card}
        else:
            preview.personal_inline, preview.personal_cards = {}, {}
            preview.inline, preview.card = dict(inline), card

    def refresh(self, app: AppRecord, body: Mapping[str, Any], *, now: float) -> list[tuple[LinkPreview, Person, bool]]:
        """
        Say what has to be pulled again: which preview, in whose name, and whether for that person alone.

        Without ``open_ids`` it is pulled once, in the name of whoever saw it first, and shown to everybody (assumed: on
        the platform, each client that shows the link pulls it).

        Args:
            body: ``preview_tokens`` and ``open_ids``.
            now: Seconds on the clock of lifetimes.

        Raises:
            ApiFailure: 230001 for wrong parameters, 99991400 when it comes too often.

        Source: docs, 更新 URL 预览 (documented); the code of what comes too often is assumed.
        """
        tokens = _texts(body, "preview_tokens", PREVIEW_REFRESH_TOKENS)
        open_ids = _texts(body, "open_ids", PREVIEW_REFRESH_OPEN_IDS)
        if not tokens:
            raise ApiFailure(230001, f"preview_tokens holds 1 to {PREVIEW_REFRESH_TOKENS} tokens")
        previews = [self._by_token.get(token) for token in tokens]
        found = [preview for preview in previews if preview is not None and preview.app_id == app.app_id]
        if len(found) < len(tokens):
            raise ApiFailure(230001, "a preview_token is not one of this app")
        people = [self._world.known_as(app, open_id) for open_id in open_ids]
        named = [person for person in people if person is not None]
        if len(named) < len(open_ids):
            raise ApiFailure(230001, "an open_id is not one of a person")
        self._pace(app, found, now)
        return [
            (preview, person, bool(open_ids))
            for preview in found
            for person in (named or [self._world.person(preview.viewers[0])])
            if person.open_id in self._world.chats[preview.chat_id].members
        ]

    def _pace(self, app: AppRecord, previews: list[LinkPreview], now: float) -> None:
        recent = [at for at in self._refreshes.get(app.app_id, ()) if now - at < 1.0]
        if len(recent) >= PREVIEW_REFRESHES_PER_SECOND:
            problem = f"an app refreshes previews {PREVIEW_REFRESHES_PER_SECOND} times a second"
            raise too_fast(problem, limit=PREVIEW_REFRESHES_PER_SECOND, wait=recent[0] + 1.0 - now)
        wait = max(preview.refreshed_at for preview in previews) + PREVIEW_REFRESH_SECONDS - now
        if wait > 0:
            raise too_fast(f"a preview_token is refreshed every {PREVIEW_REFRESH_SECONDS:g} s", limit=1, wait=wait)
        self._refreshes[app.app_id] = [*recent, now]
        for preview in previews:
            preview.refreshed_at = now


def _texts(body: Mapping[str, Any], key: str, most: int) -> list[str]:
    values = body.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise ApiFailure(230001, f"{key} is an array of texts")
    if len(values) > most:
        raise ApiFailure(230001, f"{key} holds {len(values)} texts, at most {most} are allowed")
    return list(dict.fromkeys(values))
