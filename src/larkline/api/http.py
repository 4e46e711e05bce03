"""Exchange one call for one answer, or for a stream, through whatever transport there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlencode

from larkline import __version__
from larkline.api.answers import Answer, Failure
from larkline.api.calls import Call
from larkline.api.settings import TimeLimits
from larkline.api.transport import (
    HttpRequest,
    HttpResponse,
    SyncHttpRequest,
    SyncTransport,
    Transport,
    TransportFailed,
)
from larkline.clock import Clock, timeout_at
from larkline.errors import FeishuError

if TYPE_CHECKING:
    import httpx2

__all__ = ["AnyAsyncTransport", "AnySyncTransport", "Http", "Stream", "SyncHttp", "SyncStream"]

#: What a client can be given to reach the platform with.
AnyAsyncTransport: TypeAlias = "Transport | httpx2.AsyncBaseTransport"
#: What a client for threads can be given.
AnySyncTransport: TypeAlias = "SyncTransport | httpx2.BaseTransport | httpx2.AsyncBaseTransport"
#: No answer of the JSON API is near this long.
_ANSWER_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stream:
    """
    A response that is a file, and open.

    Attributes:
        headers: Names in lower case.
        pieces: The body; raises Broken when the connection ends early.
    """

    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SyncStream:
    """The same for a thread."""

    headers: Mapping[str, str]
    pieces: Iterator[bytes] = field(repr=False)


class Broken(Exception):
    """A stream ended early; says why as a :class:`Failure`."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.problem)


class _TooLong(Exception):
    """An answer that does not end."""


