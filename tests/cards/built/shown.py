"""The samples that only show something, built by code."""

# ruff: noqa: D103 - a function is named as its sample
from __future__ import annotations

from larkline.cards import (
    Audio,
    Button,
    Card,
    Chart,
    CollapsiblePanel,
    Column,
    ColumnSet,
    Config,
    Confirm,
    Div,
    Header,
    Hr,
    Img,
    ImgCombination,
    LarkMd,
    Markdown,
    OpenUrl,
    Overflow,
    OverflowOption,
    Own,
    OwnColor,
    OwnTextSize,
    PerClient,
    Person,
    PersonList,
    PlainText,
    StandardIcon,
    StreamingConfig,
    Table,
    TableColumn,
    TableHeaderStyle,
    TextTag,
)
from tests.cards.shapes import card_json

IMAGE = "img_v3_02aa_00000000-0000-4000-8000-00000000000{}"
PERSON = "ou_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0{}"
CONTENTS = [element["content"] for element in card_json("v2_03_markdown_full")["body"]["elements"]]
LONG = "居中的红色一行，超出两行会被截断。" * 6


def hello() -> Card:
    return Card(
        header=Header("每日站会提醒", template="blue"),
        elements=[Markdown("早上好，**10:00** 在 3 楼会议室开站会。")],
    )


def header_full() -> Card:
    return Card(
        config=Config(summary="发布单 2048 等待确认"),
        header=Header(
            LarkMd("发布单 **#2048**"),
            subtitle="支付网关 · 灰度 20%",
            template="indigo",
            icon=StandardIcon("app-default_filled", color="indigo"),
            padding="12px 16px 12px 16px",
            tags=[
                TextTag("生产", color="red"),
                TextTag("灰度", color="orange"),
                TextTag("自动", color="neutral", element_id="tag_auto"),
            ],
            i18n_tags={"en_us": [TextTag("prod", color="red")]},
        ),
        elements=[
            Div(
                "窗口期 22:00 到 23:30，期间请勿合并主干。",
                icon=StandardIcon("alarm-clock_outlined", color="grey"),
            )
        ],
    )


def markdown_full() -> Card:
    first, *middle, last = CONTENTS
    return Card(
        header=Header("Markdown 全集", template="turquoise"),
        elements=[
            Markdown(first, element_id="md_basic"),
            *(Markdown(content) for content in middle),
            Markdown(last, text_align="left", text_size="normal", icon=StandardIcon("code_outlined", color="blue")),
        ],
    )


def text_styles() -> Card:
    return Card(
        config=Config(
            text_sizes={"cus-size": OwnTextSize("medium", pc="large", mobile="x-large")},
            colors={"cus-brand": OwnColor("rgba(5,157,178,0.9)", dark="rgba(120,220,240,0.9)")},
        ),
        header=Header("文本样式", template="grey"),
        elements=[
            Div(PlainText("字号 heading-0", text_size="heading-0")),
            Div(PlainText("字号 heading-1", text_size="heading-1")),
            Div(PlainText("字号 heading-2", text_size="heading-2")),
            Div(PlainText("字号 heading-3", text_size="heading-3")),
            Div(PlainText("字号 heading-4", text_size="heading-4")),
            Div(PlainText("字号 normal", text_size="normal")),
            Div(PlainText("字号 notation", text_size="notation")),
            Div(PlainText("字号 x-small", text_size="x-small")),
            Div(PlainText(LONG, text_color="red", text_align="center", lines=2), width="300px"),
            Div(
                LarkMd(
                    "lark_md **粗** *斜* ~~删~~ <font color='blue-400'>蓝</font> "
                    "[链接](https://example.com) <text_tag color='lime'>标签</text_tag>"
                ),
                icon=StandardIcon("info_outlined", color=Own("cus-brand")),
                margin="4px 0 0 8px",
            ),
            Div(
                PlainText("自定义字号与颜色", text_size=Own("cus-size"), text_color=Own("cus-brand")),
                width="auto",
            ),
        ],
    )


