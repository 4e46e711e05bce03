"""A dispatcher at its desk: time, the door, the clients and the platform's API under the test's control."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from larkline.clock import ManualClock, settle
from larkline.dispatch.dispatcher import Dispatcher
from larkline.dispatch.handling import Handling
from larkline.dispatch.late import UpdateGate
from larkline.dispatch.router import Router
from larkline.dispatch.settings import Settings
from larkline.dispatch.update_tokens import UpdateTokens
from larkline.errors import ConnectionLost, UpdateTokenSpent
from larkline.payloads.card_action import CardValue
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Delivery, Response
from tests.payloads.shapes import compact

TOAST = Toast.success("ok")
CARD = {"schema": "2.0", "body": {"elements": []}}


class Approve(CardValue, tag="approve"):
    """What the buttons of these tests carry."""

    order_id: str = ""


class Api:
    """
    The platform's API as late results see it.

    Attributes:
        updates: What came, as (``token`` or ``message``, its key, the card, the time).
        seen_by: For each update by token, the open_ids it names; None for everybody.
        refreshes: The link previews to be pulled again, as (preview token, for whom, the time).
        failures: Raised one after another, instead of taking an update; None takes it.
    """

    def __init__(self, gate: UpdateGate, clock: ManualClock) -> None:
        self.updates: list[tuple[str, str, Any, float]] = []
        self.seen_by: list[list[str] | None] = []
        self.refreshes: list[tuple[str, list[str], float]] = []
        self.failures: list[BaseException | None] = []
        self._gate = gate
        self._clock = clock

    async def update_by_token(
        self, update_token: str, card: Any, *, open_ids: list[str] | None = None, message_id: str = ""
    ) -> None:
        """Pass the gate, as the client does; when the budget is used up, update the message."""
        try:
            await self._gate.before_use(update_token)
            self._fail()
        except UpdateTokenSpent:
            if not message_id:
                raise
            await self.update_message(message_id, card)
        else:
            self.seen_by.append(open_ids)
            self._take("token", update_token, card)

    async def update_message(self, message_id: str, card: Any) -> None:
        """Take an update by message id."""
        self._fail()
        self._take("message", message_id, card)

    async def refresh_preview(self, preview_token: str, open_ids: list[str]) -> None:
        """Take a refresh of a link preview."""
        self._fail()
        self.refreshes.append((preview_token, open_ids, self._clock.now()))

    def _take(self, way: str, key: str, card: Any) -> None:
        self.updates.append((way, key, card, self._clock.now()))

    def _fail(self) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure


class Desk:
    """
    A dispatcher with all that surrounds it.

    Attributes:
        router: Register handlers here, before or after.
        sent: What went to the platform for each delivery, in order.
        held: While True, :meth:`send` waits in the middle until :meth:`let_go`.
        lost: While True, the connection is gone and nothing can be sent.
        failed: What was told of failed handlers.
        errands: What a test has started on the side.
    """

    def __init__(self, *, first_use_after: float = 0.3, **settings: Any) -> None:
        self.clock = ManualClock(epoch=1_800_000_000.0)
        self.router = Router()
        self.tokens = UpdateTokens(first_use_after=first_use_after)
        self.gate = UpdateGate(self.tokens, self.clock)
        self.api = Api(self.gate, self.clock)
        self.sent: dict[str, list[Response]] = {}
        self.begun: list[str] = []
        self.failed: list[tuple[str, BaseException]] = []
        self.asked_for: list[str] = []
        self.errands: list[asyncio.Future[Any]] = []
        self.held = False
        self.lost = False
        self._go = asyncio.Event()
        self.dispatcher = Dispatcher(
            self.router,
            Settings(**settings),
            clock=self.clock,
            clients=self,
            tokens=self.tokens,
            gate=self.gate,
            handler_failed=lambda delivery_id, error: self.failed.append((delivery_id, error)),
        )

    # --- what the dispatcher asks for ---

    async def client(self, tenant_key: str) -> Any:
        """A name instead of a client, so that a test can tell which one came."""
        return f"client of {tenant_key}"

    async def sync_client(self, tenant_key: str) -> Any:
        """As :meth:`client`."""
        return f"sync client of {tenant_key}"

    def updater(self, tenant_key: str) -> Api:
        """The API."""
        self.asked_for.append(tenant_key)
        return self.api

    def refresher(self, tenant_key: str) -> Api:
        """The API."""
        return self.updater(tenant_key)

    # --- what a test does ---

    def start(self, payload: bytes, delivery_id: str = "m1", *, kind: Any = "delivery") -> Handling | None:
        """Hand in a delivery; nothing of it has run when this returns."""

        async def send(response: Response) -> None:
            self.begun.append(delivery_id)
            if self.held:
                await self._go.wait()
            if self.lost:
                raise ConnectionLost("its connection is gone")
            self.sent.setdefault(delivery_id, []).append(response)

        return self.dispatcher.start(Delivery(delivery_id, payload, self.clock.now(), kind=kind), send)

    async def push(self, payload: bytes, delivery_id: str = "m1", *, kind: Any = "delivery") -> Handling | None:
        """Hand in a delivery and let run what is ready."""
        handling = self.start(payload, delivery_id, kind=kind)
        await settle()
        return handling

    async def answer(self, payload: bytes, delivery_id: str = "m1", *, kind: Any = "delivery") -> Response:
        """Hand in a delivery, wait until its handler is done, and give the one response."""
        self.start(payload, delivery_id, kind=kind)
        await self.finish()
        (response,) = self.sent[delivery_id]
        return response

    async def finish(self) -> None:
        """Wait until all handlers are done, those in threads included."""
        async with asyncio.timeout(30):
            await self.dispatcher.drain(3600.0)

    async def let_go(self) -> None:
        """Let every held response leave, and those to come."""
        self.held = False
        self._go.set()
        await settle()

    def responses(self, delivery_id: str = "m1") -> list[Response]:
        """Give what went out for a delivery."""
        return self.sent.get(delivery_id, [])

    def body(self, delivery_id: str = "m1") -> Any:
        """Give the JSON of the one response to a delivery."""
        (response,) = self.sent[delivery_id]
        return None if response.body is None else json.loads(response.body)

    def count(self, name: str) -> int:
        """Give a counter."""
        return self.dispatcher.counters[name]


def action(
    value: Any = ...,
    *,
    token: str = "c-1",
    message_id: str = "om_1",
    tenant_key: str = "t1",
    **members: Any,
) -> bytes:
    """Make a card action; without *value* it is an approval."""
    inner = {"value": {"action": "approve", "order_id": "42"} if value is ... else value, "tag": "button", **members}
    return _delivery(
        "card.action.trigger",
        {
            "operator": {"open_id": "ou_alice", "tenant_key": tenant_key},
            "token": token,
            "action": inner,
            "host": "im_message",
            "context": {"open_message_id": message_id, "open_chat_id": "oc_team"},
        },
        tenant_key,
    )


def old_action(*, token: str = "c-1") -> bytes:
    """Make an old card callback."""
    body = {"open_id": "ou_alice", "open_message_id": "om_1", "tenant_key": "t1", "token": token}
    return compact({**body, "action": {"value": {"order_id": "42"}, "tag": "button"}})


def preview(
    url: str = "https://git.example.com/a/1", *, token: str = "p-1", by: str = "ou_alice", tenant_key: str = "t1"
) -> bytes:
    """Make a link preview."""
    context = {"url": url, "preview_token": token, "open_message_id": "om_1", "open_chat_id": "oc_team"}
    inner = {"operator": {"open_id": by}, "host": "im_message", "context": context}
    return _delivery("url.preview.get", inner, tenant_key)


def message(chat_id: str = "oc_team", text: str = "hi") -> bytes:
    """Make a received message."""
    content = json.dumps({"text": text})
    inner = {"message_id": "om_9", "chat_id": chat_id, "message_type": "text", "content": content}
    return _delivery("im.message.receive_v1", {"sender": {"sender_id": {"open_id": "ou_alice"}}, "message": inner})


def event(event_type: str = "im.chat.updated_v1", **members: Any) -> bytes:
    """Make an event of any type."""
    return _delivery(event_type, members)


def _delivery(event_type: str, inner: dict[str, Any], tenant_key: str = "t1") -> bytes:
    header = {
        "event_id": "e1",
        "token": "verification",
        "create_time": "1700000000000000",
        "event_type": event_type,
        "tenant_key": tenant_key,
        "app_id": "cli_1",
    }
    return compact({"schema": "2.0", "header": header, "event": inner})


def toast_of(response: Response) -> str:
    """Give the type of the toast in a response."""
    kind: str = json.loads(response.body or b"")["toast"]["type"]
    return kind


def everything(desk: Desk) -> list[Any]:
    """Register handlers for all there is; give the list in which their payloads appear."""
    seen: list[Any] = []
    desk.router.on_card_action()(recorder(seen, TOAST))
    desk.router.on_url_preview()(recorder(seen, {"inline": {"title": "T"}}))
    desk.router.on_event("im.message.receive_v1")(recorder(seen))
    desk.router.on_event()(recorder(seen))
    return seen


def recorder(seen: list[Any], result: Any = None) -> Callable[[Any], Any]:
    """Give a handler that notes its payload."""

    async def handler(payload: Any) -> Any:
        seen.append(payload)
        return result

    return handler
