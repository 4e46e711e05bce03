"""A thousand deliveries on the page: few rows in the document, filters, what is new, the way back after a reload."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

READ = "im.message.message_read_v1"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def busy() -> AsyncIterator[Emulator]:
    """Give a platform with a thousand deliveries, one of them failed, and an app that is online."""
    async with Emulator(seed=1) as feishu, feishu.running(TinyApp(answer({"toast": "ok"}))):
        message = await feishu.send(CARD, to="oc_team")
        await feishu.click(message, "同意", by="ou_alice")
        for _ in range(999):
            feishu.begin_trigger(READ)
        await feishu.wait(deliveries=1000, timeout=60)
        yield feishu


def rows(page: Page):
    """Find the rows that are in the document."""
    return page.locator("[role=row].row")


async def test_few_rows_are_in_the_document(browser: Browser, busy: Emulator):
    """However far the list is scrolled, at most sixty rows are there, and each knows its place among all."""
    async with opened(browser, busy) as page:
        grid = page.get_by_role("grid")
        await expect(grid).to_have_attribute("aria-rowcount", "1000")
        await expect(rows(page).last).to_have_attribute("aria-rowindex", "1000")
        for part in (0, 0.5, 1):
            await grid.evaluate("(grid, part) => { grid.scrollTop = grid.scrollHeight * part }", part)
            await page.evaluate("new Promise(requestAnimationFrame)")
            assert 5 < await rows(page).count() <= 60


async def test_a_filter_finds_the_one_among_a_thousand(browser: Browser, busy: Emulator):
    """What is written filters at once, is offered while it is written, and stands in the address."""
    async with opened(browser, busy) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("stat")
        await expect(page.get_by_role("option", name="status:")).to_be_visible()
        await page.keyboard.type("us:failed")
        await expect(rows(page)).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(page.locator(".total").first).to_have_text("1000")
        await page.keyboard.type("status:failed")

        await expect(rows(page)).to_have_count(1)
        await expect(page.locator(".total").first).to_have_text("1 of 1000")
        assert "filter=status%3Afailed" in page.url


async def test_rows_that_do_not_match_wait_unseen(browser: Browser, busy: Emulator):
    """A letter after which nothing matches takes the rows from sight and from the keyboard; the next one shows them."""
    async with opened(browser, busy) as page:
        field = page.locator("#filter")
        await rows(page).last.evaluate("row => { globalThis.first = row }")
        await field.fill("nothing like this")
        await expect(page.get_by_text("None of 1000 deliveries match")).to_be_visible()
        assert await page.get_by_role("row").count() == await page.get_by_role("grid").count() == 0
        assert not await page.evaluate("first.checkVisibility()")
        assert await page.evaluate(
            "document.querySelectorAll('.grid, .grid *').values().toArray().every(({ tabIndex }) => tabIndex < 0)"
        )
        await field.fill("")
        await expect(page.get_by_role("row").last).to_have_attribute("aria-rowindex", "1000")

        assert await page.evaluate("first.checkVisibility() && first.isConnected")


async def test_a_reload_keeps_what_was_chosen(browser: Browser, busy: Emulator):
    """Chat, person, delivery, tab and filter are the same after a reload, and the browser's back goes a step back."""
    async with opened(browser, busy, "/?chat=oc_team&as=ou_bob") as page:
        await page.locator("#filter").fill("type:card")
        await rows(page).first.click()
        await page.get_by_role("tab", name="Timing").click()
        await page.reload()

        await expect(page.get_by_role("tab", name="Timing")).to_have_attribute("aria-selected", "true")
        await expect(page.locator("#filter")).to_have_value("type:card")
        await expect(page.get_by_role("heading", name="项目组")).to_be_visible()
        await expect(page.get_by_role("combobox", name="as", exact=True)).to_have_value("ou_bob")
        await expect(page.locator("feishu-card")).to_be_visible()
        await page.go_back()
        await expect(page.locator(".detail")).to_have_count(0)


