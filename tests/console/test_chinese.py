"""The page in Chinese: what the emulator refuses, and what it tells by itself, is told in Chinese, too."""

from __future__ import annotations

import json
import re

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

HAN = re.compile("[一-鿿]")
#: Three English words in a row are a sentence, or a part of one.
ENGLISH = re.compile("[A-Za-z']+(?: [A-Za-z']+){2,}")
#: Commands of the palette, and what is filled in after them.
ASKED: tuple[tuple[str, list[str]], ...] = (
    ("新建用户", ["小张", "ou_alice"]),
    ("新建用户", ["小张", "zhang"]),
    ("新建用户", ["张" * 101, "ou_zhang"]),
    ("新建群聊", ["新群", "oc_team"]),
    ("新建群聊", ["新群", "team"]),
    ("新建租户", [" "]),
    ("新建应用", [""]),
    ("给最后一条消息添加表情回复", ["？"]),
    ("以随机种子重新开始", ["-1"]),
    ("以随机种子重新开始", ["七"]),
    ("设置平台时间的流速", ["-1"]),
    ("设置平台时间的流速", ["快"]),
    ("下发 ping 间隔", ["0"]),
    ("设置请求地址：事件", ["ftp://127.0.0.1"]),
    ("设置请求地址：事件", ["http://127.0.0.1:1/"]),
    ("设置请求地址：回调", ["http://me@127.0.0.1:1/"]),
    ("设置请求地址：旧版卡片回调", ["http://127.0.0.1:{own}/"]),
    ("回调改用Webhook", []),
)


def check_chinese(text: str) -> None:
    """See that a text is Chinese, without a sentence of English in it."""
    assert HAN.search(text), text
    assert not ENGLISH.search(text), text


async def check_refusal(page: Page) -> None:
    """See that what the page says last is a refusal in Chinese, and take it away."""
    refusal = page.get_by_role("alert").last
    await expect(refusal).to_be_visible()
    check_chinese(await refusal.inner_text())
    await expect(refusal).not_to_contain_text("/api/v1/")  # that is what helps a program
    await refusal.get_by_role("button").click()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def check_note(note: Locator) -> None:
    """See that a note of the page is Chinese."""
    await expect(note).to_be_visible()
    check_chinese(await note.inner_text())


async def test_what_a_command_is_refused_with_is_chinese(browser: Browser, feishu: Emulator):
    """Doubled, unknown, empty, out of range, of another type; an address that is none, or that nobody answers at."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu, "/?chat=oc_team", lang="zh") as page:
        await feishu.say("你好", by="ou_alice", to="oc_team")
        own = feishu.info()["console_url"].rpartition(":")[2]
        for name, values in ASKED:
            await page.keyboard.press("Control+k")
            palette = page.get_by_role("combobox", name="命令面板")
            await palette.fill(name)
            await palette.press("Enter")
            for place, value in enumerate(values):
                await page.locator(".form-dialog input").nth(place).fill(value.format(own=own))
            if values:
                await page.locator(".form-dialog").get_by_role("button", name="确定").click()

            await check_refusal(page)


async def test_what_settings_and_faults_are_refused_with_is_chinese(browser: Browser, feishu: Emulator):
    """A mode without a connection or an address, a secret that is too long, a fault that cannot be."""
    async with opened(browser, feishu, "/?view=app", lang="zh") as page:
        feishu.configure(callbacks="webhook")
        await page.get_by_role("group", name="回调", exact=True).get_by_role("button", name="长连接").click()
        await check_refusal(page)
        await page.get_by_role("group", name="事件", exact=True).get_by_role("button", name="Webhook").click()
        await check_refusal(page)
        await page.get_by_label("Encrypt Key", exact=True).fill("密" * 201)
        await page.keyboard.press("Enter")
        await check_refusal(page)

    async with opened(browser, feishu, "/?view=faults", lang="zh") as page:
        form = page.locator("form").filter(has_text="添加故障")
        for kind, field, value in (
            ("delay", "seconds", "慢"),
            ("delay", "times", "0"),
            ("delay", "probability", "2"),
            ("delay", "chat", "oc_nobody"),
            ("delay", "connection", "无"),
        ):
            await form.locator("select").first.select_option("drop")
            await form.locator("select").first.select_option(kind)
            await form.get_by_label(field, exact=True).fill(value)
            await form.get_by_role("button", name="添加故障").click()
            await check_refusal(page)


async def test_what_cards_templates_and_files_are_refused_with_is_chinese(browser: Browser, feishu: Emulator):
    """A card that is not sent, a template that is none or not published, a session that is broken."""
    async with opened(browser, feishu, "/?view=cards&chat=oc_team", lang="zh") as page:
        await page.get_by_label("卡片 JSON").fill(json.dumps({"schema": "2.0", "elements": []}))
        await page.get_by_role("button", name="发到会话").click()
        await check_refusal(page)

    async with opened(browser, feishu, "/?view=templates&chat=oc_team", lang="zh") as page:
        for card in ("{", "[]", {"schema": "2.0", "elements": []}):
            await page.get_by_label("模板 ID").fill("broken")
            await page.get_by_label("模板 JSON").fill(json.dumps({"card": card}))
            await page.get_by_role("button", name="导入", exact=True).click()
            await check_refusal(page)
        template = page.get_by_role("region", name="welcome_card")
        await template.get_by_label("状态").select_option("unpublished")
        await check_note(template.get_by_role("status"))
        await template.get_by_role("button", name="发到会话").click()
        await check_refusal(page)

    async with opened(browser, feishu, "/?view=sessions", lang="zh") as page:
        header = json.dumps({"kind": "header", "format": "larkline-session", "version": 1})
        for content in ("{", "[]", "{}", header.replace("1}", "99}"), f'{header}\n{{"id": 1}}'):
            file = FilePayload(name="session.jsonl", mimeType="application/jsonl", buffer=content.encode())
            await page.locator("input[type=file]").set_input_files(file)
            await check_refusal(page)


async def test_why_a_connection_ended_is_chinese(browser: Browser, feishu: Emulator):
    """By a goodbye, or by a reset."""
    async with feishu.running(TinyApp(answer({}))), feishu.running(TinyApp(answer({}))):
        await feishu.wait(online=2)
        async with opened(browser, feishu, "/?view=connections", lang="zh") as page:
            reasons = page.locator("[data-ended] code")
            for count, way in enumerate(("正常关闭", "重置 TCP"), 1):
                await page.get_by_role("button", name=way).first.click()
                await expect(reasons).to_have_count(count)
            for reason in await reasons.all():
                await check_note(reason)


async def test_what_is_wrong_with_a_frame_is_chinese(browser: Browser, feishu: Emulator):
    """The tab of the frames names the byte in Chinese."""
    await feishu.faults.add("frame", what="truncated")
    async with feishu.running(TinyApp(answer({}))):
        pending = await feishu.begin_click(await feishu.send(CARD, to="oc_team"), "同意")
        await feishu.clock.advance(3.0)
        path = f"/?chat=oc_team&delivery={(await pending).delivery.id}&tab=frames"
        async with opened(browser, feishu, path, lang="zh") as page:
            await check_note(page.locator("details .note.bad").first)
