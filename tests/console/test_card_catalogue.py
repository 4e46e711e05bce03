"""Every interactive component of the catalogue, in both versions of cards: alone, disabled, asked about, in a form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from larkline.cards.checks.findings import data_file
from tests.cards.shapes import text, v1, v2
from tests.console.acting import Control, controlled, perform
from tests.console.drawing import PEOPLE, Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

CARDS = {"1.0": v1, "2.0": v2}
BODIES = {"1.0": "/elements", "2.0": "/body/elements"}
VALUE = {"order": 42}
CALLBACK = [{"type": "callback", "value": VALUE}]
OPTIONS = [{"text": text(name), "value": name} for name in ("a", "b", "c")]
PICTURES = [{"img_key": f"img_{name}", "value": name} for name in ("a", "b", "c")]
SOMEBODY = PEOPLE[1]["open_id"]
ZONE = {"timezone": "Asia/Shanghai"}
#: The component, what is done to it alone, and what is documented to arrive then, beside tag and value.
ALONE: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "button": ({"text": text("Go")}, {"do": "click"}, {}),
    "interactive_container": ({"elements": [{"tag": "markdown", "content": "x"}]}, {"do": "click"}, {}),
    "overflow": ({"options": OPTIONS}, {"do": "select", "option": "b"}, {"option": "b"}),
    "select_static": ({"options": OPTIONS}, {"do": "select", "option": "b"}, {"option": "b"}),
    "select_person": ({}, {"do": "select", "option": SOMEBODY}, {"option": SOMEBODY}),
    "select_img": ({"options": PICTURES}, {"do": "select", "option": "b"}, {"option": "b"}),
    "date_picker": ({}, {"do": "pick", "value": "2026-11-30"}, {"option": "2026-11-30 +0800", **ZONE}),
    "picker_time": ({}, {"do": "pick", "value": "09:05"}, {"option": "09:05 +0800", **ZONE}),
    "picker_datetime": ({}, {"do": "pick", "value": "2026-11-30 09:05"}, {"option": "2026-11-30 09:05 +0800", **ZONE}),
    "input": ({}, {"do": "input", "text": "x"}, {"input_value": "x"}),
    "checker": ({"text": text("Done")}, {"do": "click"}, {"checked": True}),
}
#: The fields of a form: component, what is put in, what is documented to arrive.
FIELDS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "input": ({}, "x", "x"),
    "select_static": ({"options": OPTIONS}, "b", "b"),
    "multi_select_static": ({"options": OPTIONS}, ["a", "c"], ["a", "c"]),
    "select_person": ({}, SOMEBODY, SOMEBODY),
    "multi_select_person": ({}, [PEOPLE[0]["open_id"], SOMEBODY], [PEOPLE[0]["open_id"], SOMEBODY]),
    "date_picker": ({}, "2026-11-30", "2026-11-30 +0800"),
    "picker_time": ({}, "09:05", "09:05 +0800"),
    "picker_datetime": ({}, "2026-11-30 09:05", "2026-11-30 09:05 +0800"),
    "select_img": ({"options": PICTURES, "multi_select": True}, ["a", "b"], ["a", "b"]),
    "checker": ({"text": text("Done")}, True, True),
}
VERSIONS = pytest.mark.parametrize("version", ["1.0", "2.0"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all."""
    async with drawing(browser) as page:
        yield page


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def control(page: Drawing) -> AsyncIterator[Control]:
    """Give the control API of an emulator with an app."""
    async with controlled() as control:
        yield control


def component(tag: str, **members: Any) -> dict[str, Any]:
    """Give a component that carries a value."""
    return {"tag": tag, **ALONE[tag][0], "behaviors": CALLBACK, **members}


async def test_nothing_interactive_is_missing_here():
    """What has behaviours in the catalogue is used alone, in a form, or both; a picture's are not documented."""
    facts = data_file("catalogue.json")["components"]
    interactive = {tag for tag, one in facts.items() if "behaviors" in one["properties"] or "entry" in one["groups"]}

    assert interactive - {"img"} == {*ALONE, *FIELDS}


@VERSIONS
@pytest.mark.parametrize("tag", ALONE)
async def test_a_component_alone_gives_the_documented_action(page, control, version, tag):
    """Its tag, its value, its name, and what was chosen, picked, typed or ticked."""
    _, deed, told = ALONE[tag]
    name = {} if tag in ("overflow", "interactive_container") else {"name": "one"}
    card = CARDS[version](component(tag, **name))
    await page.show(card)

    await perform(page, card, {"path": f"{BODIES[version]}/0", **deed})
    (asked,) = (await page.seen())["actions"]

    assert await control.action_of(card, asked) == {"tag": tag, "value": VALUE, **name, **told}


@VERSIONS
async def test_a_form_gives_every_field_in_its_documented_shape(page, control, version):
    """In the order of the card; choices of several in the order of the options, times with the offset of the reader."""
    fields = [{"tag": tag, **members, "name": f"the_{tag}"} for tag, (members, _, _) in FIELDS.items()]
    submit = {"tag": "button", "text": text("Go"), "name": "go", "form_action_type": "submit", "behaviors": CALLBACK}
    card = CARDS[version]({"tag": "form", "name": "f", "elements": [*fields, submit]})
    form = f"{BODIES[version]}/0/elements"
    await page.show(card)

    fill = {f"the_{tag}": put for tag, (_, put, _) in FIELDS.items()}
    await perform(page, card, {"path": f"{form}/{len(fields)}", "do": "click", "fill": fill})
    (asked,) = (await page.seen())["actions"]
    action = await control.action_of(card, asked)

    values = {f"the_{tag}": told for tag, (_, _, told) in FIELDS.items()}
    assert action == {"tag": "button", "name": "go", "value": VALUE, "form_value": values, **ZONE}
    assert list(action["form_value"]) == list(values)


