"""Post to a webhook over the network: one connection each, no redirects, no proxies, bounded in time and size."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from larkline.emulator.both import Both
from larkline.emulator.http.reset import reset
from larkline.emulator.webhook.requests import HookRequest
from larkline.emulator.webhook.targets import (
    AddressRefused,
    NotThisMachine,
    Target,
    check_answer,
    own_port,
    read_target,
)
from larkline.facts.webhook import CONNECT_SECONDS, WEBHOOK_ANSWER_BYTES

if TYPE_CHECKING:
    import httpx2

__all__ = ["CUT_OFF", "HookAnswer", "HookFailed", "HookSender", "HookTrouble", "resolve"]

#: Why no answer came: the address is missing or refused, its name is unknown, nobody takes the connection, its
#: encryption fails, it ends before the answer is complete, or the answer does not end.
HookTrouble = Literal["no_url", "forbidden", "dns", "refused", "tls", "broken", "too_large"]

_NO_CONNECTION = "无法建立连接"
#: What is said of a request that was broken off on purpose.
CUT_OFF = Both("the connection was reset in the middle of the request", "请求发送到一半时连接被重置")


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """
    What a webhook answered.

    Attributes:
        status: The HTTP status, a redirect as well.
        headers: Of the answer.
        after_sent: To be awaited once the answer has been taken, by an app in this process; None over the network.
    """

    status: int
    body: bytes = field(repr=False)
    after_sent: Callable[[], Awaitable[None]] | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class HookFailed(Exception):
    """No answer came; *evidence* says in words what happened."""

    def __init__(self, trouble: HookTrouble, evidence: Both) -> None:
        self.trouble: HookTrouble = trouble
        self.evidence = evidence
        super().__init__(evidence.en)


async def resolve(host: str, port: int) -> list[str]:
    """
    Give the IP addresses of a name, those of version 4 first.

    Raises:
        OSError: There are none.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = {str(row[4][0]): row[0] for row in found}
    return sorted(addresses, key=lambda address: addresses[address] != socket.AF_INET)