def images() -> Card:
    return Card(
        header=Header("图片与混排", template="carmine"),
        elements=[
            Img(
                IMAGE.format(1),
                "封面",
                title="活动封面",
                scale_type="crop_center",
                size="stretch",
                corner_radius="8px",
                preview=True,
                transparent=False,
                margin="4px -12px",
            ),
            Img(IMAGE.format(2), "头像", size="small", corner_radius="50%", preview=False),
            Img(IMAGE.format(3), "缩略", size="120px 80px", scale_type="crop_top"),
            Img(IMAGE.format(4), "完整显示", i18n_img_key={"en_us": IMAGE.format(5)}, scale_type="fit_horizontal"),
            ImgCombination("double", [IMAGE.format(n) for n in (1, 2)], corner_radius="6px"),
            ImgCombination("triple", [IMAGE.format(n) for n in (1, 2, 3)]),
            ImgCombination("trisect", [IMAGE.format(n) for n in (1, 2, 3, 4, 5)]),
        ],
    )


def persons() -> Card:
    three = [PERSON.format(n) for n in (1, 2, 3)]
    return Card(
        header=Header("值班名单", template="violet"),
        elements=[
            Person(PERSON.format(1), size="extra_small", show_avatar=True, show_name=True),
            Person(PERSON.format(2), size="large", show_name=True, style="capsule"),
            PersonList(
                three,
                show_name=True,
                show_avatar=True,
                size="small",
                lines=2,
                icon=StandardIcon("group_outlined", color="blue"),
            ),
            PersonList(three, show_name=False, show_avatar=True, size="medium", drop_invalid_user_id=True),
        ],
    )


def table() -> Card:
    return Card(
        header=Header("客户表", template="wathet"),
        elements=[
            Table(
                [
                    TableColumn("name", "客户", width="120px", vertical_align="top"),
                    TableColumn("scale", "规模", data_type="options"),
                    TableColumn("arr", "ARR", data_type="number", symbol="¥", precision=2, separator=True, width="25%"),
                    TableColumn("poc", "对接人", data_type="persons"),
                    TableColumn("at", "签约日", data_type="date", date_format="YYYY/MM/DD"),
                    TableColumn("link", "链接", data_type="lark_md"),
                    TableColumn("pic", "备注", data_type="markdown", width="auto", horizontal_align="center"),
                ],
                card_json("v2_07_table")["body"]["elements"][0]["rows"],
                page_size=3,
                row_height="auto",
                row_max_height="90px",
                freeze_first_column=True,
                header_style=TableHeaderStyle(
                    text_align="left",
                    text_size="normal",
                    background_style="grey",
                    text_color="default",
                    bold=True,
                    lines=1,
                ),
            )
        ],
    )


def charts() -> Card:
    requests = [{"t": t, "v": v} for t, v in (("08", 8), ("10", 14), ("12", 21), ("14", 19), ("16", 11))]
    line = {
        "type": "line",
        "title": {"text": "每小时请求"},
        "data": {"values": requests},
        "xField": "t",
        "yField": "v",
    }
    outcomes = [{"k": k, "v": v} for k, v in (("成功", 96), ("失败", 3), ("超时", 1))]
    pie = {
        "type": "pie",
        "data": {"values": outcomes},
        "categoryField": "k",
        "valueField": "v",
        "legends": {"visible": True},
    }
    groups = [{"g": g, "n": n} for g, n in (("甲", 5), ("乙", 9), ("丙", 2))]
    bar = {"type": "bar", "data": {"values": groups}, "xField": "g", "yField": "n"}
    return Card(
        header=Header("数据看板", template="purple"),
        elements=[
            Chart(line, aspect_ratio="16:9", color_theme="brand", preview=True),
            ColumnSet(
                [
                    Column([Chart(pie, height="200px")], width="weighted", weight=1),
                    Column(
                        [Chart(bar, height="200px", preview=False, color_theme="rainbow")], width="weighted", weight=1
                    ),
                ],
                flex_mode="none",
            ),
        ],
    )


