"""Open requests in tests: with what the app knows, and what came of it."""

from __future__ import annotations

from typing import Literal

from larkline.wire.webhook import Challenge, Opened, Refused, Secrets, open_request
from tests.wire.sender import KEY, NOW, TOKEN, Request

BOTH = Secrets(KEY, TOKEN)
KEY_ONLY = Secrets(KEY, "")
TOKEN_ONLY = Secrets("", TOKEN)
NEITHER = Secrets("", "")
INSECURE = Secrets("", "", insecure=True)


def opened(
    request: Request,
    secrets: Secrets = BOTH,
    *,
    now: float = NOW,
    max_age: float | None = 300.0,
    legacy_cards: bool = True,
    only: Literal["callbacks", "legacy_cards"] | None = None,
) -> Opened | Challenge | Refused:
    """Open a request."""
    return open_request(
        request.headers,
        request.body,
        method=request.method,
        secrets=secrets,
        now=now,
        max_age=max_age,
        legacy_cards=legacy_cards,
        only=only,
    )


def without(document, *names):
    """Leave members out."""
    return {name: value for name, value in document.items() if name not in names}


def with_token(document, token):
    """Give an envelope or an address check with another token; None leaves it out."""
    if "header" not in document:
        return without(document, "token") if token is None else {**document, "token": token}
    return {**document, "header": with_token(document["header"], token)}


def refused(answer: Opened | Challenge | Refused) -> Refused:
    """Give a refusal, which an answer has to be; it always has a reason."""
    assert isinstance(answer, Refused)
    assert answer.reason
    return answer


def code_of(answer: Opened | Challenge | Refused) -> tuple[int, str]:
    """Give status and code of a refusal."""
    refusal = refused(answer)
    return refusal.status, refusal.code
