"""Put the platform's HTTP port together."""

from __future__ import annotations

from starlette.applications import Starlette

from larkline.emulator.core import Core
from larkline.emulator.faults.api_door import FaultyApi
from larkline.emulator.http.door import HttpDoor
from larkline.emulator.platform_api.auth import AUTH
from larkline.emulator.platform_api.bots import BOTS
from larkline.emulator.platform_api.calls import open_route, operation_route, unknown_route
from larkline.emulator.platform_api.cardkit import CARDKIT
from larkline.emulator.platform_api.cards import CARDS
from larkline.emulator.platform_api.messages import MESSAGES

__all__ = ["OPEN_OPERATIONS", "OPERATIONS", "platform_app"]

#: Every call that needs no access token.
OPEN_OPERATIONS = AUTH
#: Every call that needs one.
OPERATIONS = (*MESSAGES, *CARDS, *CARDKIT, *BOTS)


def platform_app(core: Core, *, allowed_hosts: tuple[str, ...] = ()) -> HttpDoor:
    """Give the ASGI application of the platform's port."""
    routes = [
        *(open_route(core, operation) for operation in OPEN_OPERATIONS),
        *(operation_route(core, operation) for operation in OPERATIONS),
        unknown_route(core),
    ]
    return HttpDoor(FaultyApi(Starlette(routes=routes), core), allowed_hosts=allowed_hosts)
