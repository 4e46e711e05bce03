"""Acting on a card that is drawn, as a person does, and what an app would be told of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from playwright.async_api import Position

from larkline import App
from larkline.emulator import Emulator
from larkline.emulator.cards.components import components_of
from tests.console.drawing import Drawing


@dataclass
class Control:
    """An emulator with an app that answers every callback with nothing, and its control API."""

    feishu: Emulator
    client: httpx2.AsyncClient

    def look_as(self, locale: str) -> None:
        """Let 阿丽 read another language."""
        people = self.feishu.core.world.people
        people["ou_alice"] = dataclasses.replace(people["ou_alice"], locale=locale)

    async def action_of(self, card: Mapping[str, Any], request: Mapping[str, Any]) -> Any:
        """Send a card, do what the page asks for, and give the action that the app was told of."""
        message = await self.feishu.send(dict(card), to="oc_team")
        path = f"/api/v1/messages/{message.message_id}/actions"
        answer = await self.client.post(path, json={**request, "by": "ou_alice"})
        assert answer.status_code == 200, answer.text
        delivery = self.feishu.core.journal.find(answer.json()["delivery"]["id"])
        return json.loads(delivery.push.payload)["event"]["action"]


@asynccontextmanager
async def controlled() -> AsyncIterator[Control]:
    """Give the control API of an emulator with an app."""
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
        info = feishu.info()
        headers = {"Authorization": f"Bearer {info['token']}"}
        async with (
            feishu.running(App()),
            httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client,
        ):
            yield Control(feishu, client)


async def perform(page: Drawing, card: Mapping[str, Any], step: Mapping[str, Any]) -> None:
    """Do what a step says, with the mouse and the keyboard."""
    if step.get("fill"):
        fields = {c.node.get("name"): c for c in components_of(card, locale=step.get("locale", "zh_cn"))}
        for name, value in step["fill"].items():
            await fill(page, fields[name].tag, fields[name].pointer, value)
    place = page.at(step["path"])
    if step["path"] == "/":
        await page.page.locator(".header").click()
    elif step["do"] == "select":
        await choose(page, card, step["path"], step["option"])
    elif step["do"] == "pick":
        await place.fill(step["value"])
        await place.press("Enter")
    elif step["do"] == "input":
        if await place.get_attribute("aria-disabled"):
            await place.click(force=True)
        else:
            await place.fill(step["text"])
            await place.press("Control+Enter")
    else:  # at the upper edge: what is inside of a container lies above it
        box = await place.bounding_box()
        assert box is not None
        edge = Position(x=box["width"] / 2, y=2)
        await place.click(position=edge, force=await place.get_attribute("aria-disabled") is not None)
    if "confirm" in step:
        await page.page.locator(f'[data-answer="{step["confirm"]}"]').click()


async def fill(page: Drawing, tag: str, pointer: str, value: Any) -> None:
    """Put a value into a field of a form."""
    if tag == "checker":
        await page.at(pointer).set_checked(value)
    elif tag == "select_img":
        for one in value if isinstance(value, list) else [value]:
            await (
                page.page.locator(".pictures")
                .filter(has=page.at(pointer))
                .locator(f'[data-value="{one}"]')
                .last.click()
            )
    elif tag.startswith("multi_select"):
        await page.at(pointer).click()
        entries = page.page.locator("[popover] [data-value]")
        await entries.first.wait_for()
        for entry in await entries.all():
            wanted = await entry.get_attribute("data-value") in value
            if wanted != (await entry.get_attribute("aria-selected") == "true"):
                await entry.click()
        await page.page.keyboard.press("Escape")
        await entries.first.wait_for(state="detached")
    elif tag.startswith("select"):
        await page.at(pointer).click()
        await page.page.locator(f'[popover] [data-value="{value}"]').click()
    else:
        await page.at(pointer).fill(value)


async def choose(page: Drawing, card: Mapping[str, Any], pointer: str, option: str) -> None:
    """Choose an option of a menu, or a picture."""
    node = next(c.node for c in components_of(card) if c.pointer == pointer)
    if node["tag"] == "select_img":
        await page.page.locator(f'[data-value="{option}"]').click()
        return
    await page.at(pointer).click()
    if node["tag"] == "overflow":
        index = [entry.get("value") for entry in node["options"]].index(option)
        await page.at(f"{pointer}/options/{index}").click()
    else:
        await page.page.locator(f'[popover] [data-value="{option}"]').click()