@VERSIONS
@pytest.mark.parametrize("tag", ALONE)
async def test_what_is_disabled_does_nothing(page, version, tag):
    """It is marked as disabled, tells why if the card says so, and neither calls back nor opens a menu."""
    card = await page.show(CARDS[version](component(tag, disabled=True, disabled_tips=text("Closed on Sundays"))))
    place = page.at(f"{BODIES[version]}/0")

    assert await place.get_attribute("aria-disabled") == "true"
    await place.click(force=True)

    await expect(card.get_by_role("alert")).to_have_text("Closed on Sundays")
    await expect(card.locator("[popover]")).to_have_count(0)
    assert (await page.seen())["actions"] == []


@VERSIONS
@pytest.mark.parametrize("tag", ALONE)
@pytest.mark.parametrize("answer", ["ok", "cancel"])
async def test_a_dialog_is_asked_before_anything_is_sent(page, version, tag, answer):
    """Cancel sends nothing and puts the component back as it was; OK sends."""
    card = CARDS[version](component(tag, confirm={"title": text("Sure?"), "text": text("There is no way back.")}))
    drawn = await page.show(card)
    deed = {"path": f"{BODIES[version]}/0", **ALONE[tag][1]}

    await perform(page, card, deed)
    dialog = drawn.get_by_role("alertdialog", name="Sure?")
    await expect(dialog).to_contain_text("There is no way back.")
    assert (await page.seen())["actions"] == []
    await dialog.locator(f"[data-answer={answer}]").click()

    await expect(dialog).to_have_count(0)
    assert len((await page.seen())["actions"]) == (answer == "ok")


@VERSIONS
@pytest.mark.parametrize("tag", ["button", "interactive_container", "checker"])
async def test_a_tip_shows_at_the_pointer(page, version, tag):
    """The browser shows a title; one that is disabled has its own."""
    tips = {"hover_tips": text("Press me"), "disabled_tips": text("Not yet")}
    card = await page.show(CARDS[version](component(tag, **tips), component(tag, **tips, disabled=True)))

    await expect(card.get_by_title("Press me", exact=True)).to_have_count(1)
    await expect(card.get_by_title("Not yet", exact=True)).to_have_count(1)


LINKS = {name: f"https://{name}.test/" for name in ("pc_url", "ios_url", "android_url")}
LINKED: dict[str, dict[str, Any]] = {
    "button": {"text": text("Go"), "behaviors": [{"type": "open_url", "default_url": "https://all.test/", **LINKS}]},
    "button of old": {"text": text("Go"), "multi_url": {"url": "https://all.test/", **LINKS}},
    "interactive_container": {
        "elements": [{"tag": "markdown", "content": "x"}],
        "behaviors": [{"type": "open_url", "default_url": "https://all.test/", **LINKS}],
    },
    "column_set": {
        "action": {"multi_url": {"url": "https://all.test/", **LINKS}},
        "columns": [{"tag": "column", "elements": [{"tag": "markdown", "content": "x"}]}],
    },
}


@VERSIONS
@pytest.mark.parametrize("device", ["pc", "ios", "android"])
@pytest.mark.parametrize("kind", LINKED)
async def test_each_client_opens_its_own_link(page, version, device, kind):
    """And where the card blocks it, none, although there is a general one."""
    node = {"tag": kind.split()[0], **LINKED[kind]}
    await page.show(CARDS[version](node), device=device)
    await page.at(f"{BODIES[version]}/0").click(position={"x": 4, "y": 4})
    opened = (await page.seen())["links"]
    blocked = {f"{device}_url": "lark://msgcard/unsupported_action"}
    spoiled = {
        **node,
        **{key: [{**node[key][0], **blocked}] for key in ("behaviors",) if key in node},
        **{key: {**node[key], **blocked} for key in ("multi_url",) if key in node},
        **({"action": {"multi_url": {**LINKS, **blocked}}} if "action" in node else {}),
    }
    await page.show(CARDS[version](spoiled), device=device)
    if kind != "column_set":  # without a link it is nothing that could be pressed
        await page.at(f"{BODIES[version]}/0").click(position={"x": 4, "y": 4})

    assert opened == [f"https://{device}_url.test/"]
    assert await page.page.locator(".cover").count() == (kind == "interactive_container")
    assert (await page.seen())["links"] == []


@VERSIONS
@pytest.mark.parametrize("order", [1, -1], ids=["link first", "callback first"])
async def test_the_link_opens_before_the_app_is_called(page, version, order):
    """Whatever order the behaviours have."""
    behaviors = [{"type": "open_url", "default_url": "https://all.test/"}, *CALLBACK][::order]
    await page.show(CARDS[version](component("button", behaviors=behaviors)))
    await page.page.evaluate(
        """() => {
          const drawn = document.querySelector("feishu-card");
          globalThis.order = [];
          for (const type of ["feishu-link", "feishu-action"]) drawn.addEventListener(type, () => order.push(type));
        }"""
    )

    await page.at(f"{BODIES[version]}/0").click()

    assert await page.page.evaluate("order") == ["feishu-link", "feishu-action"]
