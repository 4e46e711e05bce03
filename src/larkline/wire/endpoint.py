"""
Endpoint discovery: where a long connection goes, how it is configured, and why it may be refused.

An app posts its credentials and gets a WebSocket URL that is good for one connection, with a client configuration.
Source: lark-oapi 1.7.5, ws/client.py (observed).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import parse_qs, unquote_plus, urlsplit

import msgspec

from larkline.errors import ConnectionLimitReached, ConnectionRefused, InvalidCredentials, MalformedDelivery
from larkline.facts.delivery import PING_INTERVAL, RECONNECT_COUNT, RECONNECT_INTERVAL, RECONNECT_NONCE
from larkline.facts.long_connection import (
    APP_SECRET_INVALID,
    AUTH_FAILED,
    CONNECTION_LIMIT_EXCEEDED,
    FORBIDDEN,
    INTERNAL_ERROR,
    NO_CREDENTIAL,
    SYSTEM_BUSY,
)
from larkline.facts.loopback import is_loopback_host

__all__ = [
    "ENDPOINT_PATH",
    "ClientConfig",
    "Endpoint",
    "decode_json",
    "encode_endpoint_refusal",
    "encode_endpoint_reply",
    "endpoint_request",
    "handshake_refusal_headers",
    "mask_url",
    "parse_endpoint_reply",
    "parse_endpoint_request",
    "read_handshake_refusal",
]

#: Where the credentials are posted, below the platform's domain.
ENDPOINT_PATH = "/callback/ws/endpoint"

Number = TypeVar("Number", int, float)

_LONGEST_TEXT = 200
_DAY = 86_400
_SECRET_WORDS = ("key", "ticket", "token", "secret", "sign", "auth", "pass", "cred", "assertion", "session", "code")
_FATAL_CODES = (FORBIDDEN, AUTH_FAILED, NO_CREDENTIAL)
_PASSING_CODES = (SYSTEM_BUSY, INTERNAL_ERROR)
_CREDENTIAL_CODES = (AUTH_FAILED, NO_CREDENTIAL, APP_SECRET_INVALID)


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """
    How the platform wants a client to behave.

    Attributes:
        reconnect_count: Quick attempts of one reconnection; negative is without end.
        reconnect_interval: Longest pause between two attempts, in seconds.
        reconnect_nonce: Upper bound of the random pause before the first attempt, in seconds.
        ping_interval: Between two pings of the client, in seconds.
    """

    reconnect_count: int = RECONNECT_COUNT
    reconnect_interval: float = RECONNECT_INTERVAL
    reconnect_nonce: float = RECONNECT_NONCE
    ping_interval: float = PING_INTERVAL

    def updated(self, members: object) -> ClientConfig:
        """
        Take over the members of a ``ClientConfig`` object, each for itself.

        A member that is absent, no integer (a bool is none) or out of its bounds keeps its value; so does everything
        when *members* is no object. Bounds: PingInterval 1 to 86400, ReconnectInterval and ReconnectNonce 0 to 86400,
        ReconnectCount -1 to 10000.
        """
        if not isinstance(members, dict):
            return self
        return ClientConfig(
            reconnect_count=_bounded(members.get("ReconnectCount"), -1, 10_000, self.reconnect_count),
            reconnect_interval=_bounded(members.get("ReconnectInterval"), 0, _DAY, self.reconnect_interval),
            reconnect_nonce=_bounded(members.get("ReconnectNonce"), 0, _DAY, self.reconnect_nonce),
            ping_interval=_bounded(members.get("PingInterval"), 1, _DAY, self.ping_interval),
        )

    def to_json(self) -> dict[str, int]:
        """Give the members as the platform writes them; a part of a second counts as a whole one."""
        return {
            "ReconnectCount": self.reconnect_count,
            "ReconnectInterval": math.ceil(self.reconnect_interval),
            "ReconnectNonce": math.ceil(self.reconnect_nonce),
            "PingInterval": math.ceil(self.ping_interval),
        }


DEFAULT_CONFIG = ClientConfig()


@dataclass(frozen=True, slots=True, repr=False)
class Endpoint:
    """
    Where one long connection goes.

    Attributes:
        url: The WebSocket address, good for one connection. It carries credentials: show :attr:`masked_url` only.
        config: What the platform asks of the client.
        service_id: Goes into the ``service`` field of pings; 0 when the URL has none.
        connection_id: The URL's ``device_id``, for logs; may be empty.
    """

    url: str
    config: ClientConfig
    service_id: int
    connection_id: str

    @property
    def masked_url(self) -> str:
        """The address without its credentials."""
        return mask_url(self.url)

    def __repr__(self) -> str:
        return f"Endpoint({self.masked_url!r}, {self.config!r})"


def endpoint_request(app_id: str, app_secret: str) -> bytes:
    """Write the body of the question for an endpoint."""
    return msgspec.json.encode({"AppID": app_id, "AppSecret": app_secret})


def parse_endpoint_request(body: bytes) -> tuple[str, str]:
    """
    Read the question for an endpoint, whatever its content type; gives the app id and the app secret.

    An absent secret is given as an empty one.

    Raises:
        MalformedDelivery: The body is no JSON object with a text as ``AppID``.
    """
    try:
        members = decode_json(body)
    except ValueError as error:
        raise MalformedDelivery(f"the endpoint question is no JSON: {error}") from None
    if not isinstance(members, dict):
        raise MalformedDelivery("the endpoint question is no JSON object")
    app_id = members.get("AppID")
    app_secret = members.get("AppSecret", "")
    if not isinstance(app_id, str) or not isinstance(app_secret, str):
        raise MalformedDelivery("AppID and AppSecret of the endpoint question are texts")
    return app_id, app_secret


def encode_endpoint_reply(url: str, config: ClientConfig) -> bytes:
    """Write the platform's answer that lets a client connect to *url*."""
    return msgspec.json.encode({"code": 0, "msg": "", "data": {"URL": url, "ClientConfig": config.to_json()}})


