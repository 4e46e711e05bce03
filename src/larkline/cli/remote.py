"""Talk to the control API of an emulator that runs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

from larkline.cli.finding import find_console
from larkline.cli.language import language, say
from larkline.errors import ConfigurationError

__all__ = ["Remote", "Row"]

Row = dict[str, Any]
_PATIENCE = 660.0


class Remote:
    """
    One emulator, asked without proxies.

    Args:
        console_url: Where its control API is; None finds the one that runs here.

    Raises:
        ConfigurationError: None runs.
    """

    def __init__(self, console_url: str | None = None) -> None:
        self._url, self._token = find_console(console_url)
        if not self._url.startswith(("http://", "https://")):
            raise ConfigurationError(say("console_not_there", url=self._url))
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Row:
        """Read something."""
        return self._json("GET", path, None)

    def post(self, path: str, **body: Any) -> Row:
        """Do something; members that are None are left out."""
        return self._json("POST", path, {key: value for key, value in body.items() if value is not None})

    def delete(self, path: str) -> Row:
        """Take something away."""
        return self._json("DELETE", path, None)

    def follow(self) -> Iterator[tuple[str, Row]]:
        """Give name and data of each change, as it happens."""
        name = ""
        with self._open("GET", "/stream", None) as response:
            for raw in response:
                field, _, value = raw.decode("utf-8", "replace").rstrip("\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield name, json.loads(value)

    def _json(self, method: str, path: str, body: Row | None) -> Row:
        with self._open(method, path, body) as response:
            found: Row = json.loads(response.read())
            return found

    def _open(self, method: str, path: str, body: Row | None) -> Any:
        """
        Make one request.

        Raises:
            ConfigurationError: Nobody answers, or the answer is a refusal; the text says why and what helps.
        """
        request = urllib.request.Request(  # noqa: S310 - http and https only, see above
            f"{self._url}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            return self._opener.open(request, timeout=_PATIENCE)
        except urllib.error.HTTPError as error:
            raise ConfigurationError(_refusal(error)) from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise ConfigurationError(f"{say('console_not_there', url=self._url)} ({reason})") from None


def _refusal(error: urllib.error.HTTPError) -> str:
    """Say what the control API refused, in the language in use; an older emulator says it in English only."""
    with error:
        try:
            found = json.loads(error.read())
            message, hint = (
                found["i18n"][name][language()] if "i18n" in found else str(found[name]) for name in ("message", "hint")
            )
        except (ValueError, KeyError, TypeError):
            return say("console_refused", status=error.code)
    between = {"en": "; ", "zh": "；"}[language()]
    return f"{message}{between}{hint}" if hint and hint not in message else message
