"""What a card does between two answers of the app: it locks, tells of failures, keeps the focus, types text out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.cards.shapes import card_json, text, v1, v2
from tests.console.drawing import Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLBACK = [{"type": "callback", "value": {"k": 1}}]
FIRST = {"tag": "button", "text": text("First"), "behaviors": CALLBACK}
SECOND = {"tag": "button", "text": text("Second"), "behaviors": CALLBACK}
OPTIONS = [{"text": text(name), "value": name.lower()} for name in ("One", "Two", "Three")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all."""
    async with drawing(browser) as page:
        yield page


async def hold(page: Drawing) -> None:
    """Leave every callback unanswered until the test answers it."""
    await page.page.evaluate(
        "void (globalThis.outcome = () => new Promise((answer) => { globalThis.answer = answer; }))"
    )


async def answer(page: Drawing, failure: str = "null") -> None:
    """Answer the callback that is under way."""
    await page.page.evaluate(f"answer({failure}); delete globalThis.outcome")


async def test_a_card_is_locked_while_a_callback_is_under_way(page):
    """The pressed button shows that it waits, and a press on another one does nothing until the answer is there."""
    await page.show(v2(FIRST, SECOND))
    await hold(page)
    first, second = page.at("/body/elements/0"), page.at("/body/elements/1")

    await first.click()
    await expect(first).to_have_attribute("aria-busy", "true")
    await second.click()
    assert len((await page.seen())["actions"]) == 1

    await answer(page)
    await expect(first).not_to_have_attribute("aria-busy", "true")
    await second.click()
    assert len((await page.seen())["actions"]) == 2


async def test_a_failure_is_told_below_the_component_with_its_code(page):
    """As the client does; the remark goes with the next press."""
    card = await page.show(v2(FIRST, SECOND))
    await hold(page)
    await page.at("/body/elements/0").click()
    await answer(page, '{ code: 200672, message: "" }')
    remark = card.locator(".el-button").first.get_by_role("alert")

    await expect(remark).to_contain_text("出错了，请稍后重试")
    await expect(remark).to_contain_text("200672")
    await page.at("/body/elements/1").click()
    await expect(remark).to_have_count(0)


async def test_the_focus_returns_to_the_same_place_in_the_new_card(page):
    """Whoever works with the keyboard goes on where they were."""
    await page.show(v2(FIRST, SECOND))
    await page.at("/body/elements/1").press("Enter")

    await page.update(v2(FIRST, {**SECOND, "text": text("Done")}))
    assert (await page.seen())["actions"] == [{"click": "/body/elements/1"}]
    await expect(page.at("/body/elements/1")).to_be_focused()
    await expect(page.at("/body/elements/1")).to_have_text("Done")


async def test_a_new_card_forgets_what_was_filled_in_and_the_same_card_does_not(page):
    """A form keeps its values until the card is another one."""
    field = {"tag": "input", "name": "a"}
    submit = {"tag": "button", "name": "go", "form_action_type": "submit", "text": text("Go")}
    form = {"tag": "form", "name": "f", "elements": [field, submit]}
    await page.show(v2(form))
    await page.at("/body/elements/0/elements/0").fill("x")

    await page.update(v2(form))
    await expect(page.at("/body/elements/0/elements/0")).to_have_value("x")
    await page.update(v2(form, {"tag": "hr"}))
    await expect(page.at("/body/elements/0/elements/0")).to_have_value("")


async def test_only_what_was_touched_is_sent_with_a_form(page):
    """The rest is what the card says."""
    fields = [{"tag": "input", "name": "a", "default_value": "x"}, {"tag": "checker", "name": "b", "text": text("B")}]
    submit = {"tag": "button", "name": "go", "form_action_type": "submit", "text": text("Go")}
    await page.show(v2({"tag": "form", "name": "f", "elements": [*fields, submit]}))

    await page.at("/body/elements/0/elements/1").check()
    await page.at("/body/elements/0/elements/2").click()

    assert (await page.seen())["actions"] == [{"click": "/body/elements/0/elements/2", "values": {"b": True}}]


async def test_a_choice_that_is_not_confirmed_is_taken_back(page):
    """The menu shows again what it showed before."""
    select = {"tag": "select_static", "options": OPTIONS, "initial_option": "one", "behaviors": CALLBACK,
              "confirm": {"title": text("Sure?"), "text": text("…")}}  # fmt: skip
    await page.show(v2(select))

    await page.at("/body/elements/0").click()
    await page.page.get_by_role("option", name="Two").click()
    await page.page.locator("[data-answer=cancel]").click()

    await expect(page.at("/body/elements/0")).to_have_text("One")
    assert (await page.seen())["actions"] == []


async def test_a_menu_is_used_with_the_keyboard(page):
    """Enter opens it, arrows move, Enter chooses, Escape closes; the focus is back at the menu."""
    await page.show(v2({"tag": "select_static", "options": OPTIONS, "behaviors": CALLBACK}))
    menu = page.at("/body/elements/0")
    first = page.page.get_by_role("option", name="One")

    await menu.press("Enter")
    await expect(first).to_be_focused()
    await page.page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await expect(menu).to_have_attribute("aria-expanded", "false")
    await menu.press("Enter")
    await expect(first).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        await page.page.keyboard.press(key)

    assert (await page.seen())["actions"] == [{"select": "/body/elements/0", "option": "three"}]
    await expect(menu).to_be_focused()


