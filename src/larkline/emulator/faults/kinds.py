"""The kinds of faults: what each does, over which doors, with which parameters. Pure data."""

from __future__ import annotations

from typing import Literal, NamedTuple

from larkline.facts import Certainty
from larkline.facts.long_connection import SYSTEM_BUSY

__all__ = ["KINDS", "Door", "Kind", "Parameter", "Site", "Value"]

#: What a fault touches: deliveries over a long connection or to a webhook, or calls of the API.
Door = Literal["long_connection", "webhook", "api"]
#: When a fault is looked for: with a delivery, a ping, the question for an endpoint, a handshake, or an API call.
Site = Literal["delivery", "ping", "discovery", "handshake", "api"]
Value = str | int | float | bool


class Parameter(NamedTuple):
    """
    One parameter of a kind.

    Attributes:
        default: What it is when it is not given; its type is the parameter's.
        choices: What it can be; empty when that is free.
        least: The smallest number it can be.
        most: The largest one.
    """

    default: Value
    zh: str
    en: str
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = 1e9


class Kind(NamedTuple):
    """
    One kind of fault.

    Attributes:
        times: How often it happens unless that is said; None until it is cleared.
        certainty: How sure it is that the platform, or a network, does so.
    """

    sites: tuple[Site, ...]
    doors: tuple[Door, ...]
    times: int | None
    certainty: Certainty
    source: str
    zh: str
    en: str
    parameters: dict[str, Parameter]


_BOTH: tuple[Door, ...] = ("long_connection", "webhook")
_LONG: tuple[Door, ...] = ("long_connection",)

