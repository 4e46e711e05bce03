"""Where the platform is and who is calling: arguments first, then the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from larkline.api.credentials import AppSecret
from larkline.errors import ConfigurationError, MissingCredentials
from larkline.facts.api import FEISHU_DOMAIN
from larkline.facts.loopback import is_loopback_host

__all__ = [
    "CALL_SECONDS",
    "CONNECT_SECONDS",
    "READ_SECONDS",
    "TRANSFER_SECONDS",
    "Settings",
    "TimeLimits",
    "checked_domain",
]


#: Seconds; ours, with a slow mobile network in mind.
CONNECT_SECONDS, READ_SECONDS, CALL_SECONDS, TRANSFER_SECONDS = 5.0, 15.0, 30.0, 300.0


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """
    How long the parts of one exchange may take, in seconds.

    Attributes:
        connect: Opening a connection, with its TLS.
        read: Between two pieces of what is sent or received.
        call: Everything from the request to the last byte of the answer.
        transfer: The same for an upload. A download has until *call* to begin, and *read* for each piece.
    """

    connect: float
    read: float
    call: float
    transfer: float = TRANSFER_SECONDS


class Settings:
    """
    What a client was given, completed from the environment when it is first needed.

    Args:
        app_id: None reads ``LARK_APP_ID``.
        app_secret: None reads ``LARK_APP_SECRET``.
        domain: Origin of the platform; None reads ``LARK_DOMAIN``, else it is Feishu's.

    Raises:
        ConfigurationError: The *domain* given here is not one that calls may go to.
    """

    def __init__(self, app_id: str | None, app_secret: str | None, domain: str | None) -> None:
        self._app_id = app_id
        self._app_secret = app_secret
        self._domain = checked_domain(domain) if domain else None
        self._credentials: AppSecret | None = None

    def __repr__(self) -> str:
        return f"app_id={self._app_id!r}, domain={self._domain!r}"

    def credentials(self) -> AppSecret:
        """
        Give the app id and the secret; what was read from the environment once is kept.

        Raises:
            MissingCredentials: One of them is neither given nor set.
        """
        if self._credentials is None:
            self._credentials = AppSecret(
                _setting(self._app_id, "app_id", "LARK_APP_ID"),
                _setting(self._app_secret, "app_secret", "LARK_APP_SECRET"),
            )
        return self._credentials

    def domain(self) -> str:
        """
        Give the origin of the platform, without a slash at its end.

        Raises:
            ConfigurationError: ``LARK_DOMAIN`` is not an address that calls may go to.
        """
        if self._domain is None:
            self._domain = checked_domain(os.environ.get("LARK_DOMAIN") or FEISHU_DOMAIN)
        return self._domain


def _setting(given: str | None, argument: str, variable: str) -> str:
    value = given or os.environ.get(variable, "")
    if not value:
        raise MissingCredentials(f"{argument} is not set: pass it, or set the environment variable {variable}")
    return value


def checked_domain(domain: str) -> str:
    """
    Check that *domain* is an origin that secrets may be sent to, and normalise it.

    Plain http is for loopback names only.

    Raises:
        ConfigurationError: It is not; the text says why.
    """
    try:
        parts = urlsplit(domain.strip())
        port = parts.port
    except ValueError:
        raise ConfigurationError("the platform's domain is not a valid address") from None
    problem = _problem(parts)
    if problem:
        shown = "" if "@" in domain else f" {domain!r}"  # what stands before an @ may be a password
        raise ConfigurationError(f"the platform's domain{shown} {problem}; it looks like {FEISHU_DOMAIN}")
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")


def _problem(parts: SplitResult) -> str:
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "has no scheme (https) or no host"
    if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        return "has more than scheme, host and port"
    if parts.scheme == "http" and not is_loopback_host(parts.hostname):
        return "is plain http, which is for loopback addresses only"
    return ""
