"""Requests as a forger, or a proxy that changes them, would send them. Pure."""

from __future__ import annotations

from larkline.emulator.webhook.requests import HookRequest
from larkline.wire.request_headers import NONCE, SIGNATURE, TIMESTAMP

__all__ = ["FORGED_TOKEN", "forged_payload", "forged_request"]

#: Stands where the Verification Token should.
FORGED_TOKEN = "forged-verification-token"  # noqa: S105 - of no app


def forged_payload(payload: bytes, what: str, *, verification_token: str) -> bytes:
    """Give the document of a request before it is encrypted and signed: with another token if *what* is ``token``."""
    if what != "token":
        return payload
    return payload.replace(verification_token.encode(), FORGED_TOKEN.encode())


def forged_request(request: HookRequest, what: str) -> HookRequest:
    """Change a request that is ready to be sent: ``hash``, ``body`` or ``missing``; all else leaves it as it is."""
    headers, body = dict(request.headers), request.body
    if what == "hash" and SIGNATURE in headers:
        first = headers[SIGNATURE][0]
        headers[SIGNATURE] = ("1" if first == "0" else "0") + headers[SIGNATURE][1:]
    elif what == "missing":
        for name in (TIMESTAMP, NONCE, SIGNATURE):
            headers.pop(name, None)
    elif what == "body":
        body += b" "
    return HookRequest(headers, body)
