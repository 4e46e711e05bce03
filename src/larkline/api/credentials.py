"""What an app proves itself with, and the calls that give it its access tokens."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from larkline.api.calls import Call

__all__ = ["AppSecret", "Credentials", "TokenCall", "store_tenant_token"]

_AUTH = "/open-apis/auth/v3"


@dataclass(frozen=True, slots=True)
class TokenCall:
    """
    A call whose answer holds an access token.

    Attributes:
        call: The call.
        token: The member of the answer that is the token.
        expire: The member that says for how many seconds it is good.
    """

    call: Call
    token: str
    expire: str = "expire"

    def to_make(self) -> Call:
        """Give the call; an answer without the token makes it fail."""
        return replace(self.call, gives=(self.token,))


class Credentials(Protocol):
    """
    What an app proves itself with.

    Nothing here waits: what takes time, such as fetching a secret from a vault, is done before, or from time to time.
    An app that signs an assertion instead of sending a secret is another class with these members.
    """

    @property
    def app_id(self) -> str:
        """The app."""

    @property
    def mark(self) -> str:
        """Tells these credentials from all others, and gives nothing of them away; part of the key of each token."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that may stand in no error and no log."""

    def tenant_token(self) -> TokenCall:
        """Ask for the tenant access token of a self-built app."""

    def app_token(self, ticket: str | None) -> TokenCall:
        """Ask for the app access token; of a store app by its latest app_ticket, of a self-built one without."""

    def resend_ticket(self) -> Call:
        """Ask for an app_ticket event to be sent now."""


@dataclass(frozen=True, slots=True)
class AppSecret:
    """
    An app and its secret; the secret stays out of the repr.

    Source: docs, 自建应用获取 tenant_access_token and its sisters, 重新获取 app_ticket (documented).
    """

    app_id: str
    app_secret: str = field(repr=False)

    @property
    def mark(self) -> str:
        """A digest of app id and secret."""
        import hashlib

        return hashlib.sha256(repr((self.app_id, self.app_secret)).encode()).hexdigest()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secret."""
        return (self.app_secret,)

    def tenant_token(self) -> TokenCall:
        """Ask for the tenant access token of a self-built app."""
        return TokenCall(self._call("tenant_access_token/internal"), "tenant_access_token")

    def app_token(self, ticket: str | None) -> TokenCall:
        """Ask for the app access token."""
        if ticket is None:
            return TokenCall(self._call("app_access_token/internal"), "app_access_token")
        return TokenCall(self._call("app_access_token", app_ticket=ticket), "app_access_token")

    def resend_ticket(self) -> Call:
        """Ask for an app_ticket event to be sent now."""
        return self._call("app_ticket/resend")

    def _call(self, path: str, **more: str) -> Call:
        from larkline.api.calls import Call  # here: whoever only connects makes no call

        body = {"app_id": self.app_id, "app_secret": self.app_secret, **more}
        secrets = (self.app_secret, *more.values())
        return Call("POST", f"{_AUTH}/{path}", json=body, repeatable=True, access="none", secrets=secrets)


def store_tenant_token(app_token: str, tenant_key: str) -> TokenCall:
    """Ask for a store app's access token of one tenant, by its app access token."""
    from larkline.api.calls import Call

    body = {"app_access_token": app_token, "tenant_key": tenant_key}
    call = Call("POST", f"{_AUTH}/tenant_access_token", json=body, repeatable=True, access="none", secrets=(app_token,))
    return TokenCall(call, "tenant_access_token")
