"""A newcomer's first minute on the page."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, expect
from websockets.asyncio.client import connect

from examples.approval_bot import app
from larkline.emulator import Emulator
from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request, parse_endpoint_reply
from tests.console.conftest import opened
from tests.emulator.stories import CARD, never
from tests.emulator.tiny_client import TinyApp, answer, post

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def endpoint_of(feishu: Emulator) -> str:
    """Ask for the address of a long connection, as a client does."""
    info = feishu.info()
    body = endpoint_request(info["app_id"], info["app_secret"])
    status, answered, _ = await asyncio.to_thread(post, info["platform_url"] + ENDPOINT_PATH, body)
    return parse_endpoint_reply(status, answered).url


@pytest.mark.parametrize(
    ("lang", "press", "approved", "fine"),
    [("en", "Approve", "Approved", "ok"), ("zh", "同意", "已批准", "正常")],
)
async def test_a_card_makes_its_round_trip(
    browser: Browser, feishu: Emulator, lang: str, press: str, approved: str, fine: str
):
    """The card is in the reader's language; its button brings the toast and the changed card, and a row says how."""
    feishu.user("ou_alice", locale={"en": "en_us", "zh": "zh_cn"}[lang])
    async with feishu.running(app):
        await feishu.say("A-7", by="ou_alice")
        async with opened(browser, feishu, lang=lang) as page:
            await page.get_by_role("button", name=press, exact=True).click()

            await expect(page.locator(".toast")).to_contain_text(f"{approved} A-7")
            await expect(page.locator("feishu-card")).to_contain_text(approved.lower())
            await expect(page.get_by_role("button", name=press, exact=True)).to_have_count(0)
            row = page.get_by_role("row").filter(has_text="card.action.trigger")
            await expect(row).to_contain_text(re.compile(f"ms.*{fine}"))


async def test_nobody_is_online_before_a_ping(browser: Browser, feishu: Emulator):
    """A connection without a ping counts as waiting, and as online once its ping was answered."""
    await feishu.serve()
    async with opened(browser, feishu) as page:
        async with connect(await endpoint_of(feishu)):
            await expect(page.locator(".online")).to_have_text("waiting for a ping")
        async with feishu.running(TinyApp(never)):
            await expect(page.locator(".online")).to_have_text("1 online")


async def test_a_callback_appears_with_its_verdict(browser: Browser, feishu: Emulator):
    """While the page is open a click in a card becomes a row with type, duration and verdict, and its reason opens."""
    async with opened(browser, feishu) as page, feishu.running(TinyApp(answer({"toast": "ok"}))):
        await expect(page.locator(".online")).to_have_text("1 online")
        message = await feishu.send(CARD, to="oc_team")
        await feishu.click(message, "同意", by="ou_alice")
        row = page.get_by_role("row").filter(has_text="card.action.trigger")

        await expect(row).to_contain_text("failed200672")
        await row.click()
        verdict = page.get_by_role("tabpanel")
        await expect(verdict).to_contain_text("200672")
        await expect(verdict).to_contain_text("$.toast")
        assert "delivery=" in page.url


async def test_without_an_app_the_page_says_how_to_connect(browser: Browser, feishu: Emulator):
    """The panel holds this run's address and app id, and turns into the chat once a client is online."""
    async with opened(browser, feishu) as page:
        info = feishu.info()

        await expect(page.get_by_role("heading", name="Waiting for your app…")).to_be_visible()
        await expect(page.locator(".snippet")).to_contain_text(info["platform_url"])
        await expect(page.locator(".snippet")).to_contain_text(info["app_id"])
        await page.get_by_role("tab", name="Go", exact=True).click()
        await expect(page.locator(".snippet")).to_contain_text(f'larkws.WithDomain("{info["platform_url"]}")')
        async with feishu.running(TinyApp(never)):
            await expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()


async def test_the_demo_bot_is_started_from_the_page(browser: Browser, feishu: Emulator):
    """Where there is a bot to begin with, one button connects it, and another says hello to it: its card is there."""
    async with AsyncExitStack() as stack:

        async def start() -> None:
            await stack.enter_async_context(feishu.running(app))

        feishu.start_demo_bot = start
        async with opened(browser, feishu) as page:
            await page.get_by_role("button", name="Start the demo bot").click()
            await page.get_by_role("button", name="Say hello").click()

            await expect(page.locator("feishu-card")).to_contain_text("Hello")
            await expect(page.locator(".row")).to_contain_text("im.message.receive_v1")


async def test_a_page_without_its_token_says_so(browser: Browser, feishu: Emulator):
    """An address without the token shows what to do, and nothing of the run."""
    info = await feishu.serve()
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(info["console_url"])

    await expect(page.get_by_role("heading", name="需要访问令牌")).to_be_visible()
    assert info["app_id"] not in await page.content()
    await context.close()
