"""Tests of the pictures of the README: they can be taken again at any time, and README shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tools.screenshots import IMAGES, SIZE, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]


def size_of(png: Path) -> tuple[int, int]:
    """Read width and height from the head of a PNG file."""
    head = png.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


@pytest.mark.parametrize(("lang", "theme", "failed"), [("zh", "light", True), ("en", "dark", False)])
async def test_the_story_can_be_played_and_pictured(browser: Browser, tmp_path, lang, theme, failed):
    """With the page of today, whose every step the story waits for."""
    await picture(browser, lang, theme, tmp_path / "taken.png", failed=failed)

    assert size_of(tmp_path / "taken.png") == (SIZE["width"], SIZE["height"])


@pytest.mark.parametrize(("readme", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
async def test_a_readme_shows_both_themes_in_its_language(readme, lang):
    """Each picture is there, as large as it is taken."""
    text = (ROOT / readme).read_text("utf-8")
    shown = [IMAGES / f"console-{lang}-{theme}.png" for theme in ("light", "dark")]

    assert [path.relative_to(ROOT).as_posix() in text for path in shown] == [True, True]
    assert {size_of(path) for path in shown} == {(SIZE["width"], SIZE["height"])}
