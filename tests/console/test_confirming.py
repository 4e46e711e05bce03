"""The page asks before a real secret is taken or another machine is sent to; whatever is no yes is a no (S21)."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Request, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

REAL = "XkP2vR7tQ9wLs4NnB6yD8mHc3GfJ0aZe"


def writes(page: Page, ending: str) -> list[dict[str, object]]:
    """Give the bodies of what the page posts to paths with an ending, as they come."""
    bodies: list[dict[str, object]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and urlsplit(request.url).path.endswith(ending):
            bodies.append(json.loads(request.post_data or "{}"))

    page.on("request", note)
    return bodies


async def resolve_here(_host: str, _port: int) -> list[str]:
    """Let each name lead to this machine."""
    return ["127.0.0.1"]


async def test_an_address_elsewhere_is_sent_to_only_after_a_yes(browser: Browser, feishu: Emulator):
    """Enter and Escape refuse, and nothing is sent; a click on the other button sends the check, and saves."""
    await feishu.serve()
    feishu.core.webhooks.sender.resolve = resolve_here
    app = feishu.app()
    async with (
        serving(answering(app.encrypt_key, always(http({})))) as server,
        opened(browser, feishu, "/?view=app") as page,
    ):
        url = server.url().replace("127.0.0.1", "bot.example")
        posted = writes(page, "/webhook")
        dialog = page.get_by_role("dialog", name="Send to another machine?")
        field = page.locator("#field-event_url")
        await field.fill(url)
        for key in ("Enter", "Escape"):
            await field.press("Enter")
            await expect(dialog).to_contain_text(url)
            await expect(dialog.get_by_role("button", name="Do not send")).to_be_focused()
            await page.keyboard.press(key)
            await expect(dialog).to_have_count(0)
            await expect(page.locator(".toast").last).to_contain_text("Nothing was sent")
        assert server.requests == []
        assert app.subscription.event_url == ""

        await field.press("Enter")
        await dialog.get_by_role("button", name="Send it anyway").click()

        await expect(page.locator(".toast").last).to_contain_text("Saved")
        assert [body.get("confirm", False) for body in posted] == [False, False, False, True]
        assert len(server.requests) == 1
        assert feishu.app().subscription.event_url == url


async def test_a_secret_that_looks_real_is_taken_only_after_a_yes(browser: Browser, feishu: Emulator):
    """The dialog names the secret without showing it; one that is made up is taken at once."""
    await feishu.serve()
    before = feishu.app().encrypt_key
    async with opened(browser, feishu, "/?view=app") as page:
        field = page.get_by_label("Encrypt Key", exact=True)
        dialog = page.get_by_role("dialog", name="Use this secret?")
        await field.fill(REAL)
        await field.press("Enter")
        await expect(dialog).to_contain_text("Encrypt Key")
        await expect(dialog).not_to_contain_text(REAL)
        await dialog.get_by_role("button", name="Do not use it").click()
        await expect(page.locator(".toast")).to_contain_text("Nothing was sent")
        assert feishu.app().encrypt_key == before

        await field.fill(REAL)
        await field.press("Enter")
        await dialog.get_by_role("button", name="Use it anyway").click()
        await expect(page.locator(".toast").last).to_contain_text("Saved")
        assert feishu.app().encrypt_key == REAL

        await page.get_by_label("App Secret", exact=True).fill("my-test-secret")
        await page.get_by_label("App Secret", exact=True).press("Enter")
        await expect(page.locator(".toast").filter(has_text="Saved")).to_have_count(2)
        assert feishu.app().app_secret == "my-test-secret"


async def test_a_replay_elsewhere_is_asked_about(browser: Browser, feishu: Emulator):
    """With the address in the dialog; a no leaves the journal as it was, a yes adds the replay."""
    feishu.core.webhooks.sender.resolve = resolve_here
    async with feishu.running(TinyApp(answer({}))), serving(always(http({}))) as server:
        message = await feishu.send(CARD, to="oc_team")
        click = await feishu.click(message, "同意", by="ou_alice")
        url = server.url().replace("127.0.0.1", "bot.example")
        before = len(feishu.deliveries())
        async with opened(browser, feishu, f"/?delivery={click.delivery.id}") as page:
            for choice in ("Do not send", "Send it anyway"):
                assert server.requests == []
                await page.get_by_role("button", name="Replay").click()
                await page.get_by_role("menuitem", name="Edit and replay").click()
                await page.get_by_label("Send to another address").fill(url)
                await page.get_by_role("dialog").get_by_role("button", name="Replay").click()
                dialog = page.get_by_role("dialog", name="Send to another machine?")
                await expect(dialog).to_contain_text(url)
                assert len(feishu.deliveries()) == before
                await dialog.get_by_role("button", name=choice).click()

            await expect(page.locator(".row")).to_have_count(before + 1)
            assert len(server.requests) == 1


async def test_escape_takes_the_question_away_at_once(browser: Browser, feishu: Emulator):
    """Whoever saves again in the next moment is asked again; the last answer does not count for the new question."""
    await feishu.serve()
    async with opened(browser, feishu, "/?view=app") as page:
        field = page.locator("#field-event_url")
        await field.fill("http://bot.example/event")
        await field.press("Enter")
        await expect(page.get_by_role("button", name="Do not send")).to_be_focused()
        await page.evaluate("globalThis.left = null")
        await page.get_by_role("dialog").evaluate(  # heard after the page has heard it
            "one => one.addEventListener('cancel', () => { left = document.querySelectorAll('dialog').length })"
        )
        await page.keyboard.press("Escape")

        assert await page.evaluate("left") == 0
