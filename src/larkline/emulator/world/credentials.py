"""Tell secrets of a real app from those that were made up. Pure."""

from __future__ import annotations

import re

from larkline.emulator.errors import EmulatorError

__all__ = ["LooksReal", "looks_real"]

_SHORTEST = 16
_FEWEST = 10
_MADE_UP = re.compile(
    "test|example|sample|dummy|fake|mock|secret|token|local|change|your|demo|xxx|1234|abcd", re.IGNORECASE
)


class LooksReal(EmulatorError):
    """
    A secret that looks like one of a real app was to be configured, and nobody confirmed it.

    Attributes:
        setting: Which one: ``app_secret``, ``encrypt_key`` or ``verification_token``.
    """

    def __init__(self, setting: str) -> None:
        self.setting = setting
        super().__init__(
            f"{setting} looks like one of a real app, which has no business here; use a made-up one, or confirm it",
            f"{setting} 看起来属于真实应用，不应在此使用；请换成编造的值，或予以确认",
        )


def looks_real(secret: str) -> bool:
    """
    Tell whether a secret looks like one that the real platform, or a careful person, has made.

    It has at least 16 characters, 10 of them different, letters and digits, and no word in it that people put into
    values they make up. Secrets of the platform are 32 letters and digits (observed); the rule is ours (assumed).
    """
    return (
        len(secret) >= _SHORTEST
        and len(set(secret)) >= _FEWEST
        and any(char.isdigit() for char in secret)
        and any(char.isalpha() for char in secret)
        and _MADE_UP.search(secret) is None
    )
