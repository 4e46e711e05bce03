"""Whom a TLS connection trusts."""

from __future__ import annotations

import ssl
import sys

import pytest

from larkline.errors import ConfigurationError
from larkline.links import trust
from larkline.links.trust import trusting_context
from tests.links.tls import Authority


def subjects(context: ssl.SSLContext) -> list[object]:
    """Give whom a context trusts."""
    return [authority["subject"] for authority in context.get_ca_certs()]


def test_the_system_is_trusted():
    """Without settings a context verifies names and certificates."""
    context = trusting_context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_file_is_trusted_instead(monkeypatch, tmp_path):
    """SSL_CERT_FILE names the only authorities."""
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path, "mine").file))

    assert subjects(trusting_context()) == [((("commonName", "mine"),),)]


def test_a_folder_is_trusted_instead(monkeypatch, tmp_path):
    """SSL_CERT_DIR does, too: there is nobody in an empty one."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))

    assert subjects(trusting_context()) == []


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_that_cannot_be_read_is_a_mistake_in_the_configuration(monkeypatch, tmp_path, content):
    """Going on without any trust would look like a broken network."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        trusting_context()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_systems_with_a_store_of_their_own_are_asked(monkeypatch, system):
    """There truststore verifies, as it does for API calls; not where a file is named."""
    monkeypatch.setattr(sys, "platform", system)

    assert type(trusting_context()).__module__.startswith("truststore")


def test_certificates_are_looked_for_where_other_systems_keep_them(monkeypatch, tmp_path):
    """A Python that was built for another system has default paths that lead nowhere."""
    nowhere = ssl.DefaultVerifyPaths(None, None, "A", "/nowhere/a", "B", "/nowhere/b")  # type: ignore[arg-type]
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *_: None)
    elsewhere = Authority(tmp_path, "elsewhere").file
    monkeypatch.setattr(trust, "SYSTEM_CERTIFICATES", (str(tmp_path / "missing.pem"), str(elsewhere)))

    assert subjects(trusting_context()) == [((("commonName", "elsewhere"),),)]
