"""Tests of ``larkline explain``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from larkline.cli.commands import larkline


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(larkline, ["explain", *arguments])


def test_in_both_languages():
    """The meaning, the causes, what helps, an example, and how sure it is."""
    english, chinese = run("200672", "--lang", "en"), run("200672", "--lang", "zh")

    assert (english.exit_code, chinese.exit_code) == (0, 0)
    assert english.output.startswith("200672 (shown in the client): the body of the response has a wrong format\n")
    assert 'right: {"toast": {"type": "success"' in english.output
    assert "source: documented, docs, 卡片回传交互回调" in english.output
    assert chinese.output.startswith("200672 (客户端显示): 响应体的格式不正确\n")
    assert "处理办法: 返回对象而不是字符串；没有内容可返回时返回 {}" in chinese.output


@pytest.mark.parametrize("key", ["response.shape", "230020", "514", "E_REQUIRED", "200621"])
def test_as_json(key):
    """One line holds everything, in both languages."""
    done = run(key, "--json")
    found = json.loads(done.output)

    assert done.exit_code == 0
    assert found["key"] == key
    assert set(found["what"]) == {"zh", "en"}
    assert found["causes"]


def test_an_unknown_code():
    """It ends with 2 and what may have been meant."""
    done = run("20672", "--lang", "en")

    assert done.exit_code == 2
    assert "'20672' is no code or rule that is known here; did you mean 200672" in done.output
