"""Tests of the throw-away authority: what it can vouch for, and for how long."""

from __future__ import annotations

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509

from larkline.emulator.programs.authority import Authority
from larkline.facts.hosts import PLATFORM_HOSTS


def shake_hands(authority: Authority, server: ssl.SSLContext, host: str) -> None:
    """Let a client that trusts the authority alone talk to *host*, in memory."""
    context = ssl.create_default_context(cadata=authority.pem.decode())
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(down, up, server_hostname=host)
    other = server.wrap_bio(up, down, server_side=True)
    done = False
    while not done:
        done = True
        for side in (client, other):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                done = False


@pytest.mark.parametrize("host", PLATFORM_HOSTS)
def test_a_platform_host_is_believed(host):
    """A strict client that trusts the authority accepts each of the platform's hosts."""
    authority = Authority(PLATFORM_HOSTS)

    shake_hands(authority, authority.server_context(), host)


@pytest.mark.parametrize("host", ["evil.example", "feishu.cn", "127.0.0.1", "10.0.0.1"])
def test_no_other_host_is_believed(host, monkeypatch):
    """A certificate of the authority for another host or address is refused, though the authority signed it."""
    authority = Authority(PLATFORM_HOSTS)
    monkeypatch.setattr(authority, "_names", [host])
    server = authority.server_context()

    with pytest.raises(ssl.SSLCertVerificationError, match=r"permitted subtree violation|excluded subtree violation"):
        shake_hands(authority, server, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "open.feishu.cn"])
def test_loopback_is_believed_when_asked_for(host):
    """With *loopback* the authority also speaks for this machine."""
    authority = Authority(PLATFORM_HOSTS, loopback=True)

    shake_hands(authority, authority.server_context(), host)


def test_other_addresses_are_never_believed(monkeypatch):
    """With *loopback* an address of another machine stays refused."""
    authority = Authority(PLATFORM_HOSTS, loopback=True)
    monkeypatch.setattr(authority, "_names", ["10.0.0.1"])
    server = authority.server_context()

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(authority, server, "10.0.0.1")


def test_the_certificate_says_what_it_may():
    """It is an authority for the four hosts, without addresses, for days, and each run has another one."""
    certificate = Authority(PLATFORM_HOSTS).certificate
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)

    assert constraints.critical
    assert constraints.value.permitted_subtrees == [x509.DNSName(host) for host in PLATFORM_HOSTS]
    everywhere = [x509.IPAddress(ipaddress.ip_network(net)) for net in ("0.0.0.0/0", "::/0")]
    assert constraints.value.excluded_subtrees == everywhere
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= datetime.timedelta(days=7)
    assert Authority(PLATFORM_HOSTS).pem != Authority(PLATFORM_HOSTS).pem


def test_no_key_stays_on_the_disk(tmp_path, monkeypatch):
    """The file a server's key has to be loaded from is gone at once."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    Authority(PLATFORM_HOSTS).server_context()

    assert list(tmp_path.iterdir()) == []
