"""
Write docs/en/card-fidelity.md and docs/zh/card-fidelity.md from the sample cards and from what is known to differ.

Usage: ``python -m tools.fidelity_table [--check]``. What is counted is tested: each sample is drawn in a browser in
both themes and on both kinds of client, and each step is done there and compared with the documented action.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from tools.pages import ROOT, Language, MadePage

SAMPLES = ROOT / "tests" / "samples" / "cards"
CATALOGUE = ROOT / "src" / "larkline" / "cards" / "data" / "catalogue.json"


class Drawn(NamedTuple):
    """How far a component is drawn: ``●`` all of it, ``◐`` with the difference that stands beside it."""

    mark: Literal["●", "◐"]
    name: dict[Language, str]
    note: dict[Language, str]


def drawn(mark: Literal["●", "◐"], en: str, zh: str, note_en: str = "", note_zh: str = "") -> Drawn:
    """Put both languages together."""
    return Drawn(mark, {"en": en, "zh": zh}, {"en": note_en, "zh": note_zh})


#: Every component of the catalogue.
COMPONENTS: dict[str, Drawn] = {
    "div": drawn("●", "text", "普通文本"),
    "markdown": drawn(
        "◐",
        "rich text",
        "富文本",
        "Lark emoji are drawn as the nearest Unicode ones; code is coloured by comments, strings, numbers and words, "
        "not by the grammar of its language",
        "飞书表情以最接近的 Unicode 表情代替；代码按注释、字符串、数字和关键字着色，不做完整的语法分析",
    ),
    "hr": drawn("●", "divider", "分割线"),
    "note": drawn("●", "note", "备注"),
    "img": drawn(
        "◐",
        "picture",
        "图片",
        "a placeholder unless the emulator has the picture",
        "本地平台没有该图片时显示占位图",
    ),
    "img_combination": drawn("◐", "several pictures", "多图混排", "placeholders, as above", "同上，显示占位图"),
    "person": drawn("◐", "person", "人员", "initials in place of the photo", "以姓名缩写代替头像"),
    "person_list": drawn("◐", "people", "人员列表", "as above", "同上"),
    "chart": drawn(
        "◐",
        "chart",
        "图表",
        "by VChart; without the platform's own media queries; colours of themes are close, not equal",
        "由 VChart 绘制；不含平台自带的媒体查询，主题配色相近但不完全一致",
    ),
    "table": drawn("●", "table", "表格"),
    "audio": drawn("◐", "audio", "语音", "its strip with the key; nothing is played", "显示语音条与 file_key，不播放"),
    "column_set": drawn(
        "◐",
        "columns",
        "分栏",
        "in one row a long word may widen its column by half, so that it is not broken",
        "单行排列时，长单词可将所在列最多撑宽一半，以免被截断",
    ),
    "column": drawn("●", "column", "列"),
    "form": drawn("●", "form", "表单容器"),
    "interactive_container": drawn("●", "clickable container", "交互容器"),
    "collapsible_panel": drawn("●", "folding panel", "折叠面板"),
    "action": drawn("●", "row of actions", "交互模块"),
    "button": drawn("●", "button", "按钮"),
    "overflow": drawn("●", "menu", "折叠按钮组"),
    "select_static": drawn("●", "choice", "下拉选择（单选）"),
    "multi_select_static": drawn("●", "choice of several", "下拉选择（多选）"),
    "select_person": drawn("●", "choice of a person", "人员选择（单选）"),
    "multi_select_person": drawn("●", "choice of people", "人员选择（多选）"),
    "date_picker": drawn("●", "date", "日期选择器"),
    "picker_time": drawn("●", "time", "时间选择器"),
    "picker_datetime": drawn("●", "date and time", "日期时间选择器"),
    "input": drawn("●", "text field", "输入框"),
    "select_img": drawn("◐", "choice of pictures", "多图选择", "placeholders", "显示占位图"),
    "checker": drawn("●", "tick box", "勾选器"),
}
WORDS: dict[str, dict[Language, str]] = {
    "title": {"en": "Card fidelity", "zh": "卡片还原度"},
    "made": {
        "en": "Made by `tools/fidelity_table.py`; do not edit.",
        "zh": "由 `tools/fidelity_table.py` 生成，请勿手工修改。",
    },
    "intro": {
        "en": (
            "What the console, `larkline card render` and a notebook draw of a card. Look and sizes follow the "
            "documentation "
            "where it says something, and the client by eye where it does not: recognisable at a glance, not "
            "equal to the pixel.\n\n"
            "● drawn in full · ◐ drawn, with the difference in the last column. *Samples*: cards in the test "
            "suite that have it, "
            "each drawn in Chromium in light and dark, as on a PC and on a phone, without a violation of the "
            "page's policy and without "
            "a request to anywhere, and what is drawn is compared with what was drawn before. "
            "*Steps*: interactions done there with mouse and keyboard whose "
            "`event.action`, link, tip or refusal "
            "is exactly the documented one."
        ),
        "zh": (
            "本页列出控制台、`larkline card render` 与 Notebook 对卡片的还原程度。外观与尺寸以官方文档为准，文档"
            "未写明处按客户端的"
            "观感还原：一眼可认，但不追求逐像素一致。\n\n"
            "● 完整绘制 · ◐ 已绘制，差异见最后一列。“样例”：测试中包含该组件的卡片数，每张都在 Chromium 中以浅色"
            "与深色、PC 与手机"
            "两种宽度绘制，不违反页面安全策略，也不发出任何外部请求，"
            "绘制结果与既有记录逐一比对。“步骤”：在浏览器中用鼠标和键盘完成的交互数"
            "，其 `event.action`、"
            "链接、提示或拒绝与文档完全一致。"
        ),
    },
    "head": {
        "en": "| component | tag | 1.0 | 2.0 | drawn | samples | steps | differs in |",
        "zh": "| 组件 | tag | 1.0 | 2.0 | 绘制 | 样例 | 步骤 | 差异 |",
    },
    "rest": {
        "en": (
            "A component that is not in this table is drawn as a labelled box with its JSON. Icons are drawn by "
            "what their name says, since "
            "the platform's own set may not be copied; pictures are never loaded from elsewhere. Text that "
            "would turn the direction of a line is "
            "shown by number, such as ⟦U+202E⟧. Links are underlined faintly and a subtitle is as dark "
            "as its title, so that both can be made out by everybody. Cards are drawn as by the newest client, "
            "which no `fallback` rule of a card concerns."
        ),
        "zh": (
            "不在表中的组件显示为带名称的方框及其 JSON。平台图标库不可复制，图标按名称含义绘制；图片从不从外部加载。"
            "会改变文字方向的控制字符以编号显示，例如 ⟦U+202E⟧。"
            "链接带有浅色下划线，副标题与标题同色，以便所有人都能辨认。"
            "卡片按最新版客户端绘制，因此不会触发卡片的 `fallback` 降级规则。"
        ),
    },
}


def tags_in(node: Any) -> Iterator[str]:
    """Give the tag of everything within a card."""
    if isinstance(node, dict):
        if isinstance(node.get("tag"), str):
            yield node["tag"]
        for child in node.values():
            yield from tags_in(child)
    elif isinstance(node, list):
        for child in node:
            yield from tags_in(child)


def counts() -> tuple[Counter[str], Counter[str]]:
    """Count by tag the sample cards and the steps of their interactions."""
    samples: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for path in sorted(SAMPLES.glob("v*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not path.stem.endswith(".expect"):
            samples.update(set(tags_in(content)))
            continue
        card = json.loads(path.with_name(path.name.replace(".expect", "")).read_text(encoding="utf-8"))
        for step in content.get("interactions", ()):
            node = card
            for key in step["path"].strip("/").split("/") if step["path"] != "/" else ():
                node = node[int(key) if isinstance(node, list) else key]
            steps[node.get("tag", "")] += 1
    return samples, steps


def page(language: Language) -> str:
    """Give the page in one language."""
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))["components"]
    samples, steps = counts()
    rows = []
    for tag, component in COMPONENTS.items():
        versions = catalogue[tag]["parents"]
        has = ["✓" if version in versions else "" for version in ("1.0", "2.0")]
        cells = [component.name[language], f"`{tag}`", *has, component.mark, str(samples[tag]), str(steps[tag] or "")]
        rows.append(f"| {' | '.join([*cells, component.note[language]])} |")
    return "\n".join(
        [
            f"<!-- {WORDS['made'][language].replace('`', '')} -->",
            "",
            f"# {WORDS['title'][language]}",
            "",
            WORDS["intro"][language],
            "",
            WORDS["head"][language],
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
            WORDS["rest"][language],
            "",
        ]
    )


PAGE = MadePage("card-fidelity.md", "tools.fidelity_table", page)

if __name__ == "__main__":
    PAGE.main()
