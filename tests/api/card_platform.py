"""The card entities of a platform, as strict about numbers and pace as the real one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from larkline.clock import Clock
from tests.api.scripted import TOKEN_PATH, ok, refused

CARDS = "/open-apis/cardkit/v1/cards"


@dataclass
class Entity:
    """A card entity and what was done to it."""

    card: dict[str, Any]
    sequence: int = 0
    texts: list[str] = field(default_factory=list)

    @property
    def streaming(self) -> bool:
        """Whether it takes streamed text."""
        return bool(self.card.get("config", {}).get("streaming_mode"))

    def element(self, element_id: str) -> dict[str, Any]:
        """Find a component of the body."""
        return next(each for each in self.card["body"]["elements"] if each.get("element_id") == element_id)


class CardPlatform:
    """
    Keep card entities, and messages that show them.

    Attributes:
        done: What was done, in order: (seconds on the clock, what, body).
        planned: What happens instead of answering, by what is asked for ("create", "send", "text", "mode", "replace",
            "patch" …): codes to refuse with, exceptions to raise, answers, or awaitables to wait for first.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.entities: dict[str, Entity] = {}
        self.messages: list[dict[str, Any]] = []
        self.done: list[tuple[float, str, dict[str, Any]]] = []
        self.planned: dict[str, list[Any]] = {}
        self.requests: list[httpx2.Request] = []
        self.uuids: set[str] = set()
        self.under_way = 0
        self.most_under_way = 0

    @property
    def transport(self) -> httpx2.MockTransport:
        """What a client for tasks is given."""
        return httpx2.MockTransport(self.answer)

    @property
    def sync_transport(self) -> httpx2.MockTransport:
        """What a client for threads is given; nothing planned may have to be awaited."""
        return httpx2.MockTransport(self.answer_sync)

    def what(self, kind: str) -> list[dict[str, Any]]:
        """Give the bodies of all that was done of one kind."""
        return [body for _, what, body in self.done if what == kind]

    def kinds(self) -> list[str]:
        """Give the kinds of all that was done, in order."""
        return [what for _, what, _ in self.done]

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a task."""
        what = kind_of(request)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            planned = self.planned.get(what) or []
            while planned and not isinstance(planned[0], (int, Exception, httpx2.Response)) and callable(planned[0]):
                await planned.pop(0)()
            await asyncio.sleep(0)
            return self._answer(request, what)
        finally:
            self.under_way -= 1

    def answer_sync(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a thread."""
        what = kind_of(request)
        planned = self.planned.get(what) or []
        while planned and not isinstance(planned[0], (int, Exception, httpx2.Response)) and callable(planned[0]):
            planned.pop(0)()
        return self._answer(request, what)

    def _answer(self, request: httpx2.Request, what: str) -> httpx2.Response:
        if what == "token":
            return ok(tenant_access_token="t-1", expire=7200)
        self.requests.append(request)
        body = json.loads(request.content or b"{}")
        planned = self.planned.get(what) or []
        if planned:
            plan = planned.pop(0)
            if isinstance(plan, Lost):
                self._do(request, what, body)
                raise httpx2.ReadError("lost")
            if isinstance(plan, Exception):
                raise plan
            if isinstance(plan, httpx2.Response):
                return plan
            return refused(plan, msg=f"planned {plan}")
        return self._do(request, what, body)

    def _do(self, request: httpx2.Request, what: str, body: dict[str, Any]) -> httpx2.Response:
        if what == "create":
            card_id = f"card_{len(self.entities) + 1}"
            self.entities[card_id] = Entity(json.loads(body["data"]))
            self.done.append((self.clock.now(), what, body))
            return ok({"card_id": card_id})
        if what == "send":
            self.messages.append({**body, "path": request.url.path, "query": dict(request.url.params)})
            self.done.append((self.clock.now(), what, body))
            return ok({"message_id": f"om_{len(self.messages)}", "chat_id": "oc_team"})
        parts = request.url.path.removeprefix(CARDS).strip("/").split("/")
        entity = self.entities.get(parts[0])
        if entity is None:
            return refused(200740)
        if body["uuid"] in self.uuids:
            return ok({})
        if body["sequence"] <= entity.sequence:
            return refused(300317)
        if what == "text" and not entity.streaming:
            return refused(300309)
        self.uuids.add(body["uuid"])
        entity.sequence = body["sequence"]
        self.done.append((self.clock.now(), what, body))
        APPLY[what](entity, parts, body)
        return ok({})


class Lost(Exception):
    """Do what was asked for, and lose the answer."""


def kind_of(request: httpx2.Request) -> str:
    """Tell what a request asks for."""
    path, method = request.url.path, request.method
    if path == TOKEN_PATH:
        return "token"
    if path == CARDS:
        return "create"
    if not path.startswith(CARDS):
        return "send"
    rest = path.removeprefix(CARDS).strip("/").split("/")[1:]
    if not rest:
        return "replace"
    if rest[0] in ("settings", "batch_update"):
        return {"settings": "mode", "batch_update": "batch"}[rest[0]]
    if rest[-1] == "content":
        return "text"
    return {"POST": "add", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}[method]


def _text(entity: Entity, parts: list[str], body: dict[str, Any]) -> None:
    entity.element(parts[2])["content"] = body["content"]
    entity.texts.append(body["content"])


def _patch(entity: Entity, parts: list[str], body: dict[str, Any]) -> None:
    entity.element(parts[2]).update(json.loads(body["partial_element"]))


def _mode(entity: Entity, parts: list[str], body: dict[str, Any]) -> None:
    entity.card.setdefault("config", {}).update(json.loads(body["settings"]).get("config", {}))


def _replace(entity: Entity, parts: list[str], body: dict[str, Any]) -> None:
    entity.card = json.loads(body["card"]["data"])


def _nothing(entity: Entity, parts: list[str], body: dict[str, Any]) -> None:
    """What no test looks at."""


APPLY: dict[str, Callable[[Entity, list[str], dict[str, Any]], None]] = {
    "text": _text,
    "patch": _patch,
    "mode": _mode,
    "replace": _replace,
    "add": _nothing,
    "put": _nothing,
    "delete": _nothing,
    "batch": _nothing,
}
