"""What the documentation says of single properties, and what cards with wrong values look like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from larkline.emulator.cards.actions import Deed, Viewer, act
from tests.cards.shapes import text, v1, v2
from tests.console.drawing import Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: 2024-11-22 16:00 in Shanghai.
MOMENT = 1732262400000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all."""
    async with drawing(browser) as page:
        yield page


def table(data_type: str, *values: Any, **members: Any) -> dict[str, Any]:
    """Give a table of one column."""
    column = {"name": "a", "data_type": data_type, **members.pop("column", {})}
    return v2({"tag": "table", "columns": [column], "rows": [{"a": value} for value in values], **members})


CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "a date in RFC 3339, with the offset of the reader": (table("date", MOMENT), "2024-11-22T16:00:00+08:00"),
    "a date in its own format": (
        table("date", MOMENT, column={"date_format": "DD/MM/YYYY HH:mm"}),
        "22/11/2024 16:00",
    ),
    "a number": (
        table("number", -1234.5, column={"format": {"symbol": "$", "precision": 2, "separator": True}}),
        "$-1,234.50",
    ),
    **{
        f"an object where {kind} belongs": (table(kind, {"x": 1}), '{"x":1}')
        for kind in ("text", "lark_md", "markdown", "number", "date")
    },
}


@pytest.mark.parametrize("what", CELLS)
async def test_a_cell_shows(page, what):
    """What its column says, and the JSON of what does not fit."""
    card, shown = CELLS[what]
    drawn = await page.show(card)

    await expect(drawn.locator("td")).to_have_text(shown)


async def test_a_cell_that_is_too_small_ends_in_an_ellipsis_and_tells_all_at_the_pointer(page):
    """A low row has one line, and no line is cut in half; the title has no markup and no milliseconds."""
    for data_type, value, title in (
        ("text", "long " * 90, "long " * 90),
        ("lark_md", "**bold** [link](https://a.test)", "bold [link](https://a.test)"),
        ("date", MOMENT, "2024-11-22T16:00:00+08:00"),
    ):
        drawn = await page.show(table(data_type, value, row_height="low"))
        cell = drawn.locator("td")
        assert await cell.get_attribute("title") == title
        height = await cell.locator(".cell").evaluate("cell => cell.clientHeight")
        assert height <= 22

    drawn = await page.show(table("text", "long " * 90))
    shown = "cell => [cell.scrollHeight > cell.clientHeight, getComputedStyle(cell).webkitLineClamp]"
    assert await drawn.locator(".cell > .plain").evaluate(shown) == [True, "1"]


async def test_a_percentage_of_a_table_is_one_of_the_card(page):
    """Also when the columns need more room than there is."""
    columns = [{"name": name, "data_type": "text", "width": "50%" if name == "a" else "300px"} for name in "abc"]
    drawn = await page.show(v2({"tag": "table", "columns": columns, "rows": [{"a": "x"}]}))

    width = await drawn.locator("th").first.evaluate("th => th.getBoundingClientRect().width")
    whole = await drawn.locator(".table-scroll").evaluate("node => node.clientWidth")
    assert abs(width - whole / 2) < 3


async def test_lark_md_has_no_pictures(page):
    """What looks like one is a mark and a link; rich text shows it."""
    source = "![x](img_v3_a)"
    plain = await page.show(v2({"tag": "div", "text": {"tag": "lark_md", "content": source}}))
    await expect(plain.locator(".el-div")).to_have_text("!x")
    await expect(plain.locator(".picture")).to_have_count(0)

    rich = await page.show(v2({"tag": "markdown", "content": source}))
    await expect(rich.locator(".picture")).to_have_count(1)


async def test_the_offset_of_the_reader_has_no_leading_zero(page):
    """``GMT+8:00`` in the documentation, and the moment of sending where none is given."""
    zone = f"<local_datetime millisecond='{MOMENT}' format_type='timezone'></local_datetime>"
    source = f"{zone} <local_datetime></local_datetime>"
    for timezone, shown in (
        ("Asia/Shanghai", "GMT+8:00 2024-11-22"),
        ("America/St_Johns", "GMT-3:30 2024-11-22"),
        ("UTC", "GMT+0:00 2024-11-22"),
    ):
        drawn = await page.show(v2({"tag": "markdown", "content": source}), timezone=timezone, sent=MOMENT)
        await expect(drawn.locator(".el-markdown")).to_have_text(shown)


