"""What an emulator does with the settings of its apps: change them, save them with their checks, publish them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from larkline.emulator.core import Core
from larkline.emulator.errors import EmulatorError
from larkline.emulator.world.credentials import LooksReal, looks_real
from larkline.emulator.world.subscription import DeliveryMode, Subscription
from larkline.emulator.world.tenant import AppRecord

__all__ = ["SettingsVerbs"]

_LONGEST_SECRET = 200


class SettingsVerbs:
    """Acts on the settings of the apps of a :class:`Core`."""

    core: Core

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
        """
        Set how an app gets its deliveries, without the checks of the console; what is None stays. Gives the settings.

        Args:
            events: ``long_connection`` or ``webhook``.
            callbacks: The same for card actions and link previews.
            encrypted: Whether the app has an Encrypt Key, with which webhooks are encrypted and signed.
            legacy_cards: Whether clicks on cards of JSON 1.0 are told in the older form, ``card.action.trigger_v1``,
                which comes by webhook only; clicks on cards of JSON 2.0 never are.
            url_patterns: Which links the app previews: hosts, or hosts with a path, where ``*`` stands for anything.
            event_types: The events the app has subscribed to, ``*`` for any characters; at first all of them.
            callback_types: The same for callbacks.
            app_id: Which app; None for the first one.

        Raises:
            EmulatorError: There is no such mode.
        """
        return self.core.settings.edit(
            self.core.world.app(app_id),
            events=events,
            callbacks=callbacks,
            encrypted=encrypted,
            legacy_cards=legacy_cards,
            url_patterns=url_patterns,
            event_types=event_types,
            callback_types=callback_types,
        )

    async def save_subscription(
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
        """
        Save settings as the developer console does, each after its check; nothing is saved when one fails.

        For ``long_connection`` one has to be online; an address first has to answer ``url_verification`` within a
        second. What is saved is in force once it is published, which happens by itself unless the profile is
        ``strict``.

        Args:
            events: ``long_connection`` or ``webhook``. Here and below, None leaves it as it is.
            callbacks: The same for card actions and link previews.
            event_url: Where events go; saves ``webhook``, too. An empty text removes it, here and below.
            callback_url: Where card actions and link previews go; may be the same.
            card_url: Where clicks on cards of JSON 1.0 go, in the older form.
            encrypted: Whether the app has an Encrypt Key; at first it has one.
            event_types: The events the app subscribes to, ``*`` for any characters.
            callback_types: The same for callbacks.
            confirm: Whether an address may be of another machine; from then on its host is allowed.
            app_id: Which app; None for the first one.

        Raises:
            NotThisMachine: An address is of another machine, and that was not confirmed; nothing was sent there.
            SubscriptionRefused: A mode cannot be saved; the error says why and what helps.
            AddressCheckFailed: An address did not answer as it has to; the error says how.
        """
        urls = [url for url in (event_url, callback_url, card_url) if url]
        with self.core.webhooks.allowing(urls, confirmed=confirm):
            return await self.core.settings.save(
                self.core.world.app(app_id),
                events=events,
                callbacks=callbacks,
                event_url=event_url,
                callback_url=callback_url,
                card_url=card_url,
                encrypted=encrypted,
                event_types=event_types,
                callback_types=callback_types,
            )

    async def save_webhook(
        self,
        *,
        event_url: str | None = None,
        callback_url: str | None = None,
        card_url: str | None = None,
        encrypted: bool | None = None,
        confirm: bool = False,
        app_id: str | None = None,
    ) -> Subscription:
        """Save the addresses of an app's webhook, and send there from now on; see :meth:`save_subscription`."""
        return await self.save_subscription(
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
        """
        Give an app credentials of one's own instead of those that were made up; what is None stays. Gives the app.

        They are masked wherever something is shown or written.

        Args:
            confirm: Whether they may look like those of a real app.
            app_id: Which app; None for the first one.

        Raises:
            LooksReal: One does, and that was not confirmed; nothing is changed.
            EmulatorError: One is empty, or longer than 200 characters.
        """
        app = self.core.world.app(app_id)
        changed = replace(
            app,
            app_secret=app.app_secret if app_secret is None else app_secret,
            encrypt_key=app.encrypt_key if encrypt_key is None else encrypt_key,
            verification_token=app.verification_token if verification_token is None else verification_token,
        )
        for name in ("app_secret", "encrypt_key", "verification_token"):
            value = getattr(changed, name)
            if not 0 < len(value) <= _LONGEST_SECRET:
                raise EmulatorError(
                    f"{name} is empty, or longer than {_LONGEST_SECRET} characters",
                    f"{name} 为空，或超过 {_LONGEST_SECRET} 个字符",
                )
            if value != getattr(app, name) and looks_real(value) and not confirm:
                raise LooksReal(name)
        self.core.set_credentials(changed)
        return changed

    def resume(self, app_id: str | None = None) -> None:
        """Let an app have deliveries again that were paused, because bots answered bots without end."""
        self.core.resume(self.core.world.app(app_id))

    def publish(self, app_id: str | None = None) -> str:
        """Publish what is saved for an app, as a new version; gives the version."""
        return self.core.settings.publish(self.core.world.app(app_id))
