"""Numbers of deliveries: deadlines, connections, update tokens."""

from __future__ import annotations

from larkline.facts import fact

__all__ = [
    "CARD_BYTES",
    "CONNECTION_LIMIT",
    "PING_INTERVAL",
    "RECONNECT_COUNT",
    "RECONNECT_INTERVAL",
    "RECONNECT_NONCE",
    "RESPONSE_SECONDS",
    "UPDATE_TOKEN_FIRST_USE_SECONDS",
    "UPDATE_TOKEN_SECONDS",
    "UPDATE_TOKEN_USES",
]

RESPONSE_SECONDS = fact(
    "RESPONSE_SECONDS",
    3.0,
    unit="s",
    certainty="documented",
    source="docs, 接收回调 and 事件概述",
    meaning="From the push to the complete response, over either door.",
)
CONNECTION_LIMIT = fact(
    "CONNECTION_LIMIT",
    50,
    unit="connections",
    certainty="documented",
    source="docs, 使用长连接接收事件",
    meaning="Long connections of one app at a time; each push goes to one of them, picked at random.",
)
PING_INTERVAL = fact(
    "PING_INTERVAL",
    120,
    unit="s",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/client.py; the platform's ClientConfig replaces it",
    meaning="Between two pings of the client, until the platform says otherwise.",
)
RECONNECT_COUNT = fact(
    "RECONNECT_COUNT",
    -1,
    unit="attempts",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/client.py",
    meaning="Attempts of one reconnection; negative is without end.",
)
RECONNECT_INTERVAL = fact(
    "RECONNECT_INTERVAL",
    120,
    unit="s",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/client.py",
    meaning="Between two attempts to connect again.",
)
RECONNECT_NONCE = fact(
    "RECONNECT_NONCE",
    30,
    unit="s",
    certainty="observed",
    source="lark-oapi 1.7.5, ws/client.py",
    meaning="Upper bound of the random delay before the first attempt to connect again.",
)
UPDATE_TOKEN_SECONDS = fact(
    "UPDATE_TOKEN_SECONDS",
    1800.0,
    unit="s",
    certainty="documented",
    source="docs, 延时更新消息卡片",
    meaning="How long an update token lives, from the click.",
)
UPDATE_TOKEN_USES = fact(
    "UPDATE_TOKEN_USES",
    2,
    unit="uses",
    certainty="documented",
    source="docs, 延时更新消息卡片 (the Lark edition and older pages say 3)",
    meaning="How often an update token can update its card.",
)
UPDATE_TOKEN_FIRST_USE_SECONDS = fact(
    "UPDATE_TOKEN_FIRST_USE_SECONDS",
    0.3,
    unit="s",
    certainty="assumed",
    source="an update that overtakes the response is overwritten by it",
    meaning="Pause between the response to a callback and the first use of its update token.",
)
CARD_BYTES = fact(
    "CARD_BYTES",
    30 * 1024,
    unit="bytes",
    certainty="documented",
    source="docs, 发送消息 and 卡片 JSON 结构",
    meaning="Serialised size of one card.",
)
