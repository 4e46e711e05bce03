"""Read tests/criteria/*.toml: what the emulator has to do, the test that shows it, and how to make that test fail."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.pages import ROOT

__all__ = ["FOLDER", "ROOT", "STORIES", "Criterion", "Mutation", "criteria"]

FOLDER = ROOT / "tests" / "criteria"
#: What people want of the emulator, in English and Chinese.
STORIES = {
    "S1": ("The first minute", "第一分钟"),
    "S2": ("Send, click, update", "发送、点击、更新"),
    "S3": ("Explain a code", "解释错误码"),
    "S4": ("Time against the limit", "时限"),
    "S5": ("Deliver again", "重放"),
    "S6": ("Make trouble", "故障注入"),
    "S7": ("Several clients", "多个客户端"),
    "S8": ("Save a mode", "保存订阅方式"),
    "S9": ("Check an address", "校验请求地址"),
    "S10": ("Redelivery and time", "重推与时钟"),
    "S11": ("Store apps", "商店应用"),
    "S12": ("Link previews", "链接预览"),
    "S13": ("Record and export", "录制与导出"),
    "S14": ("Tests and programs", "测试与外部程序"),
    "S15": ("Look into a delivery", "查看推送细节"),
    "S16": ("API calls", "API 调用记录"),
    "S17": ("Trigger events", "触发事件"),
    "S18": ("Card templates", "卡片模板"),
    "S19": ("Check and draw cards", "检查与绘制卡片"),
    "S20": ("Keep and share", "保存与分享"),
    "S21": ("Nothing leaves this machine", "不向外发送"),
    "S22": ("Doctor", "环境诊断"),
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """
    A small change that takes the behaviour away.

    Attributes:
        file: Below src/larkline; or in web/, where the page is built from.
        find: Stands there exactly once.
        replace: What takes its place.
    """

    file: str
    find: str
    replace: str

    @property
    def is_of_page(self) -> bool:
        """Whether the page has to be built again to see it."""
        return self.file.startswith("web/")

    def path(self, root: Path) -> Path:
        """Give where the file is in the project at *root*, or in a copy of it."""
        return root / self.file if self.is_of_page else root / "src" / "larkline" / self.file

    def applied(self, root: Path) -> str:
        """Give the changed text of the file."""
        text = self.path(root).read_text(encoding="utf-8")
        if text.count(self.find) != 1:
            raise ValueError(f"{self.find!r} stands {text.count(self.find)} times in {self.file}, not once")
        return text.replace(self.find, self.replace)


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    One thing the emulator has to do.

    Attributes:
        id: Story and number, such as ``S5.2``.
        text: What it is, by language.
        observable: What the test looks at, by language; why it is open, for one without a test.
        test: The node id of the test; empty while there is none.
        mutation: Under which that test fails; None while there is no test.
    """

    id: str
    text: dict[str, str]
    observable: dict[str, str]
    test: str
    mutation: Mutation | None

    @property
    def story(self) -> str:
        """The story it belongs to."""
        return self.id.partition(".")[0]


def criteria() -> list[Criterion]:
    """List all of them, story by story."""
    return list(_read())


def _read() -> Iterator[Criterion]:
    for story in STORIES:
        path = FOLDER / f"{story.lower()}.toml"
        rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["criterion"]
        for number, row in enumerate(rows, 1):
            mutation = Mutation(row["file"], row["find"], row["replace"]) if "test" in row else None
            yield Criterion(
                f"{story}.{number}",
                {"en": row["en"], "zh": row["zh"]},
                {"en": row["seen_en"], "zh": row["seen_zh"]},
                row.get("test", ""),
                mutation,
            )
