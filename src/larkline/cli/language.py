"""What the command line says to a person, in 中文 and English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import takewhile
from typing import Literal

from larkline.cli.act_messages import ACT_MESSAGES
from larkline.cli.tool_messages import TOOL_MESSAGES
from larkline.cli.trouble_messages import TROUBLE_MESSAGES

__all__ = ["MESSAGES", "Language", "asked_for", "language", "say", "speak", "told"]

Language = Literal["zh", "en"]

#: Every sentence, in both languages. A test compares the keys and the placeholders.
MESSAGES: dict[str, dict[Language, str]] = {
    **ACT_MESSAGES,
    **TOOL_MESSAGES,
    **TROUBLE_MESSAGES,
    # help
    "help": {
        "en": "Answer Feishu/Lark callbacks, and try it on a platform of your own.",
        "zh": "响应飞书 / Lark 回调，并在本地平台上调试。",
    },
    "version": {"en": "%(prog)s, version %(version)s", "zh": "%(prog)s，版本 %(version)s"},
    "help_demo": {
        "en": "Try everything: the emulator, a sample bot on a long connection, a card to click.",
        "zh": "一键体验：本地平台、长连接示例机器人、可点击的卡片。",
    },
    "help_demo_once": {"en": "Click once, show what happened, and end.", "zh": "自动点击一次，打印全过程后退出。"},
    "help_demo_order": {"en": "The order number on the card.", "zh": "卡片上的订单号。"},
    "help_lang": {"en": "Language of the output.", "zh": "输出语言。"},
    "help_run": {
        "en": "Run an app over a long connection: MODULE:APP, such as bot:app.",
        "zh": "以长连接运行应用：MODULE:APP，例如 bot:app。",
    },
    "help_run_workers": {
        "en": "Processes, each with a connection; the platform allows 50 in all.",
        "zh": "进程数，每个进程一条长连接；平台上限共 50 条。",
    },
    "help_run_log_level": {"en": "DEBUG, INFO, WARNING or ERROR.", "zh": "日志级别：DEBUG、INFO、WARNING 或 ERROR。"},
    "help_serve": {
        "en": "Run an app as a webhook server: MODULE:APP, such as bot:app.",
        "zh": "以 Webhook 服务运行应用：MODULE:APP，例如 bot:app。",
    },
    "help_host": {"en": "Address to listen on.", "zh": "监听地址。"},
    "help_serve_port": {"en": "Port to listen on; 0 takes a free one.", "zh": "监听端口；0 表示自动选择空闲端口。"},
    "help_path": {"en": "Where requests are taken; may be repeated.", "zh": "接收请求的路径，可重复指定。"},
    "help_emulator": {
        "en": "Run the platform alone; works with the SDK of any language.",
        "zh": "单独运行本地平台，可配合任意语言的 SDK。",
    },
    "help_port": {"en": "Port of the platform; 0 takes a free one.", "zh": "平台端口；0 表示自动选择空闲端口。"},
    "help_console_port": {
        "en": "Port of the control API; 0 takes a free one.",
        "zh": "控制接口端口；0 表示自动选择空闲端口。",
    },
    "help_remote": {
        "en": "Let webhooks be on HOST, too, which is not this machine; may be repeated.",
        "zh": "允许 Webhook 位于本机以外的 HOST，可重复指定。",
    },
    "help_seed": {
        "en": "Makes ids and choices the same each time.",
        "zh": "随机种子：相同的种子得到相同的 ID 与随机选择。",
    },
    "help_json": {"en": "One line of JSON once it is ready.", "zh": "就绪后输出一行 JSON。"},
    "help_world": {
        "en": "JSON file with people, groups, apps and card templates to begin with.",
        "zh": "初始世界的 JSON 文件：人员、群组、应用与卡片模板。",
    },
    "help_headless": {"en": "Serve no page; the control API stays.", "zh": "不提供页面，仅保留控制接口。"},
    "help_profile": {"en": "How strict the verdicts are.", "zh": "判定的严格程度。"},
    "help_exec": {
        "en": "Run a program of any language, unchanged, against a platform of its own; write its command after --.",
        "zh": "在独立的本地平台上运行任意语言的程序，无需修改代码；命令写在 -- 之后。",
    },
    "help_exec_fail_on": {
        "en": "Which verdicts make the exit status 1 although the program ended with 0.",
        "zh": "程序以 0 退出时，哪些判定仍使退出码为 1。",
    },
    "help_exec_others": {
        "en": "What the proxy does with hosts that are not the platform's.",
        "zh": "代理如何处理平台以外的域名：放行（tunnel）或拒绝（refuse）。",
    },
    "help_exec_json": {
        "en": "At the end one line of JSON on the standard error.",
        "zh": "结束时向标准错误输出一行 JSON。",
    },
    "help_explain": {
        "en": "Say what CODE means and what helps: a code of the client, an API call or a connection, or a rule's id.",
        "zh": "解释 CODE 的含义与处理办法：客户端、API 或长连接的错误码，或规则 ID。",
    },
    "help_card": {"en": "Check a card.", "zh": "检查卡片。"},
    "help_card_check": {
        "en": "Say everything that is wrong with the card in FILE (- is the standard input); exit 1 if any error.",
        "zh": "列出 FILE 中卡片的全部问题（- 表示标准输入）；存在错误时退出码为 1。",
    },
    "help_card_json": {"en": "One line of JSON, with both languages.", "zh": "输出一行 JSON，包含中英文。"},
    "help_card_render": {
        "en": "Draw the card in FILE (- is the standard input) as a page, or with a browser as a picture.",
        "zh": "将 FILE 中的卡片（- 表示标准输入）绘制为网页，或借助浏览器绘制为图片。",
    },
    "help_card_output": {"en": "What to write: .html or .png.", "zh": "输出文件：.html 或 .png。"},
    "help_card_theme": {"en": "Light or dark.", "zh": "浅色或深色主题。"},
    "help_card_device": {"en": "Kind of client.", "zh": "客户端类型。"},
    "help_card_locale": {"en": "Language of the reader.", "zh": "读者的语言。"},
    # what commands print
    "missing_extra": {
        "en": '{what} needs an extra that is not installed: pip install "larkline[{extra}]"',
        "zh": '{what} 需要安装附加依赖：pip install "larkline[{extra}]"',
    },
    "no_module": {
        "en": "{target}: there is no module {module!r} here ({error}); run it where the file is, or check the name",
        "zh": "{target}：找不到模块 {module!r}（{error}）；请在文件所在目录运行，或检查名称",
    },
    "no_app": {
        "en": "{target}: {module} has no App called {name!r}; it is written MODULE:APP, such as bot:app",
        "zh": "{target}：{module} 中没有名为 {name!r} 的 App；写法为 MODULE:APP，例如 bot:app",
    },
    "worker_died": {
        "en": "worker {pid} ended with status {status}; stopping the others",
        "zh": "工作进程 {pid} 以状态 {status} 退出，正在停止其他进程",
    },
    "too_many_workers": {
        "en": "--workers {workers}: the platform allows {limit} long connections an app, so 1 to {limit} workers",
        "zh": "--workers {workers}：每个应用最多 {limit} 条长连接，请使用 1 到 {limit}",
    },
    "emulator_ready": {
        "en": "The platform is ready. Nothing leaves this machine; stop it with Ctrl+C.",
        "zh": "本地平台已就绪，所有流量都不会离开本机；按 Ctrl+C 停止。",
    },
    "label_page": {"en": "console page", "zh": "控制台页面"},
    "label_platform": {"en": "platform", "zh": "平台地址"},
    "label_console": {"en": "control API", "zh": "控制接口"},
    "label_token": {"en": "token", "zh": "访问令牌"},
    "help_bind": {
        "en": "Listen on this address, so that other machines come in; for containers and the like.",
        "zh": "监听此地址，使其他机器也能访问；用于容器等场景。",
    },
    "bind_warning": {
        "en": "warning: everybody who reaches {host} can talk to this emulator; its control API wants the token",
        "zh": "警告：能访问 {host} 的任何人都可以连接此本地平台；控制接口需要访问令牌",
    },
    "help_data": {
        "en": "Keep the journal in this folder and show what is in it; else it goes into a temporary one.",
        "zh": "把交互记录保存在此目录并显示其中已有的记录；不指定则放在临时目录。",
    },
    "no_data_folder": {
        "en": "the folder {path} cannot be used: {why}; choose another one with --data",
        "zh": "目录 {path} 无法使用：{why}；请用 --data 换一个目录",
    },
    "label_journal": {"en": "journal", "zh": "交互记录"},
    "samples_here": {
        "en": "The official sample bots (lark-samples) read these; their card templates are built in:",
        "zh": "官方示例机器人（lark-samples）读取以下变量，所需卡片模板已内置：",
    },
    "point_here": {"en": "Point an app here:", "zh": "让应用连接到这里："},
    "port_busy": {
        "en": "port {port} of this machine is taken by another program; choose another, or 0 for a free one",
        "zh": "本机端口 {port} 已被其他程序占用；请换一个端口，或使用 0 自动选择",
    },
    "exec_ready": {
        "en": "larkline exec: control API at {url}, journal {journal}",
        "zh": "larkline exec：控制接口 {url}，交互记录 {journal}",
    },
    "exec_sum": {
        "en": (
            "larkline exec: the program ended with {status}; deliveries: {ok} ok, {ok_advice} with advice, "
            "{failed} failed"
        ),
        "zh": "larkline exec：程序退出码 {status}；推送：正常 {ok}，有建议 {ok_advice}，失败 {failed}",
    },
    "exec_refused": {
        "en": "  refused by the proxy: {host} ({times}×)",
        "zh": "  被代理拒绝：{host}（{times} 次）",
    },
    "exec_unreachable": {
        "en": "  could not be reached through the proxy: {host} ({times}×)",
        "zh": "  经代理无法连接：{host}（{times} 次）",
    },
    "exec_not_reached": {
        "en": (
            "larkline exec: nothing reached the emulator. Some clients ignore HTTPS_PROXY (aiohttp without "
            "trust_env=True, fetch of Node before 24): let the program use it, or the address in BASE_DOMAIN"
        ),
        "zh": (
            "larkline exec：没有任何请求到达本地平台。部分客户端不读取 HTTPS_PROXY（未设 trust_env=True 的 aiohttp、"
            "Node 24 之前的 fetch）：请让程序使用该代理，或改用 BASE_DOMAIN 中的地址"
        ),
    },
    "exec_cannot_run": {"en": "cannot run {program!r}: {reason}", "zh": "无法运行 {program!r}：{reason}"},
    "explain_unknown": {
        "en": "{key!r} is no code or rule that is known here; {hint}",
        "zh": "未知的错误码或规则 {key!r}；{hint}",
    },
    "explain_similar": {"en": "did you mean {keys}?", "zh": "是否指 {keys}？"},
    "explain_look": {
        "en": "codes look like 200672, rules like response.shape, problems of cards like E_REQUIRED",
        "zh": "错误码形如 200672，规则形如 response.shape，卡片问题形如 E_REQUIRED",
    },
    "explain_client": {"en": "shown in the client", "zh": "客户端显示"},
    "explain_api": {"en": "answer of an API call", "zh": "API 返回"},
    "explain_connection": {"en": "refusal of a long connection", "zh": "长连接被拒绝"},
    "explain_card": {"en": "problem of a card", "zh": "卡片问题"},
    "explain_verdict": {"en": "rule of the emulator's verdicts", "zh": "本地平台的判定规则"},
    "explain_remedy": {"en": "what helps", "zh": "处理办法"},
    "explain_want": {"en": "wanted", "zh": "期望"},
    "explain_example": {"en": "right", "zh": "正确示例"},
    "explain_source": {"en": "source", "zh": "来源"},
    "card_unreadable": {"en": "{file} cannot be read: {error}", "zh": "无法读取 {file}：{error}"},
    "render_kind": {
        "en": "{file}: a card is drawn into a file that ends with .html or .png",
        "zh": "{file}：输出文件须以 .html 或 .png 结尾",
    },
    "render_not_built": {
        "en": "this installation came without the renderer; install larkline from a wheel, or run make page in a clone",
        "zh": "当前安装不含卡片渲染器；请从 wheel 安装 larkline，或在克隆的仓库中运行 make page",
    },
    "render_no_browser": {
        "en": "a picture needs Chromium, Chrome or Edge; install one, name it in LARKLINE_BROWSER, or write .html",
        "zh": "生成图片需要 Chromium、Chrome 或 Edge；请安装其一，或用 LARKLINE_BROWSER 指定，或改为输出 .html",
    },
    "render_browser_failed": {
        "en": "{browser} took no picture: {error}; write .html instead",
        "zh": "{browser} 未能生成图片：{error}；可改为输出 .html",
    },
    "render_unwritable": {"en": "{file} cannot be written: {error}", "zh": "无法写入 {file}：{error}"},
    "render_no_json": {"en": "{file} is not JSON: {error}", "zh": "{file} 不是 JSON：{error}"},
    "render_no_card": {
        "en": "{file} is no card: a card is a JSON object, and a reference to a template cannot be drawn",
        "zh": "{file} 不是卡片：卡片是 JSON 对象，对模板的引用无法绘制",
    },
    "card_good": {"en": "{file}: nothing is wrong with this card", "zh": "{file}：未发现问题"},
    "card_sum": {
        "en": "{file}: errors {errors}, warnings {warnings}",
        "zh": "{file}：错误 {errors} 个，警告 {warnings} 个",
    },
    "card_code": {"en": "code {code}", "zh": "错误码 {code}"},
    "certainty_documented": {"en": "documented", "zh": "官方文档"},
    "certainty_observed": {"en": "observed", "zh": "实测"},
    "certainty_assumed": {"en": "assumed", "zh": "推测"},
    # the demo
    "demo_page": {
        "en": "Open this page to see the card and click it: {url}",
        "zh": "打开这个页面，查看并点击卡片：{url}",
    },
    "demo_connected": {
        "en": "The sample bot is connected to {url}",
        "zh": "示例机器人已建立长连接：{url}",
    },
    "demo_said": {"en": "{who} says", "zh": "{who}发送"},
    "demo_card": {"en": "the bot sends a card", "zh": "机器人发送卡片"},
    "demo_click": {"en": "{who} clicks", "zh": "{who}点击"},
    "demo_value": {"en": "the button's value", "zh": "按钮回传参数"},
    "demo_callback": {"en": "callback (card.action.trigger)", "zh": "回调（card.action.trigger）"},
    "demo_response": {"en": "response, after {ms} of 3,000 ms", "zh": "响应，耗时 {ms} / 3,000 毫秒"},
    "demo_toast": {"en": "toast", "zh": "Toast 提示"},
    "demo_updated": {"en": "the card now", "zh": "更新后的卡片"},
    "demo_delivery": {"en": "delivery", "zh": "推送 ID"},
    "demo_verdict": {"en": "verdict", "zh": "判定"},
    "demo_mismatch": {
        "en": "{order!r} should be in the {where} and is not",
        "zh": "{where} 中应包含 {order!r}，但没有找到",
    },
    "demo_no_card": {
        "en": "the sample bot sent no card",
        "zh": "示例机器人没有发送卡片",
    },
    "demo_prompt": {
        "en": "Write something to the bot, or a number to click that button; q ends.",
        "zh": "输入文字发给机器人，输入数字点击对应按钮；q 退出。",
    },
    "demo_waiting": {"en": "Running until Ctrl+C.", "zh": "运行中，按 Ctrl+C 结束。"},
    "demo_no_button": {"en": "There is no button {number}.", "zh": "没有编号为 {number} 的按钮。"},
}

_chosen: ContextVar[Language | None] = ContextVar("_chosen", default=None)


def asked_for(arguments: Sequence[str]) -> Language | None:
    """Give the language that ``--lang`` of a command line asks for, before it is parsed; None without one."""
    own = list(takewhile(lambda word: word != "--", arguments))
    for word, following in zip(own, [*own[1:], ""], strict=False):
        name, _, value = word.partition("=")
        if name == "--lang" and (value or following) in ("zh", "en"):
            return "zh" if (value or following) == "zh" else "en"
    return None


def speak(chosen: Language | None) -> None:
    """Use this language from now on; None asks the environment."""
    _chosen.set(chosen)


def language() -> Language:
    """Give the language in use: the one chosen, else that of ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``, else English."""
    if (chosen := _chosen.get()) is not None:
        return chosen
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def told(error: Exception) -> str:
    """Give what an error says, in the language in use; one that is not of the emulator speaks English only."""
    both = getattr(error, "both", None)
    return str(error if both is None or language() == "en" else both.zh)


def say(key: str, /, **values: object) -> str:
    """Give a sentence in the language in use."""
    return MESSAGES[key][language()].format(**values)
