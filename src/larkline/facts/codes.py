"""What the codes mean that a person sees in the Feishu client when a callback goes wrong."""

from __future__ import annotations

from typing import NamedTuple

from larkline.facts import Certainty

__all__ = ["CLIENT_CODES", "ClientCode"]


class ClientCode(NamedTuple):
    """One code the client shows after a click or for a link preview."""

    zh: str
    en: str
    certainty: Certainty
    source: str


_PAGE = "docs, 卡片回传交互回调, table of error codes (clients from 7.28 on show them)"

#: Every code the client is documented to show, by number.
CLIENT_CODES: dict[int, ClientCode] = {
    200080: ClientCode("平台请求回调时出错", "the platform failed while it called back", "documented", _PAGE),
    200340: ClientCode(
        "没有可用的回调方式：未配置、未发布，或长连接应用不在线",
        "no usable callback: not configured, not published, or no long connection is online",
        "documented",
        _PAGE,
    ),
    200341: ClientCode("应用未在 3 秒内响应", "the app did not respond within 3 seconds", "documented", _PAGE),
    200342: ClientCode("无法连接到回调地址", "the callback address could not be connected to", "documented", _PAGE),
    200343: ClientCode(
        "回调地址的域名解析失败", "the host name of the callback address was not found", "documented", _PAGE
    ),
    200345: ClientCode("原因同 200340", "the same causes as 200340", "documented", _PAGE),
    200346: ClientCode("原因同 200340", "the same causes as 200340", "documented", _PAGE),
    200347: ClientCode("原因同 200340", "the same causes as 200340", "documented", _PAGE),
    200530: ClientCode(
        "表单内的交互组件没有 name", "an interactive component inside a form has no name", "documented", _PAGE
    ),
    200671: ClientCode(
        "应用的响应码不是 200（处理失败）",
        "the app's response code was not 200 (its handler failed)",
        "documented",
        _PAGE,
    ),
    200672: ClientCode("响应体的格式不正确", "the body of the response has a wrong format", "documented", _PAGE),
    200673: ClientCode("响应中的卡片不正确", "the card in the response is not a valid card", "documented", _PAGE),
    200830: ClientCode(
        "JSON 2.0 的卡片不能更新为 JSON 1.0", "a card of JSON 2.0 cannot become one of JSON 1.0", "documented", _PAGE
    ),
    300000: ClientCode("平台内部错误", "internal error of the platform", "documented", _PAGE),
}
