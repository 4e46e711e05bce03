"""Numbers and names of API calls: addresses, token lifetimes, limits of a message."""

from __future__ import annotations

from larkline.facts import fact

__all__ = [
    "FEISHU_DOMAIN",
    "MESSAGE_UUID_CHARS",
    "MESSAGE_UUID_SECONDS",
    "RATE_LIMIT_RESET_HEADER",
    "TENANT_TOKEN_MARGIN_SECONDS",
    "TENANT_TOKEN_SECONDS",
]

FEISHU_DOMAIN = fact(
    "FEISHU_DOMAIN",
    "https://open.feishu.cn",
    unit="origin",
    certainty="documented",
    source="docs, 服务端 API 调用概述; lark-oapi 1.7.5",
    meaning="Where the API of Feishu is; Lark's is https://open.larksuite.com.",
)
TENANT_TOKEN_SECONDS = fact(
    "TENANT_TOKEN_SECONDS",
    7200,
    unit="s",
    certainty="documented",
    source="docs, 自建应用获取 tenant_access_token",
    meaning="The longest life of a tenant access token; the answer tells what is left of it.",
)
TENANT_TOKEN_MARGIN_SECONDS = fact(
    "TENANT_TOKEN_MARGIN_SECONDS",
    600.0,
    unit="s",
    certainty="observed",
    source="lark-oapi 1.7.5 (the Go, Java and Node SDKs take 180)",
    meaning="How long before its end a tenant access token is replaced; below 1800 the platform gives a new one.",
)
MESSAGE_UUID_CHARS = fact(
    "MESSAGE_UUID_CHARS",
    50,
    unit="characters",
    certainty="documented",
    source="docs, 发送消息, parameter uuid",
    meaning="The longest uuid of a message.",
)
MESSAGE_UUID_SECONDS = fact(
    "MESSAGE_UUID_SECONDS",
    3600.0,
    unit="s",
    certainty="documented",
    source="docs, 发送消息, parameter uuid",
    meaning="For how long a second message with the same uuid is not sent again.",
)
RATE_LIMIT_RESET_HEADER = fact(
    "RATE_LIMIT_RESET_HEADER",
    "x-ogw-ratelimit-reset",
    unit="header",
    certainty="documented",
    source="docs, 频控策略",
    meaning="In how many seconds a rate limited caller may call again.",
)