def encode_endpoint_refusal(code: int, msg: str) -> bytes:
    """
    Write the platform's answer that refuses a client.

    It holds an empty ``data``: without it the Node SDK tries again whatever the code (observed, node-sdk 1.74.0).
    """
    return msgspec.json.encode({"code": code, "msg": msg, "data": {}})


def parse_endpoint_reply(status: int, body: bytes, *, config: ClientConfig = DEFAULT_CONFIG) -> Endpoint:
    """
    Read the answer to the question for an endpoint.

    Args:
        status: The HTTP status.
        body: The HTTP body.
        config: What holds where the answer says nothing, or nothing valid.

    Raises:
        ConnectionLimitReached: Too many connections; try again.
        InvalidCredentials: The platform does not take the app id and the secret.
        ConnectionRefused: Any other refusal, or an answer that cannot be used. Its ``fatal`` says when to give up.
    """
    try:
        members = decode_json(body)
    except ValueError:
        members = None
    reply = members if isinstance(members, dict) else {}
    code = reply.get("code") if type(reply.get("code")) is int else None
    message = _printable(reply.get("msg"))
    if status != 200:
        raise ConnectionRefused(f"HTTP {status}: {message or 'no reason given'}", code=code)
    if code is None:
        raise ConnectionRefused("the answer is no JSON object with a code")
    if code != 0:
        raise _discovery_refusal(code, message or "no reason given")
    data = reply.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("URL"), str):
        raise ConnectionRefused("the answer holds no URL", code=0)
    return _endpoint(data["URL"], config.updated(data.get("ClientConfig")))


