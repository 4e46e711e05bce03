"""Take secrets, tokens and tickets out of what is written down or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["MASK", "Masker"]

MASK = "***"
# Access tokens t-, u-, a-; update tokens c-; the members and parameters that hold credentials, by name.
# Each pattern begins with what is rare in a text, so that half a megabyte is looked through in a moment.
_TOKEN = re.compile(r"[tuac]-(?<!\w..)[A-Za-z0-9_.]{16,}")
_NAMES = frozenset(
    {
        "AppSecret",
        "ClientAssertion",
        "access_key",
        "app_access_token",
        "app_secret",
        "app_ticket",
        "encrypt_key",
        "preview_token",
        "tenant_access_token",
        "ticket",
        "token",
        "verification_token",
    }
)
_NAMED = re.compile(  # in JSON, and in JSON inside a JSON text
    rf'("(?:{"|".join(sorted(_NAMES))})\\*"\s*:\s*\\*")([^"\\]+)'
)
_PARAMETER = re.compile(r"([?&](?:ticket|access_key|token)=)([^&\"\\\s]+)")


class Masker:
    """
    Replaces what nobody should read by ``***``.

    Args:
        secrets: Values that are masked wherever they stand.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: frozenset[str] = frozenset(filter(None, secrets))  # replaced, never changed: threads read it

    def add(self, secret: str) -> None:
        """Mask this value from now on, too."""
        if secret:
            self._secrets |= {secret}

    def mask(self, text: str) -> str:
        """Give the text without secrets, tokens and tickets."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = _NAMED.sub(rf"\g<1>{MASK}", text)
        text = _PARAMETER.sub(rf"\g<1>{MASK}", text)
        return _TOKEN.sub(MASK, text)

    def mask_value(self, value: Any, name: str = "") -> Any:
        """Give a JSON value with every text in it masked; a text that stands under a secret's *name* altogether."""
        if isinstance(value, str):
            return MASK if value and name in _NAMES else self.mask(value)
        if isinstance(value, dict):
            return {key: self.mask_value(member, key) for key, member in value.items()}
        if isinstance(value, list):
            return [self.mask_value(member) for member in value]
        return value

    def mask_row(self, row: dict[str, Any]) -> dict[str, Any]:
        """Give a JSON object as :meth:`mask_value` does; quickly, when nothing in it has to be masked."""
        texts: list[str] = []
        named = _collect(row, texts)
        joined = "\n".join(texts)
        if not named and self.mask(joined) == joined:
            return row
        masked: dict[str, Any] = self.mask_value(row)
        return masked

    def mask_bytes(self, data: bytes) -> bytes:
        """Give bytes without secrets, tokens and tickets, each replaced by as many ``*``; no length changes."""
        text = data.decode("latin-1")
        for secret in self._secrets:
            text = text.replace(secret, "*" * len(secret))
        for pattern in (_NAMED, _PARAMETER):
            text = pattern.sub(lambda found: found[1] + "*" * len(found[2]), text)
        return _TOKEN.sub(lambda found: "*" * len(found[0]), text).encode("latin-1")


def _collect(value: Any, texts: list[str]) -> bool:
    """Add the texts of a JSON value to *texts*, or tell at once that something stands under a secret's name."""
    if isinstance(value, str):
        texts.append(value)
        return False
    if isinstance(value, dict):
        return not _NAMES.isdisjoint(value) or any(_collect(member, texts) for member in value.values())
    if isinstance(value, list):
        return any(_collect(member, texts) for member in value)
    return False
