"""
Write docs/en/criteria.md and docs/zh/criteria.md from tests/criteria.

Usage: ``python -m tools.criteria_table [--check]``; with ``--check`` nothing is written, and the status is 1 when a
page is not what it should be.
"""

from __future__ import annotations

from collections.abc import Iterator

from tools.criteria import STORIES, Criterion, criteria
from tools.pages import LANGUAGES, Language, MadePage, table_row

WORDS: dict[str, dict[Language, str]] = {
    "made": {
        "en": "Made by tools/criteria_table.py from tests/criteria; do not edit.",
        "zh": "由 tools/criteria_table.py 根据 tests/criteria 生成，请勿手工修改。",
    },
    "title": {"en": "What the emulator has to do, and how that is shown", "zh": "本地平台的验收标准与测试对照"},
    "intro": {
        "en": (
            "Each row is something the emulator has to do, the test that shows it, and what that test looks at. The "
            "last column names the file in which the behaviour can be taken away by a small change; `make mutations` "
            "does so in a copy, row by row, and sees each test fail; the page is built again for a file in web/."
        ),
        "zh": (
            "每一行是本地平台必须具备的一项行为、证明它的测试，以及该测试观察的结果。"
            "最后一列是可以用一处小改动去掉该行为的源文件：`make mutations` 会在副本中逐行改动，并确认对应的测试失败。"
            "对于 web/ 中的文件，会重新构建控制台页面。"
        ),
    },
    "id": {"en": "Nr.", "zh": "编号"},
    "text": {"en": "Criterion", "zh": "标准"},
    "test": {"en": "Test", "zh": "测试"},
    "observable": {"en": "What is looked at", "zh": "观察结果"},
    "mutation": {"en": "Fails without", "zh": "去掉后失败"},
    "open": {"en": "**open**", "zh": "**未完成**"},
    "count": {
        "en": "{done} criteria are shown by tests, {open} are open.",
        "zh": "{done} 项由测试证明，{open} 项未完成。",
    },
}


def page(language: Language) -> str:
    """Give the whole page."""
    return "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    word = {key: words[language] for key, words in WORDS.items()}
    rows = criteria()
    done = sum(bool(row.test) for row in rows)
    yield from (f"<!-- {word['made']} -->", "", f"# {word['title']}", "", word["intro"], "")
    yield word["count"].format(done=done, open=len(rows) - done)
    for story, titles in STORIES.items():
        yield from ("", f"## {story} {titles[LANGUAGES.index(language)]}", "")
        yield table_row(word["id"], word["text"], word["test"], word["observable"], word["mutation"])
        yield table_row(*["---"] * 5)
        yield from (_criterion(row, language) for row in rows if row.story == story)


def _criterion(row: Criterion, language: Language) -> str:
    if row.mutation is None:
        return table_row(row.id, row.text[language], WORDS["open"][language], row.observable[language], "")
    test = row.test.removeprefix("tests/")
    return table_row(row.id, row.text[language], f"`{test}`", row.observable[language], f"`{row.mutation.file}`")


PAGE = MadePage("criteria.md", "tools.criteria_table", page)

if __name__ == "__main__":
    PAGE.main()
