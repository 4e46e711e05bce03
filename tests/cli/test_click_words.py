"""Tests of what click writes itself, in Chinese: help and misuse of every command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache

import click
import pytest
from click.testing import CliRunner

from larkline.cli.click_words import in_chinese
from larkline.cli.commands import larkline
from larkline.cli.language import asked_for

#: Two words of prose beside each other, or one of click's.
ENGLISH = re.compile(
    r"\b[A-Za-z]?[a-z']+ [a-z']{2,}|\b(?:Usage|Options|Commands|Error|Missing|Invalid|Try|OPTIONS|COMMAND|required)\b"
    r"|\bdefault:"
)
NAMES = re.compile(r"larkline(?: [a-z-]+)*|\b[a-z]+:[a-z>0-9]+")
NO_VALUE = "no-such-value"


def english_in(text: str) -> list[str]:
    """Give the English of an output; names of commands, and filters, are none."""
    return ENGLISH.findall(NAMES.sub("", text))


def commands(command: click.Command, *path: str) -> list[tuple[tuple[str, ...], click.Command]]:
    """List a command and those below it, with the words that lead to each."""
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [(path, command), *(found for name, each in below for found in commands(each, *path, name))]


def misuses(path: tuple[str, ...], command: click.Command) -> list[tuple[str, ...]]:
    """List command lines that click refuses before the command runs."""
    if isinstance(command, click.Group) and not command.invoke_without_command:
        return [path, (*path, "no-such-command"), (*path, "--no-such-option")]
    if isinstance(command, click.Group):
        return [(*path, "no-such-command")]
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    values = ["0"] * len(arguments)
    found = [path] if any(each.required for each in command.params) else []
    if not command.context_settings.get("ignore_unknown_options"):
        found += [(*path, *values, "--no-such-option"), (*path, *values, "--lan", "zh")]
    if all(each.nargs == 1 for each in arguments):
        found.append((*path, *values, "1", "2"))
    for option in command.params:
        name = option.opts[0]
        if not isinstance(option, click.Option):
            continue
        if option.is_flag:
            found.append((*path, f"{name}=1"))
            continue
        found.append((*path, name))
        if not isinstance(option.type, click.types.StringParamType):
            found.append((*path, *values, name, NO_VALUE))
        if isinstance(option.type, click.IntRange | click.FloatRange):
            found.append((*path, *values, name, "-1"))
    return found


HELP = [(*path, "--help") for path, _ in commands(larkline)]
MISUSES = [words for path, command in commands(larkline) for words in misuses(path, command)]


@cache
def said_in_chinese() -> dict[tuple[str, ...], tuple[int, str]]:
    """Run all of it as a process does whose language is Chinese; gives exit status and output of each."""
    code = """if True:
        import json, sys
        from click.testing import CliRunner
        from larkline.cli.commands import larkline
        runner = CliRunner()
        done = [runner.invoke(larkline, words, prog_name="larkline") for words in json.load(sys.stdin)]
        json.dump([(each.exit_code, each.output) for each in done], sys.stdout)
    """
    asked = [*HELP, *MISUSES]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env={**environment, "LANG": "zh_CN.UTF-8", "PYTHONUTF8": "1"},
    )
    return {words: tuple(each) for words, each in zip(asked, json.loads(done.stdout), strict=True)}


@pytest.mark.parametrize("words", HELP, ids=" ".join)
def test_the_help_of_every_command_is_chinese(words):
    """With the headings, the defaults and the help's own option."""
    status, output = said_in_chinese()[words]

    assert status == 0
    assert english_in(output) == []
    assert output.startswith("用法：larkline")
    assert "显示帮助并退出。" in output


@pytest.mark.parametrize("words", MISUSES, ids=" ".join)
def test_misuse_of_every_command_is_told_in_chinese(words):
    """Unknown options and commands, missing and surplus arguments, values that do not fit."""
    status, output = said_in_chinese()[words]

    assert status == 2
    assert english_in(output) == []
    assert "错误：" in output or "命令：" in output


@pytest.mark.parametrize("words", HELP + MISUSES, ids=" ".join)
def test_in_english_click_speaks_for_itself(words):
    """Nothing of it is in Chinese, so that the tests above have something to find."""
    output = CliRunner(env={"LC_ALL": "C"}).invoke(larkline, words, prog_name="larkline").output

    assert english_in(output)
    assert re.search("[一-鿿]", output.replace("中文", "")) is None


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("No such option: --limt Did you mean --limit?", "没有选项 --limt。是否想用 --limit？"),
        ("No such option: --x", "没有选项 --x。"),
        (
            "No such option '--t'. (Did you mean one of: '--to', '--text'?)",
            "没有选项 '--t'。是否想用其中之一：'--to', '--text'？",
        ),
        ("Invalid value: 'a {b}' is not a valid integer.", "值无效：'a {b}' 不是整数。"),
        ("Missing argument 'KIND'. Choose from:\n\ta,\n\tb", "缺少参数 'KIND'。可选值：\n\ta,\n\tb"),
        ("Something else went wrong.", "Something else went wrong."),
    ],
)
def test_what_click_writes_is_looked_up(said, chinese):
    """Also what an older click says; braces in a value are not taken for places; the unknown stays as it is."""
    assert in_chinese(said) == chinese


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["tail", "--lang", "zh"], "zh"),
        (["--lang=en"], "en"),
        (["exec", "--", "bot", "--lang", "zh"], None),
        (["tail", "--lang"], None),
        (["tail", "--lang", "fr"], None),
        ([], None),
    ],
)
def test_the_language_is_known_before_the_command_line_is_parsed(arguments, asked):
    """What stands behind -- belongs to another program."""
    assert asked_for(arguments) == asked


def test_help_is_in_the_language_that_is_asked_for_beside_it():
    """``--lang zh --help`` is Chinese whatever the environment says."""
    command = [sys.executable, "-m", "larkline", "tail", "--lang", "zh", "--help"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )

    assert done.stdout.startswith("用法：larkline tail")
    assert english_in(done.stdout) == []
