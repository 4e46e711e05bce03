"""Who may talk to a port on this machine: no foreign names, no web pages of others. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Sequence

__all__ = ["ANY_ADDRESS", "LOOPBACK_NAMES", "host_name", "refusal_of_peer"]

#: Among the allowed hosts: every IP address. A web page of others can point a name here, but not an address.
ANY_ADDRESS = "any address"

_HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[^\[\]:/@,\s]+))(?::[0-9]{1,5})?", re.ASCII)
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def host_name(host: str) -> str:
    """Give the name in a Host header, without port and brackets, in lower case; empty when it is none that is right."""
    found = _HOST.fullmatch(host.strip().lower())
    return "" if found is None else found["address"] or found["name"]


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
