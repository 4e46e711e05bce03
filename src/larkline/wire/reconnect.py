"""When to connect again."""

from __future__ import annotations

from collections.abc import Callable

from larkline.wire.endpoint import ClientConfig

__all__ = ["BASE_DELAY", "ReconnectPolicy"]

#: The pause that doubles with each failed attempt, in seconds.
BASE_DELAY = 1.0


class ReconnectPolicy:
    """
    Say how long to wait before each attempt to connect again; never give up.

    The first pause is random below the configuration's nonce, so that the clients of a restarted platform do not come
    back all at once. Then the pauses grow from a second to the configuration's interval, each between half and the
    whole of its length. With a ``ReconnectCount`` of 0 or more only so many attempts are quick; each later one waits
    about the whole interval, where the official SDKs would give up.

    Args:
        config: The newest configuration of the platform.
        random: Gives a number from 0 (included) to 1 (excluded).
    """

    def __init__(self, config: ClientConfig, *, random: Callable[[], float]) -> None:
        self._config = config
        self._random = random
        self._attempt = 0

    @property
    def attempt(self) -> int:
        """How many attempts have been asked for since the last good connection."""
        return self._attempt

    def next_delay(self) -> float:
        """Give the pause before the next attempt, in seconds."""
        attempt = self._attempt
        self._attempt += 1
        longest = max(self._config.reconnect_interval, BASE_DELAY)
        count = self._config.reconnect_count
        if 0 <= count <= attempt:
            return longest * (0.8 + 0.2 * self._random())
        if attempt == 0:
            return self._config.reconnect_nonce * self._random()
        growing = BASE_DELAY * 2.0 ** min(attempt - 1, 30)
        return min(growing, longest) * (0.5 + 0.5 * self._random())

    def reset(self) -> None:
        """Start again from the first pause, after a good connection."""
        self._attempt = 0

    def update(self, config: ClientConfig) -> None:
        """Follow a new configuration from the next pause on."""
        self._config = config
