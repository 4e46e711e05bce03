"""One HTTP POST by the standard library, in a thread of its own: enough to ask for the address of a long connection."""

from __future__ import annotations

import asyncio
import http.client
import threading
import urllib.error
import urllib.request
from typing import Any

from larkline.errors import ConnectionLost
from larkline.links.loopback import is_loopback
from larkline.links.trust import trusting_context

__all__ = ["post"]

#: An endpoint reply is under 1 KB; more than this is not one.
MAX_ANSWER_BYTES = 1 << 20


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The question carries the app secret, so it goes to one address only."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


async def post(
    url: str, body: bytes, headers: dict[str, str], *, timeout: float, proxy: str | None = None
) -> tuple[int, bytes]:
    """
    Make one POST and give the status and the body, at most 1 MiB of it.

    Args:
        timeout: Seconds for everything: name lookup, connecting, TLS and the answer.
        proxy: Address of an HTTP proxy; None asks the environment (``HTTPS_PROXY``, ``NO_PROXY``), whose proxies are
            not used for loopback addresses.

    Raises:
        ConnectionLost: No HTTP answer came in time.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[int, bytes]] = loop.create_future()

    def settle(result: tuple[int, bytes] | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        elif result is not None:
            answer.set_result(result)

    def run() -> None:
        result, failure = None, None
        try:
            result = _post(url, body, headers, timeout, proxy)
        except (OSError, ValueError, http.client.HTTPException) as error:
            failure = ConnectionLost(f"{_origin(url)} cannot be reached: {_reason(error)}")
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:  # the loop is closed, nobody waits any more
            pass

    # A daemon thread: a name lookup that hangs must not keep the process from ending.
    threading.Thread(target=run, name="larkline-discovery", daemon=True).start()
    try:
        async with asyncio.timeout(timeout):
            return await answer
    except TimeoutError:
        raise ConnectionLost(f"{_origin(url)} gave no answer within {timeout:g} s") from None


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float, proxy: str | None) -> tuple[int, bytes]:
    if proxy is not None:
        proxies: dict[str, str] | None = {"http": proxy, "https": proxy}
    else:
        proxies = {} if is_loopback(url) else None
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler(proxies), _NoRedirect()]
    if url.startswith("https:"):
        handlers.append(urllib.request.HTTPSHandler(context=trusting_context()))
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked by the caller
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=timeout) as response:
            return response.status, response.read(MAX_ANSWER_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(MAX_ANSWER_BYTES)


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(reason) or type(error).__name__
