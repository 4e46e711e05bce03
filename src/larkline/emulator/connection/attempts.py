"""The last tries to connect that were refused, so that a person sees why nobody is online. Holds no secret."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from larkline.emulator.connection.clients import sdk_of
from larkline.emulator.journal.feed import Feed
from larkline.facts.app_ids import is_app_id

__all__ = ["REASONS", "Attempt", "Attempts", "Reason", "Refused", "Stage", "ignored"]

_KEPT = 20
_LONGEST = 200
_SHOWN = re.compile(r"cli_\w{1,60}", re.ASCII)

#: Where a try ended: at the question for an endpoint, at that for a token, or at the upgrade to a WebSocket.
Stage = Literal["discovery", "token", "handshake"]
Reason = Literal[
    "no_credential", "odd_app_id", "unknown_app", "wrong_secret", "store_app", "ticket", "limit", "foreign", "fault"
]
#: Why a try was refused, for a person.
REASONS: dict[Reason, dict[str, str]] = {
    "no_credential": {"zh": "缺少 App ID 或 App Secret", "en": "no app id, or no app secret"},
    "odd_app_id": {
        "zh": "App ID 格式不正确，应为 cli_ 加 16 位十六进制数字",
        "en": "the app id is none: it is cli_ and 16 hex digits",
    },
    "unknown_app": {"zh": "本地平台没有这个 App ID", "en": "there is no app with this id here"},
    "wrong_secret": {"zh": "App Secret 错误", "en": "wrong app secret"},
    "store_app": {"zh": "商店应用不支持这种方式", "en": "a store app cannot do this"},
    "ticket": {
        "zh": "连接地址已使用或已过期，请重新获取",
        "en": "the address was used before or is too old; ask for another one",
    },
    "limit": {"zh": "连接数已达上限", "en": "too many connections"},
    "foreign": {
        "zh": "请求来自网页，或 Host 不是本机地址",
        "en": "it came from a web page, or under a name that is not of this machine",
    },
    "fault": {"zh": "由注入的故障拒绝", "en": "refused on purpose, by a fault"},
}


class Refused(Protocol):
    """Told why a try was refused."""

    def __call__(self, reason: Reason, code: int, *, app_id: str = "", user_agent: str = "") -> None:
        """
        Take note.

        Args:
            code: What the client was answered with.
            app_id: Whose try it was, as the client says.
            user_agent: Which SDK it is, when the request itself does not tell.
        """


def ignored(reason: Reason, code: int, *, app_id: str = "", user_agent: str = "") -> None:
    """Take no note of a try that was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    One try that was refused.

    Attributes:
        at: Seconds since 1970-01-01 UTC.
        address: Where it came from, with its port.
        app_id: As the client wrote it; empty when that is none, since it could be anything.
        code: What the client was answered with.
    """

    id: str
    at: float
    stage: Stage
    address: str
    user_agent: str
    app_id: str
    code: int
    reason: Reason

    def to_json(self) -> dict[str, Any]:
        """Give the row of the control API."""
        return {
            "id": self.id,
            "at": self.at,
            "stage": self.stage,
            "address": self.address,
            "user_agent": self.user_agent,
            "sdk": sdk_of(self.user_agent),
            "app_id": self.app_id or None,
            "code": self.code,
            "kind": self.reason,
            "reason": REASONS[self.reason],
        }


class Attempts:
    """
    The last tries that were refused.

    Args:
        time: Tells the time of day.
        feed: Told of each.
    """

    def __init__(self, time: Callable[[], float], feed: Feed) -> None:
        self._time = time
        self._feed = feed
        self._last: deque[Attempt] = deque(maxlen=_KEPT)
        self._count = 0

    def list(self) -> list[Attempt]:
        """Give them, the oldest first."""
        return [*self._last]

    def find(self, attempt_id: str) -> Attempt | None:
        """Give one; None when it is forgotten."""
        return next((attempt for attempt in self._last if attempt.id == attempt_id), None)

    def noting(self, stage: Stage, *, address: str, user_agent: str) -> Refused:
        """Give what takes note of the refusal of this request."""
        sent_as = user_agent

        def refused(reason: Reason, code: int, *, app_id: str = "", user_agent: str = "") -> None:
            self._count += 1
            attempt = Attempt(
                id=f"try_{self._count:08d}",
                at=self._time(),
                stage=stage,
                address=address,
                user_agent=(user_agent or sent_as)[:_LONGEST],
                app_id=app_id if _SHOWN.fullmatch(app_id) else "",
                code=code,
                reason="odd_app_id" if reason == "unknown_app" and not is_app_id(app_id) else reason,
            )
            self._last.append(attempt)
            self._feed.tell("attempt", "refused", attempt.id)

        return refused

    def forget(self) -> None:
        """Forget them all."""
        self._last.clear()
