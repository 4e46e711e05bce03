"""The shape of every error of the control API."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["check_error"]

HAN = re.compile("[一-鿿]")


def check_error(error: dict[str, Any]) -> None:
    """See that an error has a code, and a message and a hint in English as well as, in ``i18n``, in both languages."""
    assert set(error) == {"code", "message", "hint", "i18n"}
    assert set(error["i18n"]) == {"message", "hint"}
    message, hint = error["i18n"]["message"], error["i18n"]["hint"]
    assert (message["en"], hint["en"]) == (error["message"], error["hint"])
    assert HAN.search(message["zh"]), error
    assert bool(hint["zh"]) is bool(hint["en"]), error