class HookSender:
    """
    Posts requests.

    Args:
        allowed_hosts: Hosts that may be sent to besides this machine.
        own_ports: The ports of this emulator, which are never sent to; looked at each time.

    Attributes:
        resolve: Looks up names.
    """

    def __init__(self, *, allowed_hosts: Collection[str] = (), own_ports: Collection[int] = ()) -> None:
        self.resolve: Callable[[str, int], Awaitable[list[str]]] = resolve
        self._allowed_hosts = {host.lower() for host in allowed_hosts}
        self._own_ports = own_ports
        self._transports: dict[str, httpx2.AsyncHTTPTransport] = {}

    def check(self, url: str) -> Target:
        """
        Tell whether an address may be sent to, as far as it can be told without a lookup.

        Raises:
            AddressRefused: It may not.
        """
        target = read_target(url, allowed_hosts=self._allowed_hosts)
        if target.is_local and target.port in self._own_ports:
            raise own_port(target.port)
        return target

    def allow(self, url: str, *, confirmed: bool) -> str:
        """
        Let an address of another machine be sent to, when somebody has confirmed it; gives its host if that is new.

        Raises:
            NotThisMachine: Nobody has.
        """
        try:
            self.check(url)
        except NotThisMachine as refused:
            if not confirmed:
                raise
            self._allowed_hosts.add(refused.host)
            return refused.host
        except AddressRefused:
            pass  # what is wrong with it is told when it is sent to
        return ""

    def disallow(self, host: str) -> None:
        """Let a host not be sent to any more."""
        self._allowed_hosts.discard(host)

    async def post(self, url: str, request: HookRequest) -> HookAnswer:
        """
        Make one POST; put it inside of a timeout.

        Raises:
            HookFailed: No answer came, or no whole one.
        """
        try:
            target = self.check(url)
            addresses = await self._addresses(target)
        except AddressRefused as refused:
            raise HookFailed("forbidden", refused.both) from None
        loop = asyncio.get_running_loop()
        until = loop.time() + CONNECT_SECONDS
        problem: HookFailed | None = None
        for address in addresses:
            left = until - loop.time()
            if problem is not None and left <= 0:
                break
            try:
                return await self._post(target, address, request, connect_within=left)
            except HookFailed as failed:
                if failed.trouble != "refused":
                    raise
                problem = failed
        nothing = Both(f"{target.host}: the name has no address", f"{target.host}：这个域名没有地址")
        raise problem or HookFailed("dns", nothing)

    async def break_off(self, url: str, request: HookRequest) -> NoReturn:
        """
        Send half of a POST and reset the connection.

        Raises:
            HookFailed: Always.
        """
        try:
            target = self.check(url)
            address = next(iter(await self._addresses(target)))
            trust = ssl.create_default_context() if target.scheme == "https" else None
            name = target.host if trust else None
            _, writer = await asyncio.open_connection(address, target.port, ssl=trust, server_hostname=name)
        except AddressRefused as refused:
            raise HookFailed("forbidden", refused.both) from None
        except (OSError, StopIteration) as error:
            raise HookFailed("refused", Both(str(error), _NO_CONNECTION)) from None
        headers = {"Host": target.authority, **request.headers, "Content-Length": str(len(request.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"POST {target.path} HTTP/1.1\r\n{head}\r\n".encode() + request.body[: len(request.body) // 2])
        await writer.drain()
        reset(writer.transport)
        raise HookFailed("broken", CUT_OFF)

    async def close(self) -> None:
        """Let go of what is open."""
        transports, self._transports = self._transports, {}
        for transport in transports.values():
            await transport.aclose()

    async def _addresses(self, target: Target) -> list[str]:
        """Look a name up, and check every answer."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                addresses = await self.resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
            late = Both(f"no answer within {CONNECT_SECONDS:g} s", f"{CONNECT_SECONDS:g} 秒内没有结果")
            what = late if isinstance(error, TimeoutError) else Both(str(error), "找不到这个域名")
            raise HookFailed("dns", Both(f"{target.host}: {what.en}", f"{target.host}：{what.zh}")) from None
        for address in addresses:
            check_answer(target, address, own_ports=self._own_ports)
        return addresses

    async def _post(self, target: Target, address: str, request: HookRequest, *, connect_within: float) -> HookAnswer:
        import httpx2

        steps: list[str] = []

        async def note(step: str, _info: object) -> None:
            steps.append(step)

        timeout = {"connect": connect_within, "read": None, "write": None, "pool": None}
        message = httpx2.Request(
            "POST",
            httpx2.URL(scheme=target.scheme, host=address, port=target.port, raw_path=target.path.encode()),
            headers={"Host": target.authority, **request.headers, "Accept-Encoding": "identity", "Connection": "close"},
            content=request.body,
            extensions={"timeout": timeout, "sni_hostname": target.host, "trace": note},
        )
        try:
            response = await self._transport(target.scheme).handle_async_request(message)
            try:
                headers = tuple(
                    (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw
                )
                return HookAnswer(response.status_code, await _read(response), headers=headers)
            finally:
                await response.aclose()
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            trouble: HookTrouble = "tls" if "connection.connect_tcp.complete" in steps else "refused"
            slow = Both(f"not done within {CONNECT_SECONDS:g} s", f"{CONNECT_SECONDS:g} 秒内未完成")
            what = str(error) or type(error).__name__
            failed = Both(what, _NO_CONNECTION if trouble == "refused" else what)
            said = slow if isinstance(error, httpx2.ConnectTimeout) else failed
            en, zh = f"{address} port {target.port}: {said.en}", f"{address} 端口 {target.port}：{said.zh}"
            raise HookFailed(trouble, Both(en, zh)) from None
        except httpx2.HTTPError as error:
            what = str(error) or type(error).__name__
            en = f"the connection ended before the answer was complete: {what}"
            raise HookFailed("broken", Both(en, "响应完成前连接已断开")) from None

    def _transport(self, scheme: str) -> httpx2.AsyncHTTPTransport:
        """Give what connects; certificates are loaded only for an address that needs them."""
        import httpx2

        transport = self._transports.get(scheme)
        if transport is None:
            trust = ssl.create_default_context() if scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
            transport = httpx2.AsyncHTTPTransport(verify=trust, trust_env=False, http2=False, limits=limits)
            self._transports[scheme] = transport
        return transport


async def _read(response: Any) -> bytes:
    """Read the body of an answer, as far as it can be the answer to a delivery."""
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > WEBHOOK_ANSWER_BYTES:
            limit = f"{WEBHOOK_ANSWER_BYTES:,}"
            too_large = Both(f"the answer has more than {limit} bytes", f"响应超过 {limit} 字节")
            raise HookFailed("too_large", too_large)
    return bytes(body)
