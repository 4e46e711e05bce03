"""The list of chats: what was said last in each, and how to add people and groups."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from larkline import Card, Header, Markdown
from larkline.emulator import Emulator
from tests.console.conftest import opened

pytestmark = pytest.mark.asyncio(loop_scope="session")


def item(page: Page, name: str) -> Locator:
    """Find the line of a chat."""
    return page.get_by_role("navigation", name="Chats").get_by_role("button", name=name)


async def test_each_chat_shows_what_was_said_last(browser: Browser, feishu: Emulator):
    """When the page opens and whenever something comes; of a card its title; a recalled message goes."""
    team, alice = feishu.core.world.chats["oc_team"].name, feishu.user("ou_alice").name
    await feishu.send("good morning", to="oc_team")
    async with opened(browser, feishu, "/?chat=oc_bob") as page:
        await expect(item(page, team)).to_contain_text("good morning")
        await expect(item(page, alice).locator(".chat-last")).to_have_count(0)
        await feishu.send(Card(elements=[Markdown("hello")], header=Header("P1 alarm")), to="oc_alice")
        await expect(item(page, alice)).to_contain_text("P1 alarm")
        await feishu.send(Card(elements=[Markdown("hello")]), to="oc_team")
        await expect(item(page, team)).to_contain_text("[Card]")
        said, _ = feishu.begin_say("a slip", by="ou_alice", to="oc_alice")
        await expect(item(page, alice)).to_contain_text("a slip")
        feishu.recall(said)
        await expect(item(page, alice)).to_contain_text("P1 alarm")


async def test_people_and_groups_are_added_from_the_list(browser: Browser, feishu: Emulator):
    """By the same questions as from the palette."""
    async with opened(browser, feishu) as page:
        await page.get_by_role("button", name="New group").click()
        await page.get_by_label("Name").fill("Night shift")
        await page.get_by_role("dialog").get_by_role("button", name="OK").click()
        await expect(item(page, "Night shift")).to_have_attribute("aria-current", "true")
        await page.get_by_role("button", name="New person").click()
        await expect(page.get_by_role("dialog", name="New person")).to_be_visible()
