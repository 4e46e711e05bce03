"""Who may talk to a port on this machine: no foreign names, no web pages of others. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence

__all__ = ["ANY_ADDRESS", "LOOPBACK_NAMES", "host_name", "refusal_of_peer"]

#: Among the allowed hosts: every IP address. A web page of others can point a name here, but not an address.
ANY_ADDRESS = "any address"

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def host_name(host: str) -> str:
    """Give the name in a Host header, without port and brackets, in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host


def refusal_of_peer(
    host: str,
    origins: Sequence[str],
    fetch_site: str = "",
    allowed: Collection[str] = (),
    *,
    own_pages: bool = False,
) -> int | None:
    """
    Give the HTTP status a request is refused with; None lets it in.

    A Host that is no loopback name may be a rebound DNS name: 421. A request with an Origin comes from a web page,
    which no SDK is (observed: none of the official clients sends one): 403.

    Args:
        host: The Host header; empty when there is none, or several.
        origins: All Origin headers.
        fetch_site: The Sec-Fetch-Site header, which browsers send also where they send no Origin; empty without one.
        allowed: Host names allowed besides loopback names.
        own_pages: Whether pages come from here, too; theirs is then the one Origin that may come in.
    """
    name = host_name(host)
    is_allowed = name in LOOPBACK_NAMES or name in allowed or (ANY_ADDRESS in allowed and _is_address(name))
    if not is_allowed:
        return 421
    is_own = own_pages and list(origins) == [f"http://{host.strip().lower()}"]
    return 403 if (origins and not is_own) or fetch_site.lower() in ("cross-site", "same-site") else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
