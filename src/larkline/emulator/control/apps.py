"""The part of the control API that is about apps: what they are, and how they want their deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.both import Both
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import choice, either, flag, given, listed, record, text
from larkline.emulator.control.views import app_view
from larkline.emulator.world.subscription import DELIVERY_MODES
from larkline.emulator.world.tenant import AppRecord

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["app_operations"]

_TYPES = listed(text(maxLength=120), "subscribed types; * stands for any characters", maxItems=2000)
_MODES = {"event_types": _TYPES, "callback_types": _TYPES, "encrypted": flag()}
_PATTERNS = listed(text("git.example.com, or *.example.com/issues/*"))
_ADDRESSES = ("event_url", "callback_url", "card_url")
_MODE = choice(list(DELIVERY_MODES))
_CONFIRM = flag("whether an address may be of another machine: a person has agreed to it")
_SECRETS = ("app_secret", "encrypt_key", "verification_token")
_STORM = either(["object", "null"], "why deliveries are paused: {since, events}; null when they are not")
_APP = given(
    {"id": text(), "name": text(), "bot_open_id": text(), "events": _MODE, "callbacks": _MODE, "storm": _STORM}
)


def app_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    apps = _Apps(emulator)
    return [
        Operation(
            method="GET",
            path="/apps",
            summary="List the apps with their settings, without secrets",
            handler=apps.list,
            answer=given({"apps": listed(_APP)}),
        ),
        Operation(method="GET", path="/apps/{id}", summary="Show one app", handler=apps.show, answer=_APP),
        Operation(
            method="PATCH",
            path="/apps/{id}",
            summary="Change how an app gets its deliveries; addresses are saved by their own call",
            handler=apps.change,
            body=record(
                optional={
                    "events": _MODE,
                    "callbacks": _MODE,
                    **_MODES,
                    "legacy_cards": flag(),
                    "url_patterns": _PATTERNS,
                }
            ),
            answer=_APP,
        ),
        Operation(
            method="POST",
            path="/apps/{id}/subscription",
            summary="Save settings as the developer console does, each after its check",
            handler=apps.save_subscription,
            body=record(
                optional={
                    "events": _MODE,
                    "callbacks": _MODE,
                    **_MODES,
                    **dict.fromkeys(_ADDRESSES, text("an http or https address")),
                    "confirm": _CONFIRM,
                }
            ),
            answer=_APP,
        ),
        Operation(
            method="POST",
            path="/apps/{id}/publish",
            summary="Publish what is saved, as a new version",
            handler=apps.publish,
            answer=_APP,
        ),
        Operation(
            method="POST",
            path="/apps/{id}/credentials",
            summary="Give an app secrets of one's own instead of those that were made up",
            handler=apps.set_credentials,
            body=record(
                optional={
                    **dict.fromkeys(_SECRETS, text("at most 200 characters")),
                    "confirm": flag("whether they may look like those of a real app: a person has agreed to it"),
                }
            ),
            answer=_APP,
        ),
        Operation(
            method="POST",
            path="/apps/{id}/resume",
            summary="Let an app have deliveries again that were paused, as bots answered bots without end",
            handler=apps.resume,
            answer=_APP,
        ),
        Operation(
            method="POST",
            path="/apps/{id}/webhook",
            summary="Save addresses that answer as they have to; an empty text removes one",
            handler=apps.save_webhook,
            body=record(
                optional={
                    **dict.fromkeys(_ADDRESSES, text("an http or https address")),
                    "encrypted": flag(),
                    "confirm": _CONFIRM,
                }
            ),
            answer=_APP,
        ),
    ]


class _Apps:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def list(self, _call: Call) -> Body:
        return {
            "apps": [
                app_view(app, self._emulator.core.settings, self._emulator.core.storms)
                for app in self._emulator.core.world.apps.values()
            ]
        }

    async def show(self, call: Call) -> Body:
        return app_view(self._emulator.app(call.id), self._emulator.core.settings, self._emulator.core.storms)

    async def change(self, call: Call) -> Body:
        app = self._emulator.app(call.id)
        self._emulator.configure(**call.body, app_id=app.app_id)
        return self._changed(app)

    async def save_subscription(self, call: Call) -> Body:
        app = self._emulator.app(call.id)
        if not call.body.keys() - {"confirm"}:
            raise ControlError(
                400,
                "bad_request",
                Both("nothing is given to save", "没有要保存的内容"),
                Both("such as events or callback_url", "例如 events 或 callback_url"),
            )
        await self._emulator.save_subscription(**call.body, app_id=app.app_id)
        return self._changed(app)

    async def publish(self, call: Call) -> Body:
        app = self._emulator.app(call.id)
        self._emulator.publish(app.app_id)
        return self._changed(app)

    async def set_credentials(self, call: Call) -> Body:
        app = self._emulator.app(call.id)
        if not any(key in call.body for key in _SECRETS):
            raise ControlError(400, "bad_request", Both("no secret is given", "没有填写密钥"), _some_of(_SECRETS))
        return self._changed(self._emulator.set_credentials(**call.body, app_id=app.app_id))

    async def resume(self, call: Call) -> Body:
        app = self._emulator.app(call.id)
        self._emulator.resume(app.app_id)
        return app_view(app, self._emulator.core.settings, self._emulator.core.storms)

    def _changed(self, app: AppRecord) -> Body:
        self._emulator.core.feed.tell("app", "changed", app.app_id)
        return app_view(app, self._emulator.core.settings, self._emulator.core.storms)

    async def save_webhook(self, call: Call) -> Body:
        app = self._emulator.app(call.id)
        if not any(key in call.body for key in _ADDRESSES):
            raise ControlError(400, "bad_request", Both("no address is given", "没有填写地址"), _some_of(_ADDRESSES))
        await self._emulator.save_webhook(**call.body, app_id=app.app_id)
        return self._changed(app)


def _some_of(names: tuple[str, ...]) -> Both:
    listed = ", ".join(names)
    return Both(f"one or more of {listed}", f"至少填写一项：{listed}")
