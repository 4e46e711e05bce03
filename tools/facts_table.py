"""
Write docs/en/platform-numbers.md and docs/zh/platform-numbers.md from :mod:`larkline.facts`.

Usage: ``python -m tools.facts_table [--check]``; with ``--check`` nothing is written, and the status is 1 when a page
is not what it should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from larkline.facts import FACTS, Fact
from larkline.facts.codes import CLIENT_CODES
from tools.pages import Language, MadePage, table_row

#: The modules of facts that hold numbers, in the order of the page; each with its title.
SECTIONS: dict[str, dict[Language, str]] = {
    "delivery": {"en": "Deliveries and connections", "zh": "推送与连接"},
    "long_connection": {"en": "Refusals of a long connection", "zh": "长连接被拒绝时的代码"},
    "api": {"en": "API calls", "zh": "API 调用"},
    "cardkit": {"en": "Card entities and streaming text", "zh": "卡片实体与流式更新"},
    "webhook": {"en": "Webhooks and redelivery", "zh": "Webhook 与重推"},
    "hosts": {"en": "Hosts of the platform", "zh": "平台的域名"},
    "platform": {"en": "The platform's side, as the emulator plays it", "zh": "平台一侧（本地平台照此模拟）"},
    "languages": {"en": "Languages", "zh": "语言"},
}
WORDS: dict[str, dict[Language, str]] = {
    "title": {"en": "Platform numbers", "zh": "平台数值一览"},
    "intro": {
        "en": (
            "The numbers, names and codes of the platform that larkline relies on, each with its source. SDK and "
            "emulator read them from the same place, `larkline.facts`.\n\n"
            "*documented*: the official documentation says so. *observed*: an official SDK or client does so. "
            "*assumed*: our guess, or our own choice; the last column says why."
        ),
        "zh": (
            "larkline 所依据的平台数值、名称与代码，每一项都注明来源。"
            "SDK 与本地平台读取的是同一份 `larkline.facts`。\n\n"
            "“文档”：官方文档写明；“实测”：官方 SDK 或客户端如此；“推测”：我们的推断或自行选择，最后一列说明理由。"
        ),
    },
    "made": {
        "en": "Made by `tools/facts_table.py`; do not edit.",
        "zh": "由 `tools/facts_table.py` 生成，请勿手工修改。",
    },
    "codes": {"en": "Codes a person sees in the client", "zh": "用户在客户端看到的错误码"},
    "name": {"en": "Name", "zh": "名称"},
    "value": {"en": "Value", "zh": "取值"},
    "meaning": {"en": "Meaning", "zh": "含义"},
    "certainty": {"en": "Certainty", "zh": "可信度"},
    "source": {"en": "Source", "zh": "来源"},
    "code": {"en": "Code", "zh": "错误码"},
    "documented": {"en": "documented", "zh": "文档"},
    "observed": {"en": "observed", "zh": "实测"},
    "assumed": {"en": "assumed", "zh": "推测"},
}
#: What stands behind a number, by the unit of the fact.
UNITS: dict[str, dict[Language, str]] = {
    "s": {"en": " s", "zh": " 秒"},
    "bytes": {"en": " bytes", "zh": " 字节"},
    "connections": {"en": " connections", "zh": " 条连接"},
    "attempts": {"en": " attempts", "zh": " 次"},
    "deliveries": {"en": " deliveries", "zh": " 次推送"},
    "uses": {"en": " uses", "zh": " 次"},
    "characters": {"en": " characters", "zh": " 个字符"},
    "elements": {"en": " elements", "zh": " 个元素"},
    "tables": {"en": " tables", "zh": " 个表格"},
    "levels": {"en": " levels", "zh": " 层"},
    "operations": {"en": " operations", "zh": " 次"},
    "calls": {"en": " calls", "zh": " 次"},
    "messages": {"en": " messages", "zh": " 条"},
    "items": {"en": " items", "zh": " 条"},
    "edits": {"en": " edits", "zh": " 次"},
    "tokens": {"en": " tokens", "zh": " 个"},
    "pixels": {"en": " pixels", "zh": " 像素"},
    "people": {"en": " people", "zh": " 人"},
    "host": {"en": "", "zh": ""},
    "number": {"en": "", "zh": ""},
}


class Chinese(NamedTuple):
    """What a fact says in Chinese."""

    meaning: str
    source: str


_WS_CLIENT, _WS_CONST = "lark-oapi 1.7.5 的 ws/client.py", "lark-oapi 1.7.5 的 ws/const.py"
#: The Chinese text of every fact, by its name.
CHINESE: dict[str, Chinese] = {
    "WAITED_ADVICE_SECONDS": Chinese("推送在应用内排队达到该时长时给出建议。", "自行选择：足以察觉，又短于时限"),
    "FEISHU_OPEN_HOST": Chinese("飞书的接入点发现与 API 调用。", "lark-oapi 1.7.5 与 node-sdk 1.74.0 的默认域名"),
    "LARK_OPEN_HOST": Chinese("Lark 的接入点发现与 API 调用。", "lark-oapi 1.7.5 与 node-sdk 1.74.0 的 Lark 域名"),
    "FEISHU_ACCOUNTS_HOST": Chinese("飞书的登录域名。", "lark-oapi 1.7.5：注册应用的地址"),
    "LARK_ACCOUNTS_HOST": Chinese("Lark 的登录域名。", "lark-oapi 1.7.5：注册应用的地址"),
    "RESPONSE_SECONDS": Chinese("从推送到收到完整响应的时限，两种接收方式相同。", "文档《接收回调》《事件概述》"),
    "CONNECTION_LIMIT": Chinese("每个应用同时存在的长连接数；每次推送随机发往其中一条。", "文档《使用长连接接收事件》"),
    "PING_INTERVAL": Chinese(
        "客户端两次心跳的间隔，平台下发的配置优先。", _WS_CLIENT + "；平台的 ClientConfig 会覆盖它"
    ),
    "RECONNECT_COUNT": Chinese("一轮重连的尝试次数；负数表示不限。", _WS_CLIENT),
    "RECONNECT_INTERVAL": Chinese("两次重连尝试的间隔。", _WS_CLIENT),
    "RECONNECT_NONCE": Chinese("首次重连前随机等待的上限。", _WS_CLIENT),
    "UPDATE_TOKEN_SECONDS": Chinese("更新凭证的有效期，从点击时算起。", "文档《延时更新消息卡片》"),
    "UPDATE_TOKEN_USES": Chinese(
        "一个更新凭证可用于更新卡片的次数。", "文档《延时更新消息卡片》（Lark 版与旧页面写的是 3 次）"
    ),
    "UPDATE_TOKEN_FIRST_USE_SECONDS": Chinese(
        "回调响应发出后，到首次使用更新凭证之间的停顿。", "先于响应到达的更新会被响应覆盖"
    ),
    "CARD_BYTES": Chinese("一张卡片序列化后的大小。", "文档《发送消息》《卡片 JSON 结构》"),
    "SYSTEM_BUSY": Chinese("端点发现：平台繁忙，请重试。", _WS_CONST),
    "FORBIDDEN": Chinese("端点发现与 WebSocket 握手：不允许该应用建立连接。", _WS_CONST),
    "AUTH_FAILED": Chinese("端点发现：凭证错误。WebSocket 握手：原因见 Handshake-Autherrcode。", _WS_CONST),
    "INTERNAL_ERROR": Chinese("端点发现：平台内部错误，请重试。", _WS_CONST),
    "NO_CREDENTIAL": Chinese("端点发现：缺少 App ID 或 App Secret。", _WS_CONST),
    "CONNECTION_LIMIT_EXCEEDED": Chinese("端点发现，或握手的 Handshake-Autherrcode：该应用的长连接过多。", _WS_CONST),
    "WRONG_DOMAIN": Chinese("端点发现：应用属于另一个域名（飞书或 Lark）。", "公开的问题报告；官方 SDK 中没有对应常量"),
    "APP_SECRET_INVALID": Chinese("App Secret 与 App ID 不匹配。", "文档《通用错误码》"),
    "FEISHU_DOMAIN": Chinese(
        "飞书开放平台 API 的地址；Lark 为 https://open.larksuite.com。", "文档《服务端 API 调用概述》；lark-oapi 1.7.5"
    ),
    "TENANT_TOKEN_SECONDS": Chinese(
        "租户访问凭证的最长有效期；响应中会给出剩余时间。", "文档《自建应用获取 tenant_access_token》"
    ),
    "TENANT_TOKEN_MARGIN_SECONDS": Chinese(
        "在到期前多久更换租户访问凭证；剩余不足 1800 秒时平台会下发新凭证。",
        "lark-oapi 1.7.5（Go、Java、Node SDK 为 180 秒）",
    ),
    "MESSAGE_UUID_CHARS": Chinese("消息 uuid 的最大长度。", "文档《发送消息》参数 uuid"),
    "MESSAGE_UUID_SECONDS": Chinese("在此时间内，uuid 相同的消息只发送一次。", "文档《发送消息》参数 uuid"),
    "RATE_LIMIT_HEADER": Chinese("响应头：被限流的调用方在该时间窗口内可调用的次数。", "文档《频控策略》"),
    "API_CALLS_PER_SECOND": Chinese(
        "一个应用每秒对同一接口的调用次数上限。", "文档《频控策略》；im/v1 下多数接口的限额"
    ),
    "API_CALLS_PER_MINUTE": Chinese(
        "一个应用每分钟对同一接口的调用次数上限。", "文档《频控策略》；im/v1 下多数接口的限额"
    ),
    "MESSAGES_PER_SECOND": Chinese(
        "每秒向同一用户发送的消息数，以及群内全部机器人每秒向同一个群发送的消息数；更新同一条消息也受此限制。",
        "文档《发送消息》",
    ),
    "LONGEST_PAGE": Chinese("消息列表每页的条数上限。", "文档《获取会话历史消息》；其他列表可达 100"),
    "MESSAGE_EDITS": Chinese("一条文本或富文本消息可编辑的次数。", "文档《编辑消息》"),
    "RECALL_SECONDS": Chinese(
        "消息发出后可撤回的期限，可另行设置。", "文档《撤回消息》写明由企业管理员设置；默认值为自行选择"
    ),
    "RATE_LIMIT_RESET_HEADER": Chinese("响应头：被限流后再过多少秒可以重试。", "文档《频控策略》"),
    "APP_TICKET_PERIOD_SECONDS": Chinese(
        "两次推送 app_ticket 事件的间隔；商店应用凭 app_ticket 获取访问凭证。", "文档《app_ticket 事件》"
    ),
    "APP_TICKET_SECONDS": Chinese(
        "没有收到更新的 app_ticket 时，旧值保留多久。", "oapi-sdk-go v3 的 appticketmanager.go"
    ),
    "IMAGE_BYTES": Chinese("可上传图片的大小上限。", "文档《上传图片》"),
    "FILE_BYTES": Chinese("可上传文件的大小上限。", "文档《上传文件》"),
    "DOWNLOAD_BYTES": Chinese("可下载文件的大小上限。", "文档《获取消息中的资源文件》"),
    "PREVIEW_REFRESH_TOKENS": Chinese("一次更新链接预览可传入的 preview_token 数。", "文档《更新 URL 预览》"),
    "PREVIEW_REFRESH_OPEN_IDS": Chinese(
        "一次更新链接预览可指定的人数；不指定则对所有人更新。", "文档《更新 URL 预览》"
    ),
    "IMAGE_PIXELS": Chinese("图片（GIF 除外）最长边的上限。", "文档《上传图片》"),
    "GIF_PIXELS": Chinese("GIF 图片最长边的上限。", "文档《上传图片》"),
    "UPLOAD_BYTES": Chinese("本地平台读取的上传请求体上限。", "我们自定的上限：30 MB 的文件加上表单的其余部分"),
    "KEPT_FILE_BYTES": Chinese(
        "本地平台保留的上传内容总量，超出时先丢弃最早的。",
        "我们自定的上限，避免长时间运行占满内存",
    ),
    "PREVIEW_REFRESHES_PER_SECOND": Chinese("一个应用一秒内可更新链接预览的次数。", "文档《更新 URL 预览》"),
    "PREVIEW_REFRESH_SECONDS": Chinese("同一 preview_token 两次更新的间隔。", "文档《更新 URL 预览》"),
    "CARD_ENTITY_SECONDS": Chinese(
        "卡片实体创建后可被操作的期限；实体只能发送一次。", "文档《创建卡片实体》；《流式更新文本》错误码 200750"
    ),
    "CARD_OPERATIONS_PER_SECOND": Chinese("每秒对同一卡片实体的操作次数上限，各接口合计。", "文档《流式更新卡片》"),
    "CARD_OPERATION_UUID_CHARS": Chinese("操作卡片实体时 uuid 的最大长度。", "文档《流式更新文本》参数 uuid"),
    "CARD_SEQUENCE_MAX": Chinese(
        "操作序号（sequence）的最大值；最小为 1，每次操作都必须大于上一次。", "文档《流式更新文本》参数 sequence"
    ),
    "STREAMING_SECONDS": Chinese("流式更新模式在距上次开启多久后自动关闭。", "文档《流式更新卡片》"),
    "STREAM_TEXT_CHARS": Chinese(
        "单次流式更新文本的最大长度；整张卡片的大小限制更严。", "文档《流式更新文本》参数 content"
    ),
    "CONNECT_SECONDS": Chinese(
        "与 Webhook 地址建立 TCP 连接的时限，计入整次请求的时限。", "文档《事件概述》；对回调同样适用是推测"
    ),
    "ADDRESS_CHECK_SECONDS": Chinese(
        "保存请求地址时，应答 url_verification 的时限。", "文档《将事件发送至开发者服务器》"
    ),
    "REDELIVERY_SECONDS": Chinese(
        "事件未被确认时，每次推送距下一次重推的秒数；用完后不再重推。",
        "文档《事件概述》：15 秒、5 分钟、1 小时、6 小时；从上一次推送算起是推测",
    ),
    "WEBHOOK_ANSWER_BYTES": Chinese("本地平台读取的 Webhook 响应体上限。", "自行设定；一张卡片至多 30 KB"),
    "TICKET_SECONDS": Chinese(
        "长连接地址中 ticket 的有效期；只能使用一次。", "平台的地址取得后立即使用且只用一次，有效期未见文档"
    ),
    "TOKEN_RENEWAL_SECONDS": Chinese(
        "剩余有效期不足此值时，再次获取会得到新的租户访问凭证，旧凭证仍然有效。",
        "文档《自建应用获取 tenant_access_token》",
    ),
    "MESSAGE_UPDATE_SECONDS": Chinese("消息发出后，其卡片可更新的期限。", "文档《更新应用发送的消息卡片》"),
    "TEXT_BYTES": Chinese("一条文本消息内容的大小。", "文档《发送消息》"),
    "CARD_ELEMENTS": Chinese("一张 JSON 2.0 卡片的组件与文本元素总数。", "文档《卡片 JSON 2.0 结构》"),
    "CARD_TABLES": Chinese("一张卡片的表格组件数。", "文档“表格”组件"),
    "FRAGMENT_BYTES": Chinese("超过此大小的数据会分包发送。", "平台的分包大小未见文档；客户端可接收不超过 1 MiB 的帧"),
    "FRAGMENT_PACE_SECONDS": Chinese(
        "同一份数据相邻两个分包之间的停顿。", "2024 年的 Go 与 Java SDK 会丢失无间隔到达的分包，间隔 2 毫秒以上则不会"
    ),
    "LATE_ADVICE_SECONDS": Chinese("耗时超过此值的响应虽未超时，但已十分接近。", "比文档规定的 3 秒早 0.2 秒"),
    "REQUEST_BYTES": Chinese("本地平台读取的请求体上限。", "自行设定；所支持调用的请求体远小于此"),
    "JSON_DEPTH": Chinese("请求中 JSON 的嵌套层数上限。", "自行设定；卡片允许的层数远小于此"),
    "LOCAL_RECONNECT_INTERVAL": Chinese(
        "本地平台默认下发的 ReconnectInterval。", "自行选择：据反馈平台下发 120，在本机调试时等待太久"
    ),
    "STORM_EVENTS": Chinese(
        "在下述时间内，由机器人调用接口引起的推送超过此数时，暂停该应用的推送。",
        "自行设定的上限，避免两个机器人互相触发而耗尽本机资源",
    ),
    "STORM_SECONDS": Chinese("统计机器人引起的推送的时间窗口。", "自行设定的上限，同上"),
    "LOCAL_RECONNECT_NONCE": Chinese("本地平台默认下发的 ReconnectNonce。", "自行选择：据反馈平台下发 30"),
    "CARD_LANGUAGES": Chinese("提示（toast）与卡片文本支持的语言。", "文档《卡片回传交互回调》《配置卡片多语言》"),
    "PREVIEW_LANGUAGES": Chinese("链接预览标题支持的语言。", "文档《拉取链接预览数据》"),
}
#: The Chinese names of the sources of the codes a person sees.
CHINESE_CODE_SOURCES = {
    "docs, 卡片回传交互回调, table of error codes (clients from 7.28 on show them)": (
        "文档《卡片回传交互回调》错误码表（7.28 及以上版本的客户端显示）"
    )
}


def facts_of(section: str) -> dict[str, Fact]:
    """Give the facts that a module of :mod:`larkline.facts` records, in its order."""
    module = import_module(f"larkline.facts.{section}")
    return {name: fact for name, fact in FACTS.items() if name in module.__all__}


def page(language: Language) -> str:
    """Give the whole page."""
    return "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    word = {key: words[language] for key, words in WORDS.items()}
    yield f"<!-- {word['made'].replace('`', '')} -->"
    yield ""
    yield f"# {word['title']}"
    yield ""
    yield from word["intro"].split("\n")
    for section, title in SECTIONS.items():
        yield from ("", f"## {title[language]}", "")
        yield table_row(word["name"], word["value"], word["meaning"], word["certainty"], word["source"])
        yield table_row(*["---"] * 5)
        for name, fact in facts_of(section).items():
            meaning, source = CHINESE[name] if language == "zh" else (fact.meaning, fact.source)
            yield table_row(f"`{name}`", _value(fact, language), meaning, word[fact.certainty], source)
    yield from ("", f"## {word['codes']}", "")
    yield table_row(word["code"], word["meaning"], word["certainty"], word["source"])
    yield table_row(*["---"] * 4)
    for code, row in sorted(CLIENT_CODES.items()):
        meaning, source = (row.zh, CHINESE_CODE_SOURCES[row.source]) if language == "zh" else (row.en, row.source)
        yield table_row(f"`{code}`", meaning, word[row.certainty], source)


def _value(fact: Fact, language: Language) -> str:
    if isinstance(fact.value, str):
        return " ".join(f"`{part}`" for part in fact.value.split())
    if fact.unit == "code":
        return f"`{fact.value}`"
    return _number(fact.value) + UNITS[fact.unit][language]


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")


PAGE = MadePage("platform-numbers.md", "tools.facts_table", page)

if __name__ == "__main__":
    PAGE.main()
