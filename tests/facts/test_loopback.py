"""Which names and addresses stay on this machine."""

from __future__ import annotations

import pytest

from larkline.facts.loopback import is_loopback_host


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "localhost.", "app.localhost", "127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"],
)
def test_this_machine(host):
    """The loopback names and addresses, however they are written."""
    assert is_loopback_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "open.feishu.cn",
        "localhost.example.com",
        "notlocalhost",
        "127.0.0.1.example.com",
        "0.0.0.0",
        "::",
        "10.0.0.1",
        "::ffff:10.0.0.1",
        "[::1]",
        "127.1",
        "2130706433",
    ],
)
def test_other_machines(host):
    """Anything else may be somewhere else, however much it looks like home."""
    assert not is_loopback_host(host)
