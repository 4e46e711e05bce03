"""
Take the pictures of the README: ``python -m tools.screenshots``.

A seeded platform, a bot with an alarm card, a few clicks, one of which fails: the console page is pictured in both
themes and both languages. Needs a Chromium, and the page built (``make page``).
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, ViewportSize, async_playwright

from larkline import App
from larkline.emulator import Emulator
from tools.browser import FLAGS, found

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE: ViewportSize = {"width": 1440, "height": 860}
Lang = Literal["zh", "en"]
TEXTS: dict[Lang, dict[str, str]] = {
    "zh": {
        "title": "P1 告警：订单接口错误率升高",
        "tag": "处理中",
        "service": "**服务**\norder-api",
        "rate": "**错误率**\n12 %",
        "since": "**开始时间**\n10:02",
        "owner": "**负责人**\n<at id=ou_alice></at>",
        "text": "近 5 分钟 <font color='red'>1,204</font> 次请求失败，集中在 `POST /orders`。[查看大盘](https://example.com)",
        "note": "处理说明",
        "done": "已处理",
        "later": "稍后提醒",
        "ask": "order-api 告警",
        "toast": "已记录，辛苦了",
        "solved": "已解决：订单接口错误率",
        "solved_tag": "已解决",
    },
    "en": {
        "title": "P1: order API is failing",
        "tag": "open",
        "service": "**Service**\norder-api",
        "rate": "**Errors**\n12 %",
        "since": "**Since**\n10:02",
        "owner": "**Owner**\n<at id=ou_alice></at>",
        "text": "<font color='red'>1,204</font> requests failed in 5 minutes, most of them `POST /orders`. "
        "[Dashboard](https://example.com)",
        "note": "What was done",
        "done": "Resolved",
        "later": "Remind me later",
        "ask": "alarm order-api",
        "toast": "Noted, thank you",
        "solved": "Resolved: order API",
        "solved_tag": "resolved",
    },
}


def plain(text: str) -> dict[str, str]:
    """Write a plain text."""
    return {"tag": "plain_text", "content": text}


def alarm(words: dict[str, str], *, solved: bool = False) -> dict[str, Any]:
    """Give the card of the alarm."""
    columns = [
        {
            "tag": "column",
            "width": "weighted",
            "weight": 1,
            "padding": "6px 12px",
            "elements": [{"tag": "markdown", "content": words[name]}],
        }
        for name in ("service", "rate", "since", "owner")
    ]
    tag = {"tag": "text_tag", "text": plain(words["solved_tag" if solved else "tag"])}
    form = {
        "tag": "form",
        "name": "handling",
        "elements": [
            {"tag": "input", "name": "note", "placeholder": plain(words["note"]), "width": "fill"},
            {
                "tag": "column_set",
                "columns": [
                    {"tag": "column", "width": "auto", "elements": [_button(words["done"], "done", "primary_filled")]},
                    {"tag": "column", "width": "auto", "elements": [_button(words["later"], "later", "default")]},
                ],
            },
        ],
    }
    return {
        "schema": "2.0",
        "header": {
            "template": "green" if solved else "red",
            "title": plain(words["solved" if solved else "title"]),
            "text_tag_list": [{**tag, "color": "green" if solved else "red"}],
        },
        "body": {
            "elements": [
                {"tag": "column_set", "flex_mode": "bisect", "background_style": "grey", "columns": columns},
                {"tag": "markdown", "content": words["text"]},
                *([] if solved else [form]),
            ]
        },
    }


def _button(text: str, name: str, kind: str) -> dict[str, Any]:
    value = {"type": "callback", "value": {"action": name}}
    return {
        "tag": "button",
        "text": plain(text),
        "name": name,
        "type": kind,
        "form_action_type": "submit",
        "behaviors": [value],
    }


def bot(words: dict[str, str]) -> App:
    """Give a bot whose second button is answered wrongly."""
    app = App(check_responses="off")

    @app.on_event("im.message.receive_v1")
    async def ask(_event: Any) -> None:
        return None

    @app.on_card_action(name="done")
    async def done(_action: Any) -> dict[str, Any]:
        await asyncio.sleep(0.31)
        card = {"type": "raw", "data": alarm(words, solved=True)}
        return {"toast": {"type": "success", "content": words["toast"]}, "card": card}

    @app.on_card_action(name="later")
    async def later(_action: Any) -> dict[str, Any]:
        return {"toast": "ok"}

    return app


async def picture(browser: Browser, lang: Lang, theme: Literal["light", "dark"], place: Path, *, failed: bool) -> None:
    """Play the story and take one picture, which is put in *place*."""
    words = TEXTS[lang]
    async with Emulator(seed=7) as feishu, feishu.running(bot(words), raise_handler_errors=False):
        info = await feishu.serve()
        context = await browser.new_context(
            viewport=SIZE,
            locale={"zh": "zh-CN", "en": "en-US"}[lang],
            color_scheme=theme,
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
        await feishu.say(words["ask"], by="ou_alice", to="oc_team")
        first = await feishu.send(alarm(words), to="oc_team")
        if failed:
            await feishu.submit(first, {"note": "…"}, button=words["done"], by="ou_alice")
            first = await feishu.send(alarm(words), to="oc_team")
        wrong = await feishu.submit(first, {"note": "…"}, button=words["later"], by="ou_bob")
        await feishu.trigger("application.bot.menu_v6")
        chosen, tab = (wrong.delivery.id, "verdict") if failed else ("", "timing")
        page = await context.new_page()
        path = f"/?chat=oc_team&as=ou_alice&delivery={chosen}&tab={tab}"
        await page.goto(f"{info['console_url']}{path}#token={info['token']}")
        await page.locator("feishu-card").first.wait_for()
        if not failed:
            await page.get_by_role("button", name=words["done"]).click()
            await page.locator(".toast").wait_for()
            await page.locator(".row").last.click()
        await page.locator(".detail [role=tabpanel]").wait_for()
        await page.wait_for_timeout(400)
        await page.screenshot(path=place)
        await context.close()


async def main() -> None:
    """Take all pictures."""
    path = found()
    IMAGES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        for lang in ("zh", "en"):
            await picture(browser, lang, "light", IMAGES / f"console-{lang}-light.png", failed=True)
            await picture(browser, lang, "dark", IMAGES / f"console-{lang}-dark.png", failed=False)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
