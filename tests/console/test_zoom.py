"""The page at 200 %: a window of 1440 by 900 then has room for 720 by 450, and all of it has to be within reach."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer, post

pytestmark = pytest.mark.asyncio(loop_scope="session")

ZOOMED = (720, 450)
TABS = ("verdict", "timing", "request", "reply", "frames", "signature", "related", "diff")
VIEWS = ("chat", "connections", "faults", "app", "cards", "templates", "sessions", "calls")
NAME = "AVeryLongNameWithoutAnySpaceInItToBreakAt" * 2
#: What is cut off without a tip, has to be scrolled sideways, or stands outside of the window; code alone may be wide.
LOST = """() => [...document.querySelectorAll("body *")].flatMap((one) => {
  const { overflowX, overflowY, visibility } = getComputedStyle(one);
  if (!one.checkVisibility() || visibility === "hidden" || !one.textContent.trim()) return [];
  if (one.closest(".hidden, .skip, svg, feishu-card")) return [];
  const isWide = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0;
  const isTall = one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 0;
  const scrolls = (how) => how === "auto" || how === "scroll";
  const name = `${one.localName}.${one.className}: ${one.textContent.slice(0, 40)}`;
  if (isWide && overflowX === "hidden" && !one.closest("[title], .chat-last")) return [`cut off at the right: ${name}`];
  if (isTall && overflowY === "hidden") return [`cut off at the bottom: ${name}`];
  if (isWide && scrolls(overflowX) && !one.matches("pre, textarea")) return [`scrolled sideways: ${name}`];
  const isOutside = one.getBoundingClientRect().right > innerWidth + 1 && !one.closest("[title]");
  return isOutside ? [`outside of the window: ${name}`] : [];
})"""


async def lost(page: Page, address: str) -> list[str]:
    """Go to an address of the page; gives what cannot be read there."""
    await page.goto(address)
    await page.locator("main[aria-busy=false]").wait_for(state="attached")
    await expect(page.locator(".skeleton")).to_have_count(0)
    return [f"{address}: {one}" for one in await page.evaluate(LOST)]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, feishu: Emulator, lang):
    """In every pane and every part of a delivery, nothing is cut off, and nothing has to be scrolled in two ways."""
    async with (
        feishu.running(TinyApp(answer({"toast": "ok"}))),
        opened(browser, feishu, "/?chat=oc_team", lang=lang, size=ZOOMED) as page,
    ):
        message = await feishu.send(CARD, to="oc_team")
        failed = (await feishu.click(message, "同意", by="ou_alice")).delivery.id
        await feishu.trigger("im.message.message_read_v1")
        parts = [f"?chat=oc_team&pane=deliveries&delivery={failed}&tab={tab}" for tab in TABS]
        panes = [f"?chat=oc_team&view={view}" for view in VIEWS]
        lists = [f"?chat=oc_team&pane={pane}" for pane in ("deliveries", "chats", "more")]
        base = page.url.split("?")[0]

        assert [one for path in (*parts, *panes, *lists) for one in await lost(page, base + path)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_how_to_connect_has_room_at_twice_the_size(browser: Browser, feishu: Emulator, lang):
    """The code to copy is there in full, below what is above it."""
    async with opened(browser, feishu, lang=lang, size=ZOOMED) as page:
        code = page.locator(".snippet pre")
        await expect(code).to_contain_text("LARK_APP_ID")

        assert await page.evaluate(LOST) == []
        assert await code.evaluate(
            "one => one.clientHeight >= one.querySelector('code').getBoundingClientRect().height"
        )


@pytest.mark.parametrize("width", [320, 390, 700, 960, 1440])
async def test_long_names_and_a_busy_header_stay_inside(browser: Browser, feishu: Emulator, width: int):
    """Names of 80 letters and of 60 characters, faults and calls that are not emulated: all of it has its place."""
    info = await feishu.serve()
    feishu.user("ou_long", name=NAME)
    chat = feishu.chat("oc_long", name="很长的群名" * 12, members=["ou_long", "ou_alice"])
    await feishu.faults.add("duplicate")
    for number in range(25):
        await asyncio.to_thread(post, f"{info['platform_url']}/open-apis/{NAME}/v1/{number}", b"{}")
    async with (
        feishu.running(TinyApp(answer({}))),
        opened(browser, feishu, "/?chat=oc_long&as=ou_alice", size=(width, 800)) as page,
    ):
        said = await feishu.say(NAME * 3, by="ou_long", to=chat)
        related = f"?chat=oc_long&delivery={said.deliveries[0].id}&tab=related&pane=deliveries"
        base = page.url.split("?")[0]
        shown = ("?chat=oc_long&as=ou_alice", "?chat=oc_long&as=ou_long", "?view=calls", related)

        assert [one for path in shown for one in await lost(page, base + path)] == []