async def test_an_input_grows_with_its_text(page):
    """From ``rows`` to ``max_rows``, and only with ``auto_resize``."""
    area = {"tag": "input", "input_type": "multiline_text", "rows": 2, "max_rows": 4}
    drawn = await page.show(v2({**area, "auto_resize": True}, area))
    grows, stays = drawn.locator("textarea").nth(0), drawn.locator("textarea").nth(1)
    lines = "area => Math.round((area.clientHeight - 10) / 22)"

    seen = []
    for typed in ("", "1\n2\n3", "1\n2\n3\n4\n5\n6"):
        await grows.fill(typed)
        await stays.fill(typed)
        seen.append((await grows.evaluate(lines), await stays.evaluate(lines)))

    assert seen == [(2, 2), (3, 2), (4, 2)]


async def test_an_emoji_is_one_character(page):
    """The limit of an input counts what a person sees as one, as the emulator does."""
    field = {"tag": "input", "name": "a", "max_length": 3}
    submit = {"tag": "button", "name": "go", "text": text("Go"), "form_action_type": "submit"}
    card = v2({"tag": "form", "name": "f", "elements": [field, submit]})
    drawn = await page.show(card)
    await page.at("/body/elements/0/elements/0").fill("😀😀😀")
    await page.at("/body/elements/0/elements/1").click()

    (asked,) = (await page.seen())["actions"]
    deed = Deed(fill=asked["values"])
    assert act(card, asked["click"], deed, Viewer()).action == {
        "tag": "button",
        "name": "go",
        "form_value": {"a": "😀😀😀"},
    }
    await page.at("/body/elements/0/elements/0").fill("😀😀😀😀")
    await page.at("/body/elements/0/elements/1").click()
    await expect(drawn.locator(".remark")).to_have_count(1)
    assert act(card, asked["click"], Deed(fill={"a": "😀" * 4}), Viewer()).local_error == "max_length"


async def test_how_much_too_long_a_text_is_stands_in_its_box(page):
    """And not below it, where the next component may lie."""
    field = {"tag": "input", "name": "a", "max_length": 3}
    drawn = await page.show(v2(field, {**field, "name": "b"}))
    await page.at("/body/elements/0").fill("abcd")

    await expect(drawn.locator(".count")).to_have_text("4/3")
    outer = await drawn.locator(".field").first.bounding_box()
    inner = await drawn.locator(".count").bounding_box()
    assert outer is not None
    assert inner is not None
    assert outer["y"] <= inner["y"]
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]


async def test_required_is_marked_in_a_form_only(page):
    """Elsewhere it has no effect."""
    field = {"tag": "input", "name": "a", "label": text("Reason"), "required": True}
    drawn = await page.show(v2({**field, "name": "b"}, {"tag": "form", "name": "f", "elements": [field]}))

    await expect(drawn.locator(".star")).to_have_count(1)
    await expect(drawn.locator(".form .star")).to_have_count(1)


async def test_a_picture_that_cannot_be_chosen_is_seen_to_be_so(page):
    """It is paler than the others, and tells why."""
    options: list[dict[str, Any]] = [{"img_key": "img_a", "value": "a"}, {"img_key": "img_b", "value": "b"}]
    options[1] |= {"disabled": True, "disabled_tips": text("Sold out")}
    drawn = await page.show(v2({"tag": "select_img", "options": options}))
    opacity = "node => Number(getComputedStyle(node).opacity)"
    first, second = drawn.locator(".picture-choice").nth(0), drawn.locator(".picture-choice").nth(1)

    assert await first.evaluate(opacity) == 1
    assert await second.evaluate(opacity) < 0.5
    await second.click(force=True)
    await expect(drawn.get_by_role("alert")).to_have_text("Sold out")
    assert (await page.seen())["actions"] == []


async def test_a_picture_lies_on_white_unless_it_is_transparent(page):
    """Also in the dark theme."""
    image = {"tag": "img", "img_key": "img_a", "alt": text("a")}
    drawn = await page.show(v2(image, {**image, "transparent": True}), theme="dark")
    colors = await drawn.locator(".image-box").evaluate_all(
        "boxes => boxes.map((box) => getComputedStyle(box).backgroundColor)"
    )

    assert colors == ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]


def column_set(*contents: str, mode: str = "none", weights: tuple[int, ...] = ()) -> dict[str, Any]:
    """Give a row of columns that share its width."""
    columns = [
        {
            "tag": "column",
            "width": "weighted",
            "weight": (weights or (1,) * len(contents))[index],
            "elements": [{"tag": "markdown", "content": content}],
        }
        for index, content in enumerate(contents)
    ]
    return v2({"tag": "column_set", "flex_mode": mode, "columns": columns})


LINES = "rows => rows.map((row) => Math.round(row.getBoundingClientRect().height / 22))"


