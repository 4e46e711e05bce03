"""What all doors of the emulator share: the world, its clock, its credentials, the engine and the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from copy import deepcopy
from pathlib import Path

from larkline.clock import Clock, ManualClock
from larkline.emulator.cards.entities import CardEntities
from larkline.emulator.cards.previews import LinkPreviews
from larkline.emulator.cards.shelf import CardShelf
from larkline.emulator.cards.templates import Templates
from larkline.emulator.cards.updates import CardUpdates
from larkline.emulator.connection.attempts import Attempts, Refused, ignored
from larkline.emulator.connection.discovery import answer_endpoint
from larkline.emulator.connection.hub import Admission, Choice, Hub
from larkline.emulator.connection.session import GatewaySession, PlatformLink
from larkline.emulator.delivery.app_tickets import AppTickets
from larkline.emulator.delivery.engine import Engine
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.delivery.storms import Storms
from larkline.emulator.faults.connecting import pong_trouble, refused_endpoint, refused_handshake
from larkline.emulator.faults.deliveries import DeliveryFaults
from larkline.emulator.faults.registry import FaultRegistry
from larkline.emulator.journal.feed import Feed
from larkline.emulator.journal.journal import Journal
from larkline.emulator.journal.masking import Masker
from larkline.emulator.recording.recorder import Recorder
from larkline.emulator.settings import AppSettings
from larkline.emulator.timers import Timers
from larkline.emulator.verdicts.judge import Profile
from larkline.emulator.verdicts.rules import refuse_unknown_rules
from larkline.emulator.webhook.webhooks import Webhooks
from larkline.emulator.world.files import Files
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.messaging import Messaging
from larkline.emulator.world.policies import Policies
from larkline.emulator.world.rates import Rates
from larkline.emulator.world.reactions import Reactions
from larkline.emulator.world.seed import add_app, install, seed_world
from larkline.emulator.world.tenant import AppRecord, AppType
from larkline.emulator.world.tokens import AccessTokens, Tickets, UpdateTokens
from larkline.facts.platform import (
    FRAGMENT_BYTES,
    FRAGMENT_PACE_SECONDS,
    LOCAL_RECONNECT_INTERVAL,
    LOCAL_RECONNECT_NONCE,
)
from larkline.wire.endpoint import ClientConfig

__all__ = ["LOCAL_CONFIG", "Changes", "Core"]

#: What the emulator tells its clients unless it is set: the platform's pings, but a quick way back.
LOCAL_CONFIG = ClientConfig(reconnect_interval=LOCAL_RECONNECT_INTERVAL, reconnect_nonce=LOCAL_RECONNECT_NONCE)


class Changes:
    """Wakes everybody who waits for something to become true."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Let everybody look again."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, holds: Callable[[], bool], *, look_again: Callable[[], float | None] = lambda: None) -> None:
        """
        Wait until *holds* gives True; it is asked after every change, and after *look_again* seconds.

        Put it inside ``asyncio.timeout``.
        """
        loop = asyncio.get_running_loop()
        while not holds():
            waiting: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiting)
            try:
                await asyncio.wait([waiting], timeout=look_again())
            finally:
                self._waiting.discard(waiting)


