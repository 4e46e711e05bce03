"""Where the emulator sends to."""

from __future__ import annotations

import pytest

from larkline.emulator.webhook.targets import AddressRefused, Target, check_answer, read_target


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000/webhook/event", ("http", "127.0.0.1", 8000, "127.0.0.1:8000", "/webhook/event")),
        ("http://localhost", ("http", "localhost", 80, "localhost", "/")),
        ("https://LOCALHOST:1/?a=b&c", ("https", "localhost", 1, "LOCALHOST:1", "/?a=b&c")),
        ("https://[::1]/x", ("https", "::1", 443, "[::1]", "/x")),
        ("http://bot.localhost:9/", ("http", "bot.localhost", 9, "bot.localhost:9", "/")),
        ("http://127.8.9.1/", ("http", "127.8.9.1", 80, "127.8.9.1", "/")),
    ],
)
def test_addresses_of_this_machine_are_taken_apart(url, expected):
    """Scheme, host, port, what stands in the Host header, and the path."""
    scheme, host, port, authority, path = expected
    assert read_target(url) == Target(scheme, host, port, authority, path, is_local=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8000",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/x",
        "http://",
        "http:///path",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://user@127.0.0.1/",
        "http://user:pass@127.0.0.1/",
        "http://127.0.0.1/#part",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1\\@evil.example/",
        "http://127.0.0.1/路",
        "http://127.0.0.1/" + "x" * 2000,
        "http://[::1/",
        "http://example.com/",
        "http://127.0.0.1.example.com/",
        "http://0.0.0.0/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433/",
        "http://0x7f.1/",
    ],
)
def test_other_addresses_are_refused(url):
    """What is no address, holds credentials, or is of another machine."""
    with pytest.raises(AddressRefused):
        read_target(url)


def test_a_host_can_be_allowed():
    """Then it is no longer refused, but it is not of this machine either."""
    target = read_target("http://bot.example:8000/", allowed_hosts=["bot.example"])

    assert not target.is_local
    with pytest.raises(AddressRefused, match="webhook_hosts"):
        read_target("http://other.example:8000/", allowed_hosts=["bot.example"])


@pytest.mark.parametrize(
    ("url", "address", "reason"),
    [
        ("http://localhost:8000/", "127.0.0.1", None),
        ("http://localhost:8000/", "::1", None),
        ("http://localhost:8000/", "::ffff:127.0.0.1", None),
        ("http://localhost:8000/", "10.0.0.1", "a name of this machine"),
        ("http://localhost:8000/", "93.184.216.34", "a name of this machine"),
        ("http://localhost:7301/", "127.0.0.1", "the emulator's own"),
        ("http://bot.example:8000/", "172.17.0.2", None),
        ("http://bot.example:8000/", "127.0.0.1", None),
        ("http://bot.example:7301/", "127.0.0.1", "the emulator's own"),
        ("http://bot.example:7301/", "::ffff:127.0.0.1", "the emulator's own"),
        ("http://bot.example:7301/", "172.17.0.2", None),
        ("http://bot.example:8000/", "169.254.169.254", "no webhook can be"),
        ("http://bot.example:8000/", "::ffff:169.254.169.254", "no webhook can be"),
        ("http://bot.example:8000/", "fe80::1%eth0", "no webhook can be"),
        ("http://bot.example:8000/", "0.0.0.0", "no webhook can be"),
        ("http://bot.example:8000/", "224.0.0.1", "no webhook can be"),
    ],
)
def test_what_a_name_was_resolved_to_is_checked(url, address, reason):
    """A name that leads elsewhere, to machinery, or to the emulator itself is refused when it is looked up."""
    target = read_target(url, allowed_hosts=["bot.example"])

    if reason is None:
        check_answer(target, address, own_ports=[7301])
    else:
        with pytest.raises(AddressRefused, match=reason):
            check_answer(target, address, own_ports=[7301])
