"""How faults act on one delivery, step by step; the engine asks at each of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from larkline.clock import Clock, sleep_until
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.faults.fault import Fault, Subject
from larkline.emulator.faults.line import Line
from larkline.emulator.faults.registry import FaultRegistry
from larkline.emulator.journal.exchange import Exchange

__all__ = ["DeliveryFaults", "chat_of"]


class DeliveryFaults:
    """
    The faults of deliveries.

    Args:
        registry: Where they are kept.
    """

    def __init__(self, registry: FaultRegistry) -> None:
        self._registry = registry
        self._lines: dict[str, Line] = {}

    def of(self, exchange: Exchange) -> tuple[Fault, ...]:
        """Give the faults that happen to a delivery; they are noted in its record."""
        push = exchange.push
        subject = Subject(
            door=exchange.transport,
            app=push.app_id,
            connection=exchange.connection,
            type=push.type,
            chat=lambda: chat_of(push.payload),
        )
        faults = self._registry.happening("delivery", subject)
        exchange.faults = tuple(fault.label for fault in faults)
        return faults

    async def hold(self, faults: Sequence[Fault], clock: Clock) -> None:
        """Wait as long as faults keep a delivery from being sent."""
        for fault in faults:
            if fault.kind == "delay" and fault.text("where") == "send":
                await sleep_until(clock, clock.now() + _lasting(fault))
            elif fault.kind == "reorder":
                await self._line(fault, int(fault.number("hold")), fault.number("within"), reverse=True).wait(clock)
            elif fault.kind == "chunks" and fault.flag("interleave"):
                await self._line(fault, 2, 1.0, reverse=False).wait(clock)

    def _line(self, fault: Fault, size: int, within: float, *, reverse: bool) -> Line:
        if fault.id not in self._lines:
            active = {fault.id for fault in self._registry.list()}
            self._lines = {key: line for key, line in self._lines.items() if key in active}
            self._lines[fault.id] = Line(size, within, reverse=reverse)
        return self._lines[fault.id]


def reply_delay(faults: Sequence[Fault]) -> float:
    """Give for how many seconds the reply to a delivery is held up."""
    return sum(_lasting(fault) for fault in faults if fault.kind == "delay" and fault.text("where") == "reply")


def copies(faults: Sequence[Fault]) -> int:
    """Give how often the same thing comes in all."""
    return max((int(fault.number("copies")) for fault in faults if fault.kind == "duplicate"), default=1)


def find(faults: Sequence[Fault], kind: str, **parameters: str) -> Fault | None:
    """Give the first fault of a kind with these parameters; None when there is none."""
    for fault in faults:
        if fault.kind == kind and all(fault.parameters[key] == value for key, value in parameters.items()):
            return fault
    return None


async def drop(session: GatewaySession, fault: Fault) -> None:
    """Break a long connection."""
    how = fault.text("how")
    if how == "close":
        await session.close(int(fault.number("code")), fault.text("reason"))
    elif how == "reset":
        session.abort()
    else:
        session.freeze()


def chat_of(payload: bytes) -> str:
    """Give the chat a payload is about; empty when it names none."""
    document = json.loads(payload)
    event = document.get("event", document)
    places = (event, event.get("message"), event.get("context"))
    for place in places:
        for key in ("chat_id", "open_chat_id"):
            if isinstance(place, dict) and isinstance(place.get(key), str):
                return str(place[key])
    return ""


def _lasting(fault: Fault) -> float:
    return fault.number("seconds") + fault.number("jitter") * fault.chance()
