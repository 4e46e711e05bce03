"""
What can go wrong in a conversation with the emulator itself.

The text of an exception is English. The page and the command line say the same in Chinese, so each error is made with
both; nothing else translates it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Literal

from larkline.emulator.both import NOTHING, Both, same
from larkline.errors import ConnectionLost, FeishuError, InvalidRequest

__all__ = [
    "CannotRun",
    "ComponentNotFound",
    "EmulatorError",
    "LinkEnded",
    "MissingExtra",
    "NothingSent",
    "PortTaken",
    "SendingRefused",
    "TimedOut",
    "UnknownThing",
    "WrongValue",
    "known_ids",
    "needed",
]


class EmulatorError(FeishuError):
    """
    The emulator cannot do what it was asked to do.

    Attributes:
        both: What went wrong, in English and in Chinese.
        helps: What to do about it, likewise; empty texts when nothing is known.
    """

    def __init__(self, en: str, zh: str, *, hint: Both = NOTHING) -> None:
        self.both = Both(en, zh)
        self.helps = hint
        super().__init__(en)


class WrongValue(EmulatorError, ValueError):
    """A value that does not fit; the text says which one, what came, or what was wanted."""

    def within(self, place: Both) -> WrongValue:
        """Give the same error with the place where the value stands."""
        return type(self)(f"{place.en}: {self.both.en}", f"{place.zh}：{self.both.zh}", hint=self.helps)


class TimedOut(EmulatorError, TimeoutError):
    """What was waited for did not come true in time; the text says what was missing."""


class CannotRun(EmulatorError):
    """
    A program cannot be started.

    Attributes:
        program: Its name.
        reason: What the system says.
    """

    def __init__(self, program: str, reason: str) -> None:
        self.program = program
        self.reason = reason
        super().__init__(f"cannot run {program!r}: {reason}", f"无法运行 {program!r}：{reason}")


class MissingExtra(EmulatorError, ImportError):
    """A package that the emulator needs is not installed."""

    def __init__(self, package: str) -> None:
        install = "pip install 'larkline[emulator]'"
        super().__init__(
            f"the emulator needs {package}, which is not installed: {install}",
            f"本地平台需要 {package}，但尚未安装：{install}",
        )


class PortTaken(EmulatorError, OSError):
    """
    A port of this machine is in use, or may not be used.

    Attributes:
        port: Which one.
    """

    def __init__(self, port: int, reason: str) -> None:
        self.port = port
        super().__init__(f"port {port} of this machine cannot be used: {reason}", f"无法使用本机端口 {port}：{reason}")


@contextmanager
def needed(*packages: str) -> Generator[None, None, None]:
    """
    Put around imports that need these packages.

    Raises:
        MissingExtra: One of them is not installed.
    """
    try:
        yield
    except ImportError as error:
        if error.name is not None and error.name.partition(".")[0] in packages:
            raise MissingExtra(error.name.partition(".")[0]) from None
        raise


#: What can be looked for by an id, and how Chinese points at one.
Thing = Literal[
    "app",
    "call",
    "chat",
    "connection",
    "delivery",
    "fault",
    "image",
    "message",
    "person",
    "recording",
    "tenant",
    "timer",
]
_THINGS: dict[Thing, str] = {
    "app": "这个应用",
    "call": "这次 API 调用",
    "chat": "这个会话",
    "connection": "这条连接",
    "delivery": "这条推送",
    "fault": "这个故障",
    "image": "这张图片",
    "message": "这条消息",
    "person": "这个用户",
    "recording": "这段录制",
    "tenant": "这个租户",
    "timer": "这种定时",
}


class UnknownThing(EmulatorError):
    """
    An id that names nothing in this tenant.

    Attributes:
        kind: What was looked for.
        key: The id that was given.
        hint: What helps; may be empty.
    """

    def __init__(self, kind: Thing, key: str, hint: Both = NOTHING) -> None:
        self.kind: Thing = kind
        self.key = key
        self.hint = hint.en
        super().__init__(f"no {kind} {key!r}", f"没有{_THINGS[kind]}：{key!r}", hint=hint)

    def __str__(self) -> str:
        return f"{self.both.en} ({self.hint})" if self.hint else self.both.en


def known_ids(ids: Iterable[str], en: str = "known", zh: str = "已有") -> Both:
    """Give the hint that tells which ids there are; *en* and *zh* say what they are."""
    listed = ", ".join(ids)
    return Both(f"{en}: {listed or 'none'}", f"{zh}：{listed or '无'}")


class SendingRefused(InvalidRequest):
    """
    The platform would refuse what a bot was to send.

    Attributes:
        both: Its answer, in English and in Chinese.
    """

    def __init__(self, both: Both, *, code: int, status: int, path: str) -> None:
        self.both = both
        super().__init__(code=code, msg=both.en, status=status, method="POST", path=path)


class LinkEnded(ConnectionLost):
    """
    The link to a client ended.

    Attributes:
        both: How, in English and in Chinese.
    """

    def __init__(self, both: Both) -> None:
        self.both = both
        super().__init__(both.en)


class ComponentNotFound(EmulatorError):
    """
    No component of the card fits the selector, or several do.

    Attributes:
        selector: What was looked for.
        choices: What could be chosen instead, each as a line for a reader.
    """

    def __init__(self, selector: str | int, problem: Both, choices: tuple[str, ...]) -> None:
        self.selector = selector
        self.choices = choices
        offers = "; ".join(choices)
        hint = (
            Both(offers, f"可选：{offers}")
            if offers
            else Both("nothing in this card can be clicked", "卡片中没有可操作的组件")
        )
        super().__init__(f"{problem.en}: {selector!r}", f"{problem.zh}：{selector!r}", hint=hint)

    def __str__(self) -> str:
        return f"{self.both.en}. Choose from: {self.helps.en}"


class NothingSent(EmulatorError):
    """
    The person acted, and the client sends no callback for it.

    Attributes:
        reason: Why, as the client would tell it.
        open_url: The link it opens instead; empty when it opens none.
        missing: Names of required form fields that are empty.
    """

    def __init__(self, reason: Both, *, open_url: str = "", missing: tuple[str, ...] = ()) -> None:
        self.reason = reason.en
        self.open_url = open_url
        self.missing = missing
        super().__init__(f"no callback was sent: {reason.en}", f"没有发送回调：{reason.zh}", hint=same(open_url))
