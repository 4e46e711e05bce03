"""How an app wants its deliveries handled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larkline.errors import ConfigurationError
from larkline.facts.delivery import RESPONSE_SECONDS, UPDATE_TOKEN_FIRST_USE_SECONDS, UPDATE_TOKEN_SECONDS

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    The choices of :class:`larkline.App` that concern handling; see there for what each means.

    Raises:
        ConfigurationError: A value is not one of those allowed; the text names it and them.
    """

    response_deadline: float = 2.5
    first_update_after: float = UPDATE_TOKEN_FIRST_USE_SECONDS
    late_responses: Literal["update", "drop"] = "update"
    slow_events: Literal["acknowledge", "redeliver"] = "acknowledge"
    on_handler_error: Literal["toast", "fail"] = "toast"
    check_responses: Literal["documented", "all", "off"] = "documented"
    unknown_events: Literal["acknowledge", "refuse"] = "acknowledge"
    max_concurrency: int = 1000
    threads: int = 32

    def __post_init__(self) -> None:
        allowed = {
            "late_responses": ("update", "drop"),
            "slow_events": ("acknowledge", "redeliver"),
            "on_handler_error": ("toast", "fail"),
            "check_responses": ("documented", "all", "off"),
            "unknown_events": ("acknowledge", "refuse"),
        }
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                wanted = " or ".join(repr(value) for value in values)
                raise ConfigurationError(f"{name}={getattr(self, name)!r}: it is {wanted}")
        if not _is_number(self.response_deadline) or not 0 < self.response_deadline < RESPONSE_SECONDS:
            raise ConfigurationError(
                f"response_deadline={self.response_deadline!r}: more than 0 and less than {RESPONSE_SECONDS:g} "
                "seconds, the platform's own limit"
            )
        if not _is_number(self.first_update_after) or not 0 <= self.first_update_after < UPDATE_TOKEN_SECONDS:
            raise ConfigurationError(
                f"first_update_after={self.first_update_after!r}: 0 or more, and less than {UPDATE_TOKEN_SECONDS:g} "
                "seconds, the life of an update token"
            )
        for name in ("max_concurrency", "threads"):
            limit = getattr(self, name)
            if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
                raise ConfigurationError(f"{name}={limit!r}: it is a whole number, 1 or more")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
