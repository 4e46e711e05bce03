"""The settings of apps, for an emulator whose loop runs in a thread: the same verbs, simply called."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from larkline.emulator.sync_loop import SyncLoop
from larkline.emulator.world.subscription import DeliveryMode, Subscription
from larkline.emulator.world.tenant import AppRecord

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["SyncSettings"]


class SyncSettings(SyncLoop):
    """See :class:`~larkline.emulator.settings_verbs.SettingsVerbs`."""

    _emulator: Emulator

    def configure(
        self,
        *,
        events: DeliveryMode | None = None,
        callbacks: DeliveryMode | None = None,
        encrypted: bool | None = None,
        legacy_cards: bool | None = None,
        url_patterns: Collection[str] | None = None,
        event_types: Collection[str] | None = None,
        callback_types: Collection[str] | None = None,
        app_id: str | None = None,
    ) -> Subscription:
        """Set how an app gets its deliveries, without the checks of the console."""
        return self._run(
            lambda: self._emulator.configure(
                events=events,
                callbacks=callbacks,
                encrypted=encrypted,
                legacy_cards=legacy_cards,
                url_patterns=url_patterns,
                event_types=event_types,
                callback_types=callback_types,
                app_id=app_id,
            )
        )

    def save_subscription(
        self,
        *,
        events: DeliveryMode | None = None,
        callbacks: DeliveryMode | None = None,
        event_url: str | None = None,
        callback_url: str | None = None,
        card_url: str | None = None,
        encrypted: bool | None = None,
        event_types: Collection[str] | None = None,
        callback_types: Collection[str] | None = None,
        confirm: bool = False,
        app_id: str | None = None,
    ) -> Subscription:
        """Save settings as the developer console does, each after its check."""
        return self._call(
            self._emulator.save_subscription(
                events=events,
                callbacks=callbacks,
                event_url=event_url,
                callback_url=callback_url,
                card_url=card_url,
                encrypted=encrypted,
                event_types=event_types,
                callback_types=callback_types,
                confirm=confirm,
                app_id=app_id,
            )
        )

    def save_webhook(
        self,
        *,
        event_url: str | None = None,
        callback_url: str | None = None,
        card_url: str | None = None,
        encrypted: bool | None = None,
        confirm: bool = False,
        app_id: str | None = None,
    ) -> Subscription:
        """Save the addresses of an app's webhook, and send there from now on."""
        return self.save_subscription(
            event_url=event_url,
            callback_url=callback_url,
            card_url=card_url,
            encrypted=encrypted,
            confirm=confirm,
            app_id=app_id,
        )

    def set_credentials(
        self,
        *,
        app_secret: str | None = None,
        encrypt_key: str | None = None,
        verification_token: str | None = None,
        confirm: bool = False,
        app_id: str | None = None,
    ) -> AppRecord:
        """Give an app credentials of one's own instead of those that were made up; gives the app."""
        return self._run(
            lambda: self._emulator.set_credentials(
                app_secret=app_secret,
                encrypt_key=encrypt_key,
                verification_token=verification_token,
                confirm=confirm,
                app_id=app_id,
            )
        )

    def resume(self, app_id: str | None = None) -> None:
        """Let an app have deliveries again that were paused, because bots answered bots without end."""
        self._run(lambda: self._emulator.resume(app_id))

    def publish(self, app_id: str | None = None) -> str:
        """Publish what is saved for an app, as a new version; gives the version."""
        return self._run(lambda: self._emulator.publish(app_id))
