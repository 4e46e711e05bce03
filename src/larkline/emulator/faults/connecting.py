"""How faults act on the way to a long connection, and on its pings."""

from __future__ import annotations

import json

from larkline.emulator.connection.attempts import Refused
from larkline.emulator.connection.hub import too_many
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.faults.fault import Subject
from larkline.emulator.faults.registry import FaultRegistry
from larkline.emulator.world.tokens import Ticket
from larkline.errors import MalformedDelivery
from larkline.facts.long_connection import CONNECTION_LIMIT_EXCEEDED
from larkline.links import Refusal
from larkline.wire.endpoint import encode_endpoint_refusal, parse_endpoint_request

__all__ = ["pong_trouble", "refused_endpoint", "refused_handshake"]

_UNAVAILABLE = 503


def refused_endpoint(faults: FaultRegistry, body: bytes, refused: Refused) -> tuple[int, bytes] | None:
    """
    Give HTTP status and body with which the question for an endpoint is refused; None when no fault does.

    Args:
        refused: Told of it.
    """
    try:
        app_id, _ = parse_endpoint_request(body)
    except MalformedDelivery:
        app_id = ""
    for fault in faults.happening("discovery", Subject(door="long_connection", app=app_id)):
        if fault.kind == "gateway_restart":
            refused("fault", _UNAVAILABLE, app_id=app_id)
            return _UNAVAILABLE, json.dumps({"code": _UNAVAILABLE, "msg": "the gateway restarts", "data": {}}).encode()
        if fault.kind == "connection_limit":
            refused("fault", CONNECTION_LIMIT_EXCEEDED, app_id=app_id)
            return 200, encode_endpoint_refusal(CONNECTION_LIMIT_EXCEEDED, "exceed conn limit")
        refused("fault", int(fault.number("code")), app_id=app_id)
        return int(fault.number("status")), encode_endpoint_refusal(int(fault.number("code")), "refused by a fault")
    return None


def refused_handshake(faults: FaultRegistry, ticket: Ticket) -> Refusal | None:
    """Give the refusal of a WebSocket upgrade; None when no fault refuses it."""
    subject = Subject(door="long_connection", app=ticket.app_id, connection=ticket.connection_id)
    for fault in faults.happening("handshake", subject):
        return Refusal(_UNAVAILABLE, {}) if fault.kind == "gateway_restart" else too_many()
    return None


def pong_trouble(faults: FaultRegistry, session: GatewaySession) -> str:
    """Tell what is wrong with the answer to a ping: nothing, ``empty`` or ``none``."""
    subject = Subject(door="long_connection", app=session.app_id, connection=session.connection_id)
    for fault in faults.happening("ping", subject):
        return fault.text("what")
    return ""
