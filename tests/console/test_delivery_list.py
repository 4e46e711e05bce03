"""The list of deliveries: a stretch of time, several at once, pinned ones, and filters that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened, opened_elsewhere, saved
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def said(feishu: Emulator, *, apart: float = 10.0, times: int = 4) -> list[str]:
    """Write messages with so many seconds between them; gives the ids of their deliveries."""
    ids = []
    for number in range(times):
        if number:
            await feishu.clock.advance(apart)
        ids.append((await feishu.say(f"message {number}", by="ou_alice")).delivery.id)
    return ids


async def drag(page: Page, start: float, end: float) -> None:
    """Draw over the chart, from one share of its width to another."""
    box = await page.locator(".spark-chart").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] * start, middle)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * end, middle, steps=4)
    await page.mouse.up()


async def test_a_stretch_of_time_is_chosen_by_drawing(browser: Browser, feishu: Emulator):
    """Only its deliveries are listed, a reload keeps it, and its chip clears it."""
    async with feishu.running(TinyApp(answer({}))):
        await said(feishu)
    async with opened(browser, feishu) as page:
        rows = page.locator(".row")
        await expect(rows).to_have_count(4)
        await drag(page, 0.2, 0.8)
        await expect(rows).to_have_count(2)
        await expect(page.locator(".total")).to_have_text("2 of 4")
        await page.reload()
        await expect(rows).to_have_count(2)
        await page.get_by_role("button", name="Clear the time range").click()

        await expect(rows).to_have_count(4)
        assert "range" not in page.url


async def test_a_stretch_of_time_is_chosen_by_keys(browser: Browser, feishu: Emulator):
    """Its two ends are sliders that say the time."""
    async with feishu.running(TinyApp(answer({}))):
        await said(feishu)
    async with opened(browser, feishu) as page:
        start, end = page.get_by_role("slider", name="From"), page.get_by_role("slider", name="To")
        await start.focus()
        for _ in range(2):
            await page.keyboard.press("ArrowRight")
        await expect(page.locator(".row")).to_have_count(3)
        await end.focus()
        await page.keyboard.press("ArrowLeft")

        await expect(page.locator(".row")).to_have_count(2)
        assert ":" in (await end.get_attribute("aria-valuetext") or "")


@pytest.mark.parametrize("pace", ["original spacing", "as fast as possible"])
async def test_picked_deliveries_are_replayed_in_order(browser: Browser, feishu: Emulator, pace: str):
    """Picked by checkbox, Shift and x, they go out in their order, and the bar tells how that went."""
    async with feishu.running(TinyApp(answer({}))):
        ids = await said(feishu, apart=0.05)
        async with opened(browser, feishu, f"/?delivery={ids[3]}") as page:
            await page.get_by_role("checkbox", name="Pick #1").check()
            await page.locator(".row").nth(1).click(modifiers=["Shift"])
            await page.keyboard.press("x")
            bar = page.get_by_role("toolbar", name="Picked deliveries")
            await expect(bar).to_contain_text("3 picked")
            await bar.get_by_role("combobox", name="How").select_option("as new")
            await bar.get_by_role("combobox", name="Pace").select_option(pace)
            await bar.get_by_role("button", name="Replay in order").click()
            for _ in range(2 if pace == "original spacing" else 0):
                await feishu.clock.advance(10)
            done = page.get_by_role("status").filter(has_text="3 of 3 replayed")
            await expect(done).to_contain_text("3 ok, 0 failed")
            await done.get_by_role("button", name="Show replays").click()

            await expect(page.locator(".row")).to_have_count(3)
    copies = feishu.deliveries()[4:]
    assert [copy.replay_of for copy in copies] == [ids[0], ids[1], ids[3]]
    assert len({copy.push.event_id for copy in feishu.deliveries()}) == 7


async def test_a_pinned_delivery_is_marked_and_found(browser: Browser, feishu: Emulator):
    """It can be pinned and let go, and the filter finds it."""
    async with feishu.running(TinyApp(answer({}))):
        ids = await said(feishu)
    async with opened(browser, feishu, f"/?delivery={ids[1]}") as page:
        await page.get_by_role("button", name="Pin").click()
        await expect(page.get_by_role("button", name="Unpin")).to_be_visible()
        await page.keyboard.press("/")
        await page.keyboard.type("pinned:yes")
        await expect(page.locator(".row")).to_have_count(1)
        await expect(page.locator(".row .pick")).to_have_text("2")
        await page.get_by_role("button", name="Unpin").click()

        await expect(page.get_by_role("row")).to_have_count(0)


async def test_a_filter_is_completed_and_kept(browser: Browser, feishu: Emulator):
    """Arrows choose what could be written next; a filter that was kept is offered until it is forgotten."""
    async with feishu.running(TinyApp(answer({}))):
        await said(feishu)
    async with opened(browser, feishu) as page:
        field = page.get_by_role("combobox", name="Filter the deliveries")
        await field.fill("st")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(field).to_have_value("status:")
        await page.keyboard.type("f")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await expect(field).to_have_value("status:failed")
        await expect(page.get_by_text("None of 4 deliveries match")).to_be_visible()
        await page.get_by_role("button", name="Keep this filter").click()
        await page.get_by_role("button", name="Clear the filter").first.click()
        await page.reload()
        await field.focus()

        await page.get_by_role("option", name="status:failed").click()
        await page.get_by_role("button", name="Forget this filter").click()
        await field.fill("")

        await expect(page.get_by_role("option", name="type:")).to_be_visible()
        await expect(page.get_by_role("option", name="status:failed")).to_have_count(0)


async def test_what_the_list_shows_is_saved(browser: Browser, feishu: Emulator, tmp_path: Path):
    """Saved are the deliveries that the filter leaves; another platform opens them."""
    async with feishu.running(TinyApp(answer({}))):
        first, *_ = await said(feishu)
        async with opened(browser, feishu, f"/?filter={first}") as page:
            await expect(page.locator(".row")).to_have_count(1)
            await saved(page, "Save the listed deliveries", tmp_path / "session.jsonl")
    async with opened_elsewhere(browser, tmp_path / "session.jsonl") as page:
        await expect(page.locator(".row")).to_have_count(1)
