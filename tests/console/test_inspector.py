"""What the page knows of a delivery: why it failed, when, what was sent, and how it ends when sent again."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from larkline.emulator import Emulator, check_reply
from larkline.emulator.verdicts.judge import Reply
from larkline.wire.delivery import Delivery, Response
from larkline.wire.responses import NO_BASE64
from tests.console.conftest import opened
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.stories import CARD, button
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

CLICKED = "card.action.trigger"


async def clicked(feishu: Emulator, *, times: int = 1) -> str:
    """Send a card and click it; gives the id of the last delivery."""
    message = await feishu.send(CARD, to="oc_team")
    done = [await feishu.click(message, "同意", by="ou_alice") for _ in range(times)]
    return done[-1].delivery.id


def panel_of(page: Page) -> Locator:
    """Find what the open tab of the delivery shows."""
    return page.get_by_role("region", name="Delivery", exact=True).get_by_role("tabpanel")


async def show(page: Page, tab: str) -> None:
    """Open a tab of the delivery."""
    await page.get_by_role("tab", name=tab, exact=True).click()


BROKEN = [
    (200671, "status", Response(500, b"{}")),
    (200672, "toast as a text", Response(200, b'{"toast": "ok"}')),
    (200672, "no object", Response(200, b'"done"')),
    (200672, "no JSON", Response(200, b"<html>502</html>")),
    (200673, "card at the top", Response(200, b'{"card": {"elements": []}}')),
    (200830, "old card", Response(200, b'{"card": {"type": "raw", "data": {"elements": []}}}')),
]


@pytest.mark.parametrize(("code", "what", "reply"), BROKEN, ids=[what for _, what, _ in BROKEN])
async def test_a_failure_says_why_and_what_was_wanted(browser: Browser, feishu: Emulator, code, what, reply: Response):
    """The verdict holds the code, a sentence, the rule with its source, what came, what was wanted and an example."""

    async def respond(_delivery: Delivery) -> Response:
        return reply

    async with feishu.running(TinyApp(respond)):
        failed = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={failed}") as page:
        verdict = panel_of(page)

        await expect(verdict.locator("h3").first).to_contain_text(str(code))
        await expect(verdict.locator(".certainty").first).to_be_visible()
        await expect(verdict.locator(".got-want dd")).to_have_count(2)
        await expect(verdict.get_by_role("figure", name="Fixed example")).to_be_visible()


async def test_the_wrong_place_is_marked_in_the_reply(browser: Browser, feishu: Emulator):
    """The line of the reply that the verdict speaks of is marked, and no other."""
    reply = {"toast": {"type": "loud", "content": "x"}}
    async with feishu.running(TinyApp(answer(reply))):
        failed = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={failed}") as page:
        marked = page.get_by_role("figure", name="The app's reply").locator("[data-marked=true]")

        await expect(marked).to_have_count(1)
        await expect(marked).to_contain_text('"loud"')


async def test_an_edited_reply_is_judged_without_the_app(browser: Browser, feishu: Emulator):
    """The reply can be changed and checked again: wrong it fails with its code, right it is ok, and nothing is sent."""
    async with feishu.running(TinyApp(answer({"toast": "ok"}))):
        failed = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={failed}") as page:
        await page.get_by_role("button", name="Edit reply & check").click()
        editor = page.get_by_label("Edit the reply")
        await expect(editor).to_have_value('{\n  "toast": "ok"\n}')
        await page.get_by_role("button", name="Check the reply").click()
        await expect(panel_of(page).get_by_role("status")).to_contain_text("200672")
        await editor.fill('{"toast": {"type": "info", "content": "ok"}}')
        await page.get_by_role("button", name="Check the reply").click()

        await expect(panel_of(page).get_by_role("status")).to_contain_text("the response is right")
        await editor.fill('"ok"')
        await page.get_by_role("button", name="Check the reply").click()
        await expect(panel_of(page).get_by_role("status")).to_contain_text("is a JSON text")
        await editor.fill(json.dumps({"card": {"type": "raw", "data": {"elements": []}}}))
        await page.get_by_role("button", name="Check the reply").click()
        await expect(panel_of(page).get_by_role("status")).to_contain_text("200830")
        await editor.fill("{}")
        await panel_of(page).get_by_label("code").fill("500")
        await page.get_by_role("button", name="Check the reply").click()

        await expect(panel_of(page).get_by_role("status")).to_contain_text("200671")
        assert len(feishu.deliveries()) == 1


MARKED = {
    "a JSON string": (b'"done"', '"done"'),
    "a toast that is a text": (b'{"toast": "ok"}', '"toast": "ok"'),
    "a card without type": (json.dumps({"card": CARD}, ensure_ascii=False).encode(), '"card": {'),
    "a card at the top level": (json.dumps(CARD, ensure_ascii=False).encode(), '"schema": "2.0",'),
    "data encoded twice": (b"eyJ0b2FzdCI6IHt9fQ==", "eyJ0b2FzdCI6IHt9fQ=="),
    "a page of HTML": (b"<html>502</html>", "<html>502</html>"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "⟨U+FEFF⟩"),
    "bytes behind": (b"{} and more", "and more"),
}


@pytest.mark.parametrize("what", MARKED)
async def test_each_wrong_reply_is_shown_as_it_came_with_the_place_marked(
    browser: Browser, feishu: Emulator, what: str
):
    """In Chinese: why, exactly what came with the wrong place marked, a right one beside it, and the official page."""
    body, marked = MARKED[what]

    async def respond(_delivery: Delivery) -> Response:
        return Response(200, body)

    async with feishu.running(TinyApp(respond)):
        failed = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={failed}", lang="zh") as page:
        verdict = page.locator(".verdict")

        await expect(verdict.locator(".evidence")).to_have_text(re.compile("[\u4e00-\u9fff]|'done'"))
        reply = verdict.get_by_role("figure", name="应用的响应")
        await expect(reply.locator("mark, [data-marked=true]")).to_have_text(marked)
        await expect(verdict.get_by_role("figure", name="修正示例")).to_be_visible()
        page_link = verdict.get_by_role("link", name="官方文档“卡片回传交互回调”")
        if what != "a JSON string":  # that this fails is only assumed
            await expect(page_link).to_have_attribute("href", re.compile("/feishu-cards/card-callback-communication$"))
            await expect(page_link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_delivery_names_who_handled_it(browser: Browser, feishu: Emulator):
    """SDK and address of the client stand there, also when it has gone."""
    async with feishu.running(TinyApp(answer({}))):
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}") as page:
        await expect(page.locator(".detail-facts")).to_contain_text("handled by tiny · in process")


async def test_an_empty_answer_of_a_webhook_is_shown_as_such(browser: Browser, feishu: Emulator):
    """Nothing came, and {} should have."""
    async with serving(answering(feishu.app().encrypt_key, always(http(b"")))) as server:
        await feishu.save_webhook(callback_url=server.url())
        feishu.configure(callbacks="webhook")
        failed = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={failed}", lang="zh") as page:
        await expect(page.get_by_role("figure", name="应用的响应").locator("mark")).to_have_text("（空）")
        await expect(page.get_by_role("figure", name="修正示例")).to_contain_text("{}")


async def test_data_that_is_no_base64_is_shown_as_it_came(browser: Browser, feishu: Emulator):
    """A frame whose data cannot be decoded shows that data."""

    async def respond(_delivery: Delivery) -> Response:
        return Response(200, b"{}")

    async with feishu.running(TinyApp(respond)):
        failed = await clicked(feishu)
        exchange = feishu.deliveries()[-1]
        exchange.reply = Reply(200, None, "%%not base64%%", NO_BASE64)
        exchange.verdict = check_reply("card.action.trigger", "%%not base64%%", door="long_connection", encoded=True)
    async with opened(browser, feishu, f"/?delivery={failed}") as page:
        await expect(panel_of(page).get_by_role("figure", name="The app's reply")).to_contain_text("%%not base64%%")
        await expect(panel_of(page).locator(".evidence")).to_have_text("data of the response is no base64")


async def test_deliveries_that_waited_for_each_other_are_stacked(browser: Browser, feishu: Emulator):
    """What was under way on the same connection stands below each other, with who waited behind whom, and how long."""
    go_on = asyncio.Event()

    async def wait(_delivery: Delivery) -> Response:
        await go_on.wait()
        return Response(200, b"{}")

    feishu.clock.run_at(0.0)
    async with feishu.running(TinyApp(wait)):
        message = await feishu.send(CARD, to="oc_team")
        both = [await feishu.begin_click(message, "同意", by=by) for by in ("ou_alice", "ou_bob")]
        await feishu.clock.advance(1.42)
        go_on.set()
        ids = [(await click).delivery.id for click in both]
        for exchange, claimed in zip(feishu.deliveries(), ("1420", "10"), strict=True):
            exchange.claimed_ms = claimed  # as an SDK says that runs one handler after the other
    async with opened(browser, feishu, f"/?delivery={ids[1]}&tab=timing") as page:
        panel = panel_of(page)
        bars = panel.locator(".stack > li")

        await expect(panel.locator(".big")).to_have_text("1.42 s of 3.00 s")
        await expect(bars).to_have_count(2)
        await expect(bars.nth(1)).to_contain_text("waited 1.41 s behind #1")
        await expect(bars.nth(0).get_by_role("img")).to_have_accessible_name(re.compile("handler .* 1.42 s"))
        await expect(panel).to_contain_text("2 deliveries were under way")


async def test_what_the_app_says_of_its_time_is_shown_and_not_believed(browser: Browser, feishu: Emulator):
    """A negative time is written down, called implausible, and no part of the bar is made of it."""
    async with feishu.running(TinyApp(answer({}))):
        delivery = await clicked(feishu)
        feishu.deliveries()[-1].claimed_ms = "-3"
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=timing") as page:
        await expect(panel_of(page)).to_contain_text("-3 ms (implausible, not used)")
        await expect(panel_of(page).locator("[data-stretch=handler]")).to_have_count(0)


async def test_a_late_reply_says_how_late_it_was(browser: Browser, feishu: Emulator):
    """The reply is kept, and its bar goes on behind the limit."""
    go_on = asyncio.Event()

    async def wait(_delivery: Delivery) -> Response:
        await go_on.wait()
        return Response(200, b"{}")

    feishu.clock.run_at(0.0)
    async with feishu.running(TinyApp(wait)):
        message = await feishu.send(CARD, to="oc_team")
        click = await feishu.begin_click(message, "同意", by="ou_alice")
        await feishu.clock.advance(3.37)
        late = (await click).delivery
        go_on.set()
        await feishu.wait(idle=True)
    async with opened(browser, feishu, f"/?delivery={late.id}&tab=timing") as page:
        await expect(panel_of(page).locator(".big")).to_have_text("late by 0.37 s")
        await expect(panel_of(page).locator(".stack > li")).to_contain_text("3.37 s")


@pytest.mark.parametrize(("form", "begins"), [("curl", "curl "), ("Python", "import "), ("JSON", "{")])
async def test_a_delivery_is_copied(browser: Browser, feishu: Emulator, form: str, begins: str):
    """The clipboard holds a program that sends the same again, or the document itself."""
    async with serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
        await feishu.save_webhook(callback_url=server.url())
        feishu.configure(callbacks="webhook")
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}") as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await panel_of(page).wait_for()
        await page.keyboard.press("c")
        await page.get_by_role("menuitem", name=form).click()
        await expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        copied: str = await page.evaluate("navigator.clipboard.readText()")

        assert begins in copied
        assert ("ou_alice" in copied) == (form == "JSON")  # elsewhere it is encrypted


async def test_frames_are_shown_field_by_field(browser: Browser, feishu: Emulator):
    """What went over the long connection is there in both directions, with names and offsets of the fields."""
    async with feishu.running(TinyApp(answer({}))):
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=frames") as page:
        panel = panel_of(page)

        await expect(panel).to_contain_text("platform → app")
        await expect(panel).to_contain_text("app → platform")
        await expect(panel.get_by_role("row").filter(has_text="message_id").first).to_contain_text(delivery)


async def test_fragments_are_numbered(browser: Browser, feishu: Emulator):
    """What came in parts says which frame is which part; so many frames begin folded."""
    await feishu.faults.add("chunks", parts=4)
    async with feishu.running(TinyApp(answer({}))):
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=frames") as page:
        frames = panel_of(page).locator("details")

        await expect(frames.nth(2).locator("summary")).to_contain_text("platform → app 3 / 4")
        await expect(frames.nth(2).get_by_role("table")).to_be_hidden()


async def test_the_headers_of_an_answer_are_shown(browser: Browser, feishu: Emulator):
    """A webhook that leads elsewhere shows where to."""
    moved = http(b"", status="302 Found", headers="Location: /login\r\n")
    async with serving(answering(feishu.app().encrypt_key, always(moved))) as server:
        await feishu.save_webhook(callback_url=server.url())
        feishu.configure(callbacks="webhook")
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=reply") as page:
        await expect(page.get_by_role("figure", name="Response headers")).to_contain_text("/login")


async def test_a_webhook_shows_cipher_and_signature(browser: Browser, feishu: Emulator):
    """Beside the plain document stands what was encrypted, and the signature is worked out step by step."""
    async with serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
        await feishu.save_webhook(callback_url=server.url())
        feishu.configure(callbacks="webhook")
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=request") as page:
        panel = panel_of(page)
        await expect(panel.get_by_role("figure", name="Plain document")).to_contain_text("ou_alice")
        await expect(panel.get_by_role("figure", name="Encrypted body")).to_contain_text('"encrypt"')
        await show(page, "Signature")

        await expect(panel).to_contain_text("nonce")
        await expect(panel).to_contain_text("X-Lark-Signature is right")
        assert feishu.info()["encrypt_key"] not in await page.content()


FORGED = {
    "hash": "X-Lark-Signature 与下面算出的不一致，应用应当拒绝这个请求。",
    "body": "X-Lark-Signature 与下面算出的不一致，应用应当拒绝这个请求。",
    "stale": "X-Lark-Signature 正确",
    "missing": "没有签名：这是故障 f1 signature 造成的",
    "plaintext": "没有签名：这是故障 f1 signature 造成的",
}


@pytest.mark.parametrize("what", FORGED)
async def test_a_forged_request_says_what_is_wrong_with_its_signature(browser: Browser, feishu: Emulator, what: str):
    """First of all stands whether the signature is right, or why there is none."""
    async with serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
        await feishu.save_webhook(callback_url=server.url())
        feishu.configure(callbacks="webhook")
        await feishu.faults.add("signature", what=what)
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=signature", lang="zh") as page:
        await expect(page.locator(".detail [role=tabpanel] p").first).to_contain_text(FORGED[what])


async def test_without_a_key_only_old_cards_are_signed(browser: Browser, feishu: Emulator):
    """Without a key nothing is signed, but for a click on an old card: that is signed with the token."""
    async with serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
        await feishu.save_webhook(callback_url=server.url(), card_url=server.url())
        feishu.configure(callbacks="webhook", encrypted=False, legacy_cards=True)
        plain = await clicked(feishu)
        card = {"elements": [{"tag": "action", "actions": [button("同意", value={"order": "42"})]}]}
        await feishu.click(await feishu.send(card), "同意")
    async with opened(browser, feishu, f"/?delivery={plain}&tab=signature") as page:
        await expect(panel_of(page)).to_contain_text("there is no Encrypt Key")
        await page.locator(".row").nth(1).click()
        await expect(panel_of(page)).to_contain_text("SHA-1")

        await expect(panel_of(page)).to_contain_text("verification token")


async def test_a_delivery_is_sent_again_as_sent_as_new_and_edited(browser: Browser, feishu: Emulator):
    """As sent it has the same event id, as new another one, and edited it carries what was changed."""
    async with feishu.running(TinyApp(answer({}))):
        first = await clicked(feishu)
        async with opened(browser, feishu, f"/?delivery={first}") as page:
            detail = page.get_by_role("region", name="Delivery", exact=True)
            for name in ("As sent", "As new"):
                await page.get_by_role("button", name="Replay").click()
                await page.get_by_role("menuitem", name=name).click()
                await expect(detail.locator("h2")).to_contain_text(f"#{2 if name == 'As sent' else 3}")
            await page.get_by_role("button", name="Replay").click()
            await page.get_by_role("menuitem", name="Edit and replay").click()
            document = page.get_by_role("dialog").get_by_role("textbox", name="Plain document")
            await document.fill((await document.input_value()).replace("ou_alice", "ou_bob"))
            await page.get_by_role("dialog").get_by_role("button", name="Replay").click()
            await expect(detail.locator("h2")).to_contain_text("#4")
        await feishu.wait(deliveries=4)
        ids = [exchange.push.event_id for exchange in feishu.deliveries()]

    assert ids[0] == ids[1]
    assert ids[2] != ids[0]
    assert b"ou_bob" in feishu.deliveries()[3].push.payload


async def test_two_replies_are_compared(browser: Browser, feishu: Emulator):
    """After a replay the tab shows which lines of the reply came and went."""
    replies = iter((b'{"toast": {"type": "info", "content": "one"}}', b'{"toast": {"type": "info", "content": "two"}}'))

    async def respond(_delivery: Delivery) -> Response:
        body: bytes = next(replies)
        return Response(200, body)

    async with feishu.running(TinyApp(respond)):
        first = await clicked(feishu)
        async with opened(browser, feishu, f"/?delivery={first}") as page:
            await page.keyboard.press("r")
            await expect(page.locator(".detail h2")).to_contain_text("#2")
            await show(page, "Diff")

            await expect(page.locator(".diff [data-kind=gone]")).to_contain_text('"one"')
            await expect(page.locator(".diff [data-kind=new]")).to_contain_text('"two"')


async def test_what_hides_or_turns_text_is_made_visible(browser: Browser, feishu: Emulator):
    """Control and direction characters in a reply stand there by name, and markup in it is text."""
    reply = {"toast": {"type": "info", "content": "a\u202eb<img src=x onerror=alert(1)>"}}
    async with feishu.running(TinyApp(answer(reply))):
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=reply") as page:
        await expect(page.get_by_role("figure", name="Body")).to_contain_text("⟨U+202E⟩b<img src=x")
        assert await page.locator("img").count() == 0
