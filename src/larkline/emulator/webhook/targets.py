"""Where the emulator sends to: to this machine, unless another host was allowed, and never to itself. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from larkline.emulator.errors import EmulatorError
from larkline.facts.loopback import is_loopback_host

__all__ = ["AddressRefused", "NotThisMachine", "Target", "check_answer", "own_port", "read_target"]

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000


class AddressRefused(EmulatorError):
    """An address that the emulator does not send to."""


class NotThisMachine(AddressRefused):
    """
    The address of another machine, which nobody has allowed.

    Attributes:
        host: Its name or address, in lower case.
    """

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(
            f"{host} is not of this machine; the emulator sends there only with --allow-remote {host}, "
            f"Emulator(webhook_hosts=[{host!r}]), or when it is confirmed",
            f"{host} 不是本机；只有指定 --allow-remote {host}、Emulator(webhook_hosts=[{host!r}])，"
            "或确认后，本地平台才会向它发送",
        )


def own_port(port: int) -> AddressRefused:
    """Give the error for a port of the emulator itself."""
    return AddressRefused(f"port {port} is the emulator's own", f"端口 {port} 属于本地平台自身")


@dataclass(frozen=True, slots=True)
class Target:
    """
    The address of a webhook in its parts.

    Attributes:
        host: Name or address, without brackets, in lower case.
        authority: Host and port as they go into the Host header.
        path: Path and query.
        is_local: Whether it can only be this machine.
    """

    scheme: str
    host: str
    port: int
    authority: str
    path: str
    is_local: bool


def read_target(url: str, *, allowed_hosts: Collection[str] = ()) -> Target:
    """
    Take an address apart and check whether it may be sent to.

    Args:
        allowed_hosts: Names and addresses, in lower case, that are allowed besides those of this machine.

    Raises:
        AddressRefused: It is no http or https address, holds credentials, or is of another machine.
    """
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused(
            f"an address is ASCII without blanks, of at most {_LONGEST:,} characters; percent-encode the rest",
            f"地址只能含 ASCII 字符且不含空格，最长 {_LONGEST:,} 个字符；其余字符请用百分号编码",
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"{url!r} is no address: {error}", f"{url!r} 不是地址：{error}") from None
    host = (parts.hostname or "").lower()
    if parts.scheme not in _PORTS or not host or port == 0:
        example = "http://127.0.0.1:8000/webhook/event"
        raise AddressRefused(
            f"{url!r} is no http or https address, such as {example}",
            f"{url!r} 不是 http 或 https 地址，例如 {example}",
        )
    if "@" in parts.netloc or parts.fragment:
        raise AddressRefused(
            "an address of a webhook has neither a user nor a fragment", "Webhook 地址不能含用户名或 # 片段"
        )
    is_local = is_loopback_host(host)
    if not is_local and host not in allowed_hosts:
        raise NotThisMachine(host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], parts.netloc, path, is_local)


def check_answer(target: Target, address: str, *, own_ports: Collection[int]) -> None:
    """
    Check what the name of a target was resolved to, each time before it is connected to.

    Args:
        address: The IP address about to be connected to.
        own_ports: The ports of this emulator.

    Raises:
        AddressRefused: The name leads somewhere else than it says, or to the emulator itself.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if target.is_local and not ip.is_loopback:
        raise AddressRefused(
            f"{target.host} is a name of this machine, but was resolved to {address}",
            f"{target.host} 是本机名称，却解析到了 {address}",
        )
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        raise AddressRefused(
            f"{target.host} was resolved to {address}, where no webhook can be",
            f"{target.host} 解析到了 {address}，那里不可能有 Webhook",
        )
    if ip.is_loopback and target.port in own_ports:
        raise own_port(target.port)
