"""What an app proves itself with."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from larkline.api.calls import Call
from larkline.api.client import Client, SyncClient
from larkline.api.credentials import AppSecret, Credentials, TokenCall, store_tenant_token
from tests.api.scripted import APP_ID, APP_SECRET, ScriptedPlatform, ok

SECRET = AppSecret("cli_1", "very-secret")


@pytest.mark.parametrize(
    ("call", "path", "more"),
    [
        (SECRET.tenant_token().call, "tenant_access_token/internal", {}),
        (SECRET.app_token(None).call, "app_access_token/internal", {}),
        (SECRET.app_token("ticket-1").call, "app_access_token", {"app_ticket": "ticket-1"}),
        (SECRET.resend_ticket(), "app_ticket/resend", {}),
    ],
)
def test_the_questions_of_an_app_with_a_secret(call, path, more):
    """Each carries the credentials and no token, may be repeated, and shows nothing of what it carries."""
    assert (call.method, call.path) == ("POST", f"/open-apis/auth/v3/{path}")
    assert json.loads(call.body()) == {"app_id": "cli_1", "app_secret": "very-secret", **more}
    assert call.access == "none"
    assert call.repeatable
    assert "very-secret" in call.secrets
    assert set(more.values()) <= set(call.secrets)
    assert "very-secret" not in repr(call)


def test_the_question_for_a_tenant_of_a_store_app():
    """It is proved by the app access token."""
    asked = store_tenant_token("a-1", "tenant-1")

    assert asked.call.path == "/open-apis/auth/v3/tenant_access_token"
    assert json.loads(asked.call.body() or b"") == {"app_access_token": "a-1", "tenant_key": "tenant-1"}
    assert (asked.token, asked.expire, asked.call.secrets) == ("tenant_access_token", "expire", ("a-1",))


def test_the_mark_tells_credentials_apart():
    """Another app or another secret has another one, and it gives nothing away."""
    marks = {each.mark for each in (SECRET, AppSecret("cli_1", "other"), AppSecret("cli_2", "very-secret"))}

    assert len(marks) == 3
    assert SECRET.mark == AppSecret("cli_1", "very-secret").mark
    assert not any("secret" in mark or "cli" in mark for mark in marks)
    assert AppSecret("a", "b\0c").mark != AppSecret("a\0b", "c").mark


class Assertion:
    """An app without a secret: it signs what it says, and is answered in another form."""

    app_id = APP_ID
    mark = "assertion"
    secrets = ("signed-1",)

    def tenant_token(self) -> TokenCall:
        """Ask by an assertion."""
        body = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_assertion": "signed-1"}
        call = Call("POST", "/oauth/v3/token", json=body, repeatable=True, access="none", secrets=self.secrets)
        return TokenCall(call, "access_token", "expires_in")

    def app_token(self, ticket: str | None) -> TokenCall:
        """Ask for the same."""
        return self.tenant_token()

    def resend_ticket(self) -> Call:
        """Ask for nothing: there are no tickets."""
        raise AssertionError


async def test_other_credentials_than_a_secret():
    """A client asks for its token whatever way its credentials say, and sends no secret."""
    asked: list[str] = []

    def answer(request):
        asked.append(request.url.path)
        if request.url.path == "/oauth/v3/token":
            return ok(access_token="t-assertion", expires_in=7200)
        return ok({"token": request.headers["authorization"]})

    credentials: Credentials = Assertion()
    platform = ScriptedPlatform(answer)
    async with Client(credentials=credentials, transport=platform.transport) as client:
        assert await client.request("GET", "/open-apis/x") == {"token": "Bearer t-assertion"}
    with SyncClient(credentials=credentials, transport=platform.transport) as sync_client:
        assert sync_client.request("GET", "/open-apis/x") == {"token": "Bearer t-assertion"}

    assert asked == ["/oauth/v3/token", "/open-apis/x"] * 2
    assert APP_SECRET not in "".join(request.content.decode() for request in platform.requests)


def test_an_app_that_only_connects_loads_none_of_it():
    """Importing App, and reading the credentials, loads nothing of the calls."""
    program = (
        "import sys; from larkline import App; App('a', 'b'); from larkline.api.settings import Settings;"
        "Settings('a', 'b', None).credentials();"
        "print(sorted(name for name in sys.modules if name.startswith('larkline.api.')), 'hashlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.startswith("['larkline.api.credentials', 'larkline.api.loading', 'larkline.api.settings']")