class Http:
    """
    HTTP for tasks, on one event loop.

    Args:
        domain: Origin of the platform.
        transport: One of our own, or one of httpx2; None for the network.
        proxy: Address of a proxy; None leaves it to the environment. It has no meaning with a *transport*.
        limits: How long things may take.
        clock: Whose time the limit of the whole exchange is on.

    Raises:
        ConfigurationError: The proxy, given or from the environment, cannot be used.
    """

    def __init__(
        self,
        domain: str,
        *,
        transport: AnyAsyncTransport | None,
        proxy: str | None,
        limits: TimeLimits,
        clock: Clock,
    ) -> None:
        self._domain = domain
        self._limits = limits
        self._clock = clock
        self._close: Any = None
        given: Any = transport
        self._foreign = callable(getattr(given, "open", None))
        if not self._foreign:
            from larkline.api.httpx2_transport import Httpx2Transport  # here: it loads httpx2

            given = Httpx2Transport(domain, transport=given, proxy=proxy, limits=limits)
            self._close = given.aclose
        self._transport: Transport = given

    async def exchange(self, call: Call, token: str) -> Answer | Failure:
        """Send *call* with *token* (empty for none) and read the whole answer."""
        body = call.body() if call.upload is None else _Watched(call.upload.pieces())
        request = HttpRequest(call.method, _url(self._domain, call), _headers(call, token, body), body)
        limit = self._limits.call if call.upload is None else self._limits.transfer
        try:
            async with (
                timeout_at(self._clock, self._clock.now() + limit),
                self._transport.open(request) as response,
            ):
                return await _read(response)
        except Exception as error:
            return _failure(error, body, foreign=self._foreign)
        finally:
            if isinstance(body, _Watched):
                await body.aclose()

    @asynccontextmanager
    async def stream(self, call: Call, token: str) -> AsyncIterator[Stream | Answer | Failure]:
        """Send *call*; give its response as a stream while the block lasts, or what came instead of a file."""
        body = call.body()
        request = HttpRequest(call.method, _url(self._domain, call), _headers(call, token, body), body)
        async with AsyncExitStack() as stack:
            came: Stream | Answer | Failure
            try:
                async with timeout_at(self._clock, self._clock.now() + self._limits.call):
                    response = await stack.enter_async_context(self._transport.open(request))
                    headers = _lower(response.headers)
                    is_file = _is_file(response.status, headers)
                    came = Stream(headers, self._patiently(response.pieces)) if is_file else await _read(response)
            except Exception as error:
                came = _failure(error, body, foreign=self._foreign)
            try:
                yield came
            finally:
                if isinstance(came, Stream) and isinstance(came.pieces, AsyncGenerator):
                    await came.pieces.aclose()

    async def aclose(self) -> None:
        """Close the connections; those of a transport that was given stay with whoever gave it."""
        if self._close is not None:
            await self._close()

    async def _patiently(self, pieces: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Give *pieces*, each within its time."""
        iterator = aiter(pieces)
        try:
            while True:
                async with timeout_at(self._clock, self._clock.now() + self._limits.read):
                    piece = await anext(iterator, None)
                if piece is None:
                    return
                yield piece
        except Exception as error:
            failure = _failure(error, None, foreign=self._foreign)
            raise Broken(failure) from failure.cause
        finally:
            if isinstance(iterator, AsyncGenerator):
                await iterator.aclose()


class SyncHttp:
    """
    HTTP for threads; arguments as in :class:`Http`.

    Args:
        domain: As there.
        transport: As there; one that can only be awaited is run in *loop*.
        proxy: As there.
        limits: As there.
        clock: As there.
        loop: The event loop of such a transport; None when there is none.

    Raises:
        ConfigurationError: The proxy cannot be used, or the transport needs a loop.
    """

    def __init__(
        self,
        domain: str,
        *,
        transport: AnySyncTransport | None,
        proxy: str | None,
        limits: TimeLimits,
        clock: Clock,
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self._domain = domain
        self._limits = limits
        self._clock = clock
        self._close: Any = None
        given: Any = transport
        self._foreign = callable(getattr(given, "open", None))
        if not self._foreign:
            from larkline.api.httpx2_transport import SyncHttpx2Transport  # here: it loads httpx2

            given = SyncHttpx2Transport(domain, transport=given, proxy=proxy, limits=limits, clock=clock, loop=loop)
            self._close = given.close
        self._transport: SyncTransport = given

    def exchange(self, call: Call, token: str) -> Answer | Failure:
        """Send *call* with *token* (empty for none) and read the whole answer."""
        body = call.body() if call.upload is None else _SyncWatched(call.upload.sync_pieces())
        request = SyncHttpRequest(call.method, _url(self._domain, call), _headers(call, token, body), body)
        limit = self._limits.call if call.upload is None else self._limits.transfer
        try:
            with self._transport.open(request) as response:
                return self._read(response.status, response.headers, response.pieces, self._clock.now() + limit)
        except Exception as error:
            return _failure(error, body, foreign=self._foreign)
        finally:
            if isinstance(body, _SyncWatched):
                body.close()

    @contextmanager
    def stream(self, call: Call, token: str) -> Iterator[SyncStream | Answer | Failure]:
        """Send *call*; give its response as a stream while the block lasts, or what came instead of a file."""
        body = call.body()
        request = SyncHttpRequest(call.method, _url(self._domain, call), _headers(call, token, body), body)
        with ExitStack() as stack:
            came: SyncStream | Answer | Failure
            try:
                deadline = self._clock.now() + self._limits.call
                response = stack.enter_context(self._transport.open(request))
                headers = _lower(response.headers)
                if _is_file(response.status, headers):
                    came = SyncStream(headers, self._pieces(response.pieces))
                else:
                    came = self._read(response.status, headers, response.pieces, deadline)
            except Exception as error:
                came = _failure(error, body, foreign=self._foreign)
            yield came

    def close(self) -> None:
        """Close the connections; those of a transport that was given stay with whoever gave it."""
        if self._close is not None:
            self._close()

    def _pieces(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from pieces
        except Exception as error:
            failure = _failure(error, None, foreign=self._foreign)
            raise Broken(failure) from failure.cause

    def _read(self, status: int, headers: Mapping[str, str], pieces: Iterable[bytes], deadline: float) -> Answer:
        body = bytearray()
        for piece in pieces:
            _add(body, piece)
            if self._clock.now() > deadline:
                raise TimeoutError
        return Answer(status, _lower(headers), bytes(body))


class _Watched:
    """A body that comes piece by piece, and whether the place it comes from has failed."""

    def __init__(self, pieces: AsyncGenerator[bytes, None]) -> None:
        self._pieces = pieces
        self.error: Exception | None = None

    async def aclose(self) -> None:
        """Let go of where it comes from."""
        await self._pieces.aclose()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._pieces:
                yield piece
        except Exception as error:
            self.error = error
            raise


class _SyncWatched:
    """The same for a thread."""

    def __init__(self, pieces: Generator[bytes, None, None]) -> None:
        self._pieces = pieces
        self.error: Exception | None = None

    def close(self) -> None:
        """Let go of where it comes from."""
        self._pieces.close()

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        except Exception as error:
            self.error = error
            raise


def _url(domain: str, call: Call) -> str:
    pairs: list[tuple[str, str]] = []
    for name, value in call.params.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(name, str(each).lower() if isinstance(each, bool) else str(each)) for each in values]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return domain + quote(call.path, safe="/%:@!$&'()*+,;=~") + query


def _headers(call: Call, token: str, body: object) -> dict[str, str]:
    headers = {"User-Agent": f"larkline/{__version__}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if call.upload is not None:
        headers["Content-Type"] = call.upload.content_type
        if call.upload.length is not None:
            headers["Content-Length"] = str(call.upload.length)
    elif isinstance(body, bytes):
        headers["Content-Type"] = "application/json; charset=utf-8"
        headers["Content-Length"] = str(len(body))
    return headers


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items()}


def _is_file(status: int, headers: Mapping[str, str]) -> bool:
    """Tell a file from an answer that says why there is none, and from the page of something between us."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    named = "content-disposition" in headers
    return 200 <= status < 300 and (named or kind not in ("application/json", "text/html"))


async def _read(response: HttpResponse) -> Answer:
    body = bytearray()
    async for piece in response.pieces:
        _add(body, piece)
    return Answer(response.status, _lower(response.headers), bytes(body))


def _add(body: bytearray, piece: bytes) -> None:
    body += piece
    if len(body) > _ANSWER_BYTES:
        raise _TooLong


def _failure(error: Exception, body: object, *, foreign: bool) -> Failure:
    """
    Give an exception as a failure of the network.

    Args:
        error: What was raised.
        body: What was being sent.
        foreign: Whether the transport is not ours, so that its exceptions are not known.

    Raises:
        Exception: What is no such failure: the source of an upload failed, or we did.
    """
    if isinstance(body, (_Watched, _SyncWatched)) and body.error is not None:
        raise body.error
    if isinstance(error, FeishuError):
        raise error
    if isinstance(error, TransportFailed):
        cause = error.__cause__
        return Failure(cause if isinstance(cause, Exception) else error, str(error), error.arrived)
    if isinstance(error, _TooLong):
        return Failure(error, f"the answer is longer than {_ANSWER_BYTES:,} bytes", arrived=True)
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, TimeoutError):
        return Failure(error, f"no answer in time ({said})", arrived=True)
    if not foreign:
        raise error
    return Failure(error, f"the connection broke ({said})", arrived=not isinstance(error, ConnectionRefusedError))
