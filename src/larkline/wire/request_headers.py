"""The headers of a webhook request, from whatever a web framework gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["NONCE", "REFRESH_TOKEN", "SIGNATURE", "TIMESTAMP", "Headers", "RequestHeaders", "read_headers"]

#: Names and values as text or bytes, in a mapping or in pairs.
Headers = Mapping[str, str] | Mapping[bytes, bytes] | Iterable[tuple[str | bytes, str | bytes]]

#: As the platform writes them. HTTP takes them in any case.
TIMESTAMP = "X-Lark-Request-Timestamp"
NONCE = "X-Lark-Request-Nonce"
SIGNATURE = "X-Lark-Signature"
REFRESH_TOKEN = "X-Refresh-Token"  # noqa: S105 - the name of a header

_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class RequestHeaders:
    """
    What a webhook reads in the headers of a request.

    Attributes:
        timestamp: Of the signature, as text; None when absent.
        nonce: Of the signature; None when absent.
        signature: As it came; None when absent.
        refresh_token: The id of a click on an old card; empty when absent.
        log_id: ``X-Tt-Logid``, the platform's id for its own logs; empty when absent.
        request_id: ``X-Request-Id``, else the log id; empty when both are absent.
    """

    timestamp: str | None = None
    nonce: str | None = None
    signature: str | None = None
    refresh_token: str = ""
    log_id: str = ""
    request_id: str = ""

    @property
    def has_no_signature(self) -> bool:
        """Whether none of the three headers is there, not even an empty one."""
        return self.timestamp is None and self.nonce is None and self.signature is None


def read_headers(headers: Headers) -> RequestHeaders:
    """
    Read the headers of a request, their names in any case.

    A header that comes twice is joined by a comma, as HTTP says; no signature is right then. Ids for the logs lose what
    cannot be printed, and what is beyond 200 characters.
    """
    fields: dict[str, str] = {}
    pairs: Iterable[tuple[Any, Any]] = headers.items() if isinstance(headers, Mapping) else headers
    for raw_name, raw_value in pairs:
        name, value = _text(raw_name).lower(), _text(raw_value)
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    log_id = _printable(fields.get("x-tt-logid", ""))
    return RequestHeaders(
        timestamp=fields.get(TIMESTAMP.lower()),
        nonce=fields.get(NONCE.lower()),
        signature=fields.get(SIGNATURE.lower()),
        refresh_token=_printable(fields.get(REFRESH_TOKEN.lower(), "")),
        log_id=log_id,
        request_id=_printable(fields.get("x-request-id", "")) or log_id,
    )


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _printable(text: str) -> str:
    return "".join(char for char in text[:_LONGEST_ID] if char.isprintable())
