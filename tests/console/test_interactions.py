"""Acting on cards on the page: what a person sees of the answer, and who sees it."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from larkline.emulator import Emulator
from larkline.wire.delivery import Delivery, Response
from tests.console.conftest import opened
from tests.emulator.stories import CARD, button, card, never
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("kind", ["info", "success", "warning", "error"])
async def test_each_kind_of_toast_is_shown(browser: Browser, feishu: Emulator, kind):
    """The toast is marked by its kind, and an error is announced at once."""
    async with feishu.running(TinyApp(answer({"toast": {"type": kind, "content": "Done"}}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await page.get_by_role("button", name="同意").click()

            toast = page.locator(f".toast[data-type={kind}]")
            await expect(toast).to_contain_text("Done")
            assert await toast.get_attribute("role") == ("alert" if kind == "error" else None)


@pytest.mark.parametrize(("lang", "shown"), [("zh", "完成"), ("en", "Done")])
async def test_a_toast_speaks_the_language_of_the_page(browser: Browser, feishu: Emulator, lang, shown):
    """Of a toast's languages the one of the page is shown."""
    toast = {"type": "info", "content": "?", "i18n": {"zh_cn": "完成", "en_us": "Done"}}
    async with feishu.running(TinyApp(answer({"toast": toast}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team", lang=lang) as page:
            await page.get_by_role("button", name="同意").click()

            await expect(page.locator(".toast")).to_contain_text(shown)


async def test_a_card_is_locked_until_the_answer_is_there(browser: Browser, feishu: Emulator):
    """The pressed button is busy and the others do nothing meanwhile."""
    go_on = asyncio.Event()

    async def wait(_delivery: Delivery) -> Response:
        await go_on.wait()
        return Response(200, b"{}")

    two = card(button("一", value={"n": 1}), button("二", value={"n": 2}))
    async with feishu.running(TinyApp(wait)):
        await feishu.send(two, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            first, second = page.get_by_role("button", name="一"), page.get_by_role("button", name="二")
            await first.click()
            await expect(first).to_have_attribute("aria-busy", "true")
            await second.click()
            go_on.set()

            await expect(first).not_to_have_attribute("aria-busy", "true")
            assert len(feishu.deliveries()) == 1


async def test_a_card_stays_locked_while_another_chat_is_looked_at(browser: Browser):
    """Coming back to it the pressed button is still busy, and a failure that came meanwhile stands below it."""
    go_on = asyncio.Event()

    async def wait(_delivery: Delivery) -> Response:
        await go_on.wait()
        return Response(200, b'{"toast": "ok"}')

    async with Emulator(seed=1, frozen=True) as feishu, feishu.running(TinyApp(wait)):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            team, other = page.get_by_role("button", name="项目组"), page.get_by_role("button", name="阿丽").first
            pressed = page.get_by_role("button", name="同意")
            await pressed.click()
            await other.click()
            await expect(pressed).to_have_count(0)
            await team.click()
            await expect(pressed).to_have_attribute("aria-busy", "true")
            await pressed.click(force=True)
            await other.click()
            go_on.set()
            await expect(page.locator(".row")).to_contain_text("200672")
            await team.click()

            await expect(page.locator("feishu-card").get_by_role("alert")).to_contain_text("200672")
            await expect(pressed).not_to_have_attribute("aria-busy", "true")
            assert len(feishu.deliveries()) == 1


def asking(text: str) -> Any:
    """Give a card with a form of two fields."""
    options = [{"text": {"tag": "plain_text", "content": name}, "value": name} for name in ("P1", "P2")]
    fields = [
        {"tag": "input", "name": "note", "label": {"tag": "plain_text", "content": "备注"}},
        {"tag": "select_static", "name": "level", "options": options},
    ]
    form = {"tag": "form", "name": "f", "elements": [*fields, button("提交", name="go", form_action_type="submit")]}
    return card({"tag": "markdown", "content": text}, form)


async def test_what_is_filled_in_outlives_a_look_elsewhere(browser: Browser, feishu: Emulator):
    """Another chat, another pane or another person: who comes back finds their own fields as they left them."""
    async with feishu.running(TinyApp(answer({}))):
        message = await feishu.send(asking("一"), to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team&as=ou_alice") as page:
            note = page.get_by_role("textbox", name="备注")
            chats = page.get_by_role("navigation", name="Chats")
            await note.fill("重启了服务")
            await page.locator("[data-pointer$='/elements/1']").last.click()
            await page.get_by_role("option", name="P2").click()
            await chats.get_by_role("button", name="阿丽").click()
            await expect(note).to_have_count(0)
            await chats.get_by_role("button", name="项目组").click()
            await expect(note).to_have_value("重启了服务")
            await page.get_by_label("as", exact=True).select_option("ou_bob")
            await expect(note).to_have_value("")
            await page.get_by_label("as", exact=True).select_option("ou_alice")
            await expect(note).to_have_value("重启了服务")
            rail = page.get_by_role("navigation", name="Main navigation")
            await rail.get_by_role("button", name="Faults").click()
            await rail.get_by_role("button", name="Chats").click()
            await page.get_by_role("button", name="提交").click()
            await expect(page.locator(".row")).to_have_count(1)
            sent = json.loads(feishu.deliveries()[0].push.payload)["event"]["action"]["form_value"]
            assert sent == {"note": "重启了服务", "level": "P2"}
            await chats.get_by_role("button", name="阿丽").click()
            feishu.core.world.message(message.message_id).card = asking("二")
            await chats.get_by_role("button", name="项目组").click()

            await expect(page.locator("feishu-card")).to_contain_text("二")
            await expect(note).to_have_value("")


async def test_a_late_answer_for_another_person_is_not_shown(browser: Browser, feishu: Emulator):
    """Whoever is chosen last sees what they see, in whatever order the emulator answers; so does going back."""
    new = {"type": "raw", "data": {"elements": [{"tag": "markdown", "content": "新的"}]}}
    exclusive = {"elements": [{"tag": "action", "actions": [button("同意", value={"a": 1})]}]}
    go_on = asyncio.Event()

    async def slow(route: Route) -> None:
        answered = await route.fetch()
        if "by=ou_alice" in route.request.url:
            await go_on.wait()
        await route.fulfill(response=answered)
        if "by=ou_alice" in route.request.url:
            told.set()

    told = asyncio.Event()
    async with feishu.running(TinyApp(answer({"card": new}))):
        message = await feishu.send(exclusive, to="oc_team")
        await feishu.click(message, "同意", by="ou_alice")
        async with opened(browser, feishu, "/?chat=oc_team&as=ou_bob") as page:
            await page.route("**/messages?*", slow)
            person = page.get_by_label("as", exact=True)
            await person.select_option("ou_alice")
            await person.select_option("ou_bob")
            go_on.set()
            await told.wait()
            await expect(page.get_by_role("button", name="同意")).to_be_visible()
            await person.select_option("ou_alice")
            await expect(page.locator("feishu-card")).to_contain_text("新的")
            await page.locator(".row").first.click()
            await person.select_option("ou_bob")
            await expect(page.get_by_role("button", name="同意")).to_be_visible()
            await page.go_back()

            await expect(person).to_have_value("ou_alice")
            await expect(page.locator("feishu-card")).to_contain_text("新的")


async def test_a_failed_click_shows_its_code_and_the_way_to_the_reason(browser: Browser, feishu: Emulator):
    """Below the card stands the code the client shows, and from there the verdict opens."""
    async with feishu.running(TinyApp(answer({"toast": "ok"}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await page.get_by_role("button", name="同意").click()
            failure = page.get_by_role("alert").filter(has_text="200672").last
            await expect(failure).to_be_visible()
            await page.get_by_role("button", name="See why").click()

            await expect(page.get_by_role("tabpanel")).to_contain_text("$.toast")


async def test_a_click_without_an_app_ends_in_the_real_code(browser: Browser, feishu: Emulator):
    """With nobody online the page says so, one can still write, and a click fails with 200340."""
    async with feishu.running(TinyApp(never)):
        await feishu.send(CARD, to="oc_team")
    async with opened(browser, feishu, "/?chat=oc_team") as page:
        await expect(page.get_by_text("The app is offline")).to_be_visible()
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_enabled()
        await page.get_by_role("button", name="同意").click()

        await expect(page.get_by_role("alert").filter(has_text="200340").last).to_be_visible()


async def test_another_person_sees_their_own_version(browser: Browser, feishu: Emulator):
    """After an exclusive update the one who clicked sees the new card, and as the other one the old card is seen."""
    new = {"type": "raw", "data": {"elements": [{"tag": "markdown", "content": "新的"}]}}
    exclusive = {"elements": [{"tag": "action", "actions": [button("同意", value={"a": 1})]}]}
    async with feishu.running(TinyApp(answer({"card": new}))):
        await feishu.send(exclusive, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team&as=ou_alice") as page:
            await page.get_by_role("button", name="同意").click()
            await expect(page.locator("feishu-card")).to_contain_text("新的")
            await page.get_by_label("as", exact=True).select_option("ou_bob")

            await expect(page.get_by_role("button", name="同意")).to_be_visible()


async def test_a_person_writes_and_the_bot_is_told(browser: Browser, feishu: Emulator):
    """Enter sends what was written, as the chosen person; the message stands in the chat, its delivery in the list."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team&as=ou_bob") as page:
        await page.get_by_role("textbox", name="Write a message").fill("你好")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("log")).to_contain_text("你好")
        await expect(page.get_by_role("log")).to_contain_text("小王")
        await expect(page.get_by_role("row").filter(has_text="im.message.receive_v1")).to_be_visible()


async def test_each_chat_keeps_what_was_not_sent_yet(browser: Browser, feishu: Emulator):
    """What is written in one chat does not go to another, and is there again after a look at something else."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team") as page:
        field = page.get_by_role("textbox", name="Write a message")
        await field.fill("to the team")
        await page.locator(".chat-item").filter(has_text="阿丽").click()
        await expect(field).to_have_value("")
        await page.get_by_role("button", name="Faults").click()
        await expect(field).to_have_count(0)
        await page.get_by_role("button", name="Chats").click()
        await page.locator(".chat-item").filter(has_text="项目组").click()

        await expect(field).to_have_value("to the team")


async def test_an_event_is_mocked_with_a_form(browser: Browser, feishu: Emulator):
    """Each event of the menu has a form that begins with what is shown, a JSON tab, and its command line (S17)."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team&as=ou_bob") as page:
        await page.get_by_role("button", name="Mock").click()
        await page.get_by_role("menuitem", name="Bot menu clicked").click()
        dialog = page.get_by_role("dialog", name="Mock an event")
        await expect(dialog.get_by_label("Person")).to_have_value("ou_bob")
        await dialog.get_by_label("The entry’s event_key").fill("report")
        await expect(dialog).to_contain_text("larkline trigger application.bot.menu_v6 --set event_key=report")
        await dialog.get_by_role("tab", name="JSON").click()
        await expect(dialog.get_by_role("textbox", name="What to set")).to_have_value(
            re.compile('"event_key": "report"')
        )
        await dialog.get_by_role("button", name="Deliver").click()
        await expect(page.get_by_role("row").filter(has_text="application.bot.menu_v6")).to_contain_text("ok")
        (delivery,) = feishu.deliveries()
        event = json.loads(delivery.push.payload)["event"]

    assert event["event_key"] == "report"
    assert event["operator"]["operator_id"]["open_id"] == "ou_bob"
    assert event["operator"]["operator_name"] == "小王"


async def test_every_form_of_the_menu_is_delivered_as_it_begins(browser: Browser, feishu: Emulator):
    """Nothing has to be filled in: each event goes out with what its form begins with (S17)."""
    async with feishu.running(TinyApp(answer({}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            for number in range(9):
                await page.get_by_role("button", name="Mock").click()
                await page.get_by_role("menuitem").nth(number).click()
                await page.get_by_role("dialog").get_by_role("button", name="Deliver").click()
                await expect(page.locator(".row")).to_have_count(number + 1)
                await page.evaluate("localStorage.clear()")
                await page.reload()
                await page.locator("main[aria-busy=false]").wait_for()

    assert len({delivery.type for delivery in feishu.deliveries()}) == 9
    assert {delivery.verdict.outcome for delivery in feishu.deliveries() if delivery.verdict} == {"ok"}


async def test_a_bookmark_delivers_with_one_click(browser: Browser, feishu: Emulator):
    """What was kept stands on top of the menu, also after a reload, and can be forgotten (S17)."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team") as page:
        await page.get_by_role("button", name="Mock").click()
        await page.get_by_role("menuitem", name="Reaction added").click()
        dialog = page.get_by_role("dialog", name="Mock an event")
        await dialog.get_by_label("Emoji").fill("HEART")
        await dialog.get_by_label("Name of the bookmark").fill("a heart")
        await dialog.get_by_role("button", name="Bookmark", exact=True).click()
        await dialog.get_by_role("button", name="Cancel").click()
        await page.reload()
        await page.get_by_role("button", name="Mock").click()
        await expect(page.get_by_role("menuitem").first).to_contain_text("a heart")
        await page.get_by_role("menuitem").first.click()
        await expect(page.locator(".row")).to_contain_text("im.message.reaction.created_v1")
        await page.get_by_role("button", name="Mock").click()
        await page.get_by_role("menuitem", name="Any event").click()
        await page.get_by_role("button", name="Delete the bookmark a heart").click()

        await expect(page.get_by_role("button", name="Delete the bookmark a heart")).to_have_count(0)
        (delivery,) = feishu.deliveries()
        assert json.loads(delivery.push.payload)["event"]["reaction_type"] == {"emoji_type": "HEART"}


async def test_a_slash_finds_events_by_name(browser: Browser, feishu: Emulator):
    """A slash in the composer offers the events of the Mock menu; Enter delivers the chosen one."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team") as page:
        await page.get_by_role("textbox", name="Write a message").fill("/read")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("row").filter(has_text="im.message.message_read_v1")).to_be_visible()
