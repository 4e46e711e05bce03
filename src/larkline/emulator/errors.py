"""What can go wrong in a conversation with the emulator itself."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from larkline.errors import FeishuError

__all__ = [
    "CannotRun",
    "ComponentNotFound",
    "EmulatorError",
    "MissingExtra",
    "NothingSent",
    "PortTaken",
    "UnknownThing",
    "needed",
]


class EmulatorError(FeishuError):
    """The emulator cannot do what it was asked to do."""


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
        super().__init__(f"cannot run {program!r}: {reason}")


class MissingExtra(EmulatorError, ImportError):
    """A package that the emulator needs is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(f"the emulator needs {package}, which is not installed: pip install 'larkline[emulator]'")


class PortTaken(EmulatorError, OSError):
    """
    A port of this machine is in use, or may not be used.

    Attributes:
        port: Which one.
    """

    def __init__(self, port: int, reason: str) -> None:
        self.port = port
        super().__init__(f"port {port} of this machine cannot be used: {reason}")


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


class UnknownThing(EmulatorError):
    """
    An id that names nothing in this tenant.

    Attributes:
        kind: What was looked for: app, person, chat, message, delivery, connection.
        key: The id that was given.
    """

    def __init__(self, kind: str, key: str, hint: str = "") -> None:
        self.kind = kind
        self.key = key
        self.hint = hint
        super().__init__(f"no {kind} {key!r}" + (f" ({hint})" if hint else ""))


class ComponentNotFound(EmulatorError):
    """
    No component of the card fits the selector, or several do.

    Attributes:
        selector: What was looked for.
        choices: What could be chosen instead, each as a line for a reader.
    """

    def __init__(self, selector: str | int, problem: str, choices: tuple[str, ...]) -> None:
        self.selector = selector
        self.choices = choices
        offers = "; ".join(choices) if choices else "nothing in this card can be clicked"
        super().__init__(f"{problem}: {selector!r}. Choose from: {offers}")


class NothingSent(EmulatorError):
    """
    The person acted, and the client sends no callback for it.

    Attributes:
        reason: Why, as the client would tell it.
        open_url: The link it opens instead; empty when it opens none.
        missing: Names of required form fields that are empty.
    """

    def __init__(self, reason: str, *, open_url: str = "", missing: tuple[str, ...] = ()) -> None:
        self.reason = reason
        self.open_url = open_url
        self.missing = missing
        super().__init__(f"no callback was sent: {reason}")