async def test_a_word_in_a_narrow_column_is_whole_where_there_is_room_for_it(page):
    """A column takes more than its share for a long word; where all of them would, words break and nothing is cut."""
    drawn = await page.show(column_set("Environment", "a b c d", "e f", weights=(1, 3, 3)), device="mobile")
    assert await drawn.locator(".column .text").evaluate_all(LINES) == [1, 1, 1]

    drawn = await page.show(column_set(*["Notification"] * 6), device="mobile")
    await expect(drawn.locator("[data-tight]")).to_have_count(1)
    widths = await drawn.locator(".column").evaluate_all("all => all.map((one) => Math.round(one.offsetWidth))")
    assert len(set(widths)) == 1
    assert await drawn.locator(".columns").evaluate("row => row.scrollWidth <= row.clientWidth")

    drawn = await page.show(column_set("x" * 80, "the other one"))
    first, second = await drawn.locator(".column").evaluate_all("all => all.map((one) => one.offsetWidth)")
    assert second < first < 3.2 * second


async def test_columns_that_flow_take_the_width_of_what_is_in_them(page):
    """And go on in the next row; their weights are for one row only."""
    drawn = await page.show(column_set(*["some longer words"] * 6, mode="flow"), device="mobile")
    tops = await drawn.locator(".column").evaluate_all("all => all.map((one) => one.offsetTop)")

    assert len(set(tops)) > 1
    assert await drawn.locator(".column .text").evaluate_all(LINES) == [1] * 6


async def test_code_is_coloured_by_its_language(page):
    """What the language's name stands above; without one, or of one that nobody knows, it is plain."""
    source = "```{}\nreturn None  # why\n```"
    drawn = await page.show(
        v2(*({"tag": "markdown", "content": source.format(name)} for name in ("Python", "", "brainfuck")))
    )
    blocks = drawn.locator(".code code")

    await expect(blocks.nth(0).locator(".code-comment")).to_have_text("# why")
    assert await blocks.nth(0).locator("span").all_inner_texts() == ["return", "None", "# why"]
    for index in (1, 2):
        assert await blocks.nth(index).locator("span").count() == 0
    assert await blocks.all_inner_texts() == ["return None  # why"] * 3


async def test_emoji_are_drawn_by_their_names(page):
    """Of the platform's names; what is none of them stays as it is written."""
    drawn = await page.show(v2({"tag": "markdown", "content": "**:OK:** :done: :NOSUCH: 12:30:45"}))

    await expect(drawn.locator(".el-markdown")).to_have_text("👌 ✅ :NOSUCH: 12:30:45")


_OPEN: list[list[dict[str, Any]]] = [
    [],
    [{"type": "open_url", "default_url": "https://a.test/"}],
    [{"type": "open_url", "default_url": ""}],
    [{"type": "open_url", "pc_url": "lark://msgcard/unsupported_action", "default_url": "https://a.test/"}],
]
_CALLBACK: list[list[dict[str, Any]]] = [[], [{"type": "callback", "value": {"k": 1}}], [{"type": "callback"}]]
_LEGACY: list[dict[str, Any]] = [
    {},
    {"value": {"k": 2}},
    {"url": "https://b.test/"},
    {"url": "", "multi_url": {"url": ""}},
    {"multi_url": {"android_url": "https://c.test/"}},
]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
async def test_the_page_calls_back_and_opens_what_the_emulator_would(page, version):
    """Whatever links and values a button, a menu or a container carries, alone or as the button of a form."""
    nodes = [
        {"tag": tag, "name": f"n{index}", "text": text("Go"), "elements": [], "behaviors": [*opens, *calls], **legacy}
        for tag in ("button", "interactive_container")
        for index, (opens, calls, legacy) in enumerate(product(_OPEN, _CALLBACK, _LEGACY))
    ]
    submits = [{**node, "form_action_type": "submit"} for node in nodes if node["tag"] == "button"]
    forms = [{"tag": "form", "name": "f", "elements": [submit]} for submit in submits]
    card = {"1.0": v1, "2.0": v2}[version](*nodes, *forms)
    body = {"1.0": "/elements", "2.0": "/body/elements"}[version]
    pointers = [f"{body}/{index}" for index in range(len(nodes))]
    pointers += [f"{body}/{len(nodes) + index}/elements/0" for index in range(len(forms))]
    await page.show(card)

    done = await page.page.evaluate(
        """(pointers) => pointers.map((pointer) => {
          Object.assign(seen, { actions: [], links: [] });
          const root = document.querySelector("feishu-card").shadowRoot;
          root.querySelector(`[data-pointer="${pointer}"]`).click();
          return [seen.actions.length, seen.links];
        })""",
        pointers,
    )

    effects = [act(card, pointer, Deed(), Viewer()) for pointer in pointers]
    wanted = [[int(effect.action is not None), [effect.open_url] if effect.open_url else []] for effect in effects]
    assert list(zip(pointers, done, strict=True)) == list(zip(pointers, wanted, strict=True))
