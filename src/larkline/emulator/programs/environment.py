"""What the environment of a program says so that it lands on the emulator, whatever language it is written in."""

from __future__ import annotations

import contextlib
import re
import ssl
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from larkline.emulator.programs.variables import TEMPLATE_VARIABLES, sample_variables, sdk_variables
from larkline.links.trust import SYSTEM_CERTIFICATES

__all__ = ["Trust", "environment_for", "still_direct", "trust_files"]

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Variables that name a file of certificates; the first one that is set says what the user trusts already.
_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Trust:
    """
    Files that make the authority trusted, in a folder of the run.

    Attributes:
        bundle: What the system trusts, and the authority; for Python, Go, curl.
        alone: The authority, and what ``NODE_EXTRA_CA_CERTS`` named before; for Node, which adds it to its own.
        java: The bundle as a store of Java.
    """

    def __init__(self, folder: Path) -> None:
        self.bundle = folder / "trusted.pem"
        self.alone = folder / "authority.pem"
        self.java = folder / "trusted.p12"


def trust_files(folder: Path, authority: bytes, before: Mapping[str, str]) -> Trust:
    """
    Write the files of :class:`Trust`.

    Args:
        folder: Only its owner can enter it.
        authority: Its certificate, PEM.
        before: The environment so far, whose own files of certificates stay trusted.
    """
    trust = Trust(folder)
    system = _system_certificates(before)
    trust.bundle.write_bytes(system + authority)
    trust.alone.write_bytes(_contents(before.get("NODE_EXTRA_CA_CERTS")) + authority)
    trust.java.write_bytes(_java_store(system + authority))
    return trust


def environment_for(
    info: Mapping[str, str], *, proxy: str, trust: Trust, before: Mapping[str, str], hosts: Collection[str]
) -> dict[str, str]:
    """
    Give the environment of a program; templates that it named before for the official sample bot stay named.

    Args:
        info: Addresses and credentials, as the emulator gives them.
        proxy: Address of the proxy, token included.
        trust: The files that make its certificates trusted.
        before: The environment so far.
        hosts: Those the proxy answers for.
    """
    direct = ",".join([*_LOOPBACK, *still_direct(before.get("NO_PROXY") or before.get("no_proxy") or "", hosts)])
    port = proxy.rpartition(":")[2]
    java = [
        "-Dhttps.proxyHost=127.0.0.1",
        f"-Dhttps.proxyPort={port}",
        "-Dhttp.nonProxyHosts=localhost|127.*|[::1]",
        f"-Djavax.net.ssl.trustStore={trust.java}",
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        "-Djavax.net.ssl.trustStorePassword=",
    ]
    return {
        **before,
        **sdk_variables(info),
        **sample_variables(info),
        **{name: before[name] for name in TEMPLATE_VARIABLES if name in before},
        "LARKLINE_CONSOLE_URL": info["console_url"],
        "LARKLINE_TOKEN": info["token"],
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "NO_PROXY": direct,
        "no_proxy": direct,
        "SSL_CERT_FILE": str(trust.bundle),
        "REQUESTS_CA_BUNDLE": str(trust.bundle),
        "CURL_CA_BUNDLE": str(trust.bundle),
        "NODE_EXTRA_CA_CERTS": str(trust.alone),
        "NODE_USE_ENV_PROXY": "1",
        "JAVA_TOOL_OPTIONS": " ".join([*filter(None, [before.get("JAVA_TOOL_OPTIONS")]), *java]),
    }


def still_direct(no_proxy: str, hosts: Collection[str]) -> list[str]:
    """Give the entries of ``NO_PROXY`` that may stay: those that do not lead past the proxy to one of *hosts*."""
    entries = [entry.strip() for entry in no_proxy.split(",") if entry.strip()]
    return [entry for entry in entries if entry not in _LOOPBACK and not any(_covers(entry, host) for host in hosts)]


def _covers(entry: str, host: str) -> bool:
    name = entry.lower().partition(":")[0].removeprefix("*").removeprefix(".")
    return not name or host == name or host.endswith(f".{name}")


def _system_certificates(before: Mapping[str, str]) -> bytes:
    """Give what is trusted so far, PEM."""
    paths = ssl.get_default_verify_paths()
    named = next((before[name] for name in _BUNDLES if before.get(name)), None)
    for place in (named, paths.cafile, *SYSTEM_CERTIFICATES):
        if found := _contents(place):
            return found
    stored = ssl.create_default_context().get_ca_certs(binary_form=True)  # Windows keeps them elsewhere
    return "".join(map(ssl.DER_cert_to_PEM_cert, stored)).encode()


def _java_store(bundle: bytes) -> bytes:
    """Write certificates as Java reads them, but for those that are too broken."""
    certificates = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some systems trust certificates that are not quite as they should be
        for number, block in enumerate(_CERTIFICATE.findall(bundle)):
            with contextlib.suppress(ValueError):
                certificate = x509.load_pem_x509_certificate(block)
                certificates.append(pkcs12.PKCS12Certificate(certificate, str(number).encode()))
    return pkcs12.serialize_java_truststore(certificates, NoEncryption())


def _contents(path: str | None) -> bytes:
    """Give a file's contents with a line end; nothing when it cannot be read."""
    try:
        return Path(path).read_bytes().rstrip() + b"\n" if path else b""
    except OSError:
        return b""
