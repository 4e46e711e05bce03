"""What the control API refuses, in the one shape all its errors have: code, message and hint."""

from __future__ import annotations

import logging

from larkline.emulator.control.schemas import WrongValue
from larkline.emulator.errors import ComponentNotFound, EmulatorError, NothingSent, UnknownThing
from larkline.emulator.settings import SubscriptionRefused
from larkline.emulator.webhook.address_check import AddressCheckFailed
from larkline.emulator.webhook.targets import NotThisMachine
from larkline.emulator.world.credentials import LooksReal
from larkline.errors import ApiError

__all__ = ["ControlError", "explained"]

_log = logging.getLogger("larkline.emulator.control")


class ControlError(Exception):
    """A request the control API refuses; *hint* says what to do instead."""

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


#: What helps where an error itself does not say it, by what was looked for, or by the error's code.
_HINTS = {
    "delivery": "GET /api/v1/deliveries lists them; the oldest are forgotten",
    "call": "GET /api/v1/api-calls lists them; the oldest are forgotten",
    "image": "its key stands in the message or the card, as img_…",
    "bad_request": "GET /api/v1/openapi.json describes what this call takes",
    "nothing_sent": "a client sends nothing here either; see components of GET /api/v1/messages/{id}",
    "timeout": "GET /api/v1/connections and GET /api/v1/deliveries show what there is; timeout sets how long to wait",
}


def explained(error: Exception) -> ControlError:
    """Give the answer for what the emulator raised."""
    told = _told(error)
    told.hint = told.hint or _HINTS.get(getattr(error, "kind", ""), "") or _HINTS.get(told.code, "")
    return told


def _told(error: Exception) -> ControlError:
    if isinstance(error, ControlError):
        return error
    if isinstance(error, WrongValue):
        return ControlError(400, "bad_request", str(error), error.hint)
    if isinstance(error, UnknownThing):
        return ControlError(404, "not_found", f"no {error.kind} {error.key!r}", error.hint)
    if isinstance(error, ComponentNotFound):
        message, _, offers = str(error).partition(". Choose from: ")
        return ControlError(404, "component_not_found", message, offers)
    if isinstance(error, NothingSent):
        return ControlError(409, "nothing_sent", str(error), error.open_url)
    if isinstance(error, AddressCheckFailed):
        hint = "it has to answer url_verification: status 200 and the challenge it was sent, as JSON"
        return ControlError(400, f"address_{error.problem}", str(error), hint)
    if isinstance(error, NotThisMachine | LooksReal):
        code = "remote_address" if isinstance(error, NotThisMachine) else "real_secret"
        return ControlError(409, code, str(error), "send confirm: true once a person has agreed to it")
    if isinstance(error, SubscriptionRefused):
        return ControlError(409, f"subscription_{error.reason}", str(error), error.hint)
    if isinstance(error, ApiError):
        return ControlError(400, "refused", str(error), f"code {error.code}")
    if isinstance(error, TimeoutError):
        return ControlError(408, "timeout", str(error))
    if isinstance(error, EmulatorError | ValueError):
        return ControlError(400, "bad_request", str(error))
    _log.error("a request of the control API failed", exc_info=error)
    return ControlError(500, "failed", f"{type(error).__name__}: {error}", "this is a bug of the emulator")
