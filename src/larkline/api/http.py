"""Exchange one call for one answer through httpx2. Importing this module loads httpx2; nothing else here does."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import httpx2

from larkline import __version__
from larkline.api.answers import Answer, Failure
from larkline.api.calls import Call
from larkline.api.loop_transport import LoopTransport
from larkline.api.settings import TimeLimits
from larkline.clock import Clock, timeout_at
from larkline.errors import ConfigurationError
from larkline.facts.loopback import is_loopback_host

__all__ = ["Http", "SyncHttp"]

#: No answer of the JSON API is near this long.
_ANSWER_BYTES = 32 * 1024 * 1024


class _TooLong(Exception):
    """An answer that does not end."""


class Http:
    """
    HTTP for tasks, on one event loop.

    Args:
        domain: Origin of the platform.
        transport: Takes the place of the network; the proxy then has no meaning.
        proxy: Address of a proxy; None leaves it to the environment.
        limits: How long things may take.
        clock: Whose time the limit of the whole exchange is on.

    Raises:
        ConfigurationError: The proxy, given or from the environment, cannot be used.
    """

    def __init__(
        self,
        domain: str,
        *,
        transport: httpx2.AsyncBaseTransport | None,
        proxy: str | None,
        limits: TimeLimits,
        clock: Clock,
    ) -> None:
        self._domain = domain
        self._limits = limits
        self._clock = clock
        try:
            self._client = httpx2.AsyncClient(**_options(domain, transport, proxy, limits))
        except _BAD_PROXY as error:
            raise _proxy_error(error) from None

    async def exchange(self, call: Call, token: str) -> Answer | Failure:
        """Send *call* with *token* (empty for none) and read the whole answer."""
        request = _request(self._client, self._domain, call, token)
        try:
            async with timeout_at(self._clock, self._clock.now() + self._limits.call):
                response = await self._client.send(request, stream=True)
                try:
                    body = bytearray()
                    async for chunk in response.aiter_bytes():
                        _add(body, chunk)
                finally:
                    await response.aclose()
        except (httpx2.RequestError, TimeoutError, _TooLong) as error:
            return _failure(error)
        return _answer(response, body)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


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
        transport: httpx2.BaseTransport | httpx2.AsyncBaseTransport | None,
        proxy: str | None,
        limits: TimeLimits,
        clock: Clock,
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self._domain = domain
        self._limits = limits
        self._clock = clock
        if transport is not None and not isinstance(transport, httpx2.BaseTransport):
            if loop is None:
                raise ConfigurationError("a transport that can only be awaited needs the loop it runs in: pass loop=")
            transport = LoopTransport(transport, loop=loop, clock=clock, seconds=limits.call)
        try:
            self._client = httpx2.Client(**_options(domain, transport, proxy, limits))
        except _BAD_PROXY as error:
            raise _proxy_error(error) from None

    def exchange(self, call: Call, token: str) -> Answer | Failure:
        """Send *call* with *token* (empty for none) and read the whole answer."""
        request = _request(self._client, self._domain, call, token)
        deadline = self._clock.now() + self._limits.call
        try:
            response = self._client.send(request, stream=True)
            try:
                body = bytearray()
                for chunk in response.iter_bytes():
                    _add(body, chunk)
                    if self._clock.now() > deadline:
                        raise TimeoutError
            finally:
                response.close()
        except (httpx2.RequestError, TimeoutError, _TooLong) as error:
            return _failure(error)
        return _answer(response, body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


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
    return {**route, "timeout": timeout, "headers": {"User-Agent": f"larkline/{__version__}"}}


def _request(client: httpx2.Client | httpx2.AsyncClient, domain: str, call: Call, token: str) -> httpx2.Request:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = call.body()
    if body is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    return client.build_request(
        call.method, domain + call.path, params=dict(call.params) or None, content=body, headers=headers
    )


def _add(body: bytearray, chunk: bytes) -> None:
    body += chunk
    if len(body) > _ANSWER_BYTES:
        raise _TooLong


def _answer(response: httpx2.Response, body: bytearray) -> Answer:
    return Answer(response.status_code, {name.lower(): text for name, text in response.headers.items()}, bytes(body))


def _failure(error: Exception) -> Failure:
    if isinstance(error, _TooLong):
        return Failure(error, f"the answer is longer than {_ANSWER_BYTES:,} bytes", arrived=True)
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)):
        return Failure(error, f"no connection to the platform ({_said(error)})", arrived=False)
    if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
        return Failure(error, f"no answer in time ({_said(error)})", arrived=True)
    return Failure(error, f"the connection broke ({_said(error)})", arrived=True)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
