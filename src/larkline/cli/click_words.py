"""
Let click speak the language in use: what it writes itself, such as "Usage" and "No such option".

Its own way to other languages is gettext, whose choice is one for the whole process and its children. So what it has
written in English is looked up here instead, where help and errors leave it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import click

from larkline.cli.language import language

__all__ = ["Command", "Group", "end_misused", "in_chinese"]

#: What click (8.2 to 8.5) writes, and the Chinese for it; the first one that fits a whole text counts.
_WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示帮助并退出。",
    "Show the version and exit.": "显示版本并退出。",
    "Try '{command}' for help.": "运行 {command} 查看帮助。",
    "Error: {message}": "错误：{message}",
    "Invalid value for {name}: {message}": "{name} 的值无效：{message}",
    "Invalid value: {message}": "值无效：{message}",
    "Missing argument {name}. {message}": "缺少参数 {name}。{message}",
    "Missing argument {name}.": "缺少参数 {name}。",
    "Missing option {name}. {message}": "缺少选项 {name}。{message}",
    "Missing option {name}.": "缺少选项 {name}。",
    "Missing command.": "缺少子命令。",
    "No such option {name}. {message}": "没有选项 {name}。{message}",
    "No such option {name}.": "没有选项 {name}。",
    "No such option: {name} {message}": "没有选项 {name}。{message}",
    "No such option: {name}": "没有选项 {name}。",
    "No such command {name}. {message}": "没有命令 {name}。{message}",
    "No such command {name}.": "没有命令 {name}。",
    "Did you mean {name}?": "是否想用 {name}？",
    "(Did you mean one of: {names}?)": "是否想用其中之一：{names}？",
    "(Possible options: {names})": "是否想用其中之一：{names}？",
    "Choose from:\n\t{names}": "可选值：\n\t{names}",
    "Option {name} requires an argument.": "选项 {name} 需要一个值。",
    "Option {name} requires {count} arguments.": "选项 {name} 需要 {count} 个值。",
    "Option {name} does not take a value.": "选项 {name} 不接受值。",
    "Got unexpected extra argument ({names})": "多余的参数：{names}",
    "Got unexpected extra arguments ({names})": "多余的参数：{names}",
    "{value} is not a valid integer.": "{value} 不是整数。",
    "{value} is not a valid integer range.": "{value} 不是整数。",
    "{value} is not a valid float.": "{value} 不是数字。",
    "{value} is not a valid float range.": "{value} 不是数字。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 内。",
    "{value} is not one of {names}.": "{value} 不在可选值 {names} 之中。",
}
#: Parts of longer texts: of a line of usage, and of what stands behind the help of an option.
_PLACEHOLDERS = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "[参数]..."}
_EXTRAS = {"[default: ": "[默认：", "[required]": "[必填]"}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)


_KNOWN = [(_pattern(english), chinese) for english, chinese in _WORDS.items()]


def in_chinese(text: str) -> str:
    """Give the Chinese for what click has written; the text itself where there is none."""
    for pattern, chinese in _KNOWN:
        if (found := pattern.fullmatch(text)) is not None:
            said = found.groupdict()
            return chinese.format(**{**said, "message": in_chinese(said.get("message", ""))})
    return text


def _put(text: str, parts: dict[str, str]) -> str:
    for english, chinese in parts.items():
        text = text.replace(english, chinese)
    return text


class _Formatter(click.HelpFormatter):
    """Writes help in the language in use."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        if language() == "zh":
            args, prefix = _put(args, _PLACEHOLDERS), in_chinese("Usage:")
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        if language() == "zh":
            self.write(f"{'':>{self.current_indent}}{in_chinese(heading)}：\n")
        else:
            super().write_heading(heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        if language() == "zh":
            rows = [(name, in_chinese(_put(about, _EXTRAS))) for name, about in rows]
        super().write_dl(rows, *args, **options)


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in one language."""

    context_class = _Context


class Group(click.Group):
    """A group of such commands."""

    context_class = _Context
    command_class = Command
    group_class = type


def end_misused(error: click.UsageError) -> NoReturn:
    """Say in the language in use what is wrong with a command line, and end."""
    if language() == "en" or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    else:
        if error.ctx is not None:
            command = f"{error.ctx.command_path} {max(error.ctx.help_option_names, key=len)}"
            click.echo(f"{error.ctx.get_usage()}\n{in_chinese(f'Try {command!r} for help.')}\n", err=True)
        click.echo(in_chinese(f"Error: {error.format_message()}"), err=True)
    sys.exit(error.exit_code)
