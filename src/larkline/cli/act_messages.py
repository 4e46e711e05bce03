"""What the commands that act on a running emulator say."""

from __future__ import annotations

from typing import Literal

__all__ = ["ACT_MESSAGES"]

#: As :data:`larkline.cli.language.MESSAGES`, of which it is a part.
ACT_MESSAGES: dict[str, dict[Literal["zh", "en"], str]] = {
    "help_console_url": {
        "en": "Control API of the emulator, with its token in LARKLINE_TOKEN; else the one that runs here.",
        "zh": "本地平台控制接口的地址，访问令牌取自 LARKLINE_TOKEN；不指定则使用本机正在运行的本地平台。",
    },
    "help_act_json": {"en": "Print JSON.", "zh": "以 JSON 输出。"},
    "help_trigger": {
        "en": "Deliver an event or a callback, such as im.message.receive_v1. Exit 1 if the app failed.",
        "zh": "推送一个事件或回调，如 im.message.receive_v1。应用处理失败时退出码为 1。",
    },
    "help_set": {
        "en": "Put a value at a path: event.message.content=…; JSON where it is JSON, else a text.",
        "zh": "在指定路径写入值，如 event.message.content=…；能按 JSON 解析则按 JSON，否则作为文本。",
    },
    "help_times": {"en": "How often.", "zh": "重复次数。"},
    "help_app_id": {"en": "To which app; the first one unless given.", "zh": "推送给哪个应用；默认第一个。"},
    "help_click": {
        "en": "Click a component of a card. MESSAGE: an id, or last; SELECTOR: text, name, tag, index or JSON pointer.",
        "zh": "点击卡片中的组件。MESSAGE 为消息 ID 或 last；SELECTOR 为文本、name、tag、序号或 JSON 指针。",
    },
    "help_by": {"en": "Open id of the person.", "zh": "操作人的 open_id。"},
    "help_fill": {"en": "Fill in a form field: name=value.", "zh": "填写表单字段：name=value。"},
    "help_option": {"en": "Choose this option, date or time.", "zh": "选择该选项、日期或时间。"},
    "help_text": {"en": "Type this text.", "zh": "输入该文本。"},
    "help_say": {"en": "Write a message as a person.", "zh": "以某人的身份发送消息。"},
    "help_say_to": {
        "en": "Chat id; the direct chat with the bot unless given.",
        "zh": "会话 ID；默认为与机器人的单聊。",
    },
    "help_tail": {
        "en": "One line for each delivery with its verdict, as they come, until Ctrl+C.",
        "zh": "逐行显示推送及其判定，持续到按下 Ctrl+C。",
    },
    "help_filter": {
        "en": "Only these: type:card status:failed ms:>1000 -chat:oc_team …",
        "zh": "只显示符合条件的推送：type:card status:failed ms:>1000 -chat:oc_team 等。",
    },
    "help_tail_once": {"en": "Print what is there and end.", "zh": "只显示已有的推送，然后结束。"},
    "help_tail_limit": {"en": "How many of those that are there.", "zh": "显示多少条已有的推送。"},
    "help_replay": {
        "en": "Deliver again, by id, or everything in a session file, in the order given. Exit 1 if the app failed.",
        "zh": "按给出的顺序重放：推送的 ID，或会话文件中的全部推送。应用处理失败时退出码为 1。",
    },
    "help_replay_as": {
        "en": "sent: same ids and bytes; new: new ids, times, tokens, signature.",
        "zh": "sent：ID 与字节保持原样；new：使用新的 ID、时间、凭证与签名。",
    },
    "help_replay_to": {
        "en": "Id of a long connection, or the address of a webhook.",
        "zh": "长连接的 ID，或 Webhook 的地址。",
    },
    "help_replay_pace": {
        "en": "fast, or with the time that lay between them then.",
        "zh": "fast 表示尽快；original 表示保持原来的时间间隔。",
    },
    "help_record": {"en": "Record what happens.", "zh": "录制发生的一切。"},
    "help_record_start": {"en": "Begin a recording.", "zh": "开始录制。"},
    "help_record_stop": {"en": "End the recording and write it to a file.", "zh": "结束录制并写入文件。"},
    "help_export": {
        "en": "Write deliveries, all unless ids are given, as a pytest, curl commands, a session (jsonl) or HAR.",
        "zh": "把推送（不给 ID 则为全部）导出为 pytest、curl 命令、会话（jsonl）或 HAR 文件。",
    },
    "help_export_as": {"en": "Which form.", "zh": "导出格式。"},
    "help_output": {"en": "File to write; else it is printed.", "zh": "写入的文件；不指定则直接输出。"},
    "help_export_app": {
        "en": "The app the test imports, as MODULE:APP.",
        "zh": "测试要导入的应用，形如 MODULE:APP。",
    },
    "recording_began": {"en": "recording {id}", "zh": "录制 {id} 已开始"},
    "recording_written": {"en": "{steps} steps written to {path}", "zh": "已将 {steps} 个步骤写入 {path}"},
    "cannot_write": {"en": "{path} cannot be written: {why}", "zh": "无法写入 {path}：{why}"},
    "cannot_read": {"en": "{path} cannot be read: {why}", "zh": "无法读取 {path}：{why}"},
    "help_record_name": {"en": "What it is called.", "zh": "录制的名称。"},
    "no_recording": {
        "en": "nothing is being recorded; begin with larkline record start",
        "zh": "当前没有正在进行的录制；请先执行 larkline record start",
    },
    "toast_line": {"en": "toast: {text}", "zh": "Toast 提示：{text}"},
    "no_card": {
        "en": "no card has been sent yet; let the bot send one, or give the id of a message",
        "zh": "还没有任何卡片；请先让机器人发送一张，或指定消息 ID",
    },
    "unknown_type": {
        "en": "{type} is not in the catalogue of events and was sent without an example; did you mean {similar}?",
        "zh": "{type} 不在事件目录中，已按空事件推送；是否指 {similar}？",
    },
    "no_direct_chat": {
        "en": "{who} has no direct chat with the bot; name one with --to",
        "zh": "{who} 与机器人没有单聊；请用 --to 指定会话",
    },
    "bad_pair": {
        "en": "{given!r} is not of the form name=value",
        "zh": "{given!r} 不是 name=value 的形式",
    },
    "no_emulator": {
        "en": "no emulator of yours runs on this machine; start one with larkline emulator, or give --console-url",
        "zh": "本机没有正在运行的本地平台；请用 larkline emulator 启动，或指定 --console-url",
    },
    "token_missing": {
        "en": "set LARKLINE_TOKEN to the token that the emulator printed at its start",
        "zh": "请把 LARKLINE_TOKEN 设为本地平台启动时显示的访问令牌",
    },
    "console_not_there": {"en": "nobody answers at {url}", "zh": "{url} 没有响应"},
    "console_refused": {"en": "the emulator answered with HTTP {status}", "zh": "本地平台返回 HTTP {status}"},
}
