"""Faults with a name, each with a sentence about what the platform does, and which SDKs it troubles. Pure data."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["PRESETS", "Preset"]


class Preset(NamedTuple):
    """
    One story.

    Attributes:
        kind: The kind of the fault.
        fields: Its parameters, and how often it happens where that is not the usual.
        zh: What happens, and what happens on the real platform.
        en: The same in English.
    """

    kind: str
    fields: dict[str, Any]
    zh: str
    en: str


#: Every preset by its name.
PRESETS: dict[str, Preset] = {
    "limit_on_reconnect": Preset(
        "connection_limit",
        {},
        "下一次建立连接被拒绝：应用已有 50 条长连接（平台返回 514 与 1000040350）。重连时遇到它，"
        "lark-oapi 1.7.5、Go 与 Java SDK 不再重试，进程仍在却再也收不到推送。",
        "The next connection is refused: the app has 50 already (the platform answers 514 with 1000040350). Met on a "
        "reconnect, lark-oapi 1.7.5 and the Go and Java SDKs give up for good; the process lives and hears nothing.",
    ),
    "zero_gap_chunks": Preset(
        "chunks",
        {"parts": 5, "pace_ms": 0},
        "五个分包毫无间隔地到达。平台如何控制间隔未见文档；2024 年的 Go 与 Java SDK 会因此丢失消息。",
        "Five parts come without a gap. How the platform paces them is not documented; Go and Java SDKs of 2024 lose "
        "messages over it.",
    ),
    "card_frame": Preset(
        "frame",
        {"what": "card_type"},
        "推送帧的 type 为 card。官方 SDK 会直接丢弃、不作响应，用户看到超时（200341），常被误认为“订阅未生效”。",
        "The frame of the delivery has type=card. Official SDKs drop it without an answer, the person sees a timeout "
        "(200341), and it looks as if the subscription were not in force.",
    ),
    "empty_pong": Preset(
        "pong",
        {"what": "empty"},
        "对心跳的应答不带配置。平台可以这样做；node-sdk 1.73 及更早版本会因此产生未处理的异常并可能退出。",
        "A pong comes without a configuration, which the platform may do; node-sdk 1.73 and older can end on it.",
    ),
    "half_open_link": Preset(
        "drop",
        {"how": "half_open"},
        "连接看似正常，却不再有任何数据往来（NAT 或代理失去了这条连接）。"
        "不检查 pong 的官方 SDK 察觉不到，推送全部超时。",
        "The link looks alive, and nothing passes any more (a NAT or proxy has lost it). SDKs that do not check for "
        "pongs never notice, and every delivery times out.",
    ),
    "close_1001": Preset(
        "drop",
        {"how": "close", "code": 1001},
        "推送时平台以 1001 关闭连接；客户端应重新获取地址并重连，事件会在 15 秒后重推。",
        "The platform closes the connection with 1001 instead of pushing; clients ask for a new endpoint and connect "
        "again, and an event comes again 15 s later.",
    ),
    "reset": Preset(
        "drop",
        {"how": "reset"},
        "推送时 TCP 连接被重置；Webhook 则在请求体发送到一半时重置。",
        "The TCP connection is reset when something is pushed; to a webhook, in the middle of the request's body.",
    ),
    "late_reply": Preset(
        "delay",
        {"seconds": 3.5, "where": "reply", "times": 1},
        "响应在途中耽搁了 3.5 秒：时限从发送算起，用户看到 200341，卡片不变。",
        "The response is held up for 3.5 s: the limit counts from the send, the person sees 200341 and the card stays.",
    ),
    "duplicate_event": Preset(
        "duplicate",
        {"same": "event"},
        "同一事件到达两次，事件 ID 相同。平台只保证至少一次；官方 SDK 不会去重。",
        "The same event comes twice, with the same event id. The platform promises at least once, and no official SDK "
        "sorts that out.",
    ),
    "duplicate_message": Preset(
        "duplicate",
        {"same": "message"},
        "长连接上同一帧到达两次，message_id 相同。",
        "The same frame comes twice over the long connection, with the same message_id.",
    ),
    "out_of_order": Preset(
        "reorder",
        {"hold": 2, "times": 2},
        "接下来的两条推送倒序到达。平台对多数事件不保证顺序。",
        "The next two deliveries come in reverse. The platform keeps no order for most events.",
    ),
    "restart_10s": Preset(
        "gateway_restart",
        {"down": 10.0},
        "网关重启：全部连接断开，10 秒内拒绝新连接，之后客户端按 ReconnectNonce 与 ReconnectInterval 重连。",
        "The gateway restarts: every connection is closed and new ones are refused for 10 s; clients come back by "
        "ReconnectNonce and ReconnectInterval.",
    ),
    "expired_token": Preset(
        "token_expired",
        {},
        "下一次 API 调用返回 99991663。Go SDK 会换新凭证重试一次；lark-oapi 1.7.5 不会，直接把错误交给调用方。",
        "The next API call is answered with 99991663. The Go SDK fetches a new token and tries once more; lark-oapi "
        "1.7.5 does not.",
    ),
    "rate_limited": Preset(
        "api_error",
        {"code": 99991400, "reset": 1},
        "下一次 API 调用被限流：HTTP 429、99991400，x-ogw-ratelimit-reset 给出恢复所需秒数。",
        "The next API call meets the rate limit: HTTP 429, 99991400; x-ogw-ratelimit-reset says for how many seconds.",
    ),
    "chat_rate_limited": Preset(
        "api_error",
        {"code": 230020, "path": "/open-apis/im/v1/messages*"},
        "下一次发消息返回 230020：同一会话或用户每秒至多 5 条。",
        "The next message is refused with 230020: at most 5 a second to one chat or person.",
    ),
    "bad_gateway": Preset(
        "api_error",
        {"status": 502, "body": "html"},
        "下一次 API 调用得到网关的 HTML 错误页（502），而不是 JSON。",
        "The next API call is answered by a gateway's HTML page (502) instead of JSON.",
    ),
    "forged_signature": Preset(
        "signature",
        {"what": "hash"},
        "Webhook 收到签名错误的请求，应用应当拒绝。平台不会这样做，伪造者会。",
        "A webhook gets a request with a wrong signature and should refuse it. The platform sends none; forgers do.",
    ),
    "stale_timestamp": Preset(
        "signature",
        {"what": "stale"},
        "签名正确但时间戳是 24 小时前的（重放攻击）。lark-oapi 1.7.5 会接受。",
        "Rightly signed, with a timestamp of 24 hours ago, as in a replay attack. lark-oapi 1.7.5 takes it.",
    ),
}
