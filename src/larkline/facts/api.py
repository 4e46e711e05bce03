"""Numbers and names of API calls: addresses, token lifetimes, limits of a message."""

from __future__ import annotations

from larkline.facts import fact

__all__ = [
    "API_CALLS_PER_MINUTE",
    "API_CALLS_PER_SECOND",
    "APP_TICKET_PERIOD_SECONDS",
    "APP_TICKET_SECONDS",
    "DOWNLOAD_BYTES",
    "FEISHU_DOMAIN",
    "FILE_BYTES",
    "GIF_PIXELS",
    "IMAGE_BYTES",
    "IMAGE_PIXELS",
    "LONGEST_PAGE",
    "MESSAGES_PER_SECOND",
    "MESSAGE_UUID_CHARS",
    "MESSAGE_UUID_SECONDS",
    "PREVIEW_REFRESHES_PER_SECOND",
    "PREVIEW_REFRESH_OPEN_IDS",
    "PREVIEW_REFRESH_SECONDS",
    "PREVIEW_REFRESH_TOKENS",
    "RATE_LIMIT_HEADER",
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
RATE_LIMIT_HEADER = fact(
    "RATE_LIMIT_HEADER",
    "x-ogw-ratelimit-limit",
    unit="header",
    certainty="documented",
    source="docs, 频控策略",
    meaning="How many calls a rate limited caller may make in the window.",
)
RATE_LIMIT_RESET_HEADER = fact(
    "RATE_LIMIT_RESET_HEADER",
    "x-ogw-ratelimit-reset",
    unit="header",
    certainty="documented",
    source="docs, 频控策略",
    meaning="In how many seconds a rate limited caller may call again.",
)
APP_TICKET_PERIOD_SECONDS = fact(
    "APP_TICKET_PERIOD_SECONDS",
    3600.0,
    unit="s",
    certainty="documented",
    source="docs, app_ticket 事件",
    meaning="Between two app_ticket events, by which a store app gets what it needs for its tokens.",
)
APP_TICKET_SECONDS = fact(
    "APP_TICKET_SECONDS",
    43_200.0,
    unit="s",
    certainty="observed",
    source="oapi-sdk-go v3, appticketmanager.go",
    meaning="How long an app_ticket is kept when no newer one comes.",
)
IMAGE_BYTES = fact(
    "IMAGE_BYTES",
    10 * 1024 * 1024,
    unit="bytes",
    certainty="documented",
    source="docs, 上传图片",
    meaning="The largest image that can be uploaded.",
)
IMAGE_PIXELS = fact(
    "IMAGE_PIXELS",
    12_000,
    unit="pixels",
    certainty="documented",
    source="docs, 上传图片",
    meaning="The longest side of an image that is no GIF.",
)
GIF_PIXELS = fact(
    "GIF_PIXELS",
    2_000,
    unit="pixels",
    certainty="documented",
    source="docs, 上传图片",
    meaning="The longest side of a GIF.",
)
FILE_BYTES = fact(
    "FILE_BYTES",
    30 * 1024 * 1024,
    unit="bytes",
    certainty="documented",
    source="docs, 上传文件",
    meaning="The largest file that can be uploaded.",
)
DOWNLOAD_BYTES = fact(
    "DOWNLOAD_BYTES",
    100 * 1024 * 1024,
    unit="bytes",
    certainty="documented",
    source="docs, 获取消息中的资源文件",
    meaning="The largest file that can be downloaded.",
)
PREVIEW_REFRESH_TOKENS = fact(
    "PREVIEW_REFRESH_TOKENS",
    10,
    unit="tokens",
    certainty="documented",
    source="docs, 更新 URL 预览",
    meaning="Preview tokens of one refresh of link previews.",
)
PREVIEW_REFRESH_OPEN_IDS = fact(
    "PREVIEW_REFRESH_OPEN_IDS",
    100,
    unit="people",
    certainty="documented",
    source="docs, 更新 URL 预览",
    meaning="People for whom one refresh of link previews is made; with none it is made for everybody.",
)
PREVIEW_REFRESHES_PER_SECOND = fact(
    "PREVIEW_REFRESHES_PER_SECOND",
    5,
    unit="calls",
    certainty="documented",
    source="docs, 更新 URL 预览",
    meaning="Refreshes of link previews by one app within a second.",
)
PREVIEW_REFRESH_SECONDS = fact(
    "PREVIEW_REFRESH_SECONDS",
    5.0,
    unit="s",
    certainty="documented",
    source="docs, 更新 URL 预览",
    meaning="Between two refreshes of one preview token.",
)
API_CALLS_PER_SECOND = fact(
    "API_CALLS_PER_SECOND",
    50,
    unit="calls",
    certainty="documented",
    source="docs, 频控策略; the limit of most calls of im/v1",
    meaning="Calls of one app to one API in a second.",
)
API_CALLS_PER_MINUTE = fact(
    "API_CALLS_PER_MINUTE",
    1000,
    unit="calls",
    certainty="documented",
    source="docs, 频控策略; the limit of most calls of im/v1",
    meaning="Calls of one app to one API in a minute.",
)
MESSAGES_PER_SECOND = fact(
    "MESSAGES_PER_SECOND",
    5,
    unit="messages",
    certainty="documented",
    source="docs, 发送消息",
    meaning="Messages to one person, and of all bots together to one chat, in a second; also updates of one message.",
)
LONGEST_PAGE = fact(
    "LONGEST_PAGE",
    50,
    unit="items",
    certainty="documented",
    source="docs, 获取会话历史消息; other lists take up to 100",
    meaning="The most messages on one page of a list.",
)
