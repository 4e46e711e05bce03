"""Which program is at the other end of a connection. Pure."""

from __future__ import annotations

import re

__all__ = ["package_of", "sdk_of"]

#: How clients name themselves when they ask for an endpoint, and what people call them (observed).
_NAMES = (
    (re.compile(r"oapi-sdk-python/v?(\S+)"), "Python SDK"),
    (re.compile(r"oapi-node-sdk/v?(\S+)"), "Node.js SDK"),
    (re.compile(r"oapi-sdk-go/v?(\S+)"), "Go SDK"),
    (re.compile(r"oapi-sdk-java/v?(\S+)"), "Java SDK"),
    (re.compile(r"larkline/(\S+)"), "larkline"),
    (re.compile(r"Go-http-client/()"), "Go"),
    (re.compile(r"okhttp/()"), "Java"),
)


#: The packages of the official SDKs, by what people call them.
_PACKAGES = {
    "Python SDK": "lark-oapi",
    "Node.js SDK": "@larksuiteoapi/node-sdk",
    "Go SDK": "github.com/larksuite/oapi-sdk-go/v3",
    "Java SDK": "com.larksuite.oapi:oapi-sdk",
}


def package_of(user_agent: str) -> tuple[str, str]:
    """Give package and version of an official SDK; two empty texts for another client."""
    for pattern, name in _NAMES:
        if name in _PACKAGES and (found := pattern.search(user_agent)) is not None:
            return _PACKAGES[name], found[1]
    return "", ""


def sdk_of(user_agent: str) -> str:
    """Tell which SDK a user agent stands for, with its version when it says so; the user agent itself when unknown."""
    for pattern, name in _NAMES:
        if (found := pattern.search(user_agent)) is not None:
            return f"{name} {found[1]}".rstrip()
    return user_agent
