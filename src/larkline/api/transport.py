"""
The seam to an HTTP library.

A client comes with httpx2. Another library takes its place through a class with one method, :class:`Transport` or, for
threads, :class:`SyncTransport`; addresses, tokens, time limits and attempts stay with the client.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

__all__ = [
    "HttpRequest",
    "HttpResponse",
    "SyncHttpRequest",
    "SyncHttpResponse",
    "SyncTransport",
    "Transport",
    "TransportFailed",
]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """
    A request, ready to be sent as it is.

    Attributes:
        method: In capitals.
        url: With its query, percent-encoded.
        headers: Among them ``Authorization``, so that they belong into no log; ``Content-Length`` whenever it is known.
        body: Everything at once, or piece by piece and only once; None for no body.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | AsyncIterable[bytes] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """
    The beginning of a response, and the way to the rest of it.

    Attributes:
        status: The HTTP status.
        headers: Names in any case.
        pieces: The body, decompressed; each piece is taken from the network when it is asked for.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    pieces: AsyncIterable[bytes] = field(repr=False)


class Transport(Protocol):
    """Carries requests, each over a connection of its own making; used by many tasks of one event loop at once."""

    def open(self, request: HttpRequest) -> AbstractAsyncContextManager[HttpResponse]:
        """
        Send *request*, give the response, and let the connection go at the end of the block.

        Redirects are not followed: the token would go along. The client limits the time, by cancellation.

        Raises:
            TransportFailed: There is no response, or it ended early; says whether the request may have arrived. Any
                other exception counts as a request that may have arrived.
        """


@dataclass(frozen=True, slots=True)
class SyncHttpRequest:
    """The same for a :class:`SyncTransport`; the body comes piece by piece from a plain iterable."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | Iterable[bytes] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class SyncHttpResponse:
    """The same for a :class:`SyncTransport`."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    pieces: Iterable[bytes] = field(repr=False)


class SyncTransport(Protocol):
    """Carries requests for threads, for any number of them at once."""

    def open(self, request: SyncHttpRequest) -> AbstractContextManager[SyncHttpResponse]:
        """As :meth:`Transport.open`; it has to limit by itself how long it waits for the network."""


class TransportFailed(Exception):
    """
    A transport could not carry a request, or the response ended early.

    Args:
        problem: What happened, in a few words; no header and no proxy's address in it.
        arrived: Whether the platform may have got the request; False when there never was a connection.
    """

    def __init__(self, problem: str, *, arrived: bool = True) -> None:
        self.arrived = arrived
        super().__init__(problem)
