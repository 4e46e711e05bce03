"""The control API: act on a running emulator over HTTP, and look at what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from larkline.emulator.control.acts import act_operations
from larkline.emulator.control.apps import app_operations
from larkline.emulator.control.cards import card_operations
from larkline.emulator.control.clock import clock_operations
from larkline.emulator.control.connecting import connecting_operations
from larkline.emulator.control.connections import connection_operations
from larkline.emulator.control.deliveries import delivery_operations
from larkline.emulator.control.doctor import doctor_operation
from larkline.emulator.control.faults import fault_operations
from larkline.emulator.control.images import image_operation
from larkline.emulator.control.openapi import describe
from larkline.emulator.control.operations import API, Body, Call, Operation, missing_route, route_of
from larkline.emulator.control.people import people_operations
from larkline.emulator.control.recordings import recording_operations
from larkline.emulator.control.replays import replay_operations
from larkline.emulator.control.replies import reply_operations
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.running import running_operations
from larkline.emulator.control.schemas import given
from larkline.emulator.control.session import Keys
from larkline.emulator.control.snapshot import snapshot_operation
from larkline.emulator.control.stream import stream_operation
from larkline.emulator.control.world import world_operations
from larkline.emulator.http.door import HttpDoor
from larkline.emulator.http.page import page_routes

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["control_app", "control_operations"]


def control_operations(emulator: Emulator, keys: Keys) -> list[Operation]:
    """List everything that can be asked for; another endpoint is another entry in one of these lists."""
    rows = Rows(emulator.core)
    operations = [
        *running_operations(emulator, keys),
        *app_operations(emulator),
        *world_operations(emulator, rows),
        *people_operations(emulator),
        *act_operations(emulator, rows),
        *card_operations(emulator, rows),
        *delivery_operations(emulator, rows),
        *replay_operations(emulator, rows),
        *recording_operations(emulator),
        *reply_operations(emulator.core),
        *connection_operations(emulator),
        *clock_operations(emulator),
        *fault_operations(emulator),
        *connecting_operations(emulator),
        doctor_operation(emulator),
        image_operation(emulator.core),
        stream_operation(emulator.core, rows.of_change),
    ]
    return [*operations, snapshot_operation(emulator.core, operations)]


def control_app(
    emulator: Emulator,
    *,
    token: str,
    allowed_hosts: tuple[str, ...] = (),
    page: bool = False,
    all_closed: bool = False,
) -> HttpDoor:
    """
    Give the ASGI application of the console's port.

    Args:
        allowed_hosts: Host names that may stand in the Host header besides loopback names.
        page: Whether the page is served, too.
        all_closed: Whether even what anybody may otherwise ask for needs the token.
    """
    keys = Keys(token)
    operations = control_operations(emulator, keys)

    async def description(_call: Call) -> Body:
        return describe(operations, prefix=API)

    operations.append(
        Operation(
            method="GET",
            path="/openapi.json",
            summary="Describe this API (OpenAPI 3.1)",
            handler=description,
            answer=given({}),
            is_open=True,
        )
    )
    if all_closed:
        operations = [each if each.path == "/session" else replace(each, is_open=False) for each in operations]
    routes = [route_of(operation, keys) for operation in operations]
    routes += page_routes() if page else []
    return HttpDoor(Starlette(routes=[*routes, missing_route()]), allowed_hosts=allowed_hosts, own_pages=True)
