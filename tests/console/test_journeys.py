"""Longer stories on the page: trouble on purpose, settings that are checked, time that is moved, links, sessions."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from larkline.emulator import Emulator
from larkline.wire.delivery import Delivery, Response
from tests.console.conftest import opened, opened_elsewhere, saved
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.stories import CARD, button, card
from tests.emulator.tiny_client import TinyApp, answer, post

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENT = "im.message.receive_v1"


def panel(page: Page, title: str) -> Locator:
    """Find a part of a pane by its heading."""
    return page.locator(".panel").filter(has=page.get_by_role("heading", name=title))


async def test_a_fault_is_switched_on_seen_and_cleared(browser: Browser, feishu: Emulator):
    """A story in one click stands in the header and the pane, touches the next delivery, and can be cleared (S6)."""
    async with feishu.running(TinyApp(answer({}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?view=faults&chat=oc_team") as page:
            await page.get_by_role("button", name="card_frame").click()
            await expect(page.get_by_role("button", name="faults 1", exact=True)).to_be_visible()
            await expect(panel(page, "Switched on")).to_contain_text("card_frame")
            await page.get_by_role("button", name="Clear all").click()
            await expect(panel(page, "Switched on")).to_contain_text("All is well")
            await page.get_by_label("Kind").select_option("duplicate")
            await page.get_by_label("copies").fill("3")
            await panel(page, "Add a fault").get_by_role("button", name="Add a fault").click()
            await expect(page.get_by_role("button", name="faults 1", exact=True)).to_be_visible()
            await expect(panel(page, "Switched on")).to_contain_text(
                "copies=3 · 1 left"
            )  # what is as usual is not said
            await feishu.say("hallo", to="oc_team")
            await page.locator("#filter").fill("has:fault")

            await expect(page.locator(".row")).to_contain_text(EVENT)


async def test_long_connection_cannot_be_saved_without_one(browser: Browser, feishu: Emulator):
    """With nobody connected the page says the platform's sentence; once connected the same click is saved (S8)."""
    feishu.configure(events="webhook")
    async with opened(browser, feishu, "/?view=app") as page:
        events = page.get_by_role("group", name="Events")
        await expect(events.get_by_role("button", name="webhook")).to_have_attribute("aria-pressed", "true")
        await events.get_by_role("button", name="long connection").click()
        await expect(page.get_by_role("alert")).to_contain_text("long connection")
        await expect(events.get_by_role("button", name="webhook")).to_have_attribute("aria-pressed", "true")
        async with feishu.running(TinyApp(answer({}))):
            await feishu.wait(online=1)
            await events.get_by_role("button", name="long connection").click()

            await expect(events.get_by_role("button", name="long connection")).to_have_attribute("aria-pressed", "true")


async def test_an_address_has_to_answer_before_it_is_saved(browser: Browser, feishu: Emulator):
    """An address where nobody answers is refused with the reason; one that gives the challenge back is kept (S9)."""
    async with opened(browser, feishu, "/?view=app") as page:
        addresses = panel(page, "Request addresses")
        await addresses.get_by_label("Callbacks").fill("http://127.0.0.1:9/hook")
        await addresses.get_by_role("button", name="Save").nth(1).click()
        await expect(page.get_by_role("alert").filter(has_text="127.0.0.1:9")).to_be_visible()
        assert feishu.app().subscription.callback_url == ""
        async with serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
            await addresses.get_by_label("Callbacks").fill(server.url())
            await addresses.get_by_role("button", name="Save").nth(1).click()
            await expect(page.locator(".toast[data-type=success]")).to_have_text("Saved")  # the other says "not saved"

            assert feishu.app().subscription.callback_url == server.url()


async def test_an_event_comes_again_when_time_is_moved(browser: Browser, feishu: Emulator):
    """A failed event waits among the timers; one click goes there, and its second attempt stands in the list (S10)."""
    answers = iter((500, 200))

    async def respond(_delivery: Delivery) -> Response:
        return Response(next(answers), b"{}")

    async with feishu.running(TinyApp(respond)):
        await feishu.say("hallo", to="oc_team")
        async with opened(browser, feishu, "/?view=faults") as page:
            clock = page.get_by_role("region", name="The platform's time")
            await clock.get_by_role("button", name="Freeze").click()
            await expect(clock).to_contain_text("frozen")
            await expect(clock.get_by_role("listitem").first).to_contain_text("redelivery")
            await clock.get_by_role("button", name="Run the next timer").click()

            await expect(page.locator(".row")).to_have_count(2)
            await expect(page.locator(".row").last).to_contain_text("×2")
            await expect(page.locator(".row").last).to_contain_text("ok")


