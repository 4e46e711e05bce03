"""Connect as the real app and show what comes, without doing anything about it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from larkline.app import App
from larkline.pretty import prettify

__all__ = ["run_listen"]


def run_listen(*, output: str | None) -> None:
    """Print each delivery until SIGINT or SIGTERM; events are acknowledged, callbacks answered with nothing."""
    app = App()
    show = _Recorder(None if output is None else Path(output)).show

    @app.on_event()
    async def event(event: Any) -> None:
        show(event.type, event.raw)

    @app.on_card_action()
    async def action(action: Any) -> None:
        show("card.action.trigger", action.raw)

    @app.on_url_preview()
    async def preview(link: Any) -> None:
        show("url.preview.get", link.raw)

    app.run()


class _Recorder:
    """Prints deliveries, and appends them to a file that only its owner can read."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))

    def show(self, type_: str, raw: object) -> None:
        text = prettify(raw)  # tokens are masked
        click.echo(f"--- {type_}\n{text}")
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(json.loads(text), ensure_ascii=False) + "\n")
