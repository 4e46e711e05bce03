"""The check of an address before it is saved: ``url_verification``, and what is wrong with the answer. Pure."""

from __future__ import annotations

from typing import Any, Literal

from larkline.emulator.errors import EmulatorError
from larkline.emulator.webhook.sender import HookTrouble
from larkline.facts.webhook import ADDRESS_CHECK_SECONDS
from larkline.wire.endpoint import decode_json

__all__ = ["AddressCheckFailed", "AddressProblem", "problem_of_answer"]

#: What can be wrong: no answer (see HookTrouble), none in time, not status 200, no JSON, another value than the
#: challenge, or the encrypted text itself instead of what it holds.
AddressProblem = HookTrouble | Literal["timeout", "status", "not_json", "wrong_value", "echoed"]

_SENTENCES: dict[AddressProblem, str] = {
    "no_url": "there is no address",
    "forbidden": "the emulator does not send there",
    "dns": "its name was not found",
    "refused": "it takes no connections",
    "tls": "the TLS handshake failed",
    "broken": "the answer is not complete",
    "too_large": "the answer is too large",
    "timeout": f"no answer came within {ADDRESS_CHECK_SECONDS:.1f} s",
    "status": "the status of the answer is not 200",
    "not_json": 'the answer is no JSON; it is {"challenge": "…"}',
    "wrong_value": 'the answer does not hold the challenge that was sent; it is {"challenge": "…"}',
    "echoed": 'the answer holds the encrypted text; decrypt that with the Encrypt Key and answer {"challenge": "…"}',
}


class AddressCheckFailed(EmulatorError):
    """
    An address did not answer ``url_verification`` as it has to; it was not saved.

    Attributes:
        url: The address.
        problem: What was wrong, in one word; see :data:`AddressProblem`.
        evidence: What shows it; empty when nothing else is known.
    """

    def __init__(self, url: str, problem: AddressProblem, evidence: str = "") -> None:
        self.url = url
        self.problem: AddressProblem = problem
        self.evidence = evidence
        super().__init__(
            f"the address {url} was not saved: {_SENTENCES[problem]}" + (f" [{evidence}]" if evidence else "")
        )


def problem_of_answer(status: int, body: bytes, *, challenge: str, sent: bytes) -> tuple[AddressProblem, str] | None:
    """
    Say what is wrong with the answer to ``url_verification``, and what shows it; None when it is right.

    Args:
        challenge: The text that has to come back.
        sent: The body of the request.

    Source: docs, 将事件发送至开发者服务器: status 200 and ``{"challenge": "…"}`` (documented); further members do no
    harm (assumed).
    """
    if status != 200:
        return "status", f"HTTP {status}"
    if body == sent and b'"encrypt"' in sent:
        return "echoed", "the answer is the request"
    try:
        answer = decode_json(body)
    except ValueError as error:
        return "not_json", "the answer is empty" if not body.strip() else str(error)
    if not isinstance(answer, dict):
        return "wrong_value", "the answer is no JSON object"
    blob = _encrypted(sent)
    if blob is not None and (blob in answer.values() or "encrypt" in answer):
        return "echoed", ", ".join(f"$.{key}" for key, value in answer.items() if key == "encrypt" or value == blob)
    if answer.get("challenge") != challenge:
        return "wrong_value", _shown(answer)
    return None


def _encrypted(sent: bytes) -> str | None:
    """Give the encrypted text of a request; None when it was sent as it is."""
    document = decode_json(sent)
    blob = document.get("encrypt") if isinstance(document, dict) else None
    return blob if isinstance(blob, str) else None


def _shown(answer: dict[str, Any]) -> str:
    if "challenge" not in answer:
        return "$.challenge is missing"
    given = answer["challenge"]
    if not isinstance(given, str):
        return "$.challenge is no text"
    return f"$.challenge: {given[:60]!r}"
