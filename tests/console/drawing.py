"""A page with nothing but a card on it, under the console's policy and without a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, Route

STATIC = Path(__file__).parents[2] / "src" / "larkline" / "emulator" / "static"
ORIGIN = "http://127.0.0.1:9"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><title>card</title>'
    '<script type="application/json" id="card">{"card": {}, "view": {}}</script>'
    '<script type="module" src="/card/view.js"></script><body></body></html>'
)
#: Notes what happens; a refused policy, a script that ran where none should, an error.
WATCH = """
globalThis.seen = { actions: [], links: [], troubles: [] };
addEventListener("securitypolicyviolation", (event) => {
  seen.troubles.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
addEventListener("error", (event) => {
  // Charts make the browser say this; it is harmless.
  if (!/^ResizeObserver loop/.test(event.message)) seen.troubles.push(String(event.message));
});
addEventListener("unhandledrejection", (event) => seen.troubles.push(String(event.reason)));
globalThis.alert = globalThis.pwned = () => seen.troubles.push("a script ran");
addEventListener("feishu-link", (event) => { event.preventDefault(); seen.links.push(event.url); });
addEventListener("feishu-action", (event) => {
  seen.actions.push(event.request);
  if (globalThis.outcome) event.waitFor(globalThis.outcome(event.request));
});
"""
PEOPLE = [
    {"open_id": f"ou_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0{index}", "name": name}
    for index, name in enumerate(("阿丽", "小王", "Carol"), 1)
]


@dataclass
class Drawing:
    """The page; one card after the other is drawn on it."""

    page: Page
    foreign: list[str] = field(default_factory=list)

    async def show(self, card: Any, **view: Any) -> Locator:
        """Draw a card, on a page without what was there before."""
        await self.page.evaluate(
            """async ([card, view]) => {
              Object.assign(seen, { actions: [], links: [] });
              const drawn = document.createElement("feishu-card");
              drawn.view = view;
              drawn.card = card;
              document.body.replaceChildren(drawn);
              await new Promise(requestAnimationFrame);
            }""",
            [card, {"people": PEOPLE, "viewer": PEOPLE[0]["open_id"], **view}],
        )
        return self.page.locator("feishu-card")

    async def update(self, card: Any) -> None:
        """Put another card in the place of the one that is drawn."""
        await self.page.evaluate(
            """async (card) => {
              document.querySelector("feishu-card").card = card;
              await new Promise(requestAnimationFrame);
            }""",
            card,
        )

    def at(self, pointer: str) -> Locator:
        """Give what a person uses of the component at a JSON pointer."""
        return self.page.locator(f'[data-pointer="{pointer}"]')

    async def seen(self) -> Mapping[str, Any]:
        """Give what the page has noted."""
        noted: dict[str, Any] = await self.page.evaluate("seen")
        return noted

    async def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        file = STATIC / path.lstrip("/")
        if path == "/":
            headers = {"content-security-policy": POLICY}
            await route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=headers)
        elif path in ("/card/view.js", "/card/chart.js"):
            await route.fulfill(body=await asyncio.to_thread(file.read_bytes), content_type="text/javascript")
        elif path == "/favicon.ico":
            await route.fulfill(status=404)
        else:
            self.foreign.append(route.request.url)
            await route.abort()


@asynccontextmanager
async def drawing(browser: Browser) -> AsyncIterator[Drawing]:
    """Open the page; when it closes nothing may have been asked of anybody, nor any policy violated."""
    context = await browser.new_context(reduced_motion="reduce", timezone_id="Asia/Shanghai", locale="zh-CN")
    context.set_default_timeout(10_000)
    try:
        page = await context.new_page()
        drawn = Drawing(page)
        await context.route("**/*", drawn._serve)
        await page.add_init_script(WATCH)
        await page.goto(f"{ORIGIN}/")
        yield drawn
        noted = await drawn.seen()
    finally:
        await context.close()
    assert drawn.foreign == []
    assert noted["troubles"] == []