def columns() -> Card:
    def tag(number: int) -> Column:
        return Column([Button(f"标签{number}", size="small", value={"t": number})], width="auto")

    return Card(
        header=Header("分栏布局", template="blue"),
        elements=[
            ColumnSet(
                [
                    Column([Markdown("左")], width="weighted", weight=1, padding="8px"),
                    Column(
                        [Markdown("中")],
                        width="weighted",
                        weight=2,
                        vertical_align="center",
                        background_style="blue-50",
                    ),
                    Column([Markdown("右固定")], width="100px", vertical_align="bottom"),
                ],
                flex_mode="none",
                background_style="grey-100",
                horizontal_spacing="large",
            ),
            ColumnSet(
                [Column([Markdown(f"格子 {n}")], width="weighted", weight=1) for n in range(4)], flex_mode="bisect"
            ),
            ColumnSet([tag(number) for number in range(5)], flex_mode="flow"),
            ColumnSet(
                [
                    Column([Img(IMAGE.format(1), "缩略图", size="medium")], width="auto"),
                    Column(
                        [
                            Markdown("**标题**\n摘要文字"),
                            ColumnSet([Column([Markdown("嵌套一")]), Column([Markdown("嵌套二")])]),
                        ],
                        width="weighted",
                        weight=1,
                        direction="vertical",
                        vertical_spacing="small",
                    ),
                ],
                flex_mode="stretch",
                url="https://example.com/row",
            ),
        ],
    )


def streaming() -> Card:
    return Card(
        config=Config(
            streaming_mode=True,
            summary="[生成中...]",
            streaming_config=StreamingConfig(
                print_frequency_ms=PerClient(70, pc=50), print_step=PerClient(1, ios=2), print_strategy="fast"
            ),
        ),
        header=Header("助手回答", template="blue"),
        elements=[
            Markdown("正在思考", element_id="answer_md"),
            CollapsiblePanel(
                "思考过程",
                [Div(PlainText("。。。", element_id="think_text"))],
                expanded=False,
                element_id="think",
            ),
        ],
    )


def card_link_fill() -> Card:
    return Card(
        config=Config(width_mode="fill", enable_forward=False, enable_forward_interaction=False, update_multi=True),
        card_link=OpenUrl(
            "https://example.com/release",
            pc_url="https://example.com/release-pc",
            ios_url="https://example.com/r-ios",
            android_url="https://example.com/r-and",
        ),
        header=Header("版本公告", template="blue"),
        elements=[Markdown("点击卡片任意空白处查看详情。"), Button("单独按钮", value={"b": 1})],
    )


def alert() -> Card:
    facts = ["**指标**\np99 > 3s", "**持续**\n12 分钟", "**影响**\n约 4% 请求"]
    facts.append(f"**值班**\n<at id={PERSON.format(1)}></at>")
    take = Button("我来处理", type="primary_filled", name="ack", value={"alert": "A-17", "op": "ack"})
    escalate = Button(
        "升级",
        type="danger",
        value={"alert": "A-17", "op": "escalate"},
        confirm=Confirm("升级到 P0", "将电话通知主管"),
    )
    more = Overflow(
        [
            OverflowOption("静默 30 分钟", "mute30"),
            OverflowOption("查看大盘", "dash", url="https://example.com/dash"),
        ],
        value={"alert": "A-17"},
    )
    return Card(
        config=Config(width_mode="compact", summary="P1 支付超时"),
        header=Header(
            "P1 告警：支付超时",
            subtitle="pay-gateway / cn-north",
            template="red",
            icon=StandardIcon("warning_filled", color="red"),
            tags=[TextTag("未处理", color="red")],
        ),
        elements=[
            ColumnSet([Column([Markdown(fact)]) for fact in facts], flex_mode="bisect"),
            Hr(),
            Div(
                PlainText("来自监控平台，10 分钟未响应将升级", text_size="notation", text_color="grey"),
                icon=StandardIcon("info_outlined", color="grey"),
            ),
            ColumnSet(
                [Column([take]), Column([escalate]), Column([more])], flex_mode="flow", horizontal_spacing="small"
            ),
        ],
    )


def audio() -> Card:
    return Card(
        config=Config(enable_forward=False),
        header=Header("语音纪要", template="blue"),
        elements=[Markdown("会议录音如下"), Audio("file_v3_0000_demo", audio_id="rec_1")],
    )


BUILT = {
    "v2_01_hello": hello,
    "v2_02_header_full": header_full,
    "v2_03_markdown_full": markdown_full,
    "v2_04_text_styles": text_styles,
    "v2_05_images": images,
    "v2_06_persons": persons,
    "v2_07_table": table,
    "v2_08_charts": charts,
    "v2_19_columns": columns,
    "v2_21_streaming": streaming,
    "v2_22_card_link_fill": card_link_fill,
    "v2_23_alert": alert,
    "v2_25_empty_body": Card,
    "v2_26_audio": audio,
}
