"""
What the console page costs with many deliveries: measured in a Chromium, printed beside the budgets, never judged.

First render: from the start of the page's script to a drawn list. Filter: from a keystroke to the painted result, the
median of several. Long tasks: those of the browser above 50 ms while deliveries come in. Bundle: the page's script,
compressed, without the renderer of charts, which is loaded only for a card with one.

Usage: ``python bench/console.py [ROWS]`` (needs a Chromium, and the page: ``make page``)
"""

from __future__ import annotations

import asyncio
import gzip
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from larkline.emulator import Emulator
from larkline.emulator.http.page import BUILT_PAGE

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
EVENT = "im.message.message_read_v1"
PER_SECOND, SECONDS = 100, 10
WATCH = """
globalThis.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask", buffered: true });
globalThis.drawn = new Promise((done) => {
  const look = () => requestAnimationFrame(document.querySelector(".row") ? () => done(performance.now()) : look);
  look();
});
"""
KEYSTROKE = """async (text) => {
  const field = document.querySelector("#filter");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const begin = performance.now();
  set.call(field, text);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
}"""


def show(what: str, value: float, unit: str, budget: str) -> None:
    """Print one line."""
    print(f"{what:<46} {value:>8.1f} {unit:<4} budget {budget}")


async def fill(feishu: Emulator, rows: int) -> None:
    """Deliver events nobody is there for; some of them are enough to fail."""
    for begun in range(0, rows, 500):
        for _ in range(min(500, rows - begun)):
            feishu.begin_trigger(EVENT)
        await feishu.wait(idle=0, timeout=120)


async def filter_times(page: Page) -> list[float]:
    """Type filters, letter by letter."""
    texts = ["status:failed"[:length] for length in range(1, 14)] + ["", "type:read -status:ok", "ms:>1000", ""]
    return [await page.evaluate(KEYSTROKE, text) for text in texts]


async def stream(feishu: Emulator, page: Page) -> list[float]:
    """Deliver evenly for a while, and give the long tasks of that time."""
    await page.evaluate("tasks.length = 0")
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for index in range(PER_SECOND * SECONDS):
        feishu.begin_trigger(EVENT)
        await asyncio.sleep(max(0.0, begin + (index + 1) / PER_SECOND - loop.time()))
    await page.wait_for_timeout(500)
    tasks: list[float] = await page.evaluate("tasks")
    return tasks


def bundle() -> float:
    """Give the size of the page's script in KB, compressed."""
    page = (BUILT_PAGE / "index.html").read_text("utf-8")
    scripts = [path for path in (BUILT_PAGE / "assets").glob("*.js") if path.name in page]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) / 1000


async def main(rows: int) -> None:
    """Measure and print."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None or not (BUILT_PAGE / "index.html").is_file():
        print("This needs a Chromium and the built page: make browser page")
        return
    many = rows > 1000
    async with Emulator(seed=1) as feishu, async_playwright() as playwright:
        info = await feishu.serve()
        await fill(feishu, rows)
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.add_init_script(WATCH)
        await page.goto(f"{info['console_url']}/#token={info['token']}")
        first = await page.evaluate("drawn")
        times = await filter_times(page)
        loading: list[Any] = await page.evaluate("tasks")
        in_document = await page.locator(".row").count()
        print(f"{rows} deliveries, {Path(path).name} {browser.version}")
        show("first render of the list", first, "ms", "300 ms at 1,000 rows" if not many else "none at this size")
        show("keystroke to filtered paint, median", statistics.median(times), "ms", "150 ms" if many else "50 ms")
        show("keystroke to filtered paint, worst", max(times), "ms", "150 ms" if many else "50 ms")
        show("rows in the document", in_document, "", "60")
        show("longest task while loading", max(loading, default=0.0), "ms", "none")
        tasks = await stream(feishu, page)
        show(f"tasks > 50 ms at {PER_SECOND}/s for {SECONDS} s", len(tasks), "", "0")
        show("longest of them", max(tasks, default=0.0), "ms", "50 ms")
        heap = await page.evaluate("performance.memory?.usedJSHeapSize ?? 0") / 1e6
        show("heap", heap, "MB", "150 MB at 10,000 rows")
        show("script, gzip, without charts", bundle(), "KB", "80 KB")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