#: Every kind by its name.
KINDS: dict[str, Kind] = {
    "drop": Kind(
        ("delivery",),
        _BOTH,
        1,
        "observed",
        "networks; close codes of the platform are not documented",
        "连接中断：带关闭码关闭、TCP 重置，或半开（既不读也不写）；Webhook 则在请求体发送到一半时重置。",
        "The connection breaks: closed with a code, reset, or half open (nothing is read or written any more); to a "
        "webhook, the request is reset in the middle of its body.",
        {
            "how": Parameter(
                "reset",
                "close 关闭、reset 重置、half_open 半开；Webhook 总是在请求体中途重置",
                "close, reset or half_open; a webhook's request is always reset in the middle",
                ("close", "reset", "half_open"),
            ),
            "when": Parameter(
                "before",
                "before 推送之前，after 推送之后、响应之前",
                "before the push, or after it",
                ("before", "after"),
            ),
            "code": Parameter(1001, "关闭码", "the close code", least=1000, most=4999),
            "reason": Parameter("", "关闭原因", "the close reason"),
        },
    ),
    "delay": Kind(
        ("delivery",),
        _BOTH,
        None,
        "assumed",
        "networks; the 3 s are counted from the send (documented)",
        "延迟发送，或延迟转交响应；时限始终从发送时算起。",
        "The push leaves late, or the response is handed on late; the limit is counted from the send all the same.",
        {
            "seconds": Parameter(1.0, "秒数", "how long, in seconds", most=86400),
            "jitter": Parameter(0.0, "随机附加的最大秒数", "at most so many seconds more, by chance", most=86400),
            "where": Parameter(
                "reply",
                "send 发送前，reply 转交响应前",
                "before the send, or before the reply is taken",
                ("send", "reply"),
            ),
        },
    ),
    "duplicate": Kind(
        ("delivery",),
        _BOTH,
        1,
        "documented",
        "docs, 事件概述: an event may come twice, even after it was acknowledged",
        "同一推送到达多次：消息 ID 相同，或事件 ID 相同而消息 ID 不同。",
        "The same thing comes more than once: with the same message id, or the same event with a new message id.",
        {
            "same": Parameter(
                "event",
                "message 消息 ID 相同（仅长连接），event 仅事件 ID 相同",
                "message: the same message id (long connection only); event: only the event id is the same",
                ("message", "event"),
            ),
            "copies": Parameter(2, "一共到达几次", "how often it comes in all", least=2, most=10),
        },
    ),
    "reorder": Kind(
        ("delivery",),
        _BOTH,
        None,
        "documented",
        "docs, 事件概述: most events have no order",
        "扣住若干推送，再倒序放出。",
        "So many deliveries are held, then let go, the last one first.",
        {
            "hold": Parameter(2, "扣住几个", "how many are held", least=2, most=100),
            "within": Parameter(
                1.0, "不足数量时，最多等待的秒数", "let go after so many seconds though they are fewer", most=3600
            ),
        },
    ),
    "chunks": Kind(
        ("delivery",),
        _LONG,
        None,
        "observed",
        "official SDKs put parts together; Go and Java lose parts that come without a gap",
        "把一条消息拆成多个分包，可指定间隔、顺序、缺失、重复、迟到与交错。",
        "A payload comes in parts: with a pace, in reverse, with a part missing, twice or late, or mixed with those of "
        "another message.",
        {
            "parts": Parameter(3, "分成几个包", "how many parts", least=2, most=100),
            "pace_ms": Parameter(5, "相邻分包的间隔（毫秒）", "milliseconds between two parts", most=1000),
            "order": Parameter(
                "forward", "forward 正序，reversed 倒序", "forward or reversed", ("forward", "reversed")
            ),
            "missing": Parameter(False, "缺少最后一个分包", "whether the last part never comes"),
            "duplicate": Parameter(False, "第一个分包到达两次", "whether the first part comes twice"),
            "late": Parameter(0.0, "最后一个分包迟到的秒数", "seconds the last part comes late", most=3600),
            "interleave": Parameter(
                False, "与下一条消息的分包交错", "whether the parts of the next message come in between"
            ),
        },
    ),
    "frame": Kind(
        ("delivery",),
        _LONG,
        1,
        "observed",
        "what official SDKs do with it was seen by running them",
        "异常帧：未知 method、未知头、缺少头、文本帧、截断的 protobuf、type=card。",
        "A frame that is not as it should be: an unknown method or header, a missing header, a text, a truncated one, "
        "or type=card.",
        {
            "what": Parameter(
                "card_type",
                "method、text 在推送之前另发一帧；其余改动推送本身的帧",
                "method and text come before the delivery as frames of their own; the others change its frame",
                ("method", "header", "missing_header", "text", "truncated", "card_type"),
            ),
            "header": Parameter("trace_id", "缺少哪个头", "which header is missing"),
        },
    ),
    "pong": Kind(
        ("ping",),
        _LONG,
        1,
        "observed",
        "node-sdk 1.73 and older end on an empty pong",
        "对心跳的应答异常：空的 pong，或没有 pong。",
        "A ping is answered with an empty pong, or not at all.",
        {"what": Parameter("empty", "empty 空内容，none 不应答", "empty, or none at all", ("empty", "none"))},
    ),
    "connection_limit": Kind(
        ("handshake", "discovery"),
        _LONG,
        1,
        "observed",
        "handshake headers as official SDKs read them",
        "连接数超限：下一次建立连接被拒绝（514 + 1000040350）。",
        "Too many connections: the next one is refused (514 with 1000040350).",
        {
            "at": Parameter(
                "handshake",
                "handshake 握手时，discovery 获取地址时",
                "at the handshake, or at discovery",
                ("handshake", "discovery"),
            )
        },
    ),
    "discovery": Kind(
        ("discovery",),
        _LONG,
        1,
        "observed",
        "codes of lark-oapi 1.7.5, ws/const.py",
        "获取长连接地址失败，返回指定的错误码或 HTTP 状态码。",
        "The question for an endpoint is answered with this code, or HTTP status.",
        {
            "code": Parameter(SYSTEM_BUSY, "错误码", "the code of the answer", most=2**31 - 1),
            "status": Parameter(200, "HTTP 状态码", "the HTTP status", least=200, most=599),
        },
    ),
    "gateway_restart": Kind(
        ("delivery", "discovery", "handshake"),
        _BOTH,
        None,
        "assumed",
        "maintenance of the gateway; what the platform does exactly is not documented",
        "网关重启：断开全部长连接，一段时间内拒绝新连接，之后恢复；Webhook 在此期间视为端口拒绝连接。",
        "The gateway restarts: all connections are closed, new ones are refused for a while, then taken again; in that "
        "time webhooks count as refusing connections.",
        {
            "down": Parameter(10.0, "拒绝新连接的秒数", "seconds until new connections are taken", most=86400),
            "how": Parameter("close", "close 关闭（1001），reset 重置", "close (1001) or reset", ("close", "reset")),
            "reconnect_interval": Parameter(
                0, "之后下发的 ReconnectInterval，0 表示不变", "told to clients afterwards; 0 leaves it"
            ),
            "reconnect_nonce": Parameter(
                0, "之后下发的 ReconnectNonce，0 表示不变", "told to clients afterwards; 0 leaves it"
            ),
            "ping_interval": Parameter(
                0, "之后下发的 PingInterval，0 表示不变", "told to clients afterwards; 0 leaves it"
            ),
        },
    ),
    "signature": Kind(
        ("delivery",),
        ("webhook",),
        1,
        "assumed",
        "a forger, or a proxy that changes bodies; the platform itself never does so",
        "伪造或被篡改的请求，用来检查应用是否拒绝。",
        "A request that is forged or was changed on the way, to see whether the app refuses it.",
        {
            "what": Parameter(
                "hash",
                "hash 签名错误，token 校验令牌错误，stale 时间戳过旧，body 签名后请求体被改动，"
                "missing 缺少签名头，plaintext 未加密",
                "hash: a wrong signature; token: a wrong Verification Token; stale: an old timestamp, rightly signed; "
                "body: changed after it was signed; missing: no signature headers; plaintext: not encrypted, though "
                "there is a key",
                ("hash", "token", "stale", "body", "missing", "plaintext"),
            ),
            "age": Parameter(86400.0, "stale 的时间戳有多旧（秒）", "how old the timestamp of stale is, in seconds"),
        },
    ),
    "token_expired": Kind(
        ("api",),
        ("api",),
        1,
        "documented",
        "docs, 通用错误码",
        "访问凭证失效：下一次调用返回 99991663（租户）、99991664（应用）或 99991677（用户），该应用现有凭证全部作废。",
        "The access token is no longer taken: the next call is answered with 99991663 (tenant), 99991664 (app) or "
        "99991677 (user), and the app's tokens are void.",
        {"token": Parameter("tenant", "哪一种凭证", "which kind of token", ("tenant", "app", "user"))},
    ),
    "api_error": Kind(
        ("api",),
        ("api",),
        1,
        "documented",
        "docs, 通用错误码 and 频控策略",
        "API 调用返回指定错误：限流（带重置时间头）、5xx、无法解析的响应体等。",
        "An API call is answered with an error: a rate limit with its reset header, a 5xx, a body that is no JSON.",
        {
            "code": Parameter(99991400, "错误码", "the code of the answer", most=2**31 - 1),
            "status": Parameter(
                0,
                "HTTP 状态码；0 表示 99991400 用 429，其余用 400",
                "the HTTP status; 0 is 429 for 99991400, else 400",
                most=599,
            ),
            "limit": Parameter(50, "限流的次数上限", "how many calls the rate limit allows", most=1_000_000),
            "reset": Parameter(1, "限流多少秒后恢复", "seconds until the rate limit is over", most=86400),
            "body": Parameter(
                "json",
                "json，malformed 不完整的 JSON，html 网关错误页",
                "json; malformed: JSON that is cut; html: an error page",
                ("json", "malformed", "html"),
            ),
        },
    ),
    "api_slow": Kind(
        ("api",),
        ("api",),
        1,
        "assumed",
        "networks",
        "API 调用照常执行，但响应体的后半部分迟到。",
        "An API call is carried out, and the second half of its answer comes late.",
        {"seconds": Parameter(5.0, "迟到的秒数", "how late, in seconds", most=3600)},
    ),
    "platform_failure": Kind(
        ("delivery",),
        _BOTH,
        1,
        "documented",
        "docs, 卡片回传交互回调, table of error codes",
        "平台内部失败：回调没有发出，用户看到 200080 或 300000；事件则稍后重推。",
        "The platform fails itself: the callback is not sent, the person sees 200080 or 300000; an event comes again.",
        {"code": Parameter("200080", "200080 或 300000", "200080 or 300000", ("200080", "300000"))},
    ),
}
