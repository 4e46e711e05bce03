"""The samples that a person uses, built by code."""

# ruff: noqa: D103 - a function is named as its sample
from __future__ import annotations

from larkline.cards import (
    Button,
    Card,
    CheckedStyle,
    Checker,
    CollapsiblePanel,
    Column,
    ColumnSet,
    Config,
    Confirm,
    DatePicker,
    Div,
    Form,
    Header,
    Hr,
    ImgOption,
    Input,
    InteractiveContainer,
    LarkMd,
    Markdown,
    MultiSelectPerson,
    MultiSelectStatic,
    OpenUrl,
    Option,
    Overflow,
    OverflowOption,
    PanelBorder,
    PanelHeader,
    Person,
    PickerDatetime,
    PickerTime,
    PlainText,
    SelectImg,
    SelectPerson,
    SelectStatic,
    StandardIcon,
    Summary,
    Table,
    TableColumn,
)

IMAGE = "img_v3_02aa_00000000-0000-4000-8000-00000000000{}"
PERSON = "ou_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0{}"


def buttons() -> Card:
    return Card(
        header=Header("按钮大全", template="blue"),
        elements=[
            Button("默认回调", value={"k": "default"}, element_id="b_default"),
            Button(
                "主按钮带名",
                type="primary_filled",
                size="large",
                width="fill",
                name="main_btn",
                value={"k": "main", "n": 1},
            ),
            Button("删除", type="danger", confirm=Confirm("确认删除？", "删除后不可恢复。"), value={"k": "del"}),
            Button(
                "打开文档",
                type="text",
                url=OpenUrl(
                    "https://example.com/docs",
                    pc_url="https://example.com/pc",
                    ios_url="lark://msgcard/unsupported_action",
                ),
            ),
            Button(
                "跳转且回调",
                type="primary",
                icon=StandardIcon("share_outlined"),
                url="https://example.com/both",
                value="plain-string",
            ),
            Button("禁用", type="danger_filled", disabled=True, disabled_tips="没有权限", value={"k": "no"}),
            Button("旧式链接", type="primary_text", size="tiny").with_members(url="https://example.com/legacy"),
            Button("旧式回传", type="laser", size="small", width="160px", hover_tips="用 value 回传").with_members(
                value={"k": "legacy"}
            ),
        ],
    )


def selects_overflow() -> Card:
    return Card(
        header=Header("选择类组件", template="green"),
        elements=[
            SelectStatic(
                [
                    Option("P0", "p0", icon=StandardIcon("up-right_outlined", color="red")),
                    Option("P1", "p1"),
                    Option("P2", "p2"),
                ],
                placeholder="选择优先级",
                initial_option="p1",
                width="200px",
                value={"field": "prio"},
            ),
            SelectStatic(
                [Option("开发", "dev"), Option("生产", "prod")],
                name="env_sel",
                type="text",
                placeholder="环境",
                initial_index=2,
            ),
            SelectPerson(
                [PERSON.format(1), PERSON.format(2)],
                placeholder="转派给",
                value={"field": "owner"},
                confirm=Confirm("转派", "确认转派？"),
            ),
            Overflow(
                [
                    OverflowOption("查看日志", "log", url="https://example.com/log"),
                    OverflowOption("静默 1 小时", "mute_1h"),
                    OverflowOption("关闭告警", "close"),
                ],
                width="default",
                value={"alert": "A-17"},
            ),
        ],
    )


def pickers() -> Card:
    return Card(
        header=Header("日期时间", template="orange"),
        elements=[
            DatePicker(placeholder="选日期", initial_date="2026-11-20", value={"f": "d"}, width="fill"),
            PickerTime(placeholder="选时间", initial_time="09:30", value={"f": "t"}),
            PickerDatetime("when", placeholder="选时刻", width="240px").with_members(value={"f": "dt"}),
            DatePicker(placeholder="不可用", disabled=True),
        ],
    )


def inputs() -> Card:
    return Card(
        header=Header("独立输入框", template="blue"),
        elements=[
            Input(
                "quick_note",
                label="备注",
                label_position="left",
                placeholder="按回车提交",
                default_value="",
                max_length=50,
                width="fill",
                value={"ticket": 7},
            ),
            Input(
                input_type="multiline_text",
                rows=3,
                auto_resize=True,
                max_rows=6,
                placeholder="多行",
                value={"ticket": 8},
            ),
            Input(
                input_type="password",
                show_icon=True,
                placeholder="口令",
                disabled=True,
                disabled_tips="由管理员填写",
            ),
        ],
    )


