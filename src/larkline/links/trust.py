"""TLS by the trust of the system, the same for every connection larkline opens."""

from __future__ import annotations

import os
import ssl
import sys

from larkline.errors import ConfigurationError

__all__ = ["SYSTEM_CERTIFICATES", "trusting_context"]

#: Where systems keep their certificates when Python's OpenSSL was built for another one (as truststore has it).
SYSTEM_CERTIFICATES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)


def trusting_context() -> ssl.SSLContext:
    """
    Give a client context that trusts what the system trusts. It reads files: call it in a thread.

    Windows and macOS ask their own stores (through truststore, which comes with httpx2), other systems the default
    paths of OpenSSL. Where ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` is set, that counts instead.

    Raises:
        ConfigurationError: There are no certificates where ``SSL_CERT_FILE`` points.
    """
    file, folder = os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
    if file is not None or folder is not None:
        try:
            return ssl.create_default_context(cafile=file, capath=folder)
        except (OSError, ssl.SSLError):
            raise ConfigurationError("SSL_CERT_FILE names no file with certificates that can be read") from None
    if sys.platform in ("win32", "darwin"):
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not paths.cafile and not paths.capath:
        for elsewhere in filter(os.path.isfile, SYSTEM_CERTIFICATES):
            context.load_verify_locations(elsewhere)
            break
    return context