async def test_what_comes_while_scrolled_away_is_counted(browser: Browser, busy: Emulator):
    """Away from the end the list stays where it is and a pill counts what is new; the pill leads there."""
    async with opened(browser, busy) as page:
        grid = page.get_by_role("grid")
        await expect(grid).to_have_attribute("aria-rowcount", str(len(busy.deliveries())))  # older ones are there, too
        await grid.evaluate("grid => { grid.scrollTop = 0 }")
        await expect(rows(page).first).to_have_attribute("aria-rowindex", "1")
        for _ in range(3):
            await busy.trigger(READ)
        await page.get_by_role("button", name="3 new").click()

        await expect(rows(page).last).to_have_attribute("aria-rowindex", str(len(busy.deliveries())))


async def test_a_paused_list_counts_and_catches_up(browser: Browser, busy: Emulator):
    """While paused nothing moves and what comes is counted; afterwards it is there."""
    async with opened(browser, busy) as page:
        await expect(page.locator(".total").first).to_have_text(str(len(busy.deliveries())))
        await page.keyboard.press("p")
        before = await page.locator(".total").first.inner_text()
        await busy.trigger(READ)
        await expect(page.get_by_text("Paused; 1 new meanwhile")).to_be_visible()
        assert await page.locator(".total").first.inner_text() == before
        await page.keyboard.press("p")

        await expect(page.locator(".total").first).to_have_text(str(len(busy.deliveries())))


WATCH_GRID = """() => {
  globalThis.frame = 0;
  globalThis.drawnIn = [];
  globalThis.mostRows = 0;
  const count = () => { frame++; requestAnimationFrame(count) };
  requestAnimationFrame(count);
  new MutationObserver(() => {
    drawnIn.push(frame);
    mostRows = Math.max(mostRows, document.querySelectorAll(".row").length);
  }).observe(document.querySelector("[role=grid]"), { attributeFilter: ["aria-rowcount"] });
}"""


async def test_what_comes_in_one_frame_is_drawn_once(browser: Browser, busy: Emulator):
    """However many deliveries come, the list grows at most once a frame, and few rows are in the document."""
    async with opened(browser, busy) as page:
        before = len(busy.deliveries())
        grid = page.get_by_role("grid")
        await expect(grid).to_have_attribute("aria-rowcount", str(before))
        await page.evaluate(WATCH_GRID)
        for _ in range(10):
            for _ in range(20):
                busy.begin_trigger(READ)
            await page.evaluate("new Promise(requestAnimationFrame)")
        await expect(grid).to_have_attribute("aria-rowcount", str(before + 200))
        frames = await page.evaluate("drawnIn")

        assert 0 < len(frames) < 200
        assert len(set(frames)) == len(frames)
        assert await page.evaluate("mostRows") <= 60


async def holding_rows(page: Page, rows: int) -> None:
    """Let the page hold so many rows only, the newest."""
    await page.evaluate("rows => localStorage.setItem('larkline', JSON.stringify({ rows }))", rows)
    await page.reload()
    await page.locator("main[aria-busy=false]").wait_for()


async def test_older_deliveries_are_searched_by_the_emulator(browser: Browser, busy: Emulator):
    """What the page does not hold is found all the same; it says that the emulator searches, and what came of it."""
    async with opened(browser, busy) as page:
        await holding_rows(page, 50)
        await expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "50")
        await expect(page.get_by_text("The newest 50 are on this page")).to_be_visible()
        await expect(page.locator(".total").first).to_have_text(str(len(busy.deliveries())))
        answered = asyncio.Event()

        async def hold(route: Route) -> None:
            await answered.wait()
            await route.continue_()

        await page.route("**/deliveries?filter=*", hold)
        await page.locator("#filter").fill("type:card")
        await expect(page.get_by_text("searching the older ones on the emulator")).to_be_visible()
        answered.set()
        await expect(page.get_by_text("1 of the older ones match")).to_be_visible()
        await rows(page).click()

        await expect(page.locator(".verdict-card").first).to_contain_text("200672")


async def test_a_filter_the_emulator_does_not_know_says_so(browser: Browser, busy: Emulator):
    """The older ones stay unsearched then, with the emulator's words in the language of the page."""
    async with opened(browser, busy) as page:
        await holding_rows(page, 50)
        await page.locator("#filter").fill("status:fine")

        await expect(page.get_by_text("The older ones could not be searched: status:fine is not known")).to_be_visible()
        await page.get_by_role("button", name="切换到中文").click()
        await expect(page.get_by_text("更早的推送搜索失败：status:fine 无效")).to_be_visible()
