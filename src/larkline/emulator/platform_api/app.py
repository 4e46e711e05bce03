"""Put the platform's HTTP port together."""

from __future__ import annotations

from starlette.applications import Starlette

from larkline.emulator.core import Core
from larkline.emulator.faults.api_door import FaultyApi
from larkline.emulator.http.door import HttpDoor
from larkline.emulator.platform_api.auth import auth_routes
from larkline.emulator.platform_api.calls import unknown_route
from larkline.emulator.platform_api.cards import card_routes
from larkline.emulator.platform_api.messages import message_routes

__all__ = ["platform_app"]


def platform_app(core: Core, *, allowed_hosts: tuple[str, ...] = ()) -> HttpDoor:
    """Give the ASGI application of the platform's port."""
    routes = [*auth_routes(core), *message_routes(core), *card_routes(core), unknown_route(core)]
    return HttpDoor(FaultyApi(Starlette(routes=routes), core), allowed_hosts=allowed_hosts)