def form_leave() -> Card:
    return Card(
        header=Header("请假申请", template="blue"),
        elements=[
            Markdown("填写下方表单后提交，带 <font color='red'>*</font> 为必填。"),
            Form(
                "leave_form",
                [
                    SelectStatic(
                        [Option("年假", "annual"), Option("病假", "sick"), Option("事假", "personal")],
                        name="kind",
                        required=True,
                        placeholder="请假类型",
                        width="fill",
                    ),
                    ColumnSet(
                        [
                            Column(
                                [DatePicker("from_day", required=True, placeholder="开始日期", width="fill")],
                                width="weighted",
                                weight=1,
                            ),
                            Column(
                                [PickerTime("from_time", placeholder="时间", initial_time="09:00", width="fill")],
                                width="weighted",
                                weight=1,
                            ),
                        ],
                        flex_mode="none",
                        horizontal_spacing="8px",
                    ),
                    PickerDatetime("until", required=True, placeholder="结束时刻", width="fill"),
                    MultiSelectStatic(
                        [Option("值班", "oncall"), Option("评审", "review"), Option("周报", "weekly")],
                        name="handover",
                        required=False,
                        placeholder="交接事项",
                        width="fill",
                        selected_values=["weekly"],
                    ),
                    SelectPerson(
                        [PERSON.format(1), PERSON.format(2)], name="backup", placeholder="代班人", width="fill"
                    ),
                    MultiSelectPerson(
                        [PERSON.format(n) for n in (1, 2, 3)],
                        name="cc",
                        required=False,
                        placeholder="抄送",
                        width="fill",
                    ),
                    Input(
                        "reason",
                        required=True,
                        label="原因",
                        input_type="multiline_text",
                        rows=3,
                        max_length=200,
                        placeholder="请说明原因",
                        width="fill",
                    ),
                    Checker(LarkMd("我已阅读 [请假制度](https://example.com/rule)"), name="agree", checked=False),
                    ColumnSet(
                        [
                            Column([Button("重置", name="btn_reset", form_action_type="reset")], width="auto"),
                            Column(
                                [
                                    Button(
                                        "提交",
                                        type="primary_filled",
                                        name="btn_submit",
                                        form_action_type="submit",
                                        value={"form": "leave", "v": 2},
                                        confirm=Confirm("提交申请", "提交后将通知主管。"),
                                    )
                                ],
                                width="auto",
                            ),
                        ],
                        flex_mode="none",
                        horizontal_align="right",
                    ),
                ],
                direction="vertical",
                vertical_spacing="12px",
                padding="4px 0px 4px 0px",
            ),
        ],
    )


def form_images() -> Card:
    return Card(
        header=Header("海报投票", template="carmine"),
        elements=[
            Form(
                "poster_vote",
                [
                    SelectImg(
                        [ImgOption(IMAGE.format(n), f"poster{n}", hover_tips=f"方案 {n}") for n in (1, 2, 3)],
                        name="best",
                        multi_select=False,
                        required=True,
                        layout="trisect",
                        aspect_ratio="1:1",
                        can_preview=False,
                    ),
                    SelectImg(
                        [
                            ImgOption(IMAGE.format(4), "a"),
                            ImgOption(IMAGE.format(5), "b"),
                            ImgOption(IMAGE.format(6), "c", disabled=True, disabled_tips="已下架"),
                        ],
                        name="liked",
                        multi_select=True,
                        layout="bisect",
                        aspect_ratio="4:3",
                        can_preview=True,
                    ),
                    Input("pw", input_type="password", placeholder="投票口令", show_icon=False),
                    Button("投票", type="primary", name="vote_btn", form_action_type="submit"),
                ],
            )
        ],
    )


def select_img_single() -> Card:
    covers = [ImgOption(IMAGE.format(1), "c1"), ImgOption(IMAGE.format(2), "c2")]
    return Card(
        header=Header("选一张封面", template="blue"),
        elements=[SelectImg(covers, name="cover", layout="bisect", aspect_ratio="16:9", value={"post": 12})],
    )


def checker_todo() -> Card:
    return Card(
        header=Header("今日待办", template="yellow"),
        elements=[
            Checker(
                LarkMd("整理 [周报](https://example.com/w)"),
                name="todo_1",
                checked=False,
                overall_checkable=True,
                checked_style=CheckedStyle(show_strikethrough=True, opacity=0.5),
                padding="4px",
                value={"todo": 1},
                buttons=[Button("延后", type="text", size="small", value={"defer": 1})],
                show_buttons="on_hover",
            ),
            Checker("已确认的事项", checked=True, value={"todo": 2}, confirm=Confirm("取消勾选", "确定？")),
            Checker("只在本地打勾", overall_checkable=False),
        ],
    )


