"""A chat with hundreds of cards: only those near what is in view are drawn, and each works when it is reached."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import button, card
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

CARDS = 300


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def long_chat() -> AsyncIterator[Emulator]:
    """Give a platform with a chat of many cards, and an app that is online."""
    done = {"toast": {"type": "success", "content": "好"}}
    async with Emulator(seed=1) as feishu, feishu.running(TinyApp(answer(done))):
        for number in range(CARDS):
            text = {"tag": "markdown", "content": f"订单 {number}"}
            await feishu.send(card(text, button("同意", value={"order": str(number)})), to="oc_team")
        yield feishu


async def test_a_long_chat_begins_at_its_end_with_few_cards(browser: Browser, long_chat: Emulator):
    """All messages have their place, the newest is in view, and what is far away is not drawn."""
    async with opened(browser, long_chat, "/?chat=oc_team") as page:
        await expect(page.get_by_role("article")).to_have_count(CARDS)
        await expect(page.locator("feishu-card").last).to_contain_text(f"订单 {CARDS - 1}")
        await expect(page.locator("feishu-card").last).to_be_in_viewport()

        assert await page.locator("feishu-card").count() < 40


async def test_a_card_that_is_scrolled_to_works(browser: Browser, long_chat: Emulator):
    """The first card is drawn when it comes near, and its button reaches the app."""
    async with opened(browser, long_chat, "/?chat=oc_team") as page:
        await expect(page.locator("feishu-card").last).to_be_in_viewport()
        await page.get_by_role("log").evaluate("log => { log.scrollTop = 0 }")
        first = page.get_by_role("article").first
        await expect(first.locator("feishu-card")).to_contain_text("订单 0")
        await first.get_by_role("button", name="同意").click()

        await expect(page.get_by_role("status").filter(has_text="好")).to_be_visible()
        await expect(first).to_be_in_viewport()


async def test_a_new_card_is_seen_at_the_end_only(browser: Browser, long_chat: Emulator):
    """At the end the chat follows what comes; scrolled away it stays where it is."""
    async with opened(browser, long_chat, "/?chat=oc_team") as page:
        await expect(page.locator("feishu-card").last).to_be_in_viewport()
        await long_chat.send(card({"tag": "markdown", "content": "新的"}), to="oc_team")
        await expect(page.locator("feishu-card").last).to_contain_text("新的")
        await expect(page.locator("feishu-card").last).to_be_in_viewport()
        await page.get_by_role("log").evaluate("log => { log.scrollTop = 0 }")
        first = page.get_by_role("article").first
        await expect(first.locator("feishu-card")).to_contain_text("订单 0")
        await long_chat.send(card({"tag": "markdown", "content": "更新的"}), to="oc_team")
        await expect(page.get_by_role("article").last).to_contain_text("更新的")

        await expect(first).to_be_in_viewport()


async def test_of_a_very_long_chat_the_newest_are_read_first(browser: Browser, feishu: Emulator):
    """Earlier messages come when they are asked for."""
    async with feishu.running(TinyApp(answer({}))):
        for number in range(503):
            await feishu.send(f"第 {number} 条", to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await expect(page.get_by_role("article")).to_have_count(500)
            await page.get_by_role("button", name="Earlier messages").click()
            await expect(page.get_by_role("article")).to_have_count(503)

            await expect(page.get_by_role("button", name="Earlier messages")).to_have_count(0)


async def test_many_messages_at_once_are_read_together(browser: Browser, feishu: Emulator):
    """A flood of messages is a handful of questions to the emulator, and all of it is shown."""
    asked: list[str] = []
    async with feishu.running(TinyApp(answer({}))):
        await feishu.send("begin", to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await expect(page.get_by_role("article")).to_have_count(1)
            page.on("request", lambda request: asked.append(request.url))
            for number in range(200):
                await feishu.send(f"第 {number} 条", to="oc_team")

            await expect(page.get_by_role("article").last).to_contain_text("第 199 条")
            assert len([url for url in asked if "/messages" in url]) < 100
