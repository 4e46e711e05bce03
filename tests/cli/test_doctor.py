"""Tests of ``larkline doctor``: what it finds in an environment, and what the platform says."""

from __future__ import annotations

import json
import socket

import pytest
from click.testing import CliRunner, Result

from larkline.cli.commands import larkline
from larkline.cli.doctor import local_findings

GOOD = {"LARK_APP_ID": "cli_cd613e30d8f16adf", "LARK_APP_SECRET": "s3cret"}
LOCAL = {**GOOD, "LARK_DOMAIN": "http://127.0.0.1:7300"}


@pytest.mark.parametrize(
    ("env", "found"),
    [
        (GOOD, []),
        (LOCAL, []),
        ({}, ["credentials"]),
        ({**GOOD, "LARK_APP_ID": "cli_1"}, ["app_id"]),
        ({**GOOD, "LARK_DOMAIN": "http://127.0.0.1:7300/"}, ["domain_form"]),
        ({**GOOD, "LARK_DOMAIN": "https://open.feishu.cn/open-apis"}, ["domain_form"]),
        ({**GOOD, "LARK_DOMAIN": "open.feishu.cn"}, ["domain_form"]),
        ({**GOOD, "LARK_DOMAIN": "http://0.0.0.0:7300"}, ["domain_plain"]),
        ({**LOCAL, "HTTPS_PROXY": "http://proxy.example:3128"}, ["proxy"]),
        ({**LOCAL, "HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "a,127.0.0.1"}, []),
        ({**GOOD, "HTTPS_PROXY": "http://proxy.example:3128"}, []),
        ({**LOCAL, "http_proxy": "127.0.0.1:7300"}, ["proxy_loop"]),
        ({**GOOD, "SSL_CERT_FILE": "/no/such/file.pem"}, ["file"]),
    ],
)
def test_what_an_environment_shows(env, found):
    """Each slip that is known from the field has a finding of its own, and a good environment none."""
    assert [finding.id for finding in local_findings(env)] == found


def test_a_webhook_without_a_scheme():
    """An address of a webhook has one."""
    assert [each.id for each in local_findings(GOOD, webhook="127.0.0.1:7777/x")] == ["webhook"]
    assert [each.id for each in local_findings(GOOD, webhook="http://127.0.0.1:7777/x")] == []


def test_a_port_in_use():
    """A port that somebody listens on is found, a free one is not."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        found = [(each.id, each.values) for each in local_findings(GOOD, ports=[taken])]

    assert found == [("port", {"port": taken})]
    assert list(local_findings(GOOD, ports=[taken])) == []


def run(env: dict[str, str], *arguments: str) -> Result:
    """Run the command in this environment."""
    names = ("LARK_APP_ID", "LARK_APP_SECRET", "LARK_DOMAIN", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE")
    clean = {**dict.fromkeys(names), "NO_PROXY": "*", **env}
    return CliRunner(env=clean).invoke(larkline, ["doctor", *arguments])


def test_the_emulator_finds_nothing_wrong(feishu_sync):
    """With the credentials of an emulator that runs, token and endpoint are given."""
    info = feishu_sync.serve()
    env = {"LARK_APP_ID": info["app_id"], "LARK_APP_SECRET": info["app_secret"], "LARK_DOMAIN": info["platform_url"]}
    done = run(env, "--lang", "en")

    assert (done.exit_code, done.output) == (0, "✓ nothing is wrong\n")


def test_wrong_credentials_are_named(feishu_sync):
    """What the platform answers is explained, without the secret."""
    info = feishu_sync.serve()
    env = {"LARK_APP_ID": info["app_id"], "LARK_APP_SECRET": "wr0ng", "LARK_DOMAIN": info["platform_url"]}
    done = run(env, "--lang", "en")

    assert done.exit_code == 1
    assert "✕ the platform refuses the credentials with 100" in done.output
    assert "see larkline explain" in done.output
    assert "wr0ng" not in done.output


def test_a_platform_that_is_not_there():
    """It says so, and what to look at."""
    done = run({**GOOD, "LARK_DOMAIN": "http://127.0.0.1:9"}, "--lang", "en")

    assert done.exit_code == 1
    assert "✕ http://127.0.0.1:9 cannot be reached" in done.output


def test_as_json_and_offline():
    """One line with both languages; nobody is asked."""
    done = run({"LARK_DOMAIN": "http://127.0.0.1:9/"}, "--offline", "--json")
    findings = json.loads(done.output)["findings"]

    assert done.exit_code == 1
    assert [(each["id"], each["level"]) for each in findings] == [("credentials", "warning"), ("domain_form", "error")]
    assert set(findings[0]["message"]) == {"zh", "en"}
