"""TLS by the trust of the system, the same for every connection larkline opens."""

from __future__ import annotations

import os
import ssl
import sys

__all__ = ["trusting_context"]


def trusting_context() -> ssl.SSLContext:
    """
    Give a client context that trusts what the system trusts.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` win where they are set. Elsewhere Windows and macOS ask their own stores
    (through truststore, which comes with httpx2), Linux its OpenSSL default paths.
    """
    if not (os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")) and sys.platform in ("win32", "darwin"):
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    if os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"):
        context.load_verify_locations(
            os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
        )
    return context
