"""The line at the top says what is so, also after it was changed elsewhere."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ask(page: Page, method: str, path: str, body: object) -> None:
    """Ask the control API, as another program would."""
    status = await page.evaluate(
        """([method, path, body]) => fetch(`/api/v1${path}`, {
          method, body: JSON.stringify(body), headers: {"X-Larkline": "1", "Content-Type": "application/json"},
        }).then(({status}) => status)""",
        [method, path, body],
    )
    assert status == 200


async def test_the_mode_says_whether_it_is_published(browser: Browser):
    """A change that waits to be published is told from what is in force."""
    async with Emulator(seed=1, auto_publish=False) as feishu, opened(browser, feishu) as page:
        app = f"/apps/{feishu.app().app_id}"
        await ask(page, "POST", f"{app}/publish", {})
        await expect(page.get_by_role("button", name="long connection · published")).to_be_visible()
        await ask(page, "PATCH", app, {"url_patterns": ["git.example.com"]})

        await expect(page.get_by_role("button", name="long connection · unpublished changes")).to_be_visible()


async def test_the_clock_says_how_time_passes(browser: Browser):
    """Moved, sped up and standing time are told from the real one."""
    async with Emulator(seed=1) as feishu, opened(browser, feishu) as page:
        chip = page.get_by_title("The platform's clock")
        await expect(chip).to_have_text("real time")
        for move, shown in (
            ({"advance": 86_400 * 3}, "real time +3 d"),
            ({"scale": 60}, "60 times as fast"),
            ({"freeze": True}, "frozen"),
        ):
            await ask(page, "POST", "/clock", move)

            await expect(chip).to_have_text(shown)


async def test_another_app_brings_its_chats(browser: Browser, feishu: Emulator):
    """The switcher turns to a chat of the chosen app, so that what is said there reaches that app."""
    other = feishu.app(name="第二个应用")
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_alice&as=ou_alice") as page:
        await page.get_by_role("combobox", name="App").select_option(other.app_id)
        await expect(page.locator(".chat-item[aria-current=true]")).to_contain_text("阿丽")

        assert "chat=oc_alice" not in page.url
        assert f"app={other.app_id}" in page.url
