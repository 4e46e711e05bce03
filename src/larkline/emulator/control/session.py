"""Who may use the control API: a program by the token, the page by a cookie that it got for the token."""

from __future__ import annotations

import hashlib
from hmac import compare_digest

from starlette.requests import Request

from larkline.emulator.both import Both
from larkline.emulator.control.errors import ControlError

__all__ = ["COOKIE_PATH", "PAGE_HEADER", "Keys"]

COOKIE_PATH = "/api/v1"
#: What a request with the cookie needs besides when it changes something: no form and no image can send it.
PAGE_HEADER = "x-larkline"
_READING = ("GET", "HEAD")


class Keys:
    """
    Checks what requests carry.

    Args:
        token: Opens everything.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._session = hashlib.sha256(f"larkline session {token}".encode()).hexdigest()

    def check(self, request: Request) -> None:
        """
        Let a request in.

        Raises:
            ControlError: It carries neither the token nor the cookie, or would change something by the cookie alone.
        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(given.strip()):
            return
        if not _same(request.cookies.get(_cookie_name(request), ""), self._session):
            what = Both("the token is missing or wrong", "缺少 token，或 token 错误")
            hint = Both(
                "send Authorization: Bearer TOKEN with the token printed at the start",
                "请发送 Authorization: Bearer TOKEN，使用启动时打印的 token",
            )
            raise ControlError(401, "unauthorized", what, hint)
        if request.method not in _READING and request.headers.get(PAGE_HEADER) != "1":
            what = Both("a write by cookie needs the page's header", "凭 Cookie 修改须带页面的请求头")
            raise ControlError(403, "header_missing", what, Both("send X-Larkline: 1", "请发送 X-Larkline: 1"))

    def is_token(self, given: str) -> bool:
        """Tell whether this is the token."""
        return _same(given, self._token)

    def cookie(self, request: Request) -> str:
        """Give the Set-Cookie header for somebody who has shown the token; the cookie is not the token itself."""
        return f"{_cookie_name(request)}={self._session}; Path={COOKIE_PATH}; HttpOnly; SameSite=Strict"


def _cookie_name(request: Request) -> str:
    """Give the name of the cookie; browsers share cookies between the ports of a host, so the port is in it."""
    server = request.scope.get("server") or ("", 0)
    return f"larkline_{server[1]}"


def _same(given: str, wanted: str) -> bool:
    return compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