async def test_a_day_and_a_time_are_picked_with_the_mouse(page):
    """The calendar and the clock open at the value; nothing is sent before both are chosen and confirmed."""
    picker = {"tag": "picker_datetime", "initial_datetime": "2026-11-30 09:45", "behaviors": CALLBACK}
    card = await page.show(v2(picker))

    await card.get_by_role("button", name="打开日历").click()
    for column, held in ((card.locator(".clock-column").first, "09"), (card.locator(".clock-column").last, "45")):
        await expect(column.locator(f'[data-time="{held}"]')).to_be_in_viewport()
    await card.get_by_role("button", name="下个月").click()
    await card.locator('[data-day="2026-12-24"]').click()
    await card.locator(".clock-column").first.locator('[data-time="18"]').click()
    await card.locator(".clock-column").last.locator('[data-time="05"]').click()
    assert (await page.seen())["actions"] == []
    await card.get_by_role("button", name="确定").click()

    assert (await page.seen())["actions"] == [{"select": "/body/elements/0", "option": "2026-12-24 18:05"}]


async def test_people_are_found_by_name(page):
    """A menu of people without a list of its own offers everybody who is known."""
    card = await page.show(v1({"tag": "action", "actions": [{"tag": "select_person", "value": {"a": 1}}]}))

    await page.at("/elements/0/actions/0").click()
    await card.get_by_role("textbox", name="搜索").fill("car")
    await expect(card.get_by_role("option")).to_have_text(["CCarol"])
    await card.get_by_role("option").click()

    assert (await page.seen())["actions"][0]["option"].endswith("03")


async def test_a_table_turns_its_pages(page):
    """Arrows below it; the first page has none before it."""
    rows = [{"n": index} for index in range(7)]
    table = {"tag": "table", "page_size": 3, "columns": [{"name": "n", "data_type": "number"}], "rows": rows}
    card = await page.show(v2(table))

    await expect(card.get_by_role("button", name="上一页")).to_be_disabled()
    await card.get_by_role("button", name="下一页").click()
    await expect(card.locator("tbody td")).to_have_text(["3", "4", "5"])
    await card.get_by_role("button", name="下一页").click()
    await expect(card.locator("tbody td")).to_have_text(["6"])
    await expect(card.get_by_role("button", name="下一页")).to_be_disabled()


async def test_text_of_a_streaming_card_is_typed_out(browser):
    """Text that grew appears letter by letter; text that is another one appears at once."""
    config = {
        "streaming_mode": True,
        "streaming_config": {"print_frequency_ms": {"default": 5}, "print_step": {"default": 2}},
    }

    def card(content: str) -> dict[str, object]:
        return v2({"tag": "markdown", "content": content, "element_id": "a"}, config=config)

    async with drawing(browser) as page:
        await page.page.emulate_media(reduced_motion="no-preference")
        drawn = await page.show(card("Once"))
        lengths = """async (card) => {
          const text = drawn => drawn.shadowRoot.querySelector(".el-markdown").textContent;
          const drawn = document.querySelector("feishu-card");
          const seen = new Set([text(drawn).length]);
          drawn.card = card;
          while (text(drawn) !== card.body.elements[0].content) {
            await new Promise(requestAnimationFrame);
            seen.add(text(drawn).length);
          }
          return [...seen];
        }"""
        grew = await page.page.evaluate(lengths, card("Once upon a time there was a card that had a lot to tell."))
        await page.update(card("Then"))

        assert grew == sorted(grew)
        assert len(grew) > 3
        assert await drawn.locator(".el-markdown").inner_text() == "Then"


async def test_a_picture_is_shown_where_there_is_one(page):
    """Else a placeholder in its place, with the same name to whoever cannot see it."""
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    elements = [{"tag": "img", "img_key": key, "alt": text(key), "preview": False} for key in ("img_there", "img_gone")]
    card = await page.show(v2(*elements))
    await page.page.evaluate(
        """(dot) => {
          const imageUrl = (key) => key === "img_there" ? dot : "data:,";
          document.querySelector("feishu-card").view = { imageUrl };
        }""",
        dot,
    )

    await expect(card.locator("img.picture")).to_have_attribute("alt", "img_there")
    await expect(card.locator("svg.picture")).to_have_attribute("aria-label", "img_gone")


async def test_a_link_that_leaves_the_machine_is_asked_about(browser):
    """One to this machine opens at once; neither learns where it was opened from."""
    here, away = "http://localhost:1/", "https://example.com/a"
    async with drawing(browser) as page:
        await page.page.evaluate("window.open = (...how) => void seen.links.push(how)")
        # The page around the card lets links open.
        await page.page.evaluate("addEventListener('feishu-link', (event) => event.stopImmediatePropagation(), true)")
        drawn = await page.show(v2({"tag": "markdown", "content": f"[here]({here}) [away]({away})"}))

        await drawn.get_by_role("link", name="here").click()
        await drawn.get_by_role("link", name="away").click()
        await expect(drawn.get_by_role("alertdialog")).to_contain_text(away)
        assert (await page.seen())["links"] == [[here, "_blank", "noopener,noreferrer"]]
        await drawn.locator("[data-answer=cancel]").click()
        await drawn.get_by_role("link", name="away").click()
        await drawn.locator("[data-answer=ok]").click()

        assert [how[0] for how in (await page.seen())["links"]] == [here, away]


async def test_labels_are_in_the_language_of_the_reader(page):
    """The card's own texts, and what the renderer adds."""
    await page.show(card_json("v2_20_i18n_local"), locale="en_us")
    english = await page.page.locator(".title").inner_text()
    card = await page.show(card_json("v2_20_i18n_local"), locale="zh_cn")

    assert english != await card.locator(".title").inner_text()
    assert english.isascii()
