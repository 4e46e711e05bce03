"""
The settings of apps as the developer console keeps them: a draft, checked when it is saved, and what is published.

Source: docs, 配置订阅方式 and 更新应用开发配置 (documented): a long connection has to be there when that mode is saved,
an address has to answer its check, and all but the address of events takes effect when a version is published.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from fnmatch import fnmatchcase
from typing import Any, Literal, Protocol

from larkline.emulator.both import Both
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.errors import EmulatorError
from larkline.emulator.world.subscription import DELIVERY_MODES, Subscription
from larkline.emulator.world.tenant import AppRecord

__all__ = ["AppSettings", "Obstacle", "SubscriptionRefused", "changed_types"]

#: Why an app gets nothing of a type: no version is published with it, or it is not subscribed to.
Obstacle = Literal["", "not_published", "not_subscribed", "paused"]
RefusalReason = Literal["no_connection", "store_app", "no_address"]

_ALWAYS = frozenset({"app_ticket"})  # no console offers to subscribe to it
#: Of each reason what is wrong, and what helps.
_SENTENCES: dict[RefusalReason, tuple[Both, Both]] = {
    "no_connection": (
        Both("application has not established a long connection", "应用未建立长连接"),
        Both(
            "start the app, so that a long connection is online, and save again", "请先启动应用，等长连接在线后再保存"
        ),
    ),
    "store_app": (
        Both("an app of the store cannot use long connections", "商店应用不能使用长连接"),
        Both("save the address of a webhook", "请改为保存 Webhook 请求地址"),
    ),
    "no_address": (
        Both("no address is saved for a webhook", "尚未保存 Webhook 请求地址"),
        Both("give the address together with the mode", "请先填写请求地址"),
    ),
}
_SETTINGS = {"events": "事件", "callbacks": "回调"}


class SubscriptionRefused(EmulatorError):
    """
    A setting that the developer console does not save.

    Attributes:
        setting: Which one: ``events`` or ``callbacks``.
        reason: Why, in one word.
        hint: What helps.
    """

    def __init__(self, setting: str, reason: RefusalReason) -> None:
        self.setting = setting
        self.reason: RefusalReason = reason
        sentence, hint = _SENTENCES[reason]
        self.hint = hint.en
        super().__init__(
            f"{setting}: {sentence.en}; {hint.en}", f"{_SETTINGS[setting]}：{sentence.zh}；{hint.zh}", hint=hint
        )


class _Checks(Protocol):
    """Lets an address show that it belongs to an app."""

    def __call__(self, app: AppRecord, url: str, *, encrypted: bool) -> Awaitable[None]: ...


class AppSettings:
    """
    The settings of all apps; what is published is each app's ``subscription``.

    Args:
        auto_publish: Whether everything saved is published at once.
        online: Tells how many long connections of an app are online.
        check_address: Raises when an address does not answer its check.
        paused: Tells whether the deliveries of an app are paused.
    """

    def __init__(
        self,
        *,
        auto_publish: bool,
        online: Callable[[str], int],
        check_address: _Checks,
        paused: Callable[[str], bool] = lambda _app_id: False,
    ) -> None:
        self.auto_publish = auto_publish
        self._paused = paused
        self._online = online
        self._check_address = check_address
        self._drafts: dict[str, Subscription] = {}
        self._versions: dict[str, int] = {}

    def draft(self, app: AppRecord) -> Subscription:
        """Give what is saved, published or not."""
        return self._drafts.get(app.app_id, app.subscription)

    def version(self, app: AppRecord) -> str:
        """Give the published version, such as ``1.0.0``; empty while there is none."""
        number = self._versions.get(app.app_id, 0)
        return "" if number < 0 else f"1.0.{number}"

    def unpublish(self, app: AppRecord) -> None:
        """Let an app be one that was never published, as a new one is."""
        self._versions[app.app_id] = -1

    def edit(self, app: AppRecord, **changes: Any) -> Subscription:
        """
        Save changes without a check, and publish them if that is done by itself; what is None stays. Gives the draft.

        Raises:
            EmulatorError: There is no such mode.
        """
        changes = {key: value for key, value in changes.items() if value is not None}
        for mode in (changes.get("events"), changes.get("callbacks")):
            if mode is not None and mode not in DELIVERY_MODES:
                raise EmulatorError(
                    f"deliveries go by {' or '.join(DELIVERY_MODES)}, not by {mode!r}",
                    f"订阅方式应为 {' 或 '.join(DELIVERY_MODES)}，不能是 {mode!r}",
                )
        for key in ("event_types", "callback_types"):
            if key in changes:
                changes[key] = tuple(changes[key])
        if "url_patterns" in changes:
            changes["url_patterns"] = [pattern.partition("://")[2] or pattern for pattern in changes["url_patterns"]]
        self._drafts[app.app_id] = replace(self.draft(app), **changes)
        if "event_url" in changes:
            app.subscription.event_url = changes["event_url"]
        if self.auto_publish:
            _copy(self._drafts.pop(app.app_id), app.subscription)
        return self.draft(app)

    async def save(self, app: AppRecord, **changes: Any) -> Subscription:
        """
        Save changes as the developer console does, each after its check. Gives the draft.

        Raises:
            SubscriptionRefused: A mode cannot be saved.
            AddressCheckFailed: An address did not answer as it has to.
        """
        changes = {key: value for key, value in changes.items() if value is not None}
        draft = self.draft(app)
        for setting, url in (("events", "event_url"), ("callbacks", "callback_url")):
            if changes.get(url):
                changes.setdefault(setting, "webhook")
            self._check_mode(app, setting, changes.get(setting), changes.get(url, getattr(draft, url)))
        if "card_url" in changes:
            changes.setdefault("legacy_cards", bool(changes["card_url"]))
        encrypted = changes.get("encrypted", draft.encrypted)
        for address in dict.fromkeys(changes.get(key) for key in ("event_url", "callback_url", "card_url")):
            if address:
                await self._check_address(app, address, encrypted=encrypted)
        return self.edit(app, **changes)

    def _check_mode(self, app: AppRecord, setting: str, mode: str | None, url: str) -> None:
        if mode == "webhook" and not url:
            raise SubscriptionRefused(setting, "no_address")
        if mode == "long_connection" and app.app_type == "store":
            raise SubscriptionRefused(setting, "store_app")
        if mode == "long_connection" and not self._online(app.app_id):
            raise SubscriptionRefused(setting, "no_connection")

    def publish(self, app: AppRecord) -> str:
        """Publish what is saved, as a new version; gives the version."""
        draft = self._drafts.pop(app.app_id, None)
        if draft is not None:
            _copy(draft, app.subscription)
        self._versions[app.app_id] = self._versions.get(app.app_id, 0) + 1
        return self.version(app)

    def obstacle(self, app: AppRecord, push: Push) -> Obstacle:
        """Tell why an app gets nothing of the type of a delivery; empty when it gets it."""
        if push.type in _ALWAYS:
            return ""
        if self._paused(app.app_id):
            return "paused"
        if not self.version(app):
            return "not_published"
        if app.subscription.takes(push.kind, push.type):
            return ""
        return "not_published" if self.draft(app).takes(push.kind, push.type) else "not_subscribed"


def changed_types(types: tuple[str, ...], *, add: list[str], remove: list[str]) -> tuple[str, ...]:
    """Give subscribed types after some were added and some removed, also from those that a pattern covers."""
    kept = [entry for entry in types if entry not in remove and entry not in [f"!{type_}" for type_ in add]]
    patterns = [entry for entry in kept if "*" in entry]
    kept += [f"!{type_}" for type_ in remove if any(fnmatchcase(type_, pattern) for pattern in patterns)]
    return tuple(dict.fromkeys([*kept, *(type_ for type_ in add if type_ not in remove)]))


def _copy(draft: Subscription, published: Subscription) -> None:
    for field in fields(Subscription):
        setattr(published, field.name, getattr(draft, field.name))
