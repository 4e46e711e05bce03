"""
What is drawn of each component, kept as text: ``tests/console/drawn/``, one file per component and version of cards.

A file has the component wherever a sample card has it; components within it stand there as ``‹tag›`` only, so that a
change of one component changes one file. After a change that is wanted: ``make drawn``, and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from larkline.cards.checks.findings import data_file
from tests.cards.shapes import all_cards, card_json
from tests.console.drawing import drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

DRAWN = Path(__file__).parent / "drawn"
REWRITE = os.environ.get("REWRITE_DRAWN") == "1"
COMPONENTS = [
    (version, tag) for tag, facts in data_file("catalogue.json")["components"].items() for version in facts["parents"]
]
OUTLINES = Path(__file__).with_name("outline.js").read_text(encoding="utf-8")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def drawn(browser: Browser) -> dict[tuple[str, str], str]:
    """Draw every sample once; give what is drawn, by version and tag."""
    found: dict[tuple[str, str], list[str]] = {}
    async with drawing(browser) as page:
        for name in all_cards():
            card = await page.show(card_json(name))
            version = card_json(name).get("schema", "1.0")
            for index in range(await card.locator(".chart").count()):
                await card.locator(".chart").nth(index).locator("canvas").first.wait_for()
            for tag, outline in await card.evaluate(OUTLINES):
                found.setdefault((version, tag), []).append(f"# {name}\n{outline}\n")
    return {key: "\n".join(outlines) for key, outlines in found.items()}


@pytest.mark.parametrize(("version", "tag"), [*COMPONENTS, ("1.0", "header"), ("2.0", "header")])
async def test_a_component_is_drawn_as_before(drawn, version, tag):
    """Wherever a sample has it, its elements, classes, styles, names and texts are those kept in its file."""
    file = DRAWN / version / f"{tag}.txt"
    if REWRITE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(drawn[version, tag], encoding="utf-8")

    assert drawn[version, tag].splitlines() == file.read_text(encoding="utf-8").splitlines(), "see `make drawn`"
