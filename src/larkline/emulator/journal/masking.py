"""Take secrets, tokens and tickets out of what is written down or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["MASK", "Masker"]

MASK = "***"
# Access tokens t-, u-, a-; update tokens c-; the members and parameters that hold credentials, by name.
_TOKEN = re.compile(r"\b[tuac]-[A-Za-z0-9_.]{16,}")
_NAMED = re.compile(  # in JSON, and in JSON inside a JSON text
    r'(\\*"(?:AppSecret|app_secret|encrypt_key|verification_token|preview_token|ClientAssertion|token'
    r'|tenant_access_token|app_access_token|app_ticket|ticket|access_key)\\*"\s*:\s*\\*")([^"\\]+)'
)
_PARAMETER = re.compile(r"([?&](?:ticket|access_key|token)=)([^&\"\s]+)")


class Masker:
    """
    Replaces what nobody should read by ``***``.

    Args:
        secrets: Values that are masked wherever they stand.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask this value from now on, too."""
        if secret:
            self._secrets.add(secret)

    def mask(self, text: str) -> str:
        """Give the text without secrets, tokens and tickets."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = _NAMED.sub(rf"\g<1>{MASK}", text)
        text = _PARAMETER.sub(rf"\g<1>{MASK}", text)
        return _TOKEN.sub(MASK, text)