def interactive_container() -> Card:
    return Card(
        header=Header("你可以这样问我", template="wathet"),
        elements=[
            InteractiveContainer(
                [Markdown("帮我写一份周报", icon=StandardIcon("edit_outlined", color="blue"))],
                width="fill",
                has_border=True,
                border_color="grey-300",
                corner_radius="8px",
                padding="8px 12px",
                background_style="blue-50",
                hover_tips="点我提问",
                value={"ask": "weekly"},
            ),
            InteractiveContainer(
                [
                    Div("更多能力", width="auto"),
                    Button("内部按钮", type="text", size="tiny", value={"inner": True}),
                ],
                width="auto",
                corner_radius="20px",
                background_style="laser",
                url="https://example.com/more",
                value={"ask": "more"},
                direction="horizontal",
                horizontal_spacing="small",
            ),
            InteractiveContainer(
                [Markdown("生成一张图片")], value={"ask": "x"}, disabled=True, disabled_tips="今日额度已用完"
            ),
        ],
    )


def collapsible() -> Card:
    return Card(
        header=Header("排障记录", template="grey"),
        elements=[
            CollapsiblePanel(
                PanelHeader(
                    "推理过程",
                    icon=StandardIcon("down-small-ccm_outlined", size="16px 16px"),
                    icon_position="right",
                    icon_expanded_angle=-180,
                    vertical_align="center",
                ),
                [Markdown("第一步：查日志"), Markdown("第二步：复现")],
                expanded=False,
                border=PanelBorder(color="grey", corner_radius="5px"),
                padding="8px",
                vertical_spacing="8px",
            ),
            CollapsiblePanel(
                PanelHeader(
                    Markdown("**<font color='white'>结论</font>**"),
                    background_color="yellow",
                    padding="4px 8px",
                    width="auto_when_fold",
                    icon_position="follow_text",
                    icon=StandardIcon("down-small-ccm_outlined"),
                ),
                [Hr(), Button("采纳", type="primary", value={"ok": 1})],
                expanded=True,
                background_color="yellow-50",
            ),
        ],
    )


def i18n_local() -> Card:
    return Card(
        config=Config(
            locales=["zh_cn", "en_us"],
            use_custom_translation=True,
            summary=Summary("签到提醒", i18n={"en_us": "Check in"}),
        ),
        header=Header(
            PlainText("会议室签到提醒", i18n={"en_us": "Check-in reminder", "ja_jp": "チェックイン"}),
            template="orange",
        ),
        elements=[
            Markdown("**会议室**\n三楼 302", i18n={"en_us": "**Room**\n3F 302"}),
            Form(
                "checkin",
                [
                    Input(
                        "people",
                        default_value="5 人",
                        i18n_default_value={"en_us": "5 people"},
                        placeholder=PlainText("人数", i18n={"en_us": "How many"}),
                    ),
                    Button("签到", type="primary_filled", name="checkin_btn", form_action_type="submit"),
                ],
            ),
        ],
    )


def expense_approval() -> Card:
    approve = Button(
        "同意", type="primary_filled", name="approve", form_action_type="submit", value={"id": 881, "ok": True}
    )
    reject = Button(
        "驳回",
        type="danger",
        name="reject",
        form_action_type="submit",
        value={"id": 881, "ok": False},
        confirm=Confirm("驳回", "确认驳回该报销？"),
    )
    return Card(
        header=Header("报销审批 #881", template="turquoise"),
        elements=[
            Person(PERSON.format(2), size="small", show_name=True),
            Table(
                [
                    TableColumn("item", "项目"),
                    TableColumn("fee", "金额", data_type="number", symbol="¥", precision=2),
                ],
                [{"item": "高铁", "fee": 553}, {"item": "酒店", "fee": 398.5}],
                page_size=5,
            ),
            Form(
                "decide",
                [
                    Input("comment", placeholder="审批意见", max_length=200, width="fill"),
                    ColumnSet([Column([approve], width="auto"), Column([reject], width="auto")]),
                ],
            ),
        ],
    )


BUILT = {
    "v2_09_buttons": buttons,
    "v2_10_selects_overflow": selects_overflow,
    "v2_11_pickers": pickers,
    "v2_12_input": inputs,
    "v2_13_form_leave": form_leave,
    "v2_14_form_images": form_images,
    "v2_15_select_img_single": select_img_single,
    "v2_16_checker_todo": checker_todo,
    "v2_17_interactive_container": interactive_container,
    "v2_18_collapsible": collapsible,
    "v2_20_i18n_local": i18n_local,
    "v2_24_expense_approval": expense_approval,
}
