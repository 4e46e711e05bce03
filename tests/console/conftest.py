"""
A browser for the tests of the page, and an emulator it is pointed at.

The browser lives in an event loop of the whole session, so each module here says that its tests do, too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, async_playwright, expect

from larkline.emulator import Emulator
from larkline.emulator.http.page import BUILT_PAGE
from tools.browser import FLAGS, found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium."""
    path = found()
    if path is None:
        pytest.skip("there is no Chromium here; `make browser` looks for one")
    if not (BUILT_PAGE / "index.html").is_file():
        pytest.skip("the page is not built; `make page` builds it")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Watch:
    """What a page must not do."""

    foreign: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Note requests to elsewhere, violated policies and errors of scripts."""
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._said)

    def _request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.hostname != "127.0.0.1":
            self.foreign.append(request.url)

    def _said(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            self.troubles.append(message.text)


@asynccontextmanager
async def opened(
    browser: Browser,
    feishu: Emulator,
    path: str = "/",
    *,
    lang: str = "en",
    theme: str = "light",
    size: tuple[int, int] = (1440, 900),
) -> AsyncIterator[Page]:
    """
    Open the page, and see to it that it keeps to itself.

    Args:
        path: What to show, as in the page's address.
        lang: ``zh`` or ``en``.
        theme: ``light`` or ``dark``.
        size: Of the window.
    """
    info = feishu.info()
    if not info["console_url"]:
        info = await feishu.serve()
    watch = Watch()
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale={"zh": "zh-CN", "en": "en-US"}[lang],
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(10_000)
    try:
        page = await context.new_page()
        watch.follow(page)
        await page.goto(f"{info['console_url']}{path}#token={info['token']}")
        await page.locator("main[aria-busy=false]").wait_for()
        yield page
    finally:
        await context.close()
    assert watch.foreign == []
    assert watch.troubles == []


@pytest_asyncio.fixture(loop_scope="session")
async def feishu(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Emulator]:
    """Give a platform; the same ids each time. Beside a browser an address may take longer to answer than it has."""
    monkeypatch.setattr("larkline.emulator.webhook.webhooks.ADDRESS_CHECK_SECONDS", 30.0)
    async with Emulator(seed=1) as feishu:
        yield feishu


async def saved(page: Page, button: str, path: Path) -> None:
    """Press what has the browser save a file, and keep that as *path*."""
    async with page.expect_download() as download:
        await page.get_by_role("button", name=button).click()
    await (await download.value).save_as(path)


@asynccontextmanager
async def opened_elsewhere(browser: Browser, path: Path) -> AsyncIterator[Page]:
    """Open a session of one delivery on another platform."""
    async with Emulator(seed=2) as other, opened(browser, other, "/?view=sessions") as page:
        await page.locator("input[type=file]").set_input_files(path)
        await expect(page.get_by_role("status").filter(has_text="1 deliveries loaded")).to_be_visible()
        yield page
