"""The guide shows the recipes of examples/webhook as they are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.doc_blocks import Block, blocks_of, shape

ROOT = Path(__file__).parents[2]
RECIPES = sorted((ROOT / "examples" / "webhook").glob("*.py"))


def code_of(path: Path) -> str:
    """Give a recipe without its docstring, for a reader who has the bot beside it."""
    source = path.read_text(encoding="utf-8")
    docstring = ast.parse(source).body[0]
    lines = source.splitlines(keepends=True)[docstring.end_lineno :]
    return "".join(lines).replace("examples.webhook.bot", "bot")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_the_guide_shows_the_recipe_as_it_is(path, language):
    """What the guide shows is what is run; only texts and comments are in the language of the page."""
    page = ROOT / "docs" / language / "webhook.md"
    recipe = Block(path, 1, "python", code_of(path))

    assert shape(recipe) in [shape(block) for block in blocks_of(page) if block.language == "python"]


@pytest.mark.parametrize("path", [path for path in RECIPES if path.stem != "bot"], ids=lambda path: path.stem)
def test_a_recipe_is_short(path):
    """A newcomer takes it in at a glance."""
    assert len([line for line in code_of(path).splitlines() if line.strip()]) <= 25
