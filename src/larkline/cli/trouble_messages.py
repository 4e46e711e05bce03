"""What the commands ``faults`` and ``clock`` say."""

from __future__ import annotations

from typing import Literal

__all__ = ["TROUBLE_MESSAGES"]

#: As :data:`larkline.cli.language.MESSAGES`, of which it is a part.
TROUBLE_MESSAGES: dict[str, dict[Literal["zh", "en"], str]] = {
    "help_faults": {
        "en": "Let things go wrong in a running emulator, and stop it.",
        "zh": "在正在运行的本地平台中注入或清除故障。",
    },
    "help_faults_add": {
        "en": "Add a fault or a preset: larkline faults add delay seconds=3.5 type=card.action.trigger times=1. "
        "FIELD is a parameter, the scope (app, connection, type, chat, method, path), times, lasts (seconds), "
        "probability or seed.",
        "zh": "添加故障或预设：larkline faults add delay seconds=3.5 type=card.action.trigger times=1。"
        "FIELD 可以是参数、范围（app、connection、type、chat、method、path）、times、"
        "lasts（秒）、probability 或 seed。",
    },
    "help_faults_list": {"en": "List the active faults.", "zh": "列出生效中的故障。"},
    "help_faults_clear": {"en": "Clear the fault ID, or all faults.", "zh": "清除编号为 ID 的故障；不指定则全部清除。"},
    "help_faults_presets": {
        "en": "List the presets and the kinds, and what the real platform does.",
        "zh": "列出预设与故障类型，并说明真实平台的行为。",
    },
    "faults_none": {"en": "nothing goes wrong on purpose", "zh": "没有生效中的故障"},
    "faults_cleared": {"en": "cleared: {count}", "zh": "已清除 {count} 个"},
    "faults_presets": {"en": "Presets", "zh": "预设"},
    "faults_kinds": {"en": "Kinds", "zh": "故障类型"},
    "help_clock": {
        "en": "Show and move the time of a running emulator.",
        "zh": "查看或调整正在运行的本地平台的时间。",
    },
    "help_clock_freeze": {"en": "Let time stand still.", "zh": "冻结时间。"},
    "help_clock_run": {"en": "Let time pass as on this machine.", "zh": "恢复为真实时间流速。"},
    "help_clock_scale": {"en": "Let SPEED seconds pass each second.", "zh": "每秒流逝 SPEED 秒。"},
    "help_clock_set": {
        "en": "Set the time of day: 2026-12-01T08:00:00Z, or seconds since 1970-01-01 UTC.",
        "zh": "设置时间：2026-12-01T08:00:00Z，或自 1970-01-01 UTC 起的秒数。",
    },
    "help_clock_advance": {
        "en": "Move time forward by DURATION: 90, 90s, 5m, 6h or 14d.",
        "zh": "时间前进 DURATION：90、90s、5m、6h 或 14d。",
    },
    "help_clock_next": {
        "en": "Move time to the next timer, of any kind or of KIND (redelivery, update_token, …).",
        "zh": "前进到下一个定时点；可用 KIND 指定种类（redelivery、update_token 等）。",
    },
    "help_clock_timers": {"en": "List what will happen, or end, by the clock.", "zh": "列出即将到来的定时点。"},
    "clock_frozen": {"en": "time stands still", "zh": "时间已冻结"},
    "clock_running": {"en": "{speed:g} s pass each second", "zh": "每秒流逝 {speed:g} 秒"},
    "clock_ran": {"en": "ran: {kind}, {subject}", "zh": "已到达：{kind}，{subject}"},
    "clock_nothing": {"en": "nothing is to come", "zh": "没有即将到来的定时点"},
    "clock_bad_duration": {
        "en": "{given!r} is no duration: 90, 90s, 5m, 6h or 14d",
        "zh": "{given!r} 不是时长：请使用 90、90s、5m、6h 或 14d",
    },
    "clock_bad_time": {
        "en": "{given!r} is no time: 2026-12-01T08:00:00Z, or seconds since 1970-01-01 UTC",
        "zh": "{given!r} 不是时间：请使用 2026-12-01T08:00:00Z，或自 1970-01-01 UTC 起的秒数",
    },
}
