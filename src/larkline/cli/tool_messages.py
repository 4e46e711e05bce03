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
        "en": "Look for what is wrong with settings, installed SDKs and the handlers of MODULE:APP here, "
        "and with credentials ask the platform, too.",
        "zh": "检查本机配置、已安装的 SDK 与 MODULE:APP 的处理函数；有凭证时同时检查平台连通性。",
    },
    "help_doctor_offline": {"en": "Ask nobody; only look at the settings.", "zh": "不访问网络，只检查配置。"},
    "help_doctor_webhook": {"en": "The address of a webhook, to be checked, too.", "zh": "同时检查该 Webhook 地址。"},
    "help_doctor_types": {
        "en": "What MODULE:APP has to handle; what is subscribed to in the running emulator unless given.",
        "zh": "MODULE:APP 必须处理的类型；不指定时取正在运行的本地平台中已订阅的类型。",
    },
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
    "doctor_token": {"en": "the credentials", "zh": "凭证"},
    "doctor_discovery": {"en": "a long connection", "zh": "长连接"},
}
