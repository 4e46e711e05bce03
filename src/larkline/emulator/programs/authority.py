"""A certificate authority for one run, which can speak for the platform's hosts and for nothing else."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import tempfile
from collections.abc import Collection
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["Authority"]

_DAY = datetime.timedelta(days=1)
_LIFE = 3 * _DAY  #: Longer than a run, shorter than anybody would keep it.
_EVERYWHERE = ("0.0.0.0/0", "::/0")
_LOOPBACK = ("127.0.0.1/32", "::1/128")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class Authority:
    """
    A certificate authority whose key never leaves this process.

    Its certificates are believed for *hosts* alone, by its name constraints; no address of any kind is among them, but
    for those of this machine with *loopback*.

    Args:
        hosts: DNS names it can speak for.
        loopback: Whether it also speaks for ``localhost`` and the loopback addresses.
    """

    def __init__(self, hosts: Collection[str], *, loopback: bool = False) -> None:
        self._names = [*hosts, *(_LOCAL_NAMES if loopback else ())]
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = _name("larkline throw-away authority")
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        self.certificate = (
            _builder(self._subject, self._subject, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(_constraints(hosts, loopback=loopback), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        """The certificate, for those who shall trust it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def server_context(self) -> ssl.SSLContext:
        """Give what a server needs to be each of its hosts."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        certificate = (
            _builder(_name(self._names[0]), self._subject, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in self._names]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _load(context, secret + certificate.public_bytes(serialization.Encoding.PEM))
        return context


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Load a certificate with its key: that takes a file, so it is one that only we can read, and not for long."""
    handle, path = tempfile.mkstemp(prefix="larkline-", suffix=".pem")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        context.load_cert_chain(path)
    finally:
        Path(path).unlink()


def _constraints(hosts: Collection[str], *, loopback: bool) -> x509.NameConstraints:
    permitted: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
    if not loopback:
        return x509.NameConstraints(permitted, [x509.IPAddress(ipaddress.ip_network(net)) for net in _EVERYWHERE])
    permitted.append(x509.DNSName("localhost"))
    return x509.NameConstraints([*permitted, *(x509.IPAddress(ipaddress.ip_network(net)) for net in _LOOPBACK)], None)


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _LIFE)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
