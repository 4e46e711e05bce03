"""What the commands ``doctor``, ``load``, ``listen`` and ``dev`` say."""

from __future__ import annotations

from typing import Literal

__all__ = ["TOOL_MESSAGES"]

#: As :data:`larkline.cli.language.MESSAGES`, of which it is a part.
TOOL_MESSAGES: dict[str, dict[Literal["zh", "en"], str]] = {
    "help_exec_tls_port": {
        "en": "Give the program https and wss addresses on this port; 0 takes a free one.",
        "zh": "在该端口向程序提供 https 与 wss 地址；0 表示自动选择。",
    },
    "help_doctor": {
        "en": "Look for what is wrong with the settings here, and with credentials also ask the platform.",
        "zh": "检查本机配置；有凭证时同时检查平台连通性。",
    },
    "help_doctor_offline": {"en": "Ask nobody; only look at the settings.", "zh": "不访问网络，只检查配置。"},
    "help_doctor_webhook": {"en": "The address of a webhook, to be checked, too.", "zh": "同时检查该 Webhook 地址。"},
    "help_doctor_port": {"en": "A port that is to be free, to be checked, too.", "zh": "同时检查该端口是否空闲。"},
    "help_load": {
        "en": "Send clicks to an app at a rate, and compare its responses with the limit of 3 s. TARGET is MODULE:APP, "
        "or the URL of a webhook with LARK_ENCRYPT_KEY and LARK_VERIFICATION_TOKEN.",
        "zh": "按指定速率向应用发送卡片点击，统计响应是否满足 3 秒时限。TARGET 为 MODULE:APP，"
        "或 Webhook 地址（配合 LARK_ENCRYPT_KEY、LARK_VERIFICATION_TOKEN）。",
    },
    "help_load_rate": {"en": "Clicks a second, at most 500.", "zh": "每秒点击数，最多 500。"},
    "help_load_seconds": {"en": "How long, at most 600.", "zh": "持续秒数，最多 600。"},
    "help_load_remote": {
        "en": "A host besides this machine that may be sent to; may be repeated.",
        "zh": "允许发送到的其他主机，可重复指定。",
    },
    "help_listen": {
        "en": "Connect as the real app and print what comes; LARK_APP_ID and LARK_APP_SECRET say which.",
        "zh": "以真实应用建立长连接并打印收到的推送；应用由 LARK_APP_ID、LARK_APP_SECRET 指定。",
    },
    "help_listen_output": {
        "en": "A file that each delivery is added to, as a line of JSON without tokens.",
        "zh": "将每条推送以一行 JSON 追加到该文件，不含令牌。",
    },
    "help_dev": {
        "en": "Run MODULE:APP in an emulator with the page, and again whenever a file changes.",
        "zh": "在带页面的本地平台中运行 MODULE:APP，文件变化时自动重启。",
    },
    "dev_again": {"en": "{file} has changed: starting again", "zh": "{file} 已修改，正在重启"},
    "dev_ended": {
        "en": "the app ended with status {status}; it starts again when a file changes",
        "zh": "应用以状态 {status} 退出；文件变化后会重新启动",
    },
    "load_sum": {
        "en": "{sent} clicks in {seconds:.1f} s ({rate:.0f}/s): {ok} ok, {failed} failed",
        "zh": "{seconds:.1f} 秒内 {sent} 次点击（{rate:.0f}/秒）：正常 {ok}，失败 {failed}",
    },
    "load_times": {
        "en": "response: median {p50:.1f} ms, 95 % {p95:.1f} ms, 99 % {p99:.1f} ms, longest {max:.1f} of 3,000 ms",
        "zh": "响应耗时：中位数 {p50:.1f} 毫秒，95% {p95:.1f} 毫秒，99% {p99:.1f} 毫秒，最长 {max:.1f} / 3,000 毫秒",
    },
    "load_failed": {"en": "  {times}× {rule}: {message}", "zh": "  {times} 次 {rule}：{message}"},
    "doctor_good": {"en": "nothing is wrong", "zh": "未发现问题"},
    "doctor_credentials": {
        "en": "LARK_APP_ID or LARK_APP_SECRET is not set; set both, or give them to App(…)",
        "zh": "未设置 LARK_APP_ID 或 LARK_APP_SECRET；请设置，或传给 App(…)",
    },
    "doctor_app_id": {
        "en": "LARK_APP_ID does not look like cli_ and 16 hex digits; the Node SDK refuses others: copy it again",
        "zh": "LARK_APP_ID 不是 cli_ 加 16 位十六进制数字，Node SDK 会拒绝；请重新复制",
    },
    "doctor_domain_form": {
        "en": "LARK_DOMAIN is {domain}; it is an origin without a path or a slash at the end: {meant}",
        "zh": "LARK_DOMAIN 为 {domain}；应为不带路径和末尾斜杠的地址：{meant}",
    },
    "doctor_domain_plain": {
        "en": "LARK_DOMAIN is {domain}; plain http is taken for 127.0.0.1, localhost and [::1] only: use https",
        "zh": "LARK_DOMAIN 为 {domain}；http 只可用于 127.0.0.1、localhost 与 [::1]，请使用 https",
    },
    "doctor_proxy": {
        "en": "{variable} is set and NO_PROXY does not name {host}: set NO_PROXY=127.0.0.1,localhost,::1",
        "zh": "已设置 {variable}，但 NO_PROXY 未包含 {host}；请设置 NO_PROXY=127.0.0.1,localhost,::1",
    },
    "doctor_proxy_loop": {
        "en": "{variable} points at the platform itself ({host}): unset it",
        "zh": "{variable} 指向了平台自身（{host}）；请取消设置",
    },
    "doctor_file": {
        "en": "{variable} names {file}, which cannot be read: correct or unset it",
        "zh": "{variable} 指向的 {file} 无法读取；请更正或取消设置",
    },
    "doctor_webhook": {
        "en": "the webhook's address {url} has no http:// or https:// in front",
        "zh": "Webhook 地址 {url} 缺少 http:// 或 https://",
    },
    "doctor_port": {
        "en": "port {port} is in use: end what listens there, or choose another port",
        "zh": "端口 {port} 已被占用；请结束占用它的程序，或改用其他端口",
    },
    "doctor_unreachable": {
        "en": "{domain} cannot be reached ({error}): look at network, proxy and certificates",
        "zh": "无法访问 {domain}（{error}）；请检查网络、代理与证书",
    },
    "doctor_refused": {
        "en": "the platform refuses {what} with {code}: {message}; see larkline explain {code}",
        "zh": "平台以 {code} 拒绝{what}：{message}；参见 larkline explain {code}",
    },
    "doctor_token": {"en": "the credentials", "zh": "凭证"},
    "doctor_discovery": {"en": "a long connection", "zh": "长连接"},
    "doctor_skew": {
        "en": "the clock of this machine is {seconds:.0f} s off, which fails signatures: set it right",
        "zh": "本机时钟偏差 {seconds:.0f} 秒，会导致签名校验失败；请校准",
    },
}
