"""What all tests of links start from."""

from __future__ import annotations

import pytest

VARIABLES = [
    name + end for name in ("http", "https", "all", "no", "ws", "wss", "socks") for end in ("_proxy", "_PROXY")
]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    """Neither proxies nor a trust store come from the machine the tests run on."""
    for name in [*VARIABLES, *(name.upper() for name in VARIABLES), "SSL_CERT_FILE", "SSL_CERT_DIR"]:
        monkeypatch.delenv(name, raising=False)
