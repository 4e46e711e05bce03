"""What the id of an app looks like."""

from __future__ import annotations

import re

__all__ = ["is_app_id"]

_APP_ID = re.compile("cli_[0-9a-fA-F]{16}")


def is_app_id(text: str) -> bool:
    """
    Tell whether a text can be the id of an app.

    Source: node-sdk 1.74.0 refuses to connect with any other (observed).
    """
    return _APP_ID.fullmatch(text) is not None
