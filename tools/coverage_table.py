"""
Write docs/en/api-coverage.md and docs/zh/api-coverage.md from what the emulator serves.

Usage: ``python -m tools.coverage_table [--check]``; with ``--check`` nothing is written, and the status is 1 when a
page is not what it should be.
"""

from __future__ import annotations

from collections.abc import Iterator

from larkline.emulator.platform_api.coverage import COMMON_CODES, coverage
from tools.pages import Language, MadePage, table_row

WORDS: dict[str, dict[Language, str]] = {
    "made": {
        "en": "Made by tools/coverage_table.py; do not edit.",
        "zh": "由 tools/coverage_table.py 生成，请勿手工修改。",
    },
    "title": {"en": "API calls the emulator answers", "zh": "本地平台支持的 API"},
    "intro": {
        "en": (
            "Everything else is answered with HTTP 404 and code 99991201, and counted (`unimplemented` in `GET /info` "
            "and `GET /api-calls`): never a silent success. `GET /coverage` of the control API gives this table as "
            "JSON.\n\n"
            "Calls with an access token may also answer {codes}."
        ),
        "zh": (
            "其余路径一律返回 HTTP 404 与错误码 99991201，并计数"
            "（见 `GET /info` 与 `GET /api-calls` 的 `unimplemented`），绝不会悄悄返回成功。"
            "控制 API 的 `GET /coverage` 以 JSON 给出同一张表。\n\n"
            "需要访问凭证的调用还可能返回 {codes}。"
        ),
    },
    "call": {"en": "Call", "zh": "调用"},
    "tier": {"en": "Tier", "zh": "级别"},
    "codes": {"en": "Codes", "zh": "错误码"},
    "scopes": {"en": "Scopes (any of them)", "zh": "权限（任一即可）"},
    "test": {"en": "Test", "zh": "测试"},
}


def page(language: Language) -> str:
    """Give the whole page."""
    return "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    word = {key: words[language] for key, words in WORDS.items()}
    yield f"<!-- {word['made']} -->"
    yield ""
    yield f"# {word['title']}"
    yield ""
    yield from word["intro"].format(codes=_codes(COMMON_CODES)).split("\n")
    yield ""
    yield table_row(word["call"], word["tier"], word["codes"], word["scopes"], word["test"])
    yield table_row(*["---"] * 5)
    for row in coverage():
        scopes = " ".join(f"`{scope}`" for scope in row.scopes)
        yield table_row(f"`{row.method} {row.path}`", str(row.tier), _codes(row.codes), scopes, f"`{row.test}`")


def _codes(codes: tuple[int, ...]) -> str:
    return " ".join(f"`{code}`" for code in sorted(codes))


PAGE = MadePage("api-coverage.md", "tools.coverage_table", page)

if __name__ == "__main__":
    PAGE.main()
