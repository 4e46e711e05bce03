"""
What the console page costs with many deliveries: measured in a Chromium, printed beside the budgets, never judged.

First render: from the start of the document until rows of the list and the card of the conversation are painted, in a
browser that has nothing of the page in its cache; one line of text tells how much of it is the browser's own. Filter:
from a keystroke to the painted result. Long tasks: those of the browser above 50 ms while deliveries come in. Script:
what was loaded until the first render, compressed; the library of charts is loaded only for a card with one.

Usage: ``python bench/console.py [ROWS …]`` (needs a Chromium, and the page: ``make page``)
"""

from __future__ import annotations

import asyncio
import gzip
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from larkline import App, Button, Card, CardValue, Markdown
from larkline.emulator import Emulator
from larkline.emulator.http.page import BUILT_PAGE

sys.path.append(str(Path(__file__).parents[1]))
from tools.browser import FLAGS, found

EVENT = "im.message.message_read_v1"
PER_SECOND, SECONDS = 100, 10
#: So many deliveries does the journal keep; more come while the page is open.
KEPT = 5_000
OPENINGS = 5
LONG_CHAT = 300
WATCH = """
globalThis.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask", buffered: true });
globalThis.drawn = new Promise((done) => {
  const loaded = () => performance.getEntriesByType("resource").map(({ name }) => name);
  const scripts = () => loaded().filter((name) => name.endsWith(".js"));
  const painted = () => done({ ms: performance.now(), scripts: scripts() });
  const look = () => {
    const card = document.querySelector(".log feishu-card")?.shadowRoot?.querySelector("button");
    if (card && document.querySelector(".row")) setTimeout(painted); // after the frame that begins here is painted
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""
ONE_LINE = """
globalThis.drawn = new Promise((done) => addEventListener("DOMContentLoaded", () =>
  requestAnimationFrame(() => setTimeout(() => done({ ms: performance.now(), scripts: [] })))));
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


class Approve(CardValue, tag="approve"):
    """What the button of a card carries."""

    order: int


def card(number: int) -> Card:
    """Make a card."""
    return Card(elements=[Markdown(f"**order {number}**"), Button("Approve", value=Approve(order=number))])


async def fill(feishu: Emulator, rows: int) -> None:
    """Deliver events."""
    for begun in range(0, rows, 500):
        for _ in range(min(500, rows - begun)):
            feishu.begin_trigger(EVENT)
        await feishu.wait(idle=0, timeout=120)


async def opened(
    browser: Browser, feishu: Emulator, path: str = "?chat=oc_team", watch: str = WATCH
) -> tuple[Page, dict[str, Any]]:
    """Open the page as if for the first time; gives it with what was measured until it was drawn."""
    info = feishu.info()
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.add_init_script(watch)
    await page.goto(f"{info['console_url']}/{path}#token={info['token']}")
    drawn: dict[str, Any] = await page.evaluate("drawn")
    return page, drawn


async def first_renders(
    browser: Browser, feishu: Emulator, path: str = "?chat=oc_team", watch: str = WATCH
) -> tuple[list[float], list[str]]:
    """Open the page several times; gives the times in ms, and the scripts that one of them loaded."""
    times, scripts = [], []
    for _ in range(OPENINGS):
        page, drawn = await opened(browser, feishu, path, watch)
        times.append(drawn["ms"])
        scripts = drawn["scripts"]
        await page.wait_for_timeout(300)
        await page.context.close()
    return times, scripts


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


def compressed(scripts: list[str]) -> float:
    """Give the size of scripts of the page in KB, compressed."""
    paths = [BUILT_PAGE / "assets" / script.rpartition("/")[2] for script in scripts]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


async def many_rows(browser: Browser, feishu: Emulator, rows: int) -> None:
    """Measure the page with so many deliveries."""
    many = rows > 1000
    await fill(feishu, min(rows, KEPT))
    times, scripts = await first_renders(browser, feishu)
    show("first render, median", statistics.median(times), "ms", "300 ms at 1,000 rows")
    show("first render, worst", max(times), "ms", "300 ms at 1,000 rows")
    nothing, _ = await first_renders(browser, feishu, "api/v1/info", ONE_LINE)
    show("one line of text in the same browser, median", statistics.median(nothing), "ms", "none")
    show("script until then, gzip", compressed(scripts), "KB", "80 KB")
    page, _ = await opened(browser, feishu)
    await fill(feishu, max(0, rows - KEPT))
    await page.wait_for_function("(rows) => parseInt(document.querySelector('.total').textContent) >= rows", arg=rows)
    loading: list[float] = await page.evaluate("tasks")
    keystrokes = await filter_times(page)
    in_document = await page.locator(".row").count()
    show("keystroke to filtered paint, median", statistics.median(keystrokes), "ms", "150 ms" if many else "50 ms")
    show("keystroke to filtered paint, worst", max(keystrokes), "ms", "150 ms" if many else "50 ms")
    show("rows in the document", in_document, "", "60")
    show("longest task while loading", max(loading, default=0.0), "ms", "none")
    tasks = await stream(feishu, page)
    show(f"tasks > 50 ms at {PER_SECOND}/s for {SECONDS} s", len(tasks), "", "0" if not many else "none")
    show("longest of them", max(tasks, default=0.0), "ms", "50 ms" if not many else "none")
    heap = await page.evaluate("performance.memory?.usedJSHeapSize ?? 0") / 1e6
    show("heap", heap, "MB", "150 MB at 10,000 rows")
    await page.context.close()


async def long_chat(browser: Browser, feishu: Emulator) -> None:
    """Measure the page with many cards in one chat."""
    for number in range(LONG_CHAT):
        await feishu.send(card(number), to="oc_alice")
    times, _ = await first_renders(browser, feishu, "?chat=oc_alice")
    show(f"first render, {LONG_CHAT} cards in the chat, median", statistics.median(times), "ms", "none")


async def main(sizes: list[int]) -> None:
    """Measure and print."""
    path = found()
    if path is None or not (BUILT_PAGE / "index.html").is_file():
        print("This needs a Chromium and the built page: make browser page")
        return
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        for rows in sizes:
            async with Emulator(seed=1) as feishu, feishu.running(App()):
                await feishu.serve()
                for number in range(3):
                    await feishu.send(card(number), to="oc_team")
                print(f"{rows} deliveries, Chromium {browser.version}")
                await many_rows(browser, feishu, rows)
                if rows == sizes[0]:
                    await long_chat(browser, feishu)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main([int(given) for given in sys.argv[1:]] or [1_000, 10_000]))
