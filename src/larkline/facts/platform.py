"""Numbers of the platform's own side: tickets, token renewal, message life, pacing, sizes."""

from __future__ import annotations

from larkline.facts import fact

__all__ = [
    "CARD_ELEMENTS",
    "CARD_TABLES",
    "FRAGMENT_BYTES",
    "FRAGMENT_PACE_SECONDS",
    "JSON_DEPTH",
    "KEPT_FILE_BYTES",
    "LATE_ADVICE_SECONDS",
    "LOCAL_RECONNECT_INTERVAL",
    "LOCAL_RECONNECT_NONCE",
    "MESSAGE_EDITS",
    "MESSAGE_UPDATE_SECONDS",
    "RECALL_SECONDS",
    "REQUEST_BYTES",
    "STORM_EVENTS",
    "STORM_SECONDS",
    "TEXT_BYTES",
    "TICKET_SECONDS",
    "TOKEN_RENEWAL_SECONDS",
    "UPLOAD_BYTES",
    "WAITED_ADVICE_SECONDS",
]

TICKET_SECONDS = fact(
    "TICKET_SECONDS",
    120.0,
    unit="s",
    certainty="assumed",
    source="the platform's addresses are used once and at once; how long they live is not documented",
    meaning="How long the ticket in the address of a long connection can be used; it works once.",
)
TOKEN_RENEWAL_SECONDS = fact(
    "TOKEN_RENEWAL_SECONDS",
    1800.0,
    unit="s",
    certainty="documented",
    source="docs, 自建应用获取 tenant_access_token",
    meaning="With less left than this, the next call gives a new tenant access token; the old one stays valid.",
)
MESSAGE_UPDATE_SECONDS = fact(
    "MESSAGE_UPDATE_SECONDS",
    14 * 86400.0,
    unit="s",
    certainty="documented",
    source="docs, 更新应用发送的消息卡片",
    meaning="How long after it was sent the card of a message can be updated.",
)
MESSAGE_EDITS = fact(
    "MESSAGE_EDITS",
    20,
    unit="edits",
    certainty="documented",
    source="docs, 编辑消息",
    meaning="How often one text or post can be edited.",
)
RECALL_SECONDS = fact(
    "RECALL_SECONDS",
    86400.0,
    unit="s",
    certainty="assumed",
    source="docs, 撤回消息, say that the tenant's administrator sets it; the value is our choice",
    meaning="How long after it was sent a message can be recalled, unless it is set.",
)
TEXT_BYTES = fact(
    "TEXT_BYTES",
    150 * 1024,
    unit="bytes",
    certainty="documented",
    source="docs, 发送消息",
    meaning="Size of the content of one text message.",
)
CARD_ELEMENTS = fact(
    "CARD_ELEMENTS",
    200,
    unit="elements",
    certainty="documented",
    source="docs, 卡片 JSON 2.0 结构",
    meaning="Components and text elements of one card of JSON 2.0.",
)
CARD_TABLES = fact(
    "CARD_TABLES",
    5,
    unit="tables",
    certainty="documented",
    source="docs, 表格 component",
    meaning="Table components of one card.",
)
FRAGMENT_BYTES = fact(
    "FRAGMENT_BYTES",
    256 * 1024,
    unit="bytes",
    certainty="assumed",
    source="the platform's fragment size is not documented; clients take frames up to 1 MiB",
    meaning="Payloads above this are split over several frames.",
)
FRAGMENT_PACE_SECONDS = fact(
    "FRAGMENT_PACE_SECONDS",
    0.005,
    unit="s",
    certainty="observed",
    source="Go and Java SDKs of 2024 lost fragments that came without a gap, none at 2 ms or more",
    meaning="Pause between two fragments of one payload.",
)
WAITED_ADVICE_SECONDS = fact(
    "WAITED_ADVICE_SECONDS",
    0.5,
    unit="s",
    certainty="assumed",
    source="ours: long enough to be noticed, short of the limit",
    meaning="A delivery that waited this long behind another one in the app gets advice.",
)
LATE_ADVICE_SECONDS = fact(
    "LATE_ADVICE_SECONDS",
    2.8,
    unit="s",
    certainty="assumed",
    source="0.2 s before the documented limit of 3 s",
    meaning="A response that took longer than this is in time, but only just.",
)
REQUEST_BYTES = fact(
    "REQUEST_BYTES",
    10 * 1024 * 1024,
    unit="bytes",
    certainty="assumed",
    source="our bound; the largest documented body of the calls served is far below",
    meaning="The largest request body the emulator reads.",
)
UPLOAD_BYTES = fact(
    "UPLOAD_BYTES",
    32 * 1024 * 1024,
    unit="bytes",
    certainty="assumed",
    source="our bound; the largest file of 30 MB, with the rest of its form",
    meaning="The largest body of an upload the emulator reads.",
)
KEPT_FILE_BYTES = fact(
    "KEPT_FILE_BYTES",
    256 * 1024 * 1024,
    unit="bytes",
    certainty="assumed",
    source="our bound, so that a long run does not fill the memory",
    meaning="Of all uploads the emulator keeps so much; the oldest go first.",
)
JSON_DEPTH = fact(
    "JSON_DEPTH",
    100,
    unit="levels",
    certainty="assumed",
    source="our bound; a card of the allowed depth needs far less",
    meaning="How deep JSON in a request may be nested.",
)
LOCAL_RECONNECT_INTERVAL = fact(
    "LOCAL_RECONNECT_INTERVAL",
    5,
    unit="s",
    certainty="assumed",
    source="our choice: the platform is reported to send 120, which is tiresome on one machine",
    meaning="ReconnectInterval that the emulator tells its clients, unless it is set.",
)
LOCAL_RECONNECT_NONCE = fact(
    "LOCAL_RECONNECT_NONCE",
    1,
    unit="s",
    certainty="assumed",
    source="our choice: the platform is reported to send 30",
    meaning="ReconnectNonce that the emulator tells its clients, unless it is set.",
)
STORM_EVENTS = fact(
    "STORM_EVENTS",
    100,
    unit="deliveries",
    certainty="assumed",
    source="our bound, so that two bots that answer each other do not fill the machine",
    meaning="More of them, caused by API calls of bots within the time below, pause the deliveries of an app.",
)
STORM_SECONDS = fact(
    "STORM_SECONDS",
    5.0,
    unit="s",
    certainty="assumed",
    source="our bound, as above",
    meaning="The time in which bot-caused deliveries are counted.",
)
