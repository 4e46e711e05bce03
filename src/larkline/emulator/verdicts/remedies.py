"""What to do about each rule: the remedy in two languages, what was wanted, and an example of what is right."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["REMEDIES", "Remedy", "wanted_at"]


class Remedy(NamedTuple):
    """
    What helps.

    Attributes:
        zh: What to do, in Chinese.
        en: The same in English.
        want: What the platform wants to see, short, in the platform's own terms.
        example: A response that is right; None where a response would not help.
        want_zh: *want* in Chinese, where it reads differently.
    """

    zh: str
    en: str
    want: str = ""
    example: Any = None
    want_zh: str = ""


_TOAST = {"toast": {"type": "success", "content": "已批准"}}
_CARD_DATA = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "已批准"}]}}
_CARD = {"card": {"type": "raw", "data": _CARD_DATA}}
_WITHIN = "< 3.00 s"
_LATER_ZH = "先响应（例如返回 {} 或提示），耗时的工作放到响应之后，再用更新凭证更新卡片"
_LATER_EN = (
    "respond first ({} or a toast), do the slow work after the response, then update the card by its update token"
)
_ADD_ZH, _ADD_EN = (
    "在“事件与回调”中添加该类型，然后发布版本",
    "add the type in the app's settings, then publish a version",
)
_RESUME_ZH, _RESUME_EN = (
    "让机器人忽略自己与其他机器人的操作，然后恢复推送：POST /apps/{id}/resume，或重置",
    "let bots pass over what they and other bots did, then resume: POST /apps/{id}/resume, or a reset",
)
_PUBLISH_ZH, _PUBLISH_EN = "创建版本并发布，设置才会生效", "publish a version: settings are in force only then"
_SAME_ZH = "让同一应用的所有实例运行同一份代码、注册同样的处理函数；推送随机发往其中一个实例"
_SAME_EN = "run the same code with the same handlers in all instances of the app; a push goes to one of them by chance"
_RETRY_ZH = "查看应用日志中的异常；处理函数须在 3 秒内返回 200，并按 event_id 去重"
_RETRY_EN = "look for the exception in the app's log; answer 200 within 3 seconds, and deduplicate by event_id"

#: By id of the rule.
REMEDIES: dict[str, Remedy] = {
    "connection.offline": Remedy(
        "启动应用并确认日志显示已连接；确认回调的接收方式是长连接",
        "start the app and look for its connection in the log; make sure that callbacks use the long connection",
        "1 connection online",
        want_zh="1 条在线的长连接",
    ),
    "connection.lost": Remedy(
        "查看应用是否在处理时退出或断网；处理函数不要阻塞心跳",
        "see whether the app ended or lost the network while it worked; handlers must not block the heartbeat",
        _WITHIN,
        {},
    ),
    "response.late": Remedy(_LATER_ZH, _LATER_EN, _WITHIN, {"toast": {"type": "info", "content": "处理中…"}}),
    "response.status": Remedy(
        "处理函数抛出了异常，或没有注册该类型的处理函数；查看应用日志",
        "the handler raised, or none is registered for this type; look into the app's log",
        "code 200",
        _TOAST,
    ),
    "response.mixed": Remedy(_SAME_ZH, _SAME_EN, "code 200", _TOAST),
    "response.unreadable": Remedy(
        "响应帧的 payload 应为 JSON：code 与 Base64 编码的 data",
        "the payload of a response frame is JSON: code, and data in base64",
        '{"code": 200, "data": "…"}',
        {},
    ),
    "response.base64": Remedy(
        "data 是响应 JSON 的标准 Base64（含填充），不是 JSON 本身",
        "data is the standard base64 (with padding) of the response's JSON, not the JSON itself",
        '"data": "e30="',
        {},
    ),
    "response.json": Remedy(
        "响应体须恰好是一个 JSON 对象：不带 BOM、HTML、多余的字节，也不要重复编码",
        "the body is exactly one JSON object: no byte order mark, no HTML, nothing behind it, encoded once",
        "{…}",
        _TOAST,
    ),
    "response.json_string": Remedy(
        "返回对象而不是字符串；没有内容可返回时返回 {}",
        "return an object, not a text; {} when there is nothing to say",
        "{…}",
        _TOAST,
    ),
    "response.shape": Remedy(
        "顶层只有 toast 与 card（链接预览为 inline 与 card），且都是对象",
        "at the top stand toast and card (for a link preview inline and card), each an object",
        '{"toast": {…}, "card": {…}}',
        {**_TOAST, **_CARD},
    ),
    "response.card": Remedy(
        "card 为 {type: raw, data: 卡片 JSON} 或 {type: template, data: 模板}；用 larkline card check 检查卡片",
        "card is {type: raw, data: the card's JSON} or {type: template, data: the template}; try larkline card check",
        '{"type": "raw", "data": {…}}',
        _CARD,
    ),
    "response.component": Remedy(
        "核对组件的 tag；组件确实是新增的，可用 rules_off 关闭这条规则",
        "check the tag of the component; if it is new on the platform, switch this rule off with rules_off",
        "a documented component",
        _CARD,
        "文档中的组件",
    ),
    "response.schema": Remedy(
        '消息中是 JSON 2.0 卡片：响应的卡片也要写 "schema": "2.0"，组件放在 body.elements 中',
        'the message holds a card of JSON 2.0: write "schema": "2.0" and put the components into body.elements',
        '"schema": "2.0"',
        _CARD,
    ),
    "webhook.no_url": Remedy(
        "在应用设置中保存请求地址", "save an address in the app's settings", "https://…/webhook/event"
    ),
    "webhook.refused": Remedy(
        "启动应用的 HTTP 服务，并核对端口与防火墙", "start the app's HTTP server; check port and firewall", "≤ 2 s"
    ),
    "webhook.dns": Remedy(
        "核对请求地址中的域名", "check the host name in the address", "a name that resolves", want_zh="能解析的域名"
    ),
    "webhook.tls": Remedy(
        "检查证书是否有效、域名是否匹配、证书链是否完整",
        "check that the certificate is valid, fits the name, and comes with its chain",
        "a valid certificate",
        want_zh="有效的证书",
    ),
    "webhook.forbidden": Remedy(
        "使用本机地址，或显式允许该主机", "use an address of this machine, or allow the host", "http://127.0.0.1:…"
    ),
    "webhook.broken": Remedy(_LATER_ZH, _LATER_EN, _WITHIN, {}),
    "webhook.status": Remedy(
        "只有 200 算成功：不要重定向，也不要返回 201、204；处理函数的异常见应用日志",
        "only 200 counts: no redirect, no 201, no 204; exceptions of the handler stand in the app's log",
        "HTTP 200",
        _TOAST,
    ),
    "webhook.empty": Remedy("没有内容可返回时返回 {}", "return {} when there is nothing to say", "{}", {}),
    "webhook.too_large": Remedy("只返回提示与卡片", "return a toast and a card, no more", "≤ 1 MiB", _TOAST),
    "platform.200080": Remedy(
        "平台侧的问题，用户稍后重试即可", "the platform's own trouble: people try again a little later"
    ),
    "platform.300000": Remedy(
        "平台侧的问题，用户稍后重试即可", "the platform's own trouble: people try again a little later"
    ),
    "event.platform_failure": Remedy(_RETRY_ZH, _RETRY_EN),
    "signature.rejected": Remedy(
        "应用正确地拒绝了伪造的请求", "nothing: the app refused a forged request, as it should"
    ),
    "signature.accepted": Remedy(
        "校验签名、时间戳与 Verification Token，拒绝不符的请求",
        "check signature, timestamp and Verification Token, and refuse what does not fit",
        "not 200",
        want_zh="非 200",
    ),
    "handler.raised": Remedy(
        "修复处理函数的异常；需要在测试中容忍时使用 raise_handler_errors=False",
        "fix what the handler raised; raise_handler_errors=False lets a test go on",
        "no exception",
        want_zh="没有异常",
    ),
    "event.offline": Remedy(
        "启动应用；事件会按 15 秒、5 分钟、1 小时、6 小时重推",
        "start the app; the event comes again after 15 s, 5 min, 1 h and 6 h",
        "1 connection online",
        want_zh="1 条在线的长连接",
    ),
    "event.lost": Remedy(_RETRY_ZH, _RETRY_EN, _WITHIN),
    "event.late": Remedy(_RETRY_ZH, _RETRY_EN, _WITHIN),
    "event.status": Remedy(_RETRY_ZH, _RETRY_EN, "200"),
    "event.mixed": Remedy(_SAME_ZH, _SAME_EN, "200"),
    "settings.not_subscribed": Remedy(_ADD_ZH, _ADD_EN),
    "settings.not_published": Remedy(_PUBLISH_ZH, _PUBLISH_EN),
    "settings.paused": Remedy(_RESUME_ZH, _RESUME_EN),
    "event.paused": Remedy(_RESUME_ZH, _RESUME_EN),
    "event.not_subscribed": Remedy(_ADD_ZH, _ADD_EN),
    "event.not_published": Remedy(_PUBLISH_ZH, _PUBLISH_EN),
    "event.no_url": Remedy(
        "在应用设置中保存事件的请求地址", "save an address for events in the app's settings", "https://…/webhook/event"
    ),
    "event.undelivered": Remedy(_RETRY_ZH, _RETRY_EN, "200"),
    "response.no_data": Remedy(
        "没有内容可返回时返回 {}", "return {} when there is nothing to say", '"data": "e30="', {}
    ),
    "response.slow": Remedy(_LATER_ZH, _LATER_EN, "≤ 2.80 s", {"toast": {"type": "info", "content": "处理中…"}}),
    "response.remark": Remedy(
        "核对字段名与取值；平台会忽略未知字段", "check names and values; the platform ignores what it does not know"
    ),
    "response.waited": Remedy(
        "处理函数不要阻塞：改为异步，或在线程中运行耗时的代码",
        "do not block: make handlers asynchronous, or run slow code in a thread",
        "< 0.50 s",
    ),
    "event.repeated": Remedy(
        "按 event_id 去重：记住已处理的事件，重复时直接返回 200",
        "deduplicate by event_id: remember what was handled, and just answer 200 when it comes again",
        "no second effect",
        want_zh="不重复生效",
    ),
    "action.string_value": Remedy(
        "把按钮的 value 写成对象", "make the value of the component an object", '"value": {"key": "…"}'
    ),
    "update.early": Remedy(
        "先返回回调响应，再调用延时更新",
        "respond to the callback first, then make the delayed update",
        "after the response",
        want_zh="在响应之后",
    ),
    "card.nearly_full": Remedy(
        "精简卡片，或拆成几条消息", "make the card smaller, or send several messages", "≤ 30 KB"
    ),
    "card.streaming": Remedy(
        "先关闭流式更新模式（streaming_mode），或用 CardKit 接口更新卡片",
        "close the streaming mode first (streaming_mode), or update the card by the calls of CardKit",
    ),
}

#: What belongs at a place of a response, in the platform's own terms.
_WANTED_AT = {
    "$.toast": '{"type": "success", "content": "…"}',
    "$.toast.type": '"info" | "success" | "warning" | "error"',
    "$.toast.content": '"…"',
    "$.toast.i18n": '{"zh_cn": "…", "en_us": "…"}',
    "$.card": '{"type": "raw", "data": {…}}',
    "$.card.type": '{"type": "raw" | "template", "data": {…}}',
    "$.card.data": '{"schema": "2.0", "body": {"elements": […]}}',
    "$.card.data.template_id": '"AAq…"',
    "$.inline": '{"title": "…", "image_key": "img_…"}',
    "$.inline.title": '"…"',
}


def wanted_at(path: str) -> str:
    """Say what belongs at a JSON path of a response; empty where nothing short can be said."""
    return _WANTED_AT.get(path, "")
