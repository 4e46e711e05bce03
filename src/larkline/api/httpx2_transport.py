"""The transports that a client comes with. Importing this module loads httpx2; nothing else here does at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2

from larkline.api.loop_transport import LoopTransport
from larkline.api.settings import TimeLimits
from larkline.api.transport import HttpRequest, HttpResponse, SyncHttpRequest, SyncHttpResponse, TransportFailed
from larkline.clock import Clock
from larkline.errors import ConfigurationError
from larkline.facts.loopback import is_loopback_host

__all__ = ["Httpx2Transport", "SyncHttpx2Transport"]


class Httpx2Transport:
    """
    A :class:`larkline.api.transport.Transport` made of httpx2.

    Args:
        domain: Origin of the platform.
        transport: Takes the place of the network; the proxy then has no meaning.
        proxy: Address of a proxy; None leaves it to the environment.
        limits: How long things may take.

    Raises:
        ConfigurationError: The proxy, given or from the environment, cannot be used.
    """

    def __init__(
        self, domain: str, *, transport: httpx2.AsyncBaseTransport | None, proxy: str | None, limits: TimeLimits
    ) -> None:
        try:
            self._client = httpx2.AsyncClient(**_options(domain, transport, proxy, limits))
        except _BAD_PROXY as error:
            raise _proxy_error(error) from None

    @asynccontextmanager
    async def open(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
        """Send *request* and give the response; see :meth:`larkline.api.transport.Transport.open`."""
        built = self._client.build_request(
            request.method, request.url, content=request.body, headers=dict(request.headers)
        )
        try:
            response = await self._client.send(built, stream=True)
        except httpx2.RequestError as error:
            raise _failed(error) from error
        try:
            yield HttpResponse(response.status_code, response.headers, _pieces(response))
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class SyncHttpx2Transport:
    """
    A :class:`larkline.api.transport.SyncTransport` made of httpx2.

    Args:
        domain: As for :class:`Httpx2Transport`.
        transport: As there; one that can only be awaited is run in *loop*.
        proxy: As there.
        limits: As there.
        clock: Whose time the limits of such a transport are on.
        loop: The event loop of such a transport; None when there is none.

    Raises:
        ConfigurationError: The proxy cannot be used, or the transport needs a loop.
    """

    def __init__(
        self,
        domain: str,
        *,
        transport: httpx2.BaseTransport | httpx2.AsyncBaseTransport | None,
        proxy: str | None,
        limits: TimeLimits,
        clock: Clock,
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        if transport is not None and not isinstance(transport, httpx2.BaseTransport):
            if loop is None:
                raise ConfigurationError("a transport that can only be awaited needs the loop it runs in: pass loop=")
            transport = LoopTransport(transport, loop=loop, clock=clock, seconds=limits.call)
        try:
            self._client = httpx2.Client(**_options(domain, transport, proxy, limits))
        except _BAD_PROXY as error:
            raise _proxy_error(error) from None

    @contextmanager
    def open(self, request: SyncHttpRequest) -> Iterator[SyncHttpResponse]:
        """Send *request* and give the response; see :meth:`larkline.api.transport.SyncTransport.open`."""
        built = self._client.build_request(
            request.method, request.url, content=request.body, headers=dict(request.headers)
        )
        try:
            response = self._client.send(built, stream=True)
        except httpx2.RequestError as error:
            raise _failed(error) from error
        try:
            yield SyncHttpResponse(response.status_code, response.headers, _sync_pieces(response))
        finally:
            response.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


async def _pieces(response: httpx2.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_bytes():
            yield piece
    except httpx2.RequestError as error:
        raise _failed(error) from error


def _sync_pieces(response: httpx2.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_bytes()
    except httpx2.RequestError as error:
        raise _failed(error) from error


#: What httpx2 raises for a proxy it cannot use: an unknown scheme, a broken address, SOCKS without its package.
_BAD_PROXY = (ValueError, ImportError, httpx2.InvalidURL)


def _proxy_error(error: Exception) -> ConfigurationError:
    return ConfigurationError(f"the proxy for API calls cannot be used: {error}")


def _options(domain: str, transport: object, proxy: str | None, limits: TimeLimits) -> dict[str, Any]:
    # Waiting for a free connection has no limit of its own: the one of the whole exchange holds.
    timeout = httpx2.Timeout(limits.read, connect=limits.connect, pool=limits.call)
    route: dict[str, Any] = {"proxy": proxy} if transport is None else {"transport": transport}
    if proxy is None and is_loopback_host(urlsplit(domain).hostname or ""):
        route["trust_env"] = False  # the environment's proxies lead off this machine
    return {**route, "timeout": timeout}


def _failed(error: httpx2.RequestError) -> TransportFailed:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)):
        return TransportFailed(f"no connection to the platform ({said})", arrived=False)
    if isinstance(error, httpx2.TimeoutException):
        return TransportFailed(f"no answer in time ({said})")
    return TransportFailed(f"the connection broke ({said})")
