"""Late link previews: what comes after the response is kept, and the platform is asked to pull once more."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from larkline.clock import Clock, sleep_until
from larkline.dispatch.late import log_lost
from larkline.facts.api import PREVIEW_REFRESH_OPEN_IDS
from larkline.payloads.url_preview import UrlPreview
from larkline.wire.delivery import Response

if TYPE_CHECKING:
    from larkline.dispatch.handling import Handling

__all__ = ["LatePreviews", "PreviewRefresher"]

_log = logging.getLogger("larkline.dispatch")
#: Seconds for which a late preview waits to be pulled.
KEPT_SECONDS = 600.0
#: Seconds between two refreshes of one link; well above what the platform allows.
QUIET_SECONDS = 30.0
#: Late previews that are kept.
CAPACITY = 1000


class PreviewRefresher(Protocol):
    """What late previews need of the platform's API."""

    async def refresh_preview(self, preview_token: str, open_ids: list[str]) -> None:
        """Have the platform pull the previews of *preview_token* again, for these people."""


@dataclass(slots=True)
class _Refresh:
    """The last refresh of a link, and for whom the next one will be."""

    at: float
    waiting: set[str] = field(default_factory=set)


class LatePreviews:
    """
    Deliver what a handler of link previews gives after the response.

    The preview is kept for ten minutes, for the person it was made for, and the platform is asked to pull again; that
    pull is answered from what was kept, without the handler. People whose previews of the same link come within thirty
    seconds of a refresh are told together, by one more at the end of that time.

    Args:
        refresher: Gives what makes the API calls for a tenant; may raise MissingCredentials.
        clock: Whose time counts.
        count: Counts by name.
        enabled: False drops late previews (``late_responses="drop"``).
        undeliverable: Told of a preview that nobody will pull.
    """

    def __init__(
        self,
        refresher: Callable[[str], PreviewRefresher],
        *,
        clock: Clock,
        count: Callable[[str], None],
        enabled: bool,
        undeliverable: Callable[[str, BaseException], None],
    ) -> None:
        self._refresher = refresher
        self._clock = clock
        self._count = count
        self._enabled = enabled
        self._undeliverable = undeliverable
        # By preview token, link and person: what is shown, and until when.
        self._kept: OrderedDict[tuple[str, str, str], tuple[Response, float]] = OrderedDict()
        self._refreshes: OrderedDict[tuple[str, str], _Refresh] = OrderedDict()

    def kept_for(self, link: UrlPreview) -> Response | None:
        """Give the response to a pull whose preview came late the time before; None when there is none."""
        response, until = self._kept.get(_place(link), (None, 0.0))
        if response is None or self._clock.now() > until:
            return None
        self._count("kept_previews")
        return response

    def forget(self, preview_token: str) -> None:
        """Let the handler answer the next pull, as the app itself says that something has changed; from any thread."""
        for place in list(self._kept):
            if place[0] == preview_token:
                self._kept.pop(place, None)

    async def deliver(self, handling: Handling, response: Response) -> None:
        """Keep a preview and have it pulled; never raises, what cannot be delivered is logged and told."""
        link, name, delivery_id = handling.payload, handling.route.handler.name, handling.delivery.id
        why = "late_responses='drop'" if not self._enabled else ""
        if not link.preview_token or not link.operator.open_id:
            why = why or "a link that is still being written cannot be refreshed"
        if why:
            self._count("late_dropped")
            _log.warning("the late link preview of %s is dropped: %s (delivery %s)", name, why, delivery_id)
            return
        if not self._keep(link, response):
            return  # it came twice, for two devices
        try:
            await self._refresh(link)
        except Exception as error:
            self._count("late_lost")
            log_lost("link preview", handling, error)
            self._undeliverable(delivery_id, error)

    def _keep(self, link: UrlPreview, response: Response) -> bool:
        """Keep a preview for the pull that follows; gives whether it is news."""
        now, place = self._clock.now(), _place(link)
        known, until = self._kept.pop(place, (None, 0.0))
        self._kept[place] = (response, now + KEPT_SECONDS)
        for oldest, (_, its_end) in list(self._kept.items()):
            if len(self._kept) <= CAPACITY and its_end >= now:
                break
            self._kept.pop(oldest, None)
        return known != response or until < now

    async def _refresh(self, link: UrlPreview) -> None:
        """Have *link* pulled again, or let somebody do it who is about to."""
        refresher, place = self._refresher(link.tenant_key), _place(link)[:2]
        people = {link.operator.open_id}
        last = self._refreshes.get(place)
        if last is not None and last.waiting:
            last.waiting |= people
            return  # the first of them takes the others along, whoever of them notices first that it may
        if last is not None and self._clock.now() < last.at + QUIET_SECONDS:
            last.waiting |= people
            try:
                await sleep_until(self._clock, last.at + QUIET_SECONDS)
            finally:
                people, last.waiting = last.waiting, set()
        self._note_refresh(place)
        await refresher.refresh_preview(link.preview_token, sorted(people)[:PREVIEW_REFRESH_OPEN_IDS])
        self._count("late_refreshes")

    def _note_refresh(self, place: tuple[str, str]) -> None:
        now = self._clock.now()
        self._refreshes.pop(place, None)
        self._refreshes[place] = _Refresh(now)
        while next(iter(self._refreshes.values())).at < now - 2 * QUIET_SECONDS:
            self._refreshes.popitem(last=False)


def _place(link: UrlPreview) -> tuple[str, str, str]:
    return link.preview_token, link.url, link.operator.open_id
