"""The hosts that programs reach the platform at when nobody tells them another."""

from __future__ import annotations

from larkline.facts import fact

__all__ = ["FEISHU_ACCOUNTS_HOST", "FEISHU_OPEN_HOST", "LARK_ACCOUNTS_HOST", "LARK_OPEN_HOST", "PLATFORM_HOSTS"]

FEISHU_OPEN_HOST = fact(
    "FEISHU_OPEN_HOST",
    "open.feishu.cn",
    unit="host",
    certainty="observed",
    source="lark-oapi 1.7.5 and node-sdk 1.74.0: their default domain",
    meaning="Discovery and API calls of Feishu.",
)
LARK_OPEN_HOST = fact(
    "LARK_OPEN_HOST",
    "open.larksuite.com",
    unit="host",
    certainty="observed",
    source="lark-oapi 1.7.5 and node-sdk 1.74.0: their domain of Lark",
    meaning="Discovery and API calls of Lark.",
)
FEISHU_ACCOUNTS_HOST = fact(
    "FEISHU_ACCOUNTS_HOST",
    "accounts.feishu.cn",
    unit="host",
    certainty="observed",
    source="lark-oapi 1.7.5: where apps are registered",
    meaning="Sign-in of Feishu.",
)
LARK_ACCOUNTS_HOST = fact(
    "LARK_ACCOUNTS_HOST",
    "accounts.larksuite.com",
    unit="host",
    certainty="observed",
    source="lark-oapi 1.7.5: where apps are registered",
    meaning="Sign-in of Lark.",
)
#: All of them, on port 443.
PLATFORM_HOSTS = (FEISHU_OPEN_HOST, LARK_OPEN_HOST, FEISHU_ACCOUNTS_HOST, LARK_ACCOUNTS_HOST)
