"""Which names and addresses stay on this machine."""

from __future__ import annotations

import ipaddress

__all__ = ["is_loopback_host"]


def is_loopback_host(host: str) -> bool:
    """
    Tell whether *host* (a name or an address, without brackets and port) can only be this machine.

    Names are ``localhost`` and everything below it. Addresses count as they are written: no name is looked up.

    Source: RFC 6761, section 6.3 (documented).
    """
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and mapped.is_loopback)
