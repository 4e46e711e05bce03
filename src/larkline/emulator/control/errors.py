"""What the control API refuses, in the one shape all its errors have: code, message and hint, in both languages."""

from __future__ import annotations

import logging

from larkline.emulator.both import NOTHING, Both, same
from larkline.emulator.errors import ComponentNotFound, EmulatorError, NothingSent, SendingRefused, UnknownThing
from larkline.emulator.settings import SubscriptionRefused
from larkline.emulator.webhook.address_check import AddressCheckFailed
from larkline.emulator.webhook.targets import NotThisMachine
from larkline.emulator.world.credentials import LooksReal
from larkline.errors import ApiError

__all__ = ["ControlError", "explained"]

_log = logging.getLogger("larkline.emulator.control")


class ControlError(Exception):
    """A request the control API refuses; *hint* says what to do instead."""

    def __init__(self, status: int, code: str, message: Both, hint: Both = NOTHING) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message.en)


#: What helps where an error itself does not say it, by what was looked for, or by the error's code.
_HINTS = {
    "delivery": Both(
        "GET /api/v1/deliveries lists them; the oldest are forgotten",
        "GET /api/v1/deliveries 列出现有推送；最早的会被清理",
    ),
    "call": Both(
        "GET /api/v1/api-calls lists them; the oldest are forgotten",
        "GET /api/v1/api-calls 列出现有调用；最早的会被清理",
    ),
    "image": Both("its key stands in the message or the card, as img_…", "消息或卡片中有它的 key，形如 img_…"),
    "bad_request": Both(
        "GET /api/v1/openapi.json describes what this call takes", "参数说明见 GET /api/v1/openapi.json"
    ),
    "nothing_sent": Both(
        "a client sends nothing here either; see components of GET /api/v1/messages/{id}",
        "真实客户端也不会发送；组件见 GET /api/v1/messages/{id} 的 components",
    ),
    "timeout": Both(
        "GET /api/v1/connections and GET /api/v1/deliveries show what there is; timeout sets how long to wait",
        "现状见 GET /api/v1/connections 和 GET /api/v1/deliveries；timeout 指定等待多久",
    ),
}
_CONFIRM = Both("send confirm: true once a person has agreed to it", "经人同意后，请发送 confirm: true")
_CHALLENGE = Both(
    "it has to answer url_verification: status 200 and the challenge it was sent, as JSON",
    "它须响应 url_verification：状态码 200，并以 JSON 返回收到的 challenge",
)


def explained(error: Exception) -> ControlError:
    """Give the answer for what the emulator raised."""
    told = _told(error)
    if told.hint == NOTHING:
        told.hint = _HINTS.get(getattr(error, "kind", "")) or _HINTS.get(told.code, NOTHING)
    return told


def _told(error: Exception) -> ControlError:
    if isinstance(error, ControlError):
        return error
    both = error.both if isinstance(error, EmulatorError | SendingRefused) else same(str(error))
    hint = error.helps if isinstance(error, EmulatorError) else NOTHING
    if isinstance(error, UnknownThing):
        return ControlError(404, "not_found", both, hint)
    if isinstance(error, ComponentNotFound):
        return ControlError(404, "component_not_found", both, hint)
    if isinstance(error, NothingSent):
        return ControlError(409, "nothing_sent", both, hint)
    if isinstance(error, AddressCheckFailed):
        return ControlError(400, f"address_{error.problem}", both, _CHALLENGE)
    if isinstance(error, NotThisMachine | LooksReal):
        return ControlError(
            409, "remote_address" if isinstance(error, NotThisMachine) else "real_secret", both, _CONFIRM
        )
    if isinstance(error, SubscriptionRefused):
        return ControlError(409, f"subscription_{error.reason}", both, hint)
    if isinstance(error, ApiError):
        number = Both(f"code {error.code}", f"错误码 {error.code}")
        return ControlError(400, "refused", Both(str(error), both.zh), number)
    if isinstance(error, TimeoutError):
        return ControlError(408, "timeout", both)
    if isinstance(error, EmulatorError | ValueError):
        return ControlError(400, "bad_request", both, hint)
    _log.error("a request of the control API failed", exc_info=error)
    bug = Both("this is a bug of the emulator", "这是本地平台的缺陷")
    return ControlError(500, "failed", same(f"{type(error).__name__}: {error}"), bug)
