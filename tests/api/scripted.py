"""A platform that answers from a script, behind httpx2's transport seam."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2

APP_ID = "cli_a1b2c3d4e5f60718"
APP_SECRET = "secret-4f6b1c"
TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal"
MESSAGES = "/open-apis/im/v1/messages"
UPDATE = "/open-apis/interactive/v1/card/update"
MESSAGE = {
    "message_id": "om_1",
    "chat_id": "oc_team",
    "msg_type": "text",
    "create_time": "1700000000000",
    "sender": {"id": APP_ID, "id_type": "app_id", "sender_type": "app", "tenant_key": "t1"},
    "body": {"content": '{"text":"hi"}'},
}

Answering = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


def ok(data: Any = None, **flat: Any) -> httpx2.Response:
    """Build an answer with code 0."""
    return httpx2.Response(200, json={"code": 0, "msg": "success", **({} if data is None else {"data": data}), **flat})


def refused(code: int, *, status: int = 400, msg: str = "no", headers: dict[str, str] | None = None) -> httpx2.Response:
    """Build an answer with an error code."""
    return httpx2.Response(status, json={"code": code, "msg": msg}, headers=headers or {})


class ScriptedPlatform:
    """
    Give out tokens, and answer the other calls from a list; the last answer of the list is kept.

    Args:
        answers: One per call: a response, an exception to raise, or a function of the request.
        expire: The life of a token in seconds.
    """

    def __init__(self, *answers: Answering, expire: int = 7200) -> None:
        self.answers = list(answers) or [ok(MESSAGE)]
        self.expire = expire
        self.token_answers: list[Answering] = []
        self.requests: list[httpx2.Request] = []
        self.tokens_given = 0

    @property
    def transport(self) -> httpx2.MockTransport:
        """What a client is given."""
        return httpx2.MockTransport(self.answer)

    @property
    def calls(self) -> list[httpx2.Request]:
        """The requests that were not for a token."""
        return [request for request in self.requests if request.url.path != TOKEN_PATH]

    def bodies(self) -> list[dict[str, Any]]:
        """The JSON bodies of :attr:`calls`."""
        return [json.loads(request.content) for request in self.calls]

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        self.requests.append(request)
        if request.url.path == TOKEN_PATH:
            return self._play(self.token_answers.pop(0) if self.token_answers else self._give_token, request)
        return self._play(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0], request)

    def _give_token(self, _: httpx2.Request) -> httpx2.Response:
        self.tokens_given += 1
        return ok(tenant_access_token=f"t-token{self.tokens_given}", expire=self.expire)

    @staticmethod
    def _play(answering: Answering, request: httpx2.Request) -> httpx2.Response:
        if isinstance(answering, Exception):
            raise answering
        if isinstance(answering, httpx2.Response):
            # A response is read once; each request gets its own.
            return httpx2.Response(answering.status_code, headers=answering.headers, content=answering.content)
        return answering(request)
