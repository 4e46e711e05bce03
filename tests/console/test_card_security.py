"""Hostile cards: nothing runs, nothing is loaded, nothing breaks out, and the page stays alive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from playwright.async_api import Browser

from tests.cards.shapes import card_json, v1, v2
from tests.console.drawing import Drawing, drawing
from tests.console.random_cards import damaged_cards, made_cards

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE_TEXTS = [
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<svg/onload=pwned()>",
    "<iframe srcdoc='<script>parent.pwned()</script>'></iframe>",
    "<a href='javascript:pwned()'>x</a>",
    "[x](javascript:pwned()) [y](JaVaScRiPt:pwned%28%29) [z](data:text/html,<script>pwned()</script>)",
    "[x](&#106;avascript:pwned())",
    "<font color='red;background:url(//evil.example/x)' onclick='pwned()'>x</font>",
    "<font color=\"red' onmouseover='pwned()\">x</font>",
    "<at id='\"><script>pwned()</script>'></at>",
    "<link icon='x' url='javascript:pwned()'>x</link>",
    "<number_tag url='vbscript:pwned()' background_color='url(//evil.example)'>1</number_tag>",
    "<local_datetime millisecond='8640000000000001' format_type='__proto__' link='javascript:x'></local_datetime>",
    "![x](https://evil.example/pixel.png) ![y](//evil.example/y) ![z](data:image/svg+xml,<svg onload=pwned()>)",
    "{{constructor.constructor('pwned()')()}} ${pwned()} <%= pwned() %>",
    "&lt;script&gt;pwned()&lt;/script&gt; &#60;img src=x onerror=pwned()&#62;",
    "```html\n</code></pre><script>pwned()</script>\n```",
    "| a |\n| - |\n| <img src=x onerror=pwned()> |",
    "safe\u202egnp.exe\u2066 \u0000\u0008\u001b[31m",
    "😀" * 2000,
    *(
        piece * (30_000 // len(piece))
        for piece in ("a", ">", "- ", "**", "[", "_a", "<", "<font color='red'>", "|a|\n|-|\n")
    ),
]
HOSTILE_VALUES = [
    "red;background:url(//evil.example/x)", "url(//evil.example)", "expression(pwned())", "calc(1px * 9e9)",
    "9999999px", "-9999px -9999px", "100%;position:fixed", "var(--x)", "javascript:pwned()", "__proto__",
    "constructor", "\u202e", "",
]  # fmt: skip
#: Counts what loads something by its style, or leaves its place.
BEYOND = """card => [...card.shadowRoot.querySelectorAll("*")].filter((one) =>
  /url\\(|expression|javascript/i.test(one.getAttribute("style") ?? "")
  || (getComputedStyle(one).position === "fixed" && !one.closest("[popover], dialog"))).length"""
#: Between them they have every member that says how something looks.
STYLED = ["v1_10_containers", "v2_02_header_full", "v2_04_text_styles", "v2_05_images", "v2_07_table",
          "v2_09_buttons", "v2_17_interactive_container", "v2_18_collapsible", "v2_19_columns"]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all; what any test made it do wrong fails the module when it closes."""
    async with drawing(browser) as page:
        yield page


async def nothing_happened(page: Drawing) -> None:
    """Fail when a script ran, the policy was violated, or something was asked of anybody."""
    assert (await page.seen())["troubles"] == []
    assert page.foreign == []
    active = "script, iframe, object, embed, style, link, base, meta, form"
    assert await page.page.locator("feishu-card").locator(active).count() == 0


def in_every_place(text: str) -> dict[str, Any]:
    """Give a card that has a text wherever there may be one."""
    plain = {"tag": "plain_text", "content": text}
    options = [{"text": plain, "value": text, "icon": {"tag": "standard_icon", "token": text, "color": text}}]
    return v2(
        {"tag": "markdown", "content": text, "icon": {"tag": "standard_icon", "token": text, "color": text}},
        {"tag": "div", "text": {"tag": "lark_md", "content": text}, "fields": [{"text": plain}]},
        {"tag": "button", "text": plain, "url": text, "hover_tips": plain, "name": text},
        {"tag": "select_static", "placeholder": plain, "options": options, "initial_option": text},
        {"tag": "overflow", "options": [{"text": plain, "multi_url": {"url": text}, "value": text}]},
        {"tag": "input", "label": plain, "default_value": text, "placeholder": plain},
        {"tag": "img", "img_key": text, "alt": plain, "title": plain},
        {"tag": "person", "user_id": text, "show_name": True},
        {"tag": "checker", "text": {"tag": "lark_md", "content": text}},
        {"tag": "collapsible_panel", "expanded": True, "header": {"title": {"tag": "markdown", "content": text}}},
        {
            "tag": "table",
            "columns": [{"name": "a", "display_name": text, "data_type": "markdown"}],
            "rows": [{"a": text}],
        },
        {"tag": text, "content": text},
        header={
            "title": plain,
            "subtitle": plain,
            "text_tag_list": [{"tag": "text_tag", "text": plain, "color": text}],
        },
        card_link={"url": text},
    )


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
async def test_a_hostile_text_does_nothing(page, text):
    """Wherever in a card it stands, it is shown as text; a link leads to nothing but http, https, mailto or tel."""
    card = await page.show(in_every_place(text))
    links = await card.evaluate("card => [...card.shadowRoot.querySelectorAll('a')].map((a) => [a.href, a.rel])")

    await nothing_happened(page)
    assert all(href.startswith(("http://", "https://", "mailto:", "tel:")) for href, _ in links)
    assert all(rel == "noopener noreferrer" for _, rel in links)


async def test_invisible_characters_are_made_visible(page):
    """Whoever turns the direction of a line, or hides something in it, is seen to do so."""
    card = await page.show(v2({"tag": "markdown", "content": "invoice\u202efdp.exe"}))

    assert await card.locator(".el-markdown").inner_text() == "invoice⟦U+202E⟧fdp.exe"


@pytest.mark.parametrize("value", HOSTILE_VALUES, ids=range(len(HOSTILE_VALUES)))
async def test_a_hostile_value_of_a_style_is_left_out(page, value):
    """Colours, lengths and sizes of every sample are replaced by it: nothing is loaded, and nothing leaves the card."""

    def spoiled(node: Any) -> Any:
        if isinstance(node, list):
            return [spoiled(item) for item in node]
        if not isinstance(node, dict):
            return node
        styles = ("color", "padding", "margin", "spacing", "radius", "width", "height", "size", "style", "background")
        return {k: value if k.endswith(styles) and isinstance(v, str) else spoiled(v) for k, v in node.items()}

    for name in STYLED:
        card = await page.show(spoiled(card_json(name)))
        assert await card.evaluate(BEYOND) == 0, name
    await nothing_happened(page)


@pytest.mark.parametrize("tag", ["column_set", "collapsible_panel", "interactive_container", "form"])
async def test_five_thousand_nested_nodes_do_nothing(page, tag):
    """They are cut, the card says so, and the next card is drawn."""
    await page.page.evaluate(
        """async (tag) => {
          let node = { tag: "markdown", content: "innermost" };
          for (let level = 0; level < 5000; level += 1) {
            const columns = [{ tag: "column", elements: [node] }];
            node = tag === "column_set" ? { tag, columns } : { tag, expanded: true, elements: [node] };
          }
          const drawn = document.createElement("feishu-card");
          drawn.card = { schema: "2.0", body: { elements: [node] } };
          document.body.replaceChildren(drawn);
          await new Promise(requestAnimationFrame);
        }""",
        tag,
    )

    assert "卡片内容过多" in await page.page.locator(".unsupported").last.inner_text()
    await nothing_happened(page)

    card = await page.show(v2({"tag": "markdown", "content": "next"}))
    assert await card.locator(".el-markdown").inner_text() == "next"


async def test_a_chart_cannot_bring_in_html_or_pictures(page):
    """What a specification of a chart says about HTML, symbols and addresses is left out."""
    evil = "<img src=x onerror=pwned()>"
    spec = {
        "type": "bar", "xField": "g", "yField": "n", "data": {"values": [{"g": evil, "n": 1}, {"g": "b", "n": 2}]},
        "title": {"text": evil}, "background": {"image": "https://evil.example/b.png"},
        "tooltip": {"renderMode": "html", "mark": {"title": {"value": evil}}},
        "bar": {"style": {"html": {"dom": evil}, "background": "https://evil.test/s.png", "texture": "//evil.test"}},
        "customMark": [{"type": "image", "style": {"image": "https://evil.example/c.png"}}],
        "__proto__": {"polluted": True}, "constructor": {"prototype": {"polluted": True}},
    }  # fmt: skip
    card = await page.show(v2({"tag": "chart", "chart_spec": spec}))
    await card.locator(".chart canvas, .chart-trouble").first.wait_for()
    await card.locator(".chart").hover()

    await nothing_happened(page)
    assert await page.page.evaluate("({}).polluted") is None


#: Draws cards one after the other; gives those that were not drawn whole, or with more elements than is reasonable.
DRAW = """async (cards) => {
  const drawn = document.createElement("feishu-card");
  document.body.replaceChildren(drawn);
  const broken = [];
  for (const card of cards) {
    drawn.card = card;
    await new Promise((done) => setTimeout(done));
    const root = drawn.shadowRoot;
    const many = root.querySelectorAll("*").length > 200 + JSON.stringify(card).length;
    if (!root.querySelector(".card") || root.querySelector("[data-broken]") || many) broken.push(card);
  }
  return broken;
}"""
ODD: list[Any] = [
    None,
    [],
    "x",
    7,
    {},
    v1(),
    v1(None, [], 3),
    v2(None, {}, {"tag": None}),
    {"schema": "2.0", "body": []},
]


@pytest.mark.parametrize("cards", [made_cards(), damaged_cards()], ids=["made", "damaged"])
async def test_random_cards_are_drawn_without_harm(page, cards):
    """
    Neither cards made from the catalogue with junk in it nor damaged samples break the page or make it do anything.

    What is drawn is bounded by the size of the card: one element for each character of its JSON is far too many.
    """
    drawn = list(ODD)

    @settings(max_examples=150, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(cards)
    def collect(card: Any) -> None:
        drawn.append(card)

    collect()

    assert await page.page.evaluate(DRAW, drawn) == []
    await nothing_happened(page)
