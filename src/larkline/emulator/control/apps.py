"""The part of the control API that is about apps: what they are, and how they want their deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from larkline.emulator.control.http import ControlError
from larkline.emulator.control.views import app_view
from larkline.emulator.world.subscription import DELIVERY_MODES

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["AppsApi"]

Body = dict[str, Any]
_ADDRESSES = ("event_url", "callback_url", "card_url")
_MODES = ("events", "callbacks")


class AppsApi:
    """One method for each path."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def list(self, _request: Request, _body: Body) -> Body:
        """List the apps."""
        return {"apps": [app_view(app) for app in self._emulator.core.tenant.apps.values()]}

    async def show(self, request: Request, _body: Body) -> Body:
        """Show one app."""
        return app_view(self._emulator.app(request.path_params["id"]))

    async def change(self, request: Request, body: Body) -> Body:
        """Change how an app gets its deliveries; addresses are saved by their own call."""
        app = self._emulator.app(request.path_params["id"])
        _check(body, {**dict.fromkeys(_MODES, str), "encrypted": bool, "legacy_cards": bool})
        for key in _MODES:
            if key in body and body[key] not in DELIVERY_MODES:
                raise ControlError(400, "bad_request", f"no mode {body[key]!r}", " or ".join(DELIVERY_MODES))
        self._emulator.configure(**body, app_id=app.app_id)
        return app_view(app)

    async def save_webhook(self, request: Request, body: Body) -> Body:
        """Save addresses, each of which has to answer first."""
        app = self._emulator.app(request.path_params["id"])
        _check(body, {**dict.fromkeys(_ADDRESSES, str), "encrypted": bool})
        if not any(key in body for key in _ADDRESSES):
            raise ControlError(400, "bad_request", "no address is given", f"one or more of {', '.join(_ADDRESSES)}")
        await self._emulator.save_webhook(**body, app_id=app.app_id)
        return app_view(app)


def _check(body: Body, wanted: dict[str, type]) -> None:
    """
    Check the members of a body and their types.

    Raises:
        ControlError: One is not known, or of another type.
    """
    for key, value in body.items():
        if key not in wanted:
            raise ControlError(400, "bad_request", f"{key} cannot be set here", f"known are {', '.join(wanted)}")
        if not isinstance(value, wanted[key]):
            kind = "true or false" if wanted[key] is bool else "a text"
            raise ControlError(400, "bad_request", f"{key} is {kind}")
