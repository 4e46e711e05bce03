"""
``/open-apis/application/v7/applications/{app_id}``: an app changes its own settings, and publishes a version.

Source: docs, 更新应用开发配置, 更新应用能力配置 and 提交发布自建应用 (documented).
"""

from __future__ import annotations

import re
from typing import Any

from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation
from larkline.emulator.settings import SubscriptionRefused, changed_types
from larkline.emulator.webhook.address_check import AddressCheckFailed
from larkline.emulator.world.subscription import DeliveryMode

__all__ = ["APPLICATIONS"]

_PATH = "/open-apis/application/v7/applications/{app_id}"
_SCOPE = "application:application:patch"
_INVALID = 210031
_MODES: dict[str, DeliveryMode] = {"webhook": "webhook", "websocket": "long_connection"}
_CONFIG = ("scope", "event", "security", "visibility", "contacts", "event_and_callback_encrypt_strategy", "callback")
_NOT_EMULATED = ("security", "visibility", "contacts")
_MOST_TYPES = 2000


async def _config(call: Call) -> Answer:
    """Change how the app gets its deliveries; what is not given stays."""
    body = _own_app(call)
    if unknown := [key for key in body if key not in _CONFIG]:
        raise ApiFailure(_INVALID, f"Param is invalid: {unknown[0]} is unknown")
    if given := [key for key in _NOT_EMULATED if body.get(key)]:
        raise ApiFailure(_INVALID, f"Param is invalid: {given[0]} is not emulated")
    draft = call.core.settings.draft(call.app)
    changes: dict[str, Any] = {}
    if (event := _part(body, "event")) is not None:
        changes["events"] = _mode(event, "event.subscription_type")
        changes["event_url"] = _text(event, "event.request_url")
        changes["event_types"] = _types(event, draft.event_types, "event", "events")
    if (callback := _part(body, "callback")) is not None:
        changes["callbacks"] = _mode(callback, "callback.callback_type")
        changes["callback_url"] = _text(callback, "callback.request_url")
        changes["callback_types"] = _types(callback, draft.callback_types, "callback", "callbacks")
    if (strategy := _part(body, "event_and_callback_encrypt_strategy")) is not None:
        changes["encrypted"] = _keys(call, strategy)
    try:
        await call.core.settings.save(call.app, **changes)
    except AddressCheckFailed as failed:
        raise ApiFailure(210042, f"The validation for request_url failed: {failed}") from None
    except SubscriptionRefused as refused:
        raise ApiFailure(_INVALID, f"Param is invalid: {refused}") from None
    call.core.feed.tell("app", "changed", call.app.app_id)
    return {"code": 0, "msg": "success", "data": {}}


async def _ability(call: Call) -> Answer:
    """Take the abilities of an app; only that it has a bot means something here."""
    bot = _part(_own_app(call), "bot")
    if bot is not None and bot.get("enable") is False:
        raise ApiFailure(_INVALID, "Param is invalid: bot.enable: an app without a bot is not emulated")
    return {"code": 0, "msg": "success", "data": {}}


async def _publish(call: Call) -> Answer:
    """Publish what is saved; no review is emulated."""
    body = _own_app(call)
    for key in ("remark", "changelog"):
        if not isinstance(body.get(key), str) or not body[key]:
            raise ApiFailure(210304, f"Missing required fields: {key}")
    version = body.get("version", "")
    if not isinstance(version, str) or (version and not re.fullmatch(r"\d{1,4}(\.\d{1,4}){2}", version, re.ASCII)):
        raise ApiFailure(210303, "Invalid version number. The number should be in the form X.X.X")
    published = call.core.settings.publish(call.app)
    call.core.feed.tell("app", "changed", call.app.app_id)
    data = {"version_id": f"oav_{call.core.ids.hex(32)}", "version": version or published}
    return {"code": 0, "msg": "success", "data": data}


def _own_app(call: Call) -> dict[str, Any]:
    """
    Give the body, if the app changes itself.

    Raises:
        ApiFailure: It does not, or it is one of the store.
    """
    app_id = call.request.path_params["app_id"]
    if app_id not in call.core.world.apps:
        raise ApiFailure(210032, "The specified application does not exist", status=404)
    if app_id != call.app.app_id:
        raise ApiFailure(210036, "Lack of permission to update other app.", status=403)
    if call.app.app_type == "store":
        raise ApiFailure(210034, "This API does not support ISV apps, only self-built ones")
    if not isinstance(call.body, dict):
        raise ApiFailure(_INVALID, "Param is invalid: the body is no JSON object")
    return call.body


def _part(body: dict[str, Any], key: str) -> dict[str, Any] | None:
    part = body.get(key)
    if part is not None and not isinstance(part, dict):
        raise ApiFailure(_INVALID, f"Param is invalid: {key} is no JSON object")
    return part


def _mode(part: dict[str, Any], path: str) -> DeliveryMode:
    value = part.get(path.partition(".")[2])
    mode = _MODES.get(value) if isinstance(value, str) else None
    if mode is None:
        raise ApiFailure(_INVALID, f"Param is invalid: {path} is webhook or websocket")
    return mode


def _text(part: dict[str, Any], path: str) -> str | None:
    value = part.get(path.partition(".")[2])
    if value is not None and not isinstance(value, str):
        raise ApiFailure(_INVALID, f"Param is invalid: {path} is no text")
    return value or None


def _types(part: dict[str, Any], types: tuple[str, ...], where: str, what: str) -> tuple[str, ...] | None:
    """Give the subscribed types as they are to be; None when they stay."""
    lists = {}
    for verb in ("add", "remove"):
        value = part.get(f"{verb}_{what}", [])
        if not isinstance(value, list) or len(value) > _MOST_TYPES or not all(isinstance(v, str) and v for v in value):
            raise ApiFailure(_INVALID, f"Param is invalid: {where}.{verb}_{what} is no list of types")
        lists[verb] = value
    return changed_types(types, **lists) if lists["add"] or lists["remove"] else None


def _keys(call: Call, strategy: dict[str, Any]) -> bool:
    """Tell whether the app has an Encrypt Key; the keys themselves are fixed from the start."""
    key, token = strategy.get("encryption_key"), strategy.get("verification_token")
    if key not in (None, call.app.encrypt_key) or token not in (None, call.app.verification_token):
        raise ApiFailure(_INVALID, "Param is invalid: the keys of an app are fixed in the emulator")
    return key is not None


#: What :func:`platform_app` serves of this.
APPLICATIONS = (
    Operation(
        method="PATCH",
        path=_PATH + "/config",
        handler=_config,
        test="test_applications.py::test_config_sets_modes_and_types",
        codes=(210031, 210032, 210034, 210036, 210042),
        scopes=(_SCOPE,),
        tier=2,
    ),
    Operation(
        method="PATCH",
        path=_PATH + "/ability",
        handler=_ability,
        test="test_applications.py::test_ability_is_taken",
        codes=(210031, 210032, 210034, 210036),
        scopes=(_SCOPE,),
        tier=2,
    ),
    Operation(
        method="POST",
        path=_PATH + "/publish",
        handler=_publish,
        test="test_applications.py::test_publish_gives_a_version",
        codes=(210032, 210034, 210036, 210303, 210304),
        scopes=(_SCOPE,),
        tier=2,
    ),
)
