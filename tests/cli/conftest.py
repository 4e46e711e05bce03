"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from larkline.cli.language import speak


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Let each test begin as a process does: no language was chosen, and none stays chosen."""
    speak(None)
    yield
    speak(None)
