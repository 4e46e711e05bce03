"""The page and its stream: away and back again, with nothing lost and nothing twice."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD, never
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_outlives_the_emulator(browser: Browser, feishu: Emulator):
    """While the emulator is away the page keeps its data, says so and takes no writing; then it shows the new run."""
    info = await feishu.serve()
    async with feishu.running(TinyApp(answer({}))):
        await feishu.say("vorher", to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await expect(page.get_by_role("log")).to_contain_text("vorher")
            await feishu.aclose()
            lost = page.get_by_role("alert").filter(has_text="cannot be reached")
            await expect(lost).to_contain_text(re.compile(r"in \d+ s"))
            await expect(page.get_by_role("log")).to_contain_text("vorher")
            await expect(page.get_by_role("textbox", name="Write a message")).to_be_disabled()
            async with Emulator(seed=1) as again:
                port = int(info["console_url"].rpartition(":")[2])
                await again.serve(console_port=port, token=info["token"])
                async with again.running(TinyApp(never)):
                    await again.send(CARD, to="oc_team")
                    await expect(page.get_by_role("button", name="同意")).to_be_visible(timeout=15_000)
                    await expect(page.get_by_role("log")).not_to_contain_text("vorher")
                    await expect(page.get_by_role("alert")).to_have_count(0)


RESTARTED = {
    "en": ("The emulator was restarted", "Open the console address now printed in the terminal"),
    "zh": ("本地平台已重启", "请在终端找到新打印的控制台地址"),
}


@pytest.mark.parametrize("lang", RESTARTED)
async def test_a_tab_of_an_earlier_run_says_how_to_come_back(browser: Browser, feishu: Emulator, lang: str):
    """After a restart with another token it says what happened; with the new address open beside it, it goes on."""
    title, way_back = RESTARTED[lang]
    info = await feishu.serve()
    await feishu.send("vorher", to="oc_team")
    async with opened(browser, feishu, "/?chat=oc_team", lang=lang) as page:
        await expect(page.get_by_role("log")).to_contain_text("vorher")
        await feishu.aclose()
        async with Emulator(seed=1) as again:
            new = await again.serve(console_port=int(info["console_url"].rpartition(":")[2]))
            await again.send("nachher", to="oc_team")
            await expect(page.get_by_role("main").get_by_role("heading", name=title)).to_be_visible(timeout=15_000)
            await expect(page.get_by_role("main")).to_contain_text(way_back)
            await expect(page.get_by_role("alert")).to_contain_text(title)
            beside = await page.context.new_page()
            await beside.goto(f"{new['console_url']}/#token={new['token']}")

            await expect(page.get_by_role("log")).to_contain_text("nachher", timeout=15_000)
            await expect(page.get_by_role("log")).not_to_contain_text("vorher")
            await expect(page.get_by_role("alert")).to_have_count(0)


async def test_a_broken_stream_goes_on_where_it_was(browser: Browser, feishu: Emulator):
    """After the line was cut what happened meanwhile is shown once."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team") as page:
        await feishu.say("eins", to="oc_team")
        await expect(page.get_by_role("log")).to_contain_text("eins")
        assert feishu._servers is not None
        door = feishu._servers._console
        await door.stop()
        await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
        await feishu.say("zwei", to="oc_team")
        await door.start(door.port)

        await expect(page.get_by_role("log")).to_contain_text("zwei", timeout=15_000)
        await expect(page.get_by_role("article")).to_have_count(2)
        await expect(page.locator(".row")).to_have_count(2)


async def test_a_bot_that_changes_its_card_is_followed(browser: Browser, feishu: Emulator):
    """An update of a card, from wherever it comes, is on the page at once."""
    async with feishu.running(TinyApp(answer({"card": {"type": "raw", "data": CARD}}))):
        message = await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await expect(page.locator("feishu-card")).to_contain_text("订单 42")
            changed = {**CARD, "body": {"elements": [{"tag": "markdown", "content": "订单 43"}]}}
            feishu.core.world.message(message.message_id).card = changed

            await expect(page.locator("feishu-card")).to_contain_text("订单 43")
