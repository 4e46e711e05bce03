"""Tests of ``larkline card check``: what it prints, and how it exits."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from larkline.cli.cards import check_file
from larkline.cli.commands import larkline
from larkline.cli.language import speak
from larkline.errors import ConfigurationError

CARDS = Path(__file__).parents[1] / "samples" / "cards"


@pytest.fixture(autouse=True)
def _language():
    """Leave the language as it was."""
    yield
    speak(None)


def check(*arguments: str, data: bytes = b"") -> Result:
    """Run the command in this process."""
    return CliRunner(env={"LC_ALL": "C"}).invoke(larkline, ["card", "check", *arguments], input=data)


def sample(name: str) -> str:
    """Give the path of a sample card."""
    return str(CARDS / f"{name}.json")


def test_a_good_card_is_told_in_one_line():
    """Exit 0."""
    done = check(sample("v2_01_hello"))

    assert (done.exit_code, done.output) == (0, f"{sample('v2_01_hello')}: nothing is wrong with this card\n")


def test_every_problem_is_shown_with_all_that_is_known():
    """Place, kind, code, certainty, reason and remedy; exit 1 for an error."""
    done = check(sample("bad_01_v2_action_tag"))

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "✕ /body/elements/1  E_TAG_REMOVED  code 200861  documented",
        "    the component action was removed in JSON 2.0",
        "    → use buttons directly in elements, or in the columns of a column_set",
        "! /body/elements/1/actions/0/value  W_LEGACY  documented",
        "    value of button is the old way; it still works",
        "    → use behaviors",
        f"{sample('bad_01_v2_action_tag')}: errors 1, warnings 1",
    ]


def test_warnings_alone_are_no_failure():
    """Exit 0, and they are shown."""
    done = check(sample("v1_11_unknown_props_ignored"))

    assert done.exit_code == 0
    assert done.output.endswith("errors 0, warnings 3\n")


def test_it_speaks_chinese():
    """With --lang zh, the problems too."""
    done = check("--lang", "zh", sample("bad_06_v2_update_multi_false"))

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "✕ /config/update_multi  E_UPDATE_MULTI  错误码 300302  官方文档",
        "    update_multi 为 false；JSON 2.0 卡片只能是共享卡片",
        "    → 请删除；独享卡片请使用 JSON 1.0",
        f"{sample('bad_06_v2_update_multi_false')}：错误 1 个，警告 0 个",
    ]


@pytest.mark.parametrize(("name", "status"), [("v2_01_hello", 0), ("bad_02_v2_dup_element_id", 1)])
def test_json_is_one_line_for_programs(name, status):
    """With both languages."""
    done = check("--json", sample(name))

    [line] = done.output.splitlines()
    report = json.loads(line)
    assert done.exit_code == status
    assert (report["file"], report["ok"]) == (sample(name), status == 0)
    if status:
        assert report["problems"] == [
            {
                "id": "E_DUP_ELEMENT_ID",
                "severity": "error",
                "path": "/body/elements/1/text/element_id",
                "err_path": "ROOT -> body -> elements -> [1](tag: div) -> text -> element_id",
                "code": 300301,
                "certainty": "documented",
                "refused": True,
                "message": {
                    "en": "element_id “same” is already used at /body/elements/0",
                    "zh": "element_id “same” 已在 /body/elements/0 使用",
                },
                "remedy": {"en": "choose another", "zh": "请换一个"},
            }
        ]


@pytest.mark.parametrize("data", [b'{"schema":"2.0","body":{}}', b'\xef\xbb\xbf{"schema":"2.0","body":{}}'])
def test_the_standard_input_can_be_checked(data):
    """With or without the mark some editors put at the beginning."""
    assert check("-", data=data).exit_code == 0


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_card_is_a_problem(data):
    """Exit 1 with a sentence, never a traceback."""
    done = check("-", data=data)

    assert done.exit_code == 1
    assert done.output.startswith("✕ /  E_")
    assert done.exception is None or isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("name", ["missing.json", ""])
def test_a_file_that_cannot_be_read_is_wrong_use(tmp_path, name):
    """Exit 2 with a sentence; a folder is no file."""
    done = check(str(tmp_path / name))

    assert done.exit_code == 2
    assert "cannot be read: " in done.output
    with pytest.raises(ConfigurationError, match="cannot be read"):
        check_file(str(tmp_path / name), as_json=False)


def test_a_terminal_without_chinese_gets_json_it_can_print(monkeypatch):
    """The signs are written as escapes there."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", screen)

    assert check_file(sample("bad_02_v2_dup_element_id"), as_json=True) == 1
    screen.flush()
    assert "\\u" in screen.buffer.getvalue().decode("ascii")


def test_it_needs_neither_the_emulator_nor_a_network():
    """Checking a card loads no server and no client."""
    code = (
        "import sys; from larkline.cli.cards import check_file; check_file(sys.argv[1], as_json=False);"
        "print(sorted({'starlette', 'uvicorn', 'httpx2', 'websockets', 'cryptography'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sample("v2_01_hello")], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.splitlines()[-1] == "[]"
