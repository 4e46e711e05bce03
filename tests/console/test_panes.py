"""The panes beside the conversation: templates, how to connect, narrow windows, the language people read in."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from larkline.emulator import Emulator
from larkline.wire.delivery import Delivery, Response
from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request
from tests.console.conftest import opened
from tests.emulator.stories import CARD, card
from tests.emulator.tiny_client import TinyApp, answer, post

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_template_is_imported_filled_in_and_sent(browser: Browser, feishu: Emulator, tmp_path: Path):
    """An export is read from a file, its variables are previewed, and the chat gets the card as it was seen (S18)."""
    export = {
        "id": "AAq1",
        "dsl": card({"tag": "markdown", "content": "你好 ${who}，${count} 次"}),
        "variables": [{"name": "who", "type": "text"}, {"name": "count", "type": "integer", "default": 3}],
    }
    path = tmp_path / "greeting.card"
    path.write_text(json.dumps(export), "utf-8")
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?view=templates&chat=oc_team") as page:
        await page.locator("input[type=file]").set_input_files(path)
        await page.get_by_role("button", name="Import", exact=True).click()
        template = page.get_by_role("region", name="AAq1")
        await template.get_by_label("who").fill("阿丽")
        await expect(template.locator("feishu-card")).to_contain_text("你好 阿丽，3 次")
        await template.get_by_role("button", name="Send to chat").click()

        await expect(page.get_by_role("log")).to_contain_text("你好 阿丽，3 次")


async def test_a_template_is_refused_as_the_platform_does(browser: Browser, feishu: Emulator):
    """Not published, not visible, a value of a wrong type or form: each has its sub-code (S18)."""
    async with opened(browser, feishu, "/?view=templates&chat=oc_team") as page:
        template = page.get_by_role("region", name="welcome_card")
        for label, choice, code in (
            ("State", "unpublished", "200380"),
            ("State", "hidden", "200381"),
            ("State", "published", ""),
            ("Values", "wrong_type", "200732"),
            ("Values", "wrong_form", "200737"),
        ):
            await template.get_by_label(label).select_option(choice)
            if code:
                await expect(template.get_by_role("status")).to_contain_text(code)
            else:
                await expect(template.locator("feishu-card")).to_be_visible()


async def test_a_refused_try_stands_below_the_snippet(browser: Browser, feishu: Emulator):
    """The page tells when, from where and why, without a reload; the doctor is one click away (S1, S22)."""
    info = await feishu.serve()
    async with opened(browser, feishu) as page:
        body = endpoint_request(feishu.app().app_id, "wrong")
        await asyncio.to_thread(post, info["platform_url"] + ENDPOINT_PATH, body)
        await expect(page.locator(".last-attempt")).to_contain_text("from 127.0.0.1")
        await expect(page.locator(".last-attempt")).to_contain_text("wrong app secret")
        await page.get_by_role("button", name="Run doctor").click()

        await expect(page.get_by_role("dialog", name="Doctor").get_by_role("status")).to_be_visible()


async def test_the_log_shows_more_calls_than_the_page_begins_with(browser: Browser, feishu: Emulator):
    """The newest 1,000, also when the page is opened at the log; a later call joins them (S16)."""
    info = await feishu.serve()

    async def call(number: int) -> None:
        await asyncio.to_thread(post, f"{info['platform_url']}/open-apis/im/v1/made_up/{number}", b"{}")

    for number in range(130):
        await call(number)
    async with opened(browser, feishu, "/?view=calls") as page:
        log = page.get_by_role("region", name="API log")
        await expect(log.locator("tbody tr")).to_have_count(130)
        await expect(log.locator("tbody tr").last).to_contain_text("made_up/0")
        await call(130)

        await expect(log.locator("tbody tr").first).to_contain_text("made_up/130")
        await expect(log.locator("tbody tr")).to_have_count(131)


async def test_why_an_address_was_not_saved_stays_to_be_read(browser: Browser, feishu: Emulator):
    """A long reason is there longer than a short word, and goes by itself (S9)."""
    async with opened(browser, feishu, "/?view=app") as page:
        await page.clock.install()
        address = page.get_by_label("Events", exact=True).and_(page.get_by_role("textbox"))
        await address.fill("http://127.0.0.1:9/nobody")
        await address.press("Enter")
        reason = page.get_by_role("alert").filter(has_text="was not saved")
        await expect(reason).to_be_visible()
        await page.clock.fast_forward(8_000)
        await expect(reason).to_be_visible()
        await page.clock.fast_forward(30_000)

        await expect(reason).to_have_count(0)


async def test_a_call_unfolds(browser: Browser, feishu: Emulator):
    """What was asked and answered is there, to be read and tried again, also from the delivery it belongs to (S15)."""
    info = await feishu.serve()
    tenant = feishu.core.world.tenant(None).tenant_key
    token, _ = feishu.core.tokens.issue(feishu.app().app_id, now=feishu.core.clock.now(), tenant_key=tenant)
    url, bearer = f"{info['platform_url']}/open-apis/nobody/v1/knows?page_size=5", f"Bearer {token}"

    async def ask(_delivery: Delivery) -> Response:
        await asyncio.to_thread(post, url, b'{"name": "42"}', Authorization=bearer)
        await asyncio.to_thread(post, f"{info['platform_url']}/open-apis/im/v1/chats", b"{}", Authorization=bearer)
        return Response(200, b"{}")

    async with feishu.running(TinyApp(ask)):
        clicked = await feishu.click(await feishu.send(CARD, to="oc_team"), "同意", by="ou_alice")
    async with opened(browser, feishu, f"/?delivery={clicked.delivery.id}&tab=related") as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("tabpanel").get_by_role("button", name="/nobody/v1/knows").click()
        log = page.get_by_role("region", name="API log")
        await expect(log.locator("tbody tr")).to_have_count(3)  # with what is unfolded
        await expect(log.get_by_role("figure", name="Answer")).to_contain_text("is not emulated")
        await expect(log.get_by_role("figure", name="Request body")).to_contain_text('"name": "42"')
        await log.get_by_role("button", name="curl").click()
        copied: str = await page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"curl -X POST '{url}'")
        assert token not in copied
        await page.get_by_role("button", name="unimplemented", exact=True).click()
        await expect(log.locator("tr[data-bad]")).to_have_count(1)
        await log.get_by_role("button", name="/nobody/v1/knows").click()
        await expect(log.get_by_role("figure")).to_have_count(0)
        await page.get_by_role("button", name="all", exact=True).click()
        await page.get_by_role("searchbox").fill("chats")

        await expect(log.locator("tr[data-bad]")).to_contain_text("/im/v1/chats")


async def test_a_narrow_window_reaches_everything(browser: Browser, feishu: Emulator):
    """At 320 pixels one pane is shown at a time: chats, deliveries with a way back, and the rest below More (3.2)."""
    async with feishu.running(TinyApp(answer({}))):
        await feishu.say("hallo", by="ou_alice", to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team", size=(320, 640)) as page:
            bottom = page.locator(".bottom")
            await page.get_by_role("button", name="All chats").click()
            await page.get_by_role("button", name="小王").click()
            await expect(page.get_by_role("heading", name="小王")).to_be_visible()
            await bottom.get_by_role("button", name="Deliveries").click()
            await page.locator(".row").click()
            await page.get_by_role("button", name="Back to the list").click()
            await expect(page.locator(".row")).to_be_visible()
            for name in ("Connections", "Faults", "App", "Cards", "Sessions", "API log"):
                await bottom.get_by_role("button", name="More").click()
                await page.get_by_role("region", name="More").get_by_role("button", name=name).click()
                await expect(page.locator(".main .pane")).to_be_visible()
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_people_read_in_a_language_of_their_own(browser: Browser, feishu: Emulator):
    """A toast and a card in Japanese, on an English page (3.3)."""
    toast = {"type": "info", "content": "ok", "i18n": {"ja_jp": "承認しました", "en_us": "Approved"}}
    async with feishu.running(TinyApp(answer({"toast": toast}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team&as=ou_alice") as page:
            await page.get_by_label("User language").select_option("ja_jp")
            await expect(page.locator("feishu-card")).to_be_visible()
            await page.get_by_role("button", name="同意").click()

            await expect(page.locator(".toast")).to_contain_text("承認しました")
            assert feishu.user("ou_alice").locale == "ja_jp"


async def test_an_echo_storm_is_told_and_ended(browser: Browser, feishu: Emulator):
    """A banner says why nothing arrives, and one click lets deliveries go on."""
    app = feishu.app()
    async with opened(browser, feishu) as page:
        for number in range(102):
            feishu.core.storms.count(app.app_id, now=number / 1000, at=0.0)
        feishu.core.feed.tell("app", "changed", app.app_id)
        await page.get_by_role("alert").get_by_role("button", name="Resume").click()

        await expect(page.get_by_role("alert")).to_have_count(0)
        assert feishu.core.storms.of(app.app_id) is None
