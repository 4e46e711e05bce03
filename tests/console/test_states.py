"""The states of the page, in both themes and both languages: each is complete, in order, and open to everybody."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, Route, expect

from larkline.emulator import Emulator
from larkline.wire.delivery import Delivery, Response
from tests.console.auditing import serious_findings
from tests.console.conftest import opened
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHINESE = re.compile("[\u4e00-\u9fff]")


@asynccontextmanager
async def in_state(feishu: Emulator, state: str) -> AsyncIterator[str]:
    """Bring an emulator into a state; gives the address that shows it."""
    async with AsyncExitStack() as stack:
        if state == "empty":
            yield "/"
            return
        wrong = {"toast": "ok"} if state == "failure" else {"toast": {"type": "success", "content": "ok"}}
        await stack.enter_async_context(feishu.running(TinyApp(answer(wrong))))
        message = await feishu.send(CARD, to="oc_team")
        last = (await feishu.click(message, "同意", by="ou_alice")).delivery.id
        if state == "many":
            for _ in range(999):
                feishu.begin_trigger("im.message.message_read_v1")
            await feishu.wait(deliveries=1000, timeout=60)
        yield {
            "chat": "/?chat=oc_team",
            "failure": f"/?chat=oc_team&delivery={last}",
            "request": f"/?chat=oc_team&delivery={last}&tab=request",
            "frames": f"/?chat=oc_team&delivery={last}&tab=frames",
            "many": "/?chat=oc_team&filter=type:read",
        }.get(state, f"/?view={state}&chat=oc_team")


async def is_drawn(page: Page, state: str) -> None:
    """Wait until the state is on the page."""
    places = {
        "empty": ".code-key",
        "failure": ".verdict-card",
        "many": ".row",
        "request": ".code-key",
        "frames": ".code-key",
    }
    await expect(page.locator(places.get(state, "h2")).first).to_be_visible()


STATES = (
    *("empty", "chat", "failure", "request", "frames", "many"),
    *("connections", "faults", "app", "cards", "sessions", "calls"),
)


@pytest.mark.parametrize("state", STATES)
async def test_every_state_passes_the_audit(browser: Browser, feishu: Emulator, state):
    """In light and dark, in Chinese and English, an audit finds nothing serious, and nothing runs out of the window."""
    async with in_state(feishu, state) as path:
        for lang in ("zh", "en"):
            async with opened(browser, feishu, path, lang=lang) as page:
                await is_drawn(page, state)
                for theme in ("light", "dark"):
                    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                    await expect(page.locator("html")).to_have_attribute("data-theme", theme)

                    assert await serious_findings(page, only_colors=theme == "dark") == []
                    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_english_is_english(browser: Browser, feishu: Emulator):
    """With English chosen, nothing of the page itself is in Chinese, apart from names and the way back to Chinese."""
    names = {person.name for person in feishu.core.world.people.values()} | {"示例机器人", "项目组", "同意"}
    signs = {name[0] for name in names} | {"中", "切换到中文"}  # of avatars, and of the way back
    async with in_state(feishu, "chat") as path, opened(browser, feishu, path, lang="en") as page:
        languages = await page.locator("#user-language option").all_inner_texts()  # each is named in itself
        text = await page.locator("body").inner_text()

    lines = {line for line in text.splitlines() if CHINESE.search(line) and line not in {*signs, *languages}}
    assert {line for line in lines if not any(name in line for name in names)} == set()


@pytest.mark.parametrize("size", [(1440, 900), (1000, 760), (720, 800), (320, 640)])
async def test_every_width_holds_the_page(browser: Browser, feishu: Emulator, size):
    """From a wide window down to 320 pixels nothing runs out, and chat and deliveries can both be reached."""
    async with in_state(feishu, "failure") as path, opened(browser, feishu, path, size=size) as page:
        await expect(page.locator(".verdict-card").first).to_be_attached()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if size[0] < 800:
            bottom = page.locator(".bottom")
            await bottom.get_by_role("button", name="Deliveries").click()
            await expect(page.locator(".row").first).to_be_visible()
            await bottom.get_by_role("button", name="Chats").click()

        await expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()


async def test_a_filter_that_hides_everything_says_so(browser: Browser, feishu: Emulator):
    """The filter stands there in words with how many it hides, and one button clears it."""
    async with in_state(feishu, "chat") as path, opened(browser, feishu, f"{path}&filter=status:failed") as page:
        await expect(page.get_by_text("None of 1 deliveries match “status:failed”")).to_be_visible()
        await page.locator(".empty").get_by_role("button", name="Clear the filter").click()

        await expect(page.get_by_role("row")).to_have_count(1)


async def test_theme_and_language_are_remembered(browser: Browser, feishu: Emulator):
    """What is chosen in the header holds after a reload."""
    async with opened(browser, feishu, lang="en", theme="light") as page:
        await page.get_by_role("button", name="切换到中文").click()
        await page.get_by_role("button", name="主题").click()
        await page.get_by_role("button", name="主题").click()
        await page.reload()
        await page.locator("main[aria-busy=false]").wait_for()

        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


async def test_two_tabs_choose_together(browser: Browser, feishu: Emulator):
    """What is chosen in one tab holds in the other, and neither takes back what the other has kept."""
    async with opened(browser, feishu, "/?filter=status:failed") as page:
        other = await page.context.new_page()
        await other.goto(page.url)
        await page.get_by_role("button", name="Keep this filter").click()
        await expect(other.get_by_role("button", name="Forget this filter")).to_be_visible()
        await other.get_by_role("button", name="切换到中文").click()
        await expect(page.get_by_role("button", name="不再保留这个筛选")).to_be_visible()
        await page.reload()

        await expect(page.get_by_role("button", name="不再保留这个筛选")).to_be_visible()


async def test_while_it_reads_the_page_shows_where_things_will_be(browser: Browser, feishu: Emulator):
    """Place holders, which appear after 150 ms, until what was asked for is there."""
    async with in_state(feishu, "chat") as path, opened(browser, feishu, path) as page:
        answered = asyncio.Event()

        async def hold(route: Route) -> None:
            await answered.wait()
            await route.continue_()

        await page.route("**/snapshot", hold)
        await page.route("**/deliveries?*", hold)
        await page.reload(wait_until="commit")
        chat, rows = page.locator("main .late"), page.locator(".deliveries .late")
        await expect(chat).to_have_count(1)
        await expect(rows).to_have_count(1)
        delays = [await each.evaluate("one => getComputedStyle(one).animationDelay") for each in (chat, rows)]
        answered.set()
        await expect(page.get_by_role("article")).to_have_count(1)
        await expect(page.get_by_role("row")).to_have_count(1)

    assert delays == ["0.15s", "0.15s"]


async def test_the_document_asks_and_wears_the_theme_before_its_script_is_there(browser: Browser, feishu: Emulator):
    """What the page begins with is on its way while the script is; nobody sees the theme they did not choose."""
    async with feishu.running(TinyApp(answer(None))), opened(browser, feishu, theme="light") as page:
        await page.evaluate("localStorage.setItem('larkline', JSON.stringify({ theme: 'dark', lang: 'zh' }))")
        released = asyncio.Event()

        async def hold(route: Route) -> None:
            await released.wait()
            await route.continue_()

        await page.route("**/assets/*.js", hold)
        async with (
            page.expect_response("**/api/v1/snapshot*") as snapshot,
            page.expect_response("**/deliveries?*") as newest,
        ):
            await page.reload(wait_until="commit")
        worn = await page.evaluate("[document.documentElement.dataset.theme, document.documentElement.lang]")
        released.set()
        answers = [await snapshot.value, await newest.value]
        await expect(page.get_by_role("main")).to_be_visible()

    assert worn == ["dark", "zh-CN"]
    assert [one.status for one in answers] == [200, 200]


async def test_of_a_large_payload_the_first_part_is_shown(browser: Browser, feishu: Emulator):
    """Formatted, 64 KB of it; the rest comes on demand, and all of it can be saved as it is."""
    toast = {"toast": {"type": "success", "content": "ok", "i18n": {f"key_{n}": "x" * 1000 for n in range(80)}}}
    async with feishu.running(TinyApp(answer(toast))):
        message = await feishu.send(CARD, to="oc_team")
        last = (await feishu.click(message, "同意", by="ou_alice")).delivery.id
        async with opened(browser, feishu, f"/?chat=oc_team&delivery={last}&tab=reply") as page:
            shown = page.locator("figure.json pre")
            await expect(shown).to_contain_text('    "type": "success"', use_inner_text=True)
            cut = len(await shown.inner_text())
            async with page.expect_download() as saving:
                await page.get_by_role("button", name="Download as it is").click()
            saved = (await (await saving.value).path()).read_text("utf-8")
            await page.get_by_role("button", name=re.compile("Show all")).click()
            await expect(shown).to_contain_text("key_79")

    assert 60_000 < cut < 80_000
    assert json.loads(saved) == toast


async def test_bytes_that_are_no_text_are_shown_as_hex(browser: Browser, feishu: Emulator):
    """With the offset where decoding stopped, and the byte there marked."""

    async def broken(_delivery: Delivery) -> Response:
        return Response(200, b'{"toast": "\xff\xfe"}')

    async with feishu.running(TinyApp(broken)):
        message = await feishu.send(CARD, to="oc_team")
        last = (await feishu.click(message, "同意", by="ou_alice")).delivery.id
        async with opened(browser, feishu, f"/?chat=oc_team&delivery={last}&tab=reply") as page:
            await expect(page.get_by_text("decoding stopped at byte 11")).to_be_visible()
            await expect(page.locator(".hex mark")).to_have_text("ff")
