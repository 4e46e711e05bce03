"""One HTTP POST by the standard library, in a thread of its own: enough to ask for the address of a long connection."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from larkline.errors import ConfigurationError, ConnectionLost
from larkline.links.attempt import Attempt, in_thread
from larkline.links.dial import dial, explain, origin, secured

__all__ = ["post"]

#: An endpoint reply is under 1 KB; more than this is not one.
MAX_ANSWER_BYTES = 1 << 20


async def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    timeout: float,
    proxy: str | None,
    trust: Callable[[], ssl.SSLContext],
) -> tuple[int, bytes]:
    """
    Make one POST and give the status and the body, at most 1 MiB of it. A redirect is an answer like any other.

    Args:
        url: Where to; plain http is for this machine only.
        body: Is sent to this address and to no other.
        headers: Beside ``Host``, ``Content-Length`` and ``Connection``.
        timeout: Seconds for everything: name lookup, connecting, TLS and the whole answer.
        proxy: Address of a proxy; None asks the environment, whose proxies are not used for loopback addresses.
        trust: Makes the TLS context; called in the thread.

    Raises:
        ConfigurationError: The proxy, or the trust store that the environment names, cannot be used.
        ConnectionLost: No HTTP answer came in time.
    """
    work = partial(_post, url, body, headers, proxy, trust)
    try:
        return await in_thread(work, timeout=timeout)
    except (ConfigurationError, ConnectionLost):
        raise
    except Exception as error:
        raise ConnectionLost(f"{origin(url)} cannot be reached: {explain(error, timeout=timeout)}") from None


def _post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    proxy: str | None,
    trust: Callable[[], ssl.SSLContext],
    attempt: Attempt,
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = trust()
        connection = http.client.HTTPSConnection(host, parts.port, context=context)
        connection.sock = secured(dial(url, proxy=proxy, attempt=attempt), context, host, attempt)
    else:
        connection = http.client.HTTPConnection(host, parts.port)
        connection.sock = dial(url, proxy=proxy, attempt=attempt)
    try:
        target = parts.path or "/"
        connection.request("POST", target, body, {**headers, "Connection": "close"})
        with connection.getresponse() as response:
            return response.status, response.read(MAX_ANSWER_BYTES)
    finally:
        connection.close()
