"""Samples of card JSON 1.0, built by code."""

# ruff: noqa: D103 - a function is named as its sample
from __future__ import annotations

from larkline.cards import (
    Button,
    Card,
    Checker,
    CollapsiblePanel,
    Column,
    ColumnSet,
    Config,
    Confirm,
    DatePicker,
    Div,
    Header,
    Hr,
    Img,
    InteractiveContainer,
    LarkMd,
    Markdown,
    OpenUrl,
    Option,
    Overflow,
    OverflowOption,
    PickerDatetime,
    PickerTime,
    SelectPerson,
    SelectStatic,
    StandardIcon,
)
from larkline.cards.legacy import Action, Field, LegacyDiv, LegacyHeader, LegacyMarkdown, Note

IMAGE = "img_v3_02aa_00000000-0000-4000-8000-00000000000{}"
PERSON = "ou_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0{}"


def div_fields() -> Card:
    return Card.v1(
        config={"wide_screen_mode": True},
        header=Header("项目日报", template="green"),
        elements=[
            Div(LarkMd("**项目**：灯塔")),
            LegacyDiv(
                fields=[
                    Field(LarkMd("**负责人**\n张敏"), is_short=True),
                    Field(LarkMd("**进度**\n70%"), is_short=True),
                    Field("整体健康"),
                ]
            ),
            Hr(),
            Note([StandardIcon("info_outlined"), "每日 18:00 自动生成"]),
        ],
    )


def actions() -> Card:
    help_ = OverflowOption("帮助", "help").with_members(url="https://example.com/help")
    return Card.v1(
        config=Config(update_multi=True),
        header=Header("审批", template="orange"),
        elements=[
            Action(
                [
                    Button("同意", type="primary", value={"r": "yes"}),
                    Button("拒绝", type="danger", value={"r": "no"}, confirm=Confirm("拒绝", "确认？")),
                    Overflow([OverflowOption("转交", "fwd"), help_], value={"m": 1}),
                ],
                layout="bisected",
            ),
            Action(
                [
                    SelectStatic([Option("一", "1"), Option("二", "2")], placeholder="选项", value={"s": "x"}),
                    SelectPerson([PERSON.format(1)], placeholder="选人", value={"s": "p"}),
                    DatePicker(placeholder="日期", initial_date="2026-11-22", value={"s": "d"}),
                    PickerTime(placeholder="时间", value={"s": "t"}),
                    PickerDatetime(placeholder="时刻", value={"s": "dt"}),
                    Button("链接", url="https://example.com/x"),
                ],
                layout="flow",
            ),
        ],
    )


def extra_accessories() -> Card:
    menu = SelectStatic([Option("每天", "d"), Option("每周", "w")], placeholder="选择", value={"freq": 1})
    return Card.v1(
        header=Header("订阅设置", template="blue"),
        elements=[
            LegacyDiv("邮件通知", extra=Button("开启", type="primary", value={"mail": 1})),
            LegacyDiv(LarkMd("**封面**"), extra=Img(IMAGE.format(1), "封面")),
            LegacyDiv("频率", extra=menu),
            LegacyDiv("更多", extra=Overflow([OverflowOption("退订", "off")])),
        ],
    )


def markdown_href() -> Card:
    link = OpenUrl(
        "https://example.com/d",
        pc_url="https://example.com/pc",
        ios_url="https://example.com/i",
        android_url="https://example.com/a",
    )
    text = (
        "**加粗** *斜体* ~~删除~~ [差异化跳转]($u1) <at id=all></at>\n"
        f"<font color='green'>绿</font> ![图]({IMAGE.format(2)})"
    )
    return Card.v1(
        config=Config(enable_forward=False),
        card_link="https://example.com/card",
        header=Header("跳转", template="purple"),
        elements=[LegacyMarkdown(text, href={"u1": link})],
    )


def i18n_global() -> Card:
    return Card.v1(
        header=LegacyHeader(i18n_title={"zh_cn": "中文标题", "en_us": "English title"}, template="blue"),
        i18n_elements={
            "zh_cn": [Markdown("中文内容"), Action([Button("确定", value={"l": "zh"})])],
            "en_us": [Markdown("English content"), Action([Button("OK", value={"l": "en"})])],
        },
    )


def exclusive() -> Card:
    vote = Action([Button("赞成", type="primary", value={"v": 1}), Button("反对", value={"v": 0})])
    return Card.v1(
        config=Config(update_multi=False),
        header=Header("私密投票", template="violet"),
        elements=[Markdown("仅操作者看到更新"), vote],
    )


def fallback() -> Card:
    return Card.v1(
        config={"width_mode": "default", "compact_width": True},
        header=LegacyHeader(
            "升级兜底",
            template="grey",
            ud_icon="chat-forbidden_outlined",
            ud_icon_color="red",
            img_key=IMAGE.format(3),
        ),
        elements=[Markdown("正文")],
        fallback={
            "trigger_conditions": [
                {"type": "min_client_version", "value": "7.4"},
                {"type": "element_tags", "value": ["table"]},
            ]
        },
    )


def containers() -> Card:
    return Card.v1(
        header=Header("容器", template="indigo"),
        elements=[
            ColumnSet(
                [
                    Column([Markdown("左")], width="weighted", weight=1, vertical_align="top"),
                    Column([Button("右侧按钮", value={"c": 1})], width="auto"),
                ],
                flex_mode="none",
                background_style="grey",
                horizontal_spacing="default",
            ),
            InteractiveContainer(
                [Markdown("点我")], value={"ic": 1}, has_border=True, border_color="grey", corner_radius="8px"
            ),
            CollapsiblePanel("详情", [Markdown("内容"), Hr()], expanded=True),
            Checker("完成", name="ck", value={"ck": 1}),
        ],
    )


BUILT = {
    "v1_01_div_fields": div_fields,
    "v1_02_actions": actions,
    "v1_03_extra_accessories": extra_accessories,
    "v1_04_markdown_href": markdown_href,
    "v1_05_i18n_global": i18n_global,
    "v1_06_exclusive": exclusive,
    "v1_09_fallback": fallback,
    "v1_10_containers": containers,
}
