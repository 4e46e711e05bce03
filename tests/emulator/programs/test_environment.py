"""Tests of the environment a program is given."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from larkline.emulator.cards.templates import starter_templates
from larkline.emulator.programs.authority import Authority
from larkline.emulator.programs.environment import Trust, environment_for, still_direct, trust_files
from larkline.facts.hosts import PLATFORM_HOSTS

AUTHORITY = Authority(PLATFORM_HOSTS).pem
OTHER = Authority(["another.example"]).pem
INFO = {
    "platform_url": "http://127.0.0.1:7300",
    "console_url": "http://127.0.0.1:7301",
    "token": "t",
    "app_id": "cli_1",
    "app_secret": "s",
    "encrypt_key": "k",
    "verification_token": "v",
}


def environment(tmp_path, **before: str) -> dict[str, str]:
    """Give the environment that follows *before*."""
    proxy = "http://larkline:t@127.0.0.1:4"
    return environment_for(INFO, proxy=proxy, trust=Trust(tmp_path), before=before, hosts=PLATFORM_HOSTS)


def test_credentials_stand_under_their_usual_names(tmp_path):
    """Official samples, larkline and the control API's users each find what they look for."""
    env = environment(tmp_path, PATH="/bin")

    assert env["PATH"] == "/bin"
    assert (env["APP_ID"], env["APP_SECRET"], env["BASE_DOMAIN"]) == ("cli_1", "s", "http://127.0.0.1:7300")
    assert (env["LARK_APP_ID"], env["LARK_APP_SECRET"], env["LARK_DOMAIN"]) == ("cli_1", "s", "http://127.0.0.1:7300")
    assert (env["LARK_ENCRYPT_KEY"], env["LARK_VERIFICATION_TOKEN"]) == ("k", "v")
    assert (env["LARKLINE_CONSOLE_URL"], env["LARKLINE_TOKEN"]) == ("http://127.0.0.1:7301", "t")


def test_the_templates_of_the_official_sample_are_named(tmp_path):
    """They are those of the starter templates, but for what the user has named."""
    env = environment(tmp_path, ALERT_CARD_ID="AAqCustom")

    assert env["ALERT_CARD_ID"] == "AAqCustom"
    assert {env["WELCOME_CARD_ID"], env["ALERT_RESOLVED_CARD_ID"]} < {each.template_id for each in starter_templates()}


def test_java_options_are_added(tmp_path):
    """What ``JAVA_TOOL_OPTIONS`` held stays in front."""
    options = environment(tmp_path, JAVA_TOOL_OPTIONS="-Xmx1g")["JAVA_TOOL_OPTIONS"].split()

    assert options[0] == "-Xmx1g"
    assert {"-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=4"} < set(options)


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("", []),
        ("*", []),
        ("internal.example, .corp", ["internal.example", ".corp"]),
        ("feishu.cn,.larksuite.com,*.feishu.cn,open.feishu.cn:443", []),
        ("localhost,notfeishu.cn", ["notfeishu.cn"]),
        ("cn", []),
    ],
)
def test_no_proxy_keeps_what_does_not_lead_past_us(before, kept):
    """Entries that cover one of the platform's hosts are dropped; loopback is always direct."""
    assert still_direct(before, PLATFORM_HOSTS) == kept


def test_loopback_is_direct(tmp_path):
    """The long connection goes to this machine without the proxy."""
    assert environment(tmp_path, no_proxy="a.example")["NO_PROXY"] == "127.0.0.1,localhost,::1,a.example"


def test_other_certificates_stay_trusted(tmp_path):
    """The bundles hold what was trusted before, and the authority."""
    (tmp_path / "mine.pem").write_bytes(OTHER)
    before = {"REQUESTS_CA_BUNDLE": str(tmp_path / "mine.pem"), "NODE_EXTRA_CA_CERTS": str(tmp_path / "mine.pem")}

    trust = trust_files(tmp_path, AUTHORITY, before)

    both = x509.load_pem_x509_certificates(OTHER + AUTHORITY)
    assert x509.load_pem_x509_certificates(trust.bundle.read_bytes()) == both
    assert x509.load_pem_x509_certificates(trust.alone.read_bytes()) == both
    stored = pkcs12.load_pkcs12(trust.java.read_bytes(), None).additional_certs
    assert {each.certificate for each in stored} == set(both)


def test_the_systems_certificates_are_the_default(tmp_path):
    """Without a file of the user's own, the system's roots are trusted besides the authority."""
    trust = trust_files(tmp_path, AUTHORITY, {"SSL_CERT_FILE": str(tmp_path / "missing.pem")})

    assert trust.bundle.read_bytes().endswith(AUTHORITY)
    assert trust.bundle.read_bytes().count(b"BEGIN CERTIFICATE") > 1
    assert trust.alone.read_bytes() == AUTHORITY


def test_a_broken_certificate_does_no_harm(tmp_path):
    """A block in the user's file that is no certificate is left out of Java's store."""
    (tmp_path / "mine.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + OTHER)

    trust = trust_files(tmp_path, AUTHORITY, {"SSL_CERT_FILE": str(tmp_path / "mine.pem")})

    assert len(pkcs12.load_pkcs12(trust.java.read_bytes(), None).additional_certs) == 2
