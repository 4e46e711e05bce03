"""The list of chats: what was said last in each, and how to add people and groups."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from larkline import Card, Header, Markdown
from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

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


async def test_who_comes_meanwhile_is_in_the_list(browser: Browser, feishu: Emulator):
    """People, groups and members that another program adds are there without a reload."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team") as page:
        feishu.user("ou_zoe", name="Zoe")
        await expect(page.locator(".chat-item").filter(has_text="Zoe")).to_be_visible()
        feishu.chat("oc_night", name="值班群", members=["ou_zoe"])
        await expect(page.locator(".chat-item").filter(has_text="值班群")).to_be_visible()
        feishu.join("oc_team", "ou_zoe")

        await expect(page.get_by_label("as", exact=True).get_by_role("option", name="Zoe")).to_be_attached()


async def test_a_change_of_a_message_is_not_a_new_one(browser: Browser, feishu: Emulator):
    """A chat that is not looked at counts the messages that came, not how often their cards changed."""
    app = TinyApp(answer({"card": {"type": "raw", "data": CARD}}))
    async with feishu.running(app), opened(browser, feishu, "/?chat=oc_team") as page:
        message = await feishu.send(CARD, to="oc_alice")
        count = page.locator(".chat-item").filter(has_text="阿丽").locator(".count")
        await expect(count).to_have_text("1")
        for _ in range(2):
            await feishu.click(message, "同意", by="ou_alice")
        await expect(page.locator(".row")).to_have_count(2)

        await expect(count).to_have_text("1")
