"""Clicking through every interactive component of the sample cards: what reaches the app is the documented action."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from larkline.emulator.cards.components import components_of
from tests.cards.shapes import CARDS, card_json, expected
from tests.console.acting import Control, controlled, perform
from tests.console.drawing import Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAMPLES = sorted(path.name.removesuffix(".expect.json") for path in CARDS.glob("v*.expect.json"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all."""
    async with drawing(browser) as page:
        yield page


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def control() -> AsyncIterator[Control]:
    """Give the control API of an emulator with an app."""
    async with controlled() as control:
        yield control


@pytest.mark.parametrize("name", SAMPLES)
async def test_each_step_gives_the_documented_action(page, control, name):
    """A step done in the browser gives exactly the action, link, tip or refusal that stands beside the sample."""
    card = card_json(name)
    for number, step in enumerate(expected(name)["interactions"]):
        where, expect = f"{name} step {number}", step["expect"]
        control.look_as(step.get("locale", "zh_cn"))
        drawn = await page.show(card, locale=step.get("locale", "zh_cn"))
        await perform(page, card, step)
        seen = await page.seen()
        remarks = await drawn.locator(".remark").all_inner_texts()

        assert len(seen["actions"]) == int(expect["callback"]), where
        if expect["callback"]:
            assert await control.action_of(card, seen["actions"][0]) == expect["action"], where
        assert seen["links"] == ([expect["open_url"]] if "open_url" in expect else []), where
        assert len(remarks) == len(expect.get("missing", [])) + ("tip" in expect) + (
            expect.get("local_error") == "max_length"
        ), where
        assert expect.get("tip", "") in "".join(remarks), where
        if "expanded" in expect.get("state", {}):
            assert await page.at(step["path"]).get_attribute("aria-expanded") == "true", where
        elif "checked" in expect.get("state", {}):
            assert await page.at(step["path"]).is_checked() is expect["state"]["checked"], where
        elif expect.get("reset"):
            fields = {c.node.get("name"): c for c in components_of(card)}
            assert await page.at(fields["reason"].pointer).input_value() == expect["state"]["reason"]
            assert await page.at(fields["agree"].pointer).is_checked() is expect["state"]["agree"]
