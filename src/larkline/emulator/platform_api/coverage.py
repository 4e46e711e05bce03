"""Which calls of the platform's API are served here, made from what serves them."""

from __future__ import annotations

from typing import Any, NamedTuple

from larkline.emulator.platform_api.app import OPEN_OPERATIONS, OPERATIONS

__all__ = ["COMMON_CODES", "CoverageRow", "coverage"]

#: What every call with an access token may answer, beside the codes of its own.
COMMON_CODES = (9499, 99991400, 99991661, 99991663, 99991664, 99991668, 99991671, 99991672)


class CoverageRow(NamedTuple):
    """
    One call.

    Attributes:
        path: From the root, with its parameters written as in the documentation.
        tier: 1 for what most apps call, 2 for the settings of an app.
        token: Whether it needs an access token.
        codes: What it answers when it does not do what it was asked for, beside :data:`COMMON_CODES`.
        scopes: Any of these is needed when scopes are enforced.
        test: The test that shows it, as ``file.py::test`` under ``tests/emulator/platform_api``.
    """

    method: str
    path: str
    tier: int
    token: bool
    codes: tuple[int, ...]
    scopes: tuple[str, ...]
    test: str

    def to_json(self) -> dict[str, Any]:
        """Give the row of the control API."""
        return {**self._asdict(), "codes": list(self.codes), "scopes": list(self.scopes)}


def coverage() -> list[CoverageRow]:
    """List every call that is served, by its path; anything else is answered with 404 and 99991201."""
    rows = [
        *(CoverageRow(o.method, _documented(o.path), o.tier, False, o.codes, (), o.test) for o in OPEN_OPERATIONS),
        *(CoverageRow(o.method, _documented(o.path), o.tier, True, o.codes, o.scopes, o.test) for o in OPERATIONS),
    ]
    return sorted(rows, key=lambda row: (row.path, row.method))


def _documented(path: str) -> str:
    """Write the parameters of a path as the documentation does: ``:message_id``."""
    return path.replace("{", ":").replace("}", "")