async def test_a_link_gets_its_preview(browser: Browser, feishu: Emulator):
    """A link that matches a pattern becomes its title, with the preview's card below, which can be clicked (S12)."""
    shown = card({"tag": "markdown", "content": "Issue 7"}, button("关闭", value={"issue": 7}))
    seen: list[dict[str, object]] = []

    async def respond(delivery: Delivery) -> Response:
        document = json.loads(delivery.payload)
        if document["header"]["event_type"] == "url.preview.get":
            body = {"inline": {"title": "Issue seven"}, "card": {"type": "raw", "data": shown}}
            return Response(200, json.dumps(body).encode())
        seen.append(document["event"])
        return Response(200, b"{}")

    feishu.configure(url_patterns=["git.example.com"])
    async with feishu.running(TinyApp(respond)), opened(browser, feishu, "/?chat=oc_team&as=ou_alice") as page:
        await page.get_by_role("textbox", name="Write a message").fill("see https://git.example.com/7")
        await page.keyboard.press("Enter")
        await expect(page.locator(".preview-link")).to_contain_text("Issue seven")
        await expect(page.locator("feishu-card")).to_contain_text("Issue 7")
        await page.get_by_role("button", name="关闭").click()

        await expect(page.locator(".row").filter(has_text="card.action.trigger")).to_contain_text("ok")


async def test_a_session_is_saved_and_opened_elsewhere(browser: Browser, feishu: Emulator, tmp_path: Path):
    """What one platform saved another shows as the same rows, without any secret in the file (S20)."""
    async with feishu.running(TinyApp(answer({"toast": "ok"}))):
        message = await feishu.send(CARD, to="oc_team")
        await feishu.click(message, "同意", by="ou_alice")
        async with opened(browser, feishu, "/?view=sessions") as page:
            path = tmp_path / "session.jsonl"
            await saved(page, "Save the session", path)
    async with opened_elsewhere(browser, path) as page:
        await expect(page.locator(".row")).to_contain_text("200672")
        await page.locator(".row").click()
        await expect(page.locator(".detail-facts")).to_contain_text("handled by tiny · in process")
        assert feishu.info()["app_secret"] not in path.read_text("utf-8")


async def test_a_card_is_written_checked_and_sent(browser: Browser, feishu: Emulator):
    """The playground draws what is written, finds what is wrong, shows what a click would submit, and sends (S19)."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?view=cards&chat=oc_team") as page:
        editor = page.get_by_label("The card's JSON")
        findings = page.get_by_role("region", name="Findings")
        await expect(findings).to_contain_text("Nothing is wrong")
        await page.locator(".preview").get_by_role("button", name="Approve").click()
        await expect(page.locator(".preview figure")).to_contain_text('"click"')
        await editor.fill('{"schema": "2.0", "body": {"elements": [{"tag": "sparkles"}]}}')
        await expect(findings).to_contain_text("sparkles")
        await editor.fill("{")
        await expect(page.locator(".preview")).to_contain_text("Not valid JSON yet")
        await editor.fill(json.dumps(CARD))
        await page.get_by_role("button", name="Send to chat").click()

        await expect(page.get_by_role("log")).to_contain_text("订单 42")


async def test_a_call_that_is_not_emulated_stands_out(browser: Browser, feishu: Emulator):
    """It is counted in the header, and red in the log of calls (S16)."""
    info = await feishu.serve()
    await asyncio.to_thread(post, info["platform_url"] + "/open-apis/nobody/v1/knows", b"{}")
    async with opened(browser, feishu) as page:
        await page.get_by_role("button", name="1 unimplemented").click()

        await expect(page.get_by_role("row").filter(has_text="/nobody/v1/knows")).to_contain_text("unimplemented")


async def test_the_connections_pane_ends_a_link(browser: Browser, feishu: Emulator):
    """A connection can be paused and reset from the page; what ended stays with its reason (S7)."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?view=connections") as page:
        await page.get_by_role("button", name="Pause", exact=True).click()
        await expect(page.get_by_role("button", name="Resume")).to_be_visible()
        await page.get_by_role("button", name="Reset", exact=True).click()

        await expect(page.locator("[data-ended=true]")).to_be_visible()


async def test_a_setting_that_is_changed_elsewhere_is_shown(browser: Browser, feishu: Emulator):
    """The fields of the settings hold what is saved, also by another program."""
    async with opened(browser, feishu, "/?view=app") as page:
        field = page.get_by_label("Links to preview")
        await expect(field).to_have_value("")
        path = f"/api/v1/apps/{feishu.app().app_id}"
        await page.evaluate(
            """(path) => fetch(path, {
              method: "PATCH", body: JSON.stringify({url_patterns: ["git.example.com"]}),
              headers: {"X-Larkline": "1", "Content-Type": "application/json"},
            })""",
            path,
        )

        await expect(field).to_have_value("git.example.com")