def read_handshake_refusal(status: int, headers: Mapping[str, str]) -> ConnectionRefused:
    """
    Read why the platform refused the WebSocket upgrade; gives the error to raise.

    The headers decide, not the HTTP status; their names are taken in any case. Only a complete 403 is fatal.

    Args:
        status: The HTTP status.
        headers: The response headers.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    code = _decimal(lowered.get("handshake-status"))
    message = _printable(lowered.get("handshake-msg"))
    detail = _decimal(lowered.get("handshake-autherrcode"))
    if code is None:
        return ConnectionRefused(f"HTTP {status}: {message or 'no reason given'}", stage="handshake")
    if code == AUTH_FAILED and detail == CONNECTION_LIMIT_EXCEEDED:
        return ConnectionLimitReached(message or "too many connections", code=detail, stage="handshake")
    if code == FORBIDDEN and "handshake-msg" in lowered:
        return ConnectionRefused(message or "forbidden", code=code, stage="handshake", fatal="always")
    return ConnectionRefused(message or f"HTTP {status}", code=code, stage="handshake")


def handshake_refusal_headers(code: int, msg: str, autherrcode: int | None = None) -> dict[str, str]:
    """Give the headers with which the platform refuses a WebSocket upgrade; *msg* loses what a header cannot carry."""
    text = "".join(char if " " <= char <= "~" else "?" for char in msg)
    headers = {"Handshake-Status": str(code), "Handshake-Msg": text}
    if autherrcode is not None:
        headers["Handshake-Autherrcode"] = str(autherrcode)
    return headers


def mask_url(url: str) -> str:
    """Replace the values of ``access_key``, ``ticket`` and everything like them by ``***``; also a user's password."""
    front, mark, query = url.partition("?")
    scheme, slashes, rest = front.partition("://")
    authority, slash, path = rest.partition("/")
    if "@" in authority:
        authority = "***@" + authority.rpartition("@")[2]
    pieces = []
    for piece in query.split("&"):
        name, equals, value = piece.partition("=")
        lowered = unquote_plus(name).lower()
        secret = equals and any(word in lowered for word in _SECRET_WORDS)
        pieces.append(f"{name}=***" if secret else name + equals + value)
    return scheme + slashes + authority + slash + path + mark + "&".join(pieces)


def decode_json(data: bytes) -> object:
    """
    Read any JSON.

    Raises:
        ValueError: It is none, or nested too deep to be read.
    """
    try:
        value: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
    return value


def _discovery_refusal(code: int, message: str) -> ConnectionRefused:
    """Give the error for a code of endpoint discovery."""
    if code == CONNECTION_LIMIT_EXCEEDED:
        return ConnectionLimitReached(message, code=code)
    fatal: Literal["always", "at_start", "never"] = "at_start"
    if code in _FATAL_CODES:
        fatal = "always"
    elif code in _PASSING_CODES:
        fatal = "never"
    kind = InvalidCredentials if code in _CREDENTIAL_CODES else ConnectionRefused
    return kind(message, code=code, fatal=fatal)


def _endpoint(url: str, config: ClientConfig) -> Endpoint:
    """Check a URL and read its parameters."""
    if any(char <= " " or char == "\x7f" for char in url):
        raise ConnectionRefused("the URL of the answer holds blanks or control characters", code=0)
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # refuses what is no port number
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise ConnectionRefused("the URL of the answer cannot be read", code=0) from None
    if not host or parts.scheme not in ("wss", "ws"):
        raise ConnectionRefused("the URL of the answer is no WebSocket address", code=0)
    if parts.scheme == "ws" and not is_loopback_host(host):
        raise ConnectionRefused("the URL of the answer is a plain ws:// address of another machine", code=0)
    service_id = _decimal(query.get("service_id", [""])[0])
    return Endpoint(
        url=url,
        config=config,
        service_id=service_id if service_id is not None and service_id <= 0x7FFF_FFFF else 0,
        connection_id=_printable(query.get("device_id", [""])[0]),
    )


def _bounded(value: object, low: int, high: int, default: Number) -> Number | int:
    """Give *value* when it is an integer between the bounds, else *default*."""
    return value if type(value) is int and low <= value <= high else default


def _decimal(text: str | None) -> int | None:
    """Read a decimal number of up to 18 digits; None when it is none."""
    if text is None:
        return None
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _printable(text: object) -> str:
    """Make a text of the peer fit for a log line: short, and without control characters."""
    if not isinstance(text, str):
        return ""
    return "".join(char if char.isprintable() else " " for char in text[:_LONGEST_TEXT])
