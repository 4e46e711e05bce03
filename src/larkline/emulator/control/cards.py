"""The part of the control API that is about cards and links as such: templates, checks, previews."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from larkline.cards.check import Problem, check_card
from larkline.cards.page import card_page
from larkline.emulator.both import Both, said
from larkline.emulator.cards.templates import template_from
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.schemas import BOTH, choice, either, flag, given, listed, record, text
from larkline.emulator.failures import ApiFailure
from larkline.facts.languages import CARD_LANGUAGES

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["card_operations"]

_VERSION = given(
    {"version": text(), "published": flag(), "variables": given({}), "defaults": given({}), "card": given({})}
)
_TEMPLATE = given(
    {"template_id": text(), "name": text(), "app_ids": either(["array", "null"]), "versions": listed(_VERSION)}
)
_NEW_TEMPLATE = record(
    {"template_id": text("any text")},
    {
        "name": text(),
        "version": text("1.0.0 unless given"),
        "card": record(rest=True, about="card JSON with ${variable} in its texts"),
        "dsl": record(rest=True, about="the same, as the card builder exports it"),
        "variables": either(["object", "array"], "name to type, or what the card builder exports"),
        "published": flag("true unless given"),
        "versions": listed(record(rest=True), "several versions at once"),
        "app_ids": either(
            ["array", "null"], "the apps that may use it; null, as when not given, for every app", items=text()
        ),
    },
)
_FINDING = given(
    {
        "id": text(),
        "severity": text("error or warning"),
        "code": either(["integer", "null"], "what the platform answers"),
        "path": text("JSON pointer"),
        "message": BOTH,
        "remedy": BOTH,
        "certainty": text(),
    }
)
_CHECKED = given(
    {
        "findings": listed(_FINDING),
        "answer": either(["object", "null"], "what sending it would be refused with; null when it would be sent"),
        "card": either(["object", "null"], "what people would see, with a template filled in"),
    }
)
_DRAWN = record(
    {"card": record(rest=True, about="card JSON; no reference to a template")},
    {
        "theme": choice(["light", "dark"], "light unless given"),
        "device": choice(["pc", "mobile"], "pc unless given"),
        "language": choice(list(CARD_LANGUAGES), "of the reader; zh_cn unless given"),
    },
)
_PREVIEW = record(
    {"url": text()},
    {
        "by": text("open id of who sees the link; ou_alice unless given"),
        "to": text("chat it is written to; the direct chat with the bot unless given"),
        "message": text("a message that has the link already"),
        "draft": flag("whether the message is still being written"),
        "app_id": text("which app is asked; the first of the tenant unless given"),
    },
)


def card_operations(emulator: Emulator, rows: Rows) -> list[Operation]:
    """List the operations."""
    cards = _Cards(emulator, rows)
    return [
        Operation(
            method="GET",
            path="/templates",
            summary="List the card templates",
            handler=cards.templates,
            answer=given({"templates": listed(_TEMPLATE)}),
        ),
        Operation(
            method="POST",
            path="/templates",
            summary="Keep a card template, or another version of one; also what the card builder exports",
            handler=cards.add_template,
            body=_NEW_TEMPLATE,
            answer=_TEMPLATE,
        ),
        Operation(
            method="POST",
            path="/cards/check",
            summary="Say what is wrong with a card, and whether it could be sent",
            handler=cards.check,
            body=record({"card": either(["object", "string"], "card JSON, its text, or a reference to a template")}),
            answer=_CHECKED,
        ),
        Operation(
            method="POST",
            path="/cards/render",
            summary="Draw a card: a page of its own that loads nothing, as larkline card render writes it",
            handler=cards.render,
            body=_DRAWN,
            answer=given({"html": text("a whole document")}),
        ),
        Operation(
            method="POST",
            path="/previews",
            summary="Let a person see a link, and give what the app answers for it",
            handler=cards.preview,
            body=_PREVIEW,
            answer=given({"delivery": given({}), "response": given({"title": text(), "body": given({})})}),
        ),
    ]


class _Cards:
    def __init__(self, emulator: Emulator, rows: Rows) -> None:
        self._emulator = emulator
        self._core = emulator.core
        self._rows = rows

    async def templates(self, _call: Call) -> Body:
        return {"templates": [template.to_json() for template in self._core.templates]}

    async def add_template(self, call: Call) -> Body:
        return self._core.templates.add(template_from(call.body)).to_json()

    async def check(self, call: Call) -> Body:
        card = call.body["card"]
        content = card if isinstance(card, str) else json.dumps(card, ensure_ascii=False)
        answer = shown = None
        try:
            shown = self._core.shelf.to_send(self._core.world.app().app_id, content, now=self._core.clock.now()).card
        except ApiFailure as failure:
            answer = {"code": failure.code, **said("msg", Both(failure.msg, failure.zh))}
        findings = [_finding(problem) for problem in check_card(card)]
        return {"findings": findings, "answer": answer, "card": shown}

    async def render(self, call: Call) -> Body:
        body = call.body
        card = body["card"]
        if card.get("type") in ("template", "card") and "data" in card:
            what = Both("card is a reference, which cannot be drawn", "card 是对模板或卡片实体的引用，无法绘制")
            hint = Both(
                "card of POST /api/v1/cards/check is the one it stands for",
                "POST /api/v1/cards/check 返回的 card 是它所指的卡片",
            )
            raise ControlError(400, "bad_request", what, hint)
        html = card_page(
            json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode(),
            theme=body.get("theme", "light"),
            device=body.get("device", "pc"),
            locale=body.get("language", "zh_cn"),
        )
        if html is None:
            what = Both("this installation came without the renderer", "当前安装不含渲染器")
            raise ControlError(409, "not_built", what, Both("install a wheel", "请安装 wheel 包"))
        return {"html": html}

    async def preview(self, call: Call) -> Body:
        seen = await self._emulator.preview(**call.body)
        response = {"title": seen.response.title, "card": seen.response.card, "body": seen.response.body}
        return {
            "delivery": self._rows.masked(seen.delivery.summary()),
            "message": seen.message_id or None,
            "response": response,
        }


def _finding(problem: Problem) -> dict[str, Any]:
    return {
        "id": problem.id,
        "severity": "error" if problem.id.startswith("E_") else "warning",
        "code": problem.code,
        "path": problem.path,
        "err_path": problem.err_path,
        "message": {"zh": problem.message_zh or problem.message, "en": problem.message},
        "remedy": {"zh": problem.remedy_zh or problem.remedy, "en": problem.remedy},
        "certainty": problem.certainty,
    }
