"""The rules a delivery is judged by: one row each, with code, source and what it says in two languages."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any, NamedTuple

from larkline.emulator.errors import EmulatorError
from larkline.facts import Certainty
from larkline.facts.doc_pages import DOC_PAGES

__all__ = ["RULES", "Rule", "refuse_unknown_rules"]


class Rule(NamedTuple):
    """
    One rule.

    Attributes:
        code: What the person sees in the client; None when the client shows nothing.
        certainty: How sure it is that the platform does so.
        source: Where that is known from.
        zh: The sentence in Chinese.
        en: The sentence in English.
        source_zh: *source* in Chinese, where it reads differently.
    """

    code: int | None
    certainty: Certainty
    source: str
    zh: str
    en: str
    source_zh: str = ""

    def source_json(self) -> dict[str, Any]:
        """Give where it is known from for the control API, with the page of the documentation where it has one."""
        title = next((title for title in DOC_PAGES if title in self.source), None)
        page = None if title is None else {"title": title, "url": DOC_PAGES[title]}
        return {
            "certainty": self.certainty,
            "text": self.source,
            "text_zh": self.source_zh or self.source.replace("docs, ", "官方文档："),
            "page": page,
        }


_PAGE = "docs, 卡片回传交互回调"
_EVENTS = "docs, 事件概述"
_FAQ = "docs, 事件与回调 FAQ"
_STORM = "a protection of the local platform, not of the real one"
_STORM_ZH = "本地平台的保护措施，真实平台没有"
_SOME_LACK_IT = "事件与回调 FAQ：多个客户端中有的没有该处理函数"

#: Every rule by its id.
RULES: dict[str, Rule] = {
    "ok": Rule(None, "documented", _PAGE, "响应正确", "the response is right"),
    # What fails.
    "settings.not_subscribed": Rule(
        200340,
        "documented",
        _PAGE,
        "应用没有订阅该类型的回调",
        "the app has not subscribed to this type of callback",
    ),
    "settings.not_published": Rule(
        200340,
        "documented",
        _PAGE,
        "该类型的回调已在草稿中订阅，但应用尚未发布",
        "the app has no published version with this type of callback",
    ),
    "settings.paused": Rule(
        None,
        "assumed",
        _STORM,
        "机器人之间循环触发，该应用的推送已暂停",
        "bots answer bots without end; the deliveries of this app are paused",
        _STORM_ZH,
    ),
    "connection.offline": Rule(
        200340,
        "assumed",
        f"{_FAQ}: 应用不在线; that the code is 200340 is a guess",
        "应用没有在线的长连接",
        "the app has no long connection online",
        "事件与回调 FAQ：应用不在线；错误码 200340 是推测",
    ),
    "connection.lost": Rule(
        200341,
        "assumed",
        f"{_PAGE}: no answer within 3 s",
        "等待响应时长连接已断开",
        "the long connection ended before the response came",
        "官方文档：卡片回传交互回调（3 秒内没有响应）",
    ),
    "response.late": Rule(
        200341, "documented", _PAGE, "应用未在 3 秒内响应", "the app did not respond within 3 seconds"
    ),
    "response.status": Rule(
        200671,
        "observed",
        f"{_FAQ} and official SDKs",
        "响应码不是 200",
        "the code of the response is not 200",
        "事件与回调 FAQ 与官方 SDK",
    ),
    "response.mixed": Rule(
        200671,
        "documented",
        f"{_FAQ}: several clients, of which some lack the handler",
        "多个客户端在线，收到推送的这一个没有注册该类型的处理函数，或处理失败；另一个客户端能够处理",
        "several clients are online, and the one that got it has no handler for this type, or failed; another one has",
        _SOME_LACK_IT,
    ),
    "response.unreadable": Rule(
        200672,
        "assumed",
        "official SDKs never send it",
        "响应帧无法解析",
        "the response frame cannot be read",
        "官方 SDK 不会这样响应",
    ),
    "response.base64": Rule(
        200672, "assumed", _PAGE, "data 不是有效的 Base64", "data of the response is no valid base64"
    ),
    "response.json": Rule(200672, "documented", _PAGE, "响应体不是 JSON", "the body of the response is no JSON"),
    "response.json_string": Rule(
        200672,
        "assumed",
        "node-sdk 1.74.0 sends it when no handler is registered; the code is a guess",
        "响应体是 JSON 字符串，不是对象",
        "the body of the response is a JSON text, not an object",
        "node-sdk 1.74.0 在没有注册处理函数时这样响应；错误码是推测",
    ),
    "response.shape": Rule(
        200672, "documented", _PAGE, "响应体的格式不正确", "the body of the response has a wrong shape"
    ),
    "response.card": Rule(
        200673, "documented", _PAGE, "响应中的卡片不正确", "the card in the response is not a valid card"
    ),
    "response.component": Rule(
        200673,
        "documented",
        "docs, 卡片 JSON 2.0 结构: a card with an unknown component is refused",
        "响应的 JSON 2.0 卡片中有未知组件",
        "the card in the response, of JSON 2.0, has an unknown component",
        "官方文档：卡片 JSON 2.0 结构，含未知组件的卡片会被拒绝",
    ),
    "response.schema": Rule(
        200830,
        "documented",
        _PAGE,
        "JSON 2.0 的卡片不能更新为 JSON 1.0",
        "a card of JSON 2.0 cannot become one of JSON 1.0",
    ),
    # What fails on the way to a webhook.
    "webhook.no_url": Rule(
        200340, "documented", _PAGE, "没有保存请求地址", "no address is saved for this kind of delivery"
    ),
    "webhook.refused": Rule(
        200342,
        "documented",
        f"{_PAGE}; the 2 s are those of {_EVENTS}",
        "无法在 2 秒内与请求地址建立连接",
        "the address took no connection within 2 seconds",
        "官方文档：卡片回传交互回调；2 秒出自事件概述",
    ),
    "webhook.dns": Rule(200343, "documented", _PAGE, "请求地址的域名解析失败", "the name in the address was not found"),
    "webhook.tls": Rule(
        200342,
        "assumed",
        "no code is documented for a failed TLS handshake",
        "与请求地址的 TLS 握手失败",
        "the TLS handshake with the address failed",
        "文档没有说明 TLS 握手失败的错误码",
    ),
    "webhook.forbidden": Rule(
        200342,
        "assumed",
        "the local platform sends to this machine only, unless another host is allowed",
        "本地平台不会向该地址发送请求",
        "the emulator does not send to this address",
        "本地平台只向本机发送，除非另行允许",
    ),
    "webhook.broken": Rule(
        200341,
        "assumed",
        f"{_PAGE}: no complete answer within 3 s",
        "响应完成前连接已断开",
        "the connection ended before the response was complete",
        "官方文档：卡片回传交互回调（3 秒内没有完整的响应）",
    ),
    "webhook.status": Rule(
        200671,
        "documented",
        f"{_PAGE}; redirects are not followed",
        "HTTP 状态码不是 200",
        "the HTTP status of the response is not 200",
        "官方文档：卡片回传交互回调；不跟随重定向",
    ),
    "webhook.empty": Rule(
        200672, "documented", _PAGE, "响应体为空，应为 {}", "the body of the response is empty; it should be {}"
    ),
    "webhook.too_large": Rule(
        200672,
        "assumed",
        "the local platform reads 1 MiB",
        "响应体过大",
        "the body of the response is too large",
        "本地平台最多读取 1 MiB",
    ),
    "handler.raised": Rule(
        None,
        "observed",
        "the app in this process told it",
        "处理函数抛出了异常",
        "a handler of the app raised",
        "由同一进程中的应用告知",
    ),
    "event.not_subscribed": Rule(
        None,
        "documented",
        _EVENTS,
        "应用没有订阅该类型的事件，事件未推送",
        "the app has not subscribed to this type of event, which was not pushed",
    ),
    "event.not_published": Rule(
        None,
        "documented",
        _EVENTS,
        "该类型的事件已在草稿中订阅，但应用尚未发布，事件未推送",
        "the app has no published version with this type of event, which was not pushed",
    ),
    "event.paused": Rule(
        None,
        "assumed",
        _STORM,
        "机器人之间循环触发，该应用的推送已暂停，事件未推送",
        "bots answer bots without end; the deliveries of this app are paused, the event was not pushed",
        _STORM_ZH,
    ),
    "event.offline": Rule(
        None,
        "documented",
        _EVENTS,
        "应用没有在线的长连接，事件未送达",
        "the app has no long connection online, the event was not delivered",
    ),
    "event.lost": Rule(
        None,
        "assumed",
        _EVENTS,
        "等待确认时长连接已断开，平台会重新推送",
        "the long connection ended before the event was acknowledged; the platform pushes it again",
    ),
    "event.late": Rule(
        None,
        "documented",
        _EVENTS,
        "应用未在 3 秒内确认事件，平台会重新推送",
        "the event was not acknowledged within 3 seconds; the platform pushes it again",
    ),
    "event.status": Rule(
        None,
        "documented",
        _EVENTS,
        "确认事件的响应码不是 200，平台会重新推送",
        "the event was answered with another code than 200; the platform pushes it again",
    ),
    "event.mixed": Rule(
        None,
        "documented",
        f"{_FAQ}: several clients, of which some lack the handler",
        "多个客户端在线，收到事件的这一个没有注册该类型的处理函数，或处理失败；平台会重新推送",
        "several clients are online, and the one that got the event has no handler for it, or failed; the platform "
        "pushes it again",
        _SOME_LACK_IT,
    ),
    "event.no_url": Rule(
        None,
        "documented",
        _EVENTS,
        "没有保存事件的请求地址，事件未推送",
        "no address is saved for events, the event was not pushed",
    ),
    "event.undelivered": Rule(
        None,
        "documented",
        _EVENTS,
        "事件未能送达请求地址，平台会重新推送",
        "the event did not reach the address, or was not answered; the platform pushes it again",
    ),
    # What the platform does wrong itself, and what a forger does; only by a fault.
    "platform.200080": Rule(
        200080, "documented", _PAGE, "平台请求回调时出错", "the platform failed while it called the app back"
    ),
    "platform.300000": Rule(300000, "documented", _PAGE, "平台内部错误", "internal error of the platform"),
    "event.platform_failure": Rule(
        None,
        "assumed",
        _EVENTS,
        "平台内部错误，事件未推送，稍后会重新推送",
        "internal error of the platform; the event was not pushed, and comes again",
    ),
    "signature.rejected": Rule(
        None,
        "documented",
        "docs, 接收回调, section 签名校验",
        "应用拒绝了伪造的请求，这是正确的",
        "the app refused a forged request, as it should",
        "官方文档：接收回调，“签名校验”一节",
    ),
    "signature.accepted": Rule(
        None,
        "documented",
        "docs, 接收回调, section 签名校验; lark-oapi 1.7.5 takes old timestamps (observed)",
        "应用接受了伪造或被篡改的请求",
        "the app took a request that was forged or changed on the way",
        "官方文档：接收回调，“签名校验”一节；lark-oapi 1.7.5 会接受过期的时间戳（实测）",
    ),
    # What is in order, with advice.
    "response.no_data": Rule(
        200672,
        "assumed",
        "the official Go sample returns nothing; a field report says the client shows an error",
        "响应没有 data；返回 {} 更稳妥",
        "the response has no data; {} is safer",
        "官方 Go 示例不返回内容；有用户反馈客户端会报错",
    ),
    "response.slow": Rule(
        None,
        "assumed",
        "less than 0.2 s before the limit",
        "响应几乎超时",
        "the response came shortly before the limit",
        "距时限不足 0.2 秒",
    ),
    "response.remark": Rule(
        None,
        "assumed",
        "members the platform does not document are taken as ignored",
        "响应中有可疑之处",
        "something in the response looks like a mistake",
        "文档中没有的字段，推测平台会忽略",
    ),
    "response.waited": Rule(
        None,
        "assumed",
        "lark-oapi 1.7.5 runs one handler after the other; the 0.5 s are ours",
        "应用让该推送排队等待了其他处理函数",
        "the app let this delivery wait for another handler",
        "lark-oapi 1.7.5 逐个运行处理函数；0.5 秒是本工具的标准",
    ),
    "event.repeated": Rule(
        None,
        "documented",
        f"{_EVENTS}: 事件可能重复推送，应用须去重; that it was not noticed is inferred from the calls",
        "同一事件被处理了两次",
        "the same event was handled twice",
        "官方文档：事件概述（事件可能重复推送，应用须去重）；未去重是由调用推断的",
    ),
    "action.string_value": Rule(
        None,
        "observed",
        "lark-oapi 1.7.5 fails on it with 500, node-sdk accepts it",
        "action.value 是字符串，部分官方 SDK 无法处理；请使用对象",
        "action.value is a text, which some official SDKs cannot take; use an object",
        "lark-oapi 1.7.5 遇到时返回 500，node-sdk 可以接受",
    ),
    "update.early": Rule(
        None,
        "documented",
        "docs, 延时更新消息卡片: only after the callback was answered",
        "延时更新早于回调响应，已被响应覆盖",
        "the delayed update came before the response, which took it back",
        "官方文档：延时更新消息卡片（只能在响应回调之后）",
    ),
    "card.nearly_full": Rule(
        None,
        "assumed",
        "over 90 % of the documented 30 KB",
        "卡片接近 30 KB 上限",
        "the card is close to the limit of 30 KB",
        "超过文档所述 30 KB 的 90 %",
    ),
    "card.streaming": Rule(
        None,
        "documented",
        "docs, 流式更新卡片",
        "卡片处于流式更新模式，响应中的卡片不会生效",
        "the card is in streaming mode, the card in the response does not replace it",
    ),
}


def refuse_unknown_rules(rules: Collection[str]) -> None:
    """
    See that all these are ids of rules.

    Raises:
        EmulatorError: One is not, with those that look like it.
    """
    for rule in rules:
        if rule not in RULES:
            like = difflib.get_close_matches(rule, RULES, n=3) or ["response.slow"]
            listed = ", ".join(like)
            raise EmulatorError(
                f"{rule!r} is no rule of the verdicts; there is {listed}", f"没有判定规则 {rule!r}；相近的有：{listed}"
            )
