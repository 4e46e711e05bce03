"""Which types an app has to have handlers for: those it is told, or those that are subscribed to in an emulator."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from larkline.app import App
from larkline.cli.finding import find_console
from larkline.cli.remote import Remote
from larkline.emulator.doctor.findings import Finding
from larkline.errors import ConfigurationError

__all__ = ["subscribed_types", "without_handler"]


def subscribed_types(console_url: str | None) -> list[str]:
    """
    List the types that the first app of an emulator has subscribed to by name; none when no emulator runs.

    A pattern such as ``*`` is none of them: it says what may come, not what is wanted.

    Args:
        console_url: Where its control API is; None finds the one that runs here.

    Raises:
        ConfigurationError: It was named and does not answer.
    """
    try:
        find_console(console_url)
    except ConfigurationError:
        if console_url is not None:
            raise
        return []
    app = Remote(console_url).get("/apps")["apps"][0]
    settings = {**app, **app["draft"]}
    return [each for each in (*settings["event_types"], *settings["callback_types"]) if not set(each) & set("*?[!")]


def without_handler(app: App, target: str, types: Collection[str]) -> Iterator[Finding]:
    """Tell which of these types nothing in the app handles; *target* is what the reader calls the app."""
    for type_ in dict.fromkeys(types):
        if not app.handles(type_):
            yield Finding("no_route", {"type": type_, "app": target})
