"""Look at a page as a tool for accessibility does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

#: The part of an audit that is enough where another theme is all that is new.
COLORS = {"runOnly": ["color-contrast"]}
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def serious_findings(page: Page, *, only_colors: bool = False) -> list[str]:
    """
    Give what an audit finds serious or critical: the rule, and the places.

    Args:
        only_colors: Look at contrast alone.
    """
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(AXE.read_text("utf-8"))
    how = {"resultTypes": ["violations"], **(COLORS if only_colors else {})}
    found: dict[str, Any] = await page.evaluate("how => axe.run(how)", how)
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']][:5]} {one['nodes'][0]['failureSummary'][:300]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
