"""What the page knows of a delivery: why it failed, when, what was sent, and how it ends when sent again."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from larkline.emulator import Emulator
from larkline.wire.delivery import Delivery, Response
from tests.console.conftest import opened
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.stories import CARD
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
        await expect(verdict.get_by_role("figure", name="A right one")).to_be_visible()


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
        assert len(feishu.deliveries()) == 1


async def test_deliveries_that_waited_for_each_other_are_stacked(browser: Browser, feishu: Emulator):
    """The time is written out, and the bars of what was under way on the same connection stand below each other."""
    go_on = asyncio.Event()

    async def wait(_delivery: Delivery) -> Response:
        await go_on.wait()
        return Response(200, b"{}")

    async with feishu.running(TinyApp(wait)):
        message = await feishu.send(CARD, to="oc_team")
        both = [await feishu.begin_click(message, "同意", by=by) for by in ("ou_alice", "ou_bob")]
        go_on.set()
        ids = [(await click).delivery.id for click in both]
    async with opened(browser, feishu, f"/?delivery={ids[1]}&tab=timing") as page:
        panel = panel_of(page)

        await expect(panel.get_by_role("listitem")).to_have_count(2)
        await expect(panel).to_contain_text("2 deliveries were under way")
        await expect(panel).to_contain_text("of 3.00 s")


async def test_frames_are_shown_field_by_field(browser: Browser, feishu: Emulator):
    """What went over the long connection is there in both directions, with names and offsets of the fields."""
    async with feishu.running(TinyApp(answer({}))):
        delivery = await clicked(feishu)
    async with opened(browser, feishu, f"/?delivery={delivery}&tab=frames") as page:
        panel = panel_of(page)

        await expect(panel).to_contain_text("platform → app")
        await expect(panel).to_contain_text("app → platform")
        await expect(panel.get_by_role("row").filter(has_text="message_id").first).to_contain_text(delivery)


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
        assert feishu.info()["encrypt_key"] not in await page.content()


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
            document = page.get_by_role("dialog").get_by_role("textbox")
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
