"""
One tree of exceptions.

The base is :class:`FeishuError`. The second level says on whose side the fault is: our configuration, a card, a
delivery, a handler, the long connection, or a call of the platform's API. The leaves say what happened. Facts are
attributes and the text is made from them. No secret, token or ticket ever enters a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AmbiguousRoute",
    "ApiError",
    "CardError",
    "CardTooLarge",
    "ConfigurationError",
    "ConnectionLimitReached",
    "ConnectionLost",
    "ConnectionRefused",
    "DecryptionFailed",
    "DeliveryError",
    "FeishuError",
    "FragmentError",
    "HandlerError",
    "HandlerSignatureError",
    "InvalidCard",
    "InvalidCredentials",
    "InvalidRequest",
    "InvalidResponse",
    "LocalProtocolError",
    "LongConnectionError",
    "MalformedDelivery",
    "MalformedFrame",
    "MissingCredentials",
    "NoHandler",
    "PermissionDenied",
    "PlatformBroken",
    "Problem",
    "RateLimited",
    "RemoteProtocolError",
    "ResponseTooLate",
    "SignatureMismatch",
    "TokenRejected",
    "UnsupportedDelivery",
    "UpdateTokenSpent",
    "VerificationTokenMismatch",
]


class FeishuError(Exception):
    """Anything that goes wrong between an app and the platform."""

    #: Whether the same call may succeed when it is made again a little later.
    retryable: bool = False


# --- our configuration ------------------------------------------------------------------------------------------------


class ConfigurationError(FeishuError):
    """The app is put together in a way that cannot work."""


class MissingCredentials(ConfigurationError):
    """The app id or the app secret is not set."""


class HandlerSignatureError(ConfigurationError):
    """A handler takes the wrong number or kind of parameters."""


class AmbiguousRoute(ConfigurationError):
    """Two handlers would match the same delivery and neither is more specific."""


# --- a card -----------------------------------------------------------------------------------------------------------


class CardError(FeishuError):
    """A card that the platform would not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    What is wrong with a card, or looks so.

    Attributes:
        id: ``E_…`` for an error, ``W_…`` for a warning, such as ``E_REQUIRED``.
        path: Where it is, as a JSON pointer from the root of the card; empty for the card as a whole.
        message: What came and what was wanted.
        remedy: What to do; may be empty.
        code: What the platform answers to it; None when it takes the card.
        certainty: How sure the rule is: the documentation says so, an official SDK behaves so, or it is assumed.
        refused: Whether the platform is known to refuse the card. It is not known of what a newer version of the
            platform may allow: unknown components, properties and values.
        err_path: The place as the platform writes it, such as ``ROOT -> body -> elements -> [1](tag: action)``.
        message_zh: *message* in Chinese; may be empty.
        remedy_zh: *remedy* in Chinese; may be empty.
    """

    id: str
    path: str
    message: str
    remedy: str = ""
    code: int | None = None
    certainty: Literal["documented", "observed", "assumed"] = "documented"
    refused: bool = True
    err_path: str = "ROOT"
    message_zh: str = ""
    remedy_zh: str = ""

    @property
    def severity(self) -> Literal["error", "warning"]:
        """How bad it is: the platform refuses the card, or something will not be as it was meant."""
        return "warning" if self.id.startswith("W_") else "error"

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


class InvalidCard(CardError):
    """A card with problems; all of them are in :attr:`problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


class CardTooLarge(CardError):
    """A card over the platform's size limit."""

    def __init__(self, *, size_bytes: int, limit_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes
        super().__init__(
            f"the card is {size_bytes:,} bytes of JSON, the platform takes {limit_bytes:,}; "
            "shorten texts, or move repeated parts into a card template"
        )


# --- a delivery -------------------------------------------------------------------------------------------------------


class DeliveryError(FeishuError):
    """Something arrived that is not an acceptable delivery."""


class SignatureMismatch(DeliveryError):
    """The signature does not belong to this body."""


class VerificationTokenMismatch(DeliveryError):
    """The verification token is not the app's."""


class DecryptionFailed(DeliveryError):
    """The body cannot be decrypted with the app's encrypt key."""


class MalformedDelivery(DeliveryError):
    """The body is not the JSON document the platform sends."""


class UnsupportedDelivery(DeliveryError):
    """A well-formed delivery of a kind this door does not serve."""


# --- a handler --------------------------------------------------------------------------------------------------------


class HandlerError(FeishuError):
    """A handler did not do its part."""


class NoHandler(HandlerError):
    """No handler matches the delivery."""


class InvalidResponse(HandlerError):
    """
    A response the platform would refuse.

    Attributes:
        path: Where in the response, as a JSON path such as ``$.toast.type``.
        problem: What came and what was wanted.
        code: The code the user would have seen (200672, 200673, 200830).
        problem_zh: *problem* in Chinese; may be empty.
    """

    def __init__(self, path: str, problem: str, *, code: int, problem_zh: str = "") -> None:
        self.path = path
        self.problem = problem
        self.problem_zh = problem_zh
        self.code = code
        super().__init__(f"{path}: {problem} (the user would see {code})")


class ResponseTooLate(HandlerError):
    """A response was given after the delivery had been answered, or after its connection was gone."""


# --- the long connection ----------------------------------------------------------------------------------------------


class LongConnectionError(FeishuError):
    """Something went wrong on a long connection."""


class LocalProtocolError(LongConnectionError):
    """We broke the rules of the long connection; a bug in the calling code."""


class RemoteProtocolError(LongConnectionError):
    """The peer broke the rules of the long connection."""


class MalformedFrame(RemoteProtocolError):
    """Bytes that are not a frame."""


class FragmentError(RemoteProtocolError):
    """A fragment that cannot belong to its payload."""


class ConnectionRefused(LongConnectionError):
    """
    The platform refused a long connection.

    Attributes:
        code: The platform's code; None when it gave none.
        message: The platform's own text.
        stage: Where it happened: the endpoint question ("discovery") or the WebSocket upgrade ("handshake").
        fatal: When trying again is pointless: "always", only "at_start", or "never".
    """

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        stage: Literal["discovery", "handshake"] = "discovery",
        fatal: Literal["always", "at_start", "never"] = "never",
    ) -> None:
        self.code = code
        self.message = message
        self.stage = stage
        self.fatal = fatal
        self.retryable = fatal != "always"
        number = "" if code is None else f" {code}"
        super().__init__(f"the platform refused the long connection ({stage}{number}): {message}")


class InvalidCredentials(ConnectionRefused):
    """The platform does not know this app id with this secret."""


class ConnectionLimitReached(ConnectionRefused):
    """The app has as many long connections open as the platform allows."""


class ConnectionLost(LongConnectionError):
    """The link to the platform ended or could not be opened."""

    retryable = True


# --- a call of the API ------------------------------------------------------------------------------------------------


class ApiError(FeishuError):
    """
    The platform answered an API call with an error.

    Attributes:
        code: The platform's error code; None when the answer carried none.
        msg: The platform's text.
        log_id: The id to quote to the platform's support; empty when there was none.
        status: The HTTP status.
        method: The HTTP method of the call.
        path: The path of the call, without the query.
    """

    def __init__(
        self, *, code: int | None, msg: str, log_id: str = "", status: int = 0, method: str = "", path: str = ""
    ) -> None:
        self.code = code
        self.msg = msg
        self.log_id = log_id
        self.status = status
        self.method = method
        self.path = path
        facts = [f"code {code}"] if code is not None else []
        facts += [f"HTTP {status}"] if status else []
        facts += [f"log id {log_id}"] if log_id else []
        call = f"{method} {path}".strip()
        where = f"{call}: " if call else ""
        super().__init__(where + (msg or "no message") + (f" ({', '.join(facts)})" if facts else ""))


class PermissionDenied(ApiError):
    """The app lacks a permission for this call."""


class InvalidRequest(ApiError):
    """The platform did not accept the parameters."""


class TokenRejected(ApiError):
    """The platform did not accept the access token."""


class RateLimited(ApiError):
    """The platform asked us to slow down."""

    retryable = True
    #: Seconds to wait; None when the platform did not say.
    retry_after: float | None = None


class PlatformBroken(ApiError):
    """The platform failed, could not be reached, or answered something that is not its API."""

    retryable = True


class UpdateTokenSpent(ApiError):
    """An update token is used up or expired, so that its card can no longer be updated with it."""
