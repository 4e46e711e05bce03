"""Codes with which the platform refuses a long connection."""

from __future__ import annotations

from larkline.facts import fact

__all__ = [
    "APP_SECRET_INVALID",
    "AUTH_FAILED",
    "CONNECTION_LIMIT_EXCEEDED",
    "FORBIDDEN",
    "INTERNAL_ERROR",
    "NO_CREDENTIAL",
    "SYSTEM_BUSY",
    "WRONG_DOMAIN",
]

SYSTEM_BUSY = fact(
    "SYSTEM_BUSY",
    1,
    unit="code",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/const.py",
    meaning="Endpoint discovery: the platform is busy; try again.",
)
FORBIDDEN = fact(
    "FORBIDDEN",
    403,
    unit="code",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/const.py",
    meaning="Endpoint discovery and WebSocket upgrade: the app may not connect.",
)
AUTH_FAILED = fact(
    "AUTH_FAILED",
    514,
    unit="code",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/const.py",
    meaning="Endpoint discovery: wrong credentials. WebSocket upgrade: see Handshake-Autherrcode.",
)
INTERNAL_ERROR = fact(
    "INTERNAL_ERROR",
    1000040343,
    unit="code",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/const.py",
    meaning="Endpoint discovery: the platform failed; try again.",
)
NO_CREDENTIAL = fact(
    "NO_CREDENTIAL",
    1000040344,
    unit="code",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/const.py",
    meaning="Endpoint discovery: the app id or the app secret is missing.",
)
CONNECTION_LIMIT_EXCEEDED = fact(
    "CONNECTION_LIMIT_EXCEEDED",
    1000040350,
    unit="code",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/const.py",
    meaning="Endpoint discovery, or Handshake-Autherrcode of the upgrade: the app has too many long connections.",
)
WRONG_DOMAIN = fact(
    "WRONG_DOMAIN",
    1000040351,
    unit="code",
    certainty="assumed",
    source="public bug reports; no constant in an SDK",
    meaning="Endpoint discovery: the app belongs to the other domain (Feishu or Lark).",
)
APP_SECRET_INVALID = fact(
    "APP_SECRET_INVALID",
    10014,
    unit="code",
    certainty="documented",
    source="docs, 通用错误码",
    meaning="The app secret does not belong to the app id.",
)
