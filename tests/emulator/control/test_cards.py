"""The control API about cards and links: templates, checks, previews."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from larkline.cli.render import render_file
from larkline.emulator.http.page import BUILT_PAGE
from larkline.wire.delivery import Delivery, Response
from tests.emulator.control.test_api import Console, console
from tests.emulator.stories import CARD, card
from tests.emulator.tiny_client import answer

__all__ = ["console"]  # the fixture

TEXT = {"tag": "markdown", "content": "你好 ${name}"}


async def test_the_templates_of_the_sample_bot_are_there(console: Console):
    """Under the three ids that it is given."""
    listed = await console.get("/templates")

    assert [row["template_id"] for row in listed["templates"]] == ["welcome_card", "alert_card", "alert_resolved_card"]


async def test_a_template_is_kept_and_used(console: Console):
    """Its next version is another entry."""
    await console.post("/templates", template_id="A", card=card(TEXT), variables={"name": "text"})
    defaults = [{"name": "name", "type": "string", "default": "小王"}]
    second = await console.post(
        "/templates", template_id="A", app_ids=None, version="1.0.1", dsl=card(TEXT), name="问候", variables=defaults
    )
    reference = {"type": "template", "data": {"template_id": "A", "template_variable": {"name": "阿丽"}}}
    sent = await console.post("/messages", card=reference)

    assert [(row["version"], row["variables"], row["defaults"]) for row in second["versions"]] == [
        ("1.0.0", {"name": "text"}, {}),
        ("1.0.1", {"name": "text"}, {"name": "小王"}),
    ]
    assert sent["card"] == card({"tag": "markdown", "content": "你好 阿丽"})


async def test_what_is_no_template_is_refused(console: Console):
    """The message says why."""
    refused = await console.post("/templates", status=400, template_id="A", card=card({"tag": "note", "elements": []}))

    assert "200861" in refused["message"]


@pytest.mark.parametrize(
    ("content", "ids", "code"),
    [
        (CARD, ["W_LEGACY"], None),
        (json.dumps(CARD), ["W_LEGACY"], None),
        (card({"tag": "note", "elements": []}), ["E_TAG_REMOVED"], 230099),
        ("{", ["E_JSON"], 230099),
        (card({"tag": "markdown", "content": "x" * 31_000}), ["E_SIZE"], 230025),
        ({"type": "template", "data": {"template_id": "nothing"}}, [], 230099),
    ],
)
async def test_a_card_is_checked(console: Console, content: Any, ids: list[str], code: int | None):
    """All findings in both languages, and what sending it would be answered."""
    checked = await console.post("/cards/check", card=content)

    assert [finding["id"] for finding in checked["findings"]] == ids
    assert all(finding["message"]["zh"] != finding["message"]["en"] for finding in checked["findings"])
    assert (checked["answer"] and checked["answer"]["code"]) == code
    assert (checked["card"] is None) == (code is not None)


@pytest.mark.skipif(not (BUILT_PAGE / "card" / "view.js").is_file(), reason="the page is not built; `make page`")
async def test_a_card_is_drawn(console: Console, tmp_path: Path):
    """It is the very page that the command writes."""
    (tmp_path / "card.json").write_text(json.dumps(card(TEXT)), encoding="utf-8")
    look: dict[str, Any] = {"theme": "dark", "device": "mobile"}
    render_file(str(tmp_path / "card.json"), str(tmp_path / "card.html"), locale="ja_jp", **look)
    drawn = await console.post("/cards/render", card=card(TEXT), language="ja_jp", **look)
    plain = await console.post("/cards/render", card=card(TEXT))

    assert drawn["html"] == (tmp_path / "card.html").read_text(encoding="utf-8")
    assert '"view":{"theme":"light","device":"pc","locale":"zh_cn"}' in plain["html"]


async def test_what_cannot_be_drawn_is_refused(console: Console):
    """A reference holds no card; themes and languages are those of clients."""
    reference = {"type": "template", "data": {"template_id": "welcome_card"}}
    refused = await console.post("/cards/render", status=400, card=reference)
    unknown = await console.post("/cards/render", status=400, card={}, language="xx")

    assert refused["message"] == "card is a reference, which cannot be drawn"
    assert unknown["message"] == "language: 'xx' is not known"


async def test_a_link_is_previewed(console: Console, served, connect):
    """By an app that is asked whatever its patterns are; the message shows it."""
    await connect(answer({"inline": {"title": "议题 1", "i18n_title": {"en_us": "Issue 1"}}}))
    seen = await console.post("/previews", url="https://git.example.com/1", by="ou_bob", to="oc_team")
    message = await console.get(f"/messages/{seen['message']}")

    assert seen["response"]["title"] == "议题 1"
    assert message["previews"][0]["title"] == "议题 1"
    assert message["previews"][0]["url"] == "https://git.example.com/1"


async def test_links_of_a_message_are_previewed_by_the_apps_patterns(console: Console, served, connect):
    """They are set with the app's other settings, and its cards can be clicked in the message."""

    async def handle(delivery: Delivery) -> Response:
        preview = b"url.preview.get" in delivery.payload
        body = {"inline": {"title": "x"}, "card": {"type": "raw", "data": CARD}} if preview else {}
        return Response(200, json.dumps(body).encode())

    client = await connect(handle)
    app_id = served.app().app_id
    response = await console.client.patch(
        f"/api/v1/apps/{app_id}", headers=console.headers, json={"url_patterns": ["git.example.com"]}
    )
    written = await console.post("/chats/oc_team/messages", text="看 https://git.example.com/1")
    await console.post("/wait", idle=0)
    message = await console.get(f"/messages/{written['id']}")
    await console.post(f"/messages/{written['id']}/actions", click="同意")

    assert response.json()["url_patterns"] == ["git.example.com"]
    assert message["previews"][0]["card"] == CARD
    assert message["previews"][0]["components"][0]["texts"] == ["同意"]
    assert json.loads(client.received[-1].payload)["event"]["delivery_type"] == "url_preview"
