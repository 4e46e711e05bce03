"""An API call refused with one of the platform's codes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from larkline.emulator.both import Both
from larkline.facts.api import RATE_LIMIT_HEADER, RATE_LIMIT_RESET_HEADER
from larkline.facts.api_codes import API_CODES
from larkline.facts.api_codes_zh import API_CODES_ZH

__all__ = ["ApiFailure", "CardRefused", "too_fast"]


class ApiFailure(Exception):
    """
    The answer to a call the platform does not carry out.

    Attributes:
        code: The platform's code.
        msg: Text of the answer.
        zh: The same in Chinese, which the platform does not speak itself.
        status: HTTP status of the answer.
        headers: Further headers of it.
    """

    def __init__(
        self, code: int, msg: str = "", zh: str = "", *, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        self.code = code
        self.msg = msg or (API_CODES[code].meaning if code in API_CODES else "failed")
        self.zh = zh or API_CODES_ZH.get(code, self.msg)
        self.status = status
        self.headers = dict(headers or {})
        super().__init__(f"{code}: {self.msg}")

    @property
    def both(self) -> Both:
        """What the platform answers, with its code in Chinese."""
        return Both(self.msg, f"平台返回错误码 {self.code}：{self.zh}")


def too_fast(problem: str, *, limit: int, wait: float) -> ApiFailure:
    """
    Give the answer to a call that comes too fast.

    Args:
        limit: How many there may be.
        wait: Seconds until there is room again.

    Source: docs, 频控策略 (documented).
    """
    headers = {RATE_LIMIT_HEADER: str(limit), RATE_LIMIT_RESET_HEADER: str(math.ceil(wait))}
    return ApiFailure(99991400, problem, status=429, headers=headers)


class CardRefused(ApiFailure):
    """
    A card the platform does not take, as the calls of im/v1 tell it.

    Attributes:
        sub_code: The reason proper; it stands in the text of the answer.
        problem: The reason in words.
    """

    def __init__(self, sub_code: int, en: str, zh: str, *, path: str = "", value: str = "") -> None:
        self.sub_code = sub_code
        self.problem = Both(en, zh)
        where = f"ErrPath: {path}; " if path else ""
        what = f"ErrorValue: {value}; " if value else ""
        super().__init__(
            230099,
            f"Failed to create card content, ext=ErrCode: {sub_code}; {where}ErrMsg: {en}; {what}".rstrip(),
            f"卡片内容错误，子错误码 {sub_code}：{zh}" + (f"（{path}）" if path else ""),
        )
