"""Where the platform is and who is calling."""

from __future__ import annotations

import pytest

from larkline.api.settings import Settings, checked_domain
from larkline.errors import ConfigurationError, MissingCredentials


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch):
    for name in ("LARK_APP_ID", "LARK_APP_SECRET", "LARK_DOMAIN"):
        monkeypatch.delenv(name, raising=False)


def test_arguments_win_over_the_environment(monkeypatch):
    """What was passed is used even when the environment says something else."""
    monkeypatch.setenv("LARK_APP_ID", "cli_env")
    monkeypatch.setenv("LARK_APP_SECRET", "env")
    monkeypatch.setenv("LARK_DOMAIN", "https://open.larksuite.com")
    settings = Settings("cli_arg", "arg", "https://open.feishu.cn/")

    assert (settings.credentials().app_id, settings.credentials().app_secret) == ("cli_arg", "arg")
    assert settings.domain() == "https://open.feishu.cn"


def test_the_environment_is_read_when_it_is_needed(monkeypatch):
    """Variables set after the settings were made count."""
    settings = Settings(None, None, None)
    monkeypatch.setenv("LARK_APP_ID", "cli_env")
    monkeypatch.setenv("LARK_APP_SECRET", "env")
    monkeypatch.setenv("LARK_DOMAIN", "https://open.larksuite.com")

    assert (settings.credentials().app_id, settings.credentials().app_secret) == ("cli_env", "env")
    assert settings.domain() == "https://open.larksuite.com"


def test_feishu_is_the_default():
    """Without an argument or a variable the calls go to Feishu."""
    assert Settings(None, None, None).domain() == "https://open.feishu.cn"


@pytest.mark.parametrize(
    ("app_id", "app_secret", "variable"),
    [(None, "s", "LARK_APP_ID"), ("cli_1", None, "LARK_APP_SECRET"), ("cli_1", "", "LARK_APP_SECRET")],
)
def test_what_is_missing_is_named(app_id, app_secret, variable):
    """The error names the environment variable to set."""
    with pytest.raises(MissingCredentials, match=variable):
        Settings(app_id, app_secret, None).credentials()


def test_the_secret_stays_out_of_sight():
    """Neither the settings nor the credentials show the secret in their repr."""
    settings = Settings("cli_1", "very-secret", None)

    assert "very-secret" not in repr(settings) + repr(settings.credentials())


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("https://open.feishu.cn", "https://open.feishu.cn"),
        (" HTTPS://Open.Feishu.CN/ ", "https://open.feishu.cn"),
        ("https://gateway.example.com:8443", "https://gateway.example.com:8443"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://127.8.0.1", "http://127.8.0.1"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_origin_is_normalised(given, wanted):
    """Case, blanks and a slash at the end do not matter."""
    assert checked_domain(given) == wanted


@pytest.mark.parametrize(
    "domain",
    [
        "open.feishu.cn",
        "ftp://open.feishu.cn",
        "https://",
        "https://open.feishu.cn/open-apis",
        "https://open.feishu.cn?x=1",
        "https://open.feishu.cn#x",
        "https://open.feishu.cn:port",
        "https://[::1",
        "http://open.feishu.cn",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
    ],
)
def test_other_addresses_are_refused(domain):
    """Secrets go to an https origin, or to this machine, and nowhere else."""
    with pytest.raises(ConfigurationError, match="domain"):
        checked_domain(domain)


def test_a_password_in_the_domain_is_not_shown():
    """An address with user and password is refused without being repeated."""
    with pytest.raises(ConfigurationError) as caught:
        checked_domain("https://user:hunter2@open.feishu.cn")

    assert "hunter2" not in str(caught.value)


def test_a_wrong_variable_is_found_at_the_first_use(monkeypatch):
    """LARK_DOMAIN is checked like the argument."""
    monkeypatch.setenv("LARK_DOMAIN", "http://open.feishu.cn")

    with pytest.raises(ConfigurationError, match="plain http"):
        Settings("a", "b", None).domain()