class Core:
    """
    One local platform without its doors.

    Args:
        seed: Decides ids, credentials and which connection gets a delivery; None for chance.
        clock: Lifetimes, times of day, and the deadlines of connections in this process.
        profile: How strictly verdicts are given.
        rules_off: Ids of rules of the verdicts that do not count.
        journal_path: File of the journal; None for none.
        config: What clients are told about pings and reconnecting.
        fragment_bytes: Payloads above this are split over several frames.
        fragment_pace: Seconds between two of them.
        webhook_hosts: Hosts that webhooks may be on besides this machine.
        ordered_events: Types of events whose order is kept.
        auto_publish: Whether settings are in force once they are saved.

    Raises:
        EmulatorError: There is no such rule.

    Attributes:
        gateway: Origin of the gateway that discovery names.
        feed: What changes, for those who follow.
        own_ports: The ports of this emulator's servers.
        attempts: The last tries to connect that were refused.
        storms: The apps whose deliveries are paused, as bots answer bots without end.
    """

    def __init__(
        self,
        *,
        seed: int | None,
        clock: ManualClock,
        profile: Profile = "documented",
        rules_off: Collection[str] = (),
        journal_path: Path | None = None,
        config: ClientConfig = LOCAL_CONFIG,
        fragment_bytes: int = FRAGMENT_BYTES,
        fragment_pace: float = FRAGMENT_PACE_SECONDS,
        webhook_hosts: Collection[str] = (),
        ordered_events: Collection[str] = (),
        auto_publish: bool = True,
    ) -> None:
        refuse_unknown_rules(rules_off)
        self.clock = clock
        self.profile = profile
        self.rules_off = frozenset(rules_off)
        self.config = config
        self.fragment_bytes = fragment_bytes
        self.fragment_pace = fragment_pace
        self.gateway = "ws://127.0.0.1"
        self.own_ports: set[int] = set()
        self.ids = Ids(seed)
        self.feed = Feed()
        self.world = seed_world(self.ids)
        self.world.messages.told = lambda what, message_id: self.feed.tell("message", what, message_id)
        self.masker = Masker()
        for app in self.world.apps.values():
            self._keep_secret(app)
        self.tokens = AccessTokens(self.ids)
        self.tickets = Tickets()
        self.update_tokens = UpdateTokens()
        self.faults = FaultRegistry(clock, seed=seed)
        self.attempts = Attempts(clock.time, self.feed)
        self.hub = Hub(self.tickets, seed=seed)
        self.hub.refuse = lambda ticket: refused_handshake(self.faults, ticket)
        self.journal = Journal(self.masker, journal_path, feed=self.feed)
        self.ids.go_on_after(self.journal.last_number())
        self.policies = Policies()
        self.rates = Rates()
        self.templates = Templates()
        self.entities = CardEntities(self.ids, clock, self._is_locked)
        self.shelf = CardShelf(self.templates, self.entities)
        self.previews = LinkPreviews(self.world, self.ids)
        self.files = Files(self.ids)
        self.messaging = Messaging(self.world, self.ids, self.shelf, self.policies)
        self.reactions = Reactions(self.world, self.ids)
        self.cards = CardUpdates(self.world, self.update_tokens, self.shelf, self.previews)
        self.changes = Changes()
        self.webhooks = Webhooks(
            self.world, self.ids, clock=clock, allowed_hosts=webhook_hosts, own_ports=self.own_ports
        )
        self.journal.signed_by = self.webhooks.signed_by
        self.storms = Storms()
        self.settings = AppSettings(
            auto_publish=auto_publish,
            online=self.hub.online,
            check_address=self.webhooks.check_address,
            paused=lambda app_id: self.storms.of(app_id) is not None,
        )
        self.engine = Engine(
            hub=self.hub,
            webhooks=self.webhooks,
            journal=self.journal,
            ids=self.ids,
            clock=clock,
            consequences=self.cards,
            faults=DeliveryFaults(self.faults),
            ordered=ordered_events,
            obstacle=lambda push: self.settings.obstacle(self.world.app(push.app_id), push),
            bot_caused=self._bot_caused,
            profile=profile,
            off=rules_off,
        )
        self.engine.changed = self.hub.changed = self.changes.notify
        self.app_tickets = AppTickets(
            self.ids,
            clock,
            deliver=self.engine.begin,
            reachable=self.webhooks.reaches,
            made=self.masker.add,
        )
        self.faults.changed = self._fault_changed
        self.recorder = Recorder(self.world, self.journal)
        self.feed.listeners.append(self.recorder.changed)
        self.feed.listeners.append(lambda _change: self.changes.notify())
        clock.on_advance = self.recorder.moved
        self.timers = Timers(clock)
        for kind, source in (
            ("redelivery", self.engine.redeliveries.planned),
            ("app_ticket", self.app_tickets.coming),
            ("access_token", self.tokens.expiries),
            ("update_token", self.update_tokens.expiries),
            ("card_entity", self.entities.expiries),
            ("ticket", self.tickets.expiries),
            ("fault", self.faults.endings),
        ):
            self.timers.add(kind, source)
        self.remember_world()

    def remember_world(self) -> None:
        """Let a reset come back to the people and chats there are now."""
        self._seeded = deepcopy((self.world.people, self.world.chats))

    def add_app(self, name: str, *, app_type: AppType = "self_built") -> AppRecord:
        """Add another app; one of the store comes with a second tenant when there is only one."""
        known = set(self.world.tenants)
        app = add_app(self.world, self.ids, name=name, app_type=app_type)
        self._keep_secret(app)
        if not self.settings.auto_publish:
            self.settings.unpublish(app)
        people, chats = self._seeded
        people.update({key: person for key, person in self.world.people.items() if person.tenant_key not in known})
        chats.update(deepcopy({key: chat for key, chat in self.world.chats.items() if chat.tenant_key not in known}))
        if app_type == "store":
            self.app_tickets.start(app)
        self.feed.tell("app", "added", app.app_id)
        return app

    def answer_endpoint(
        self, body: bytes, *, user_agent: str, host: str = "", refused: Refused = ignored
    ) -> tuple[int, bytes]:
        """
        Answer the question for an endpoint; gives HTTP status and body.

        Args:
            host: What the client calls this machine, for a gateway that listens on all its addresses.
            refused: Told when there is none for this client.
        """
        if (refusal := refused_endpoint(self.faults, body, refused)) is not None:
            return refusal
        return answer_endpoint(
            body,
            world=self.world,
            ids=self.ids,
            tickets=self.tickets,
            gateway=_reachable(self.gateway, host),
            config=self.config,
            user_agent=user_agent,
            now=self.clock.now(),
            refused=refused,
        )

    def open_session(self, link: PlatformLink, admission: Admission, *, clock: Clock) -> GatewaySession:
        """Count a link that was let in as a connection; :meth:`serve_session` then serves it."""
        ticket = admission.ticket

        def heard() -> None:
            self.feed.tell("connection", "pinged", ticket.connection_id)
            self.changes.notify()

        session = GatewaySession(
            link,
            connection_id=ticket.connection_id,
            app_id=ticket.app_id,
            service_id=self.world.app(ticket.app_id).service_id,
            user_agent=ticket.user_agent,
            clock=clock,
            config=self.config,
            responded=self.engine.received,
            heard=heard,
            pong=lambda session: pong_trouble(self.faults, session),
            pace=self.fragment_pace,
            fragment_bytes=self.fragment_bytes,
        )
        self.hub.add(session)
        self.feed.tell("connection", "opened", session.connection_id)
        return session

    async def serve_session(self, session: GatewaySession, admission: Admission) -> None:
        """Serve a connection until it ends."""
        try:
            await session.run()
        finally:
            self.hub.remove(session)
            self.feed.tell("connection", "closed", session.connection_id)
            admission.release()

    def tell_config(self, config: ClientConfig) -> None:
        """Tell every client, in its next pong and its next endpoint, to behave like this."""
        self.config = config
        for session in self.hub.of_app():
            session.tell_config(config)

    def reset(self, *, world: bool = True, journal: bool = True, faults: bool = True) -> None:
        """
        Start over; apps, their settings and connections stay.

        With the world or the journal, events that were to come again are given up.

        Args:
            world: Go back to the seeded people and chats, without messages.
            journal: Forget the deliveries, API calls and ended connections in memory.
            faults: Clear all faults.
        """
        if faults:
            self.faults.clear()
        if world:
            self._start_world_over()
            self.update_tokens.forget()
            self.messaging.forget()
            self.rates.forget()
            self.cards.forget()
            self.entities.forget()
            self.previews.forget()
            self.files.forget()
        if journal:
            self.journal.clear()
            self.hub.ended.clear()
            self.attempts.forget()
        if world or journal:
            self.engine.forget()
            self.storms.forget()
        self.feed.tell(
            "reset", "all" if world and journal else "world" if world else "journal" if journal else "faults"
        )

    def set_credentials(self, app: AppRecord) -> None:
        """Let an app have these credentials from now on."""
        self.world.apps[app.app_id] = app
        self._keep_secret(app)

    def resume(self, app: AppRecord) -> None:
        """Let an app have deliveries again that were paused; harmless when they were not."""
        if self.storms.end(app.app_id):
            self.feed.tell("app", "resumed", app.app_id)

    def reseed(self, seed: int) -> None:
        """Start over, and let ids and choices be those of another seed from now on."""
        self.reset()
        self.ids.reseed(seed)
        self.hub.choose_by(Choice(), seed=seed)
        self.faults.reseed(seed)

    def _start_world_over(self) -> None:
        world = self.world
        world.people, world.chats = deepcopy(self._seeded)
        world.messages.clear()
        for app in world.apps.values():
            for tenant_key in app.tenant_keys:
                install(world, app, tenant_key)

    async def close(self) -> None:
        """Drop all connections and give up what is under way."""
        self.app_tickets.stop()
        await self.engine.stop()
        await self.webhooks.close()
        for session in self.hub.of_app():
            session.abort()
        self.journal.close()

    def _bot_caused(self, push: Push) -> None:
        if self.storms.count(push.app_id, now=self.clock.now(), at=self.clock.time()):
            self.feed.tell("app", "paused", push.app_id)

    def _is_locked(self, message_id: str) -> bool:
        return self.cards.is_locked(message_id)

    def _fault_changed(self, what: str, fault_id: str) -> None:
        self.feed.tell("fault", what, fault_id)
        if what != "happened":
            fault = next((fault for fault in self.faults.list() if fault.id == fault_id), None)
            self.recorder.fault(what, {} if fault is None else fault.wanted())

    def _keep_secret(self, app: AppRecord) -> None:
        for secret in (app.app_secret, app.encrypt_key, app.verification_token):
            self.masker.add(secret)


def _reachable(gateway: str, host: str) -> str:
    """Name the gateway as the client names this machine, when it listens on all addresses."""
    for everywhere in ("//0.0.0.0:", "//[::]:"):
        if host and everywhere in gateway:
            name = f"[{host}]" if ":" in host else host
            return gateway.replace(everywhere, f"//{name}:")
    return gateway
