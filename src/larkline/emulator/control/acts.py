"""The part of the control API that acts: people on cards, the platform by events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from larkline.emulator.both import Both
from larkline.emulator.cards.actions import Deed, submit_button
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.schemas import either, flag, given, integer, listed, record, text
from larkline.emulator.control.views import response_view
from larkline.emulator.delivery.catalogue import is_known, similar_types

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator
    from larkline.emulator.outcomes import Click, Pending

__all__ = ["act_operations"]

_MAX_TIMES = 1000
_DEEDS: dict[str, Literal["click", "select", "input", "check"]] = {
    "click": "click",
    "select": "select",
    "input": "input",
    "check": "check",
    "submit": "click",
}
_SELECTOR = "which component: text, name or tag, index, or JSON pointer"
_ACTION = record(
    optional={
        "click": either(["string", "integer"], _SELECTOR),
        "select": either(["string", "integer"], _SELECTOR + "; with option"),
        "input": either(["string", "integer"], _SELECTOR + "; with text"),
        "check": either(["string", "integer"], _SELECTOR),
        "submit": either(["string", "integer", "boolean", "null"], "which button; true for the one there is"),
        "option": either(["string", "array", "null"], "option by value or text, options, or a date or time"),
        "value": either(["string", "array", "boolean", "null"], "as option; for check, whether it is ticked"),
        "text": text("what is typed"),
        "values": record(rest=True, about="what the form is filled in with, by field name"),
        "confirm": flag("whether a dialog is confirmed; true unless given"),
        "by": text("open id of who acts; ou_alice unless given"),
        "wait": flag("whether to come back only with the answer; true unless given"),
    }
)
_EVENT = record(
    {"type": text("such as im.message.receive_v1")},
    {
        "set": record(rest=True, about="path to value, such as event.message.content"),
        "times": integer(1, _MAX_TIMES),
        "app_id": either(["string", "null"], "to which app; the first unless given"),
        "wait": flag("whether to come back only with the verdicts, as rows; false unless given"),
    },
)


def act_operations(emulator: Emulator, rows: Rows) -> list[Operation]:
    """List the operations."""
    acts = _Acts(emulator, rows)
    return [
        Operation(
            method="POST",
            path="/messages/{id}/actions",
            summary="Let a person act on a card: one of click, submit, select, input, check",
            handler=acts.act,
            body=_ACTION,
            answer=given({"delivery": given({}), "response": either(["object", "null"])}),
        ),
        Operation(
            method="POST",
            path="/events",
            summary="Deliver any event or callback",
            handler=acts.trigger,
            body=_EVENT,
            answer=record(
                {"deliveries": listed(text())},
                {"similar": listed(text(), "types of the catalogue, when the one given is not in it")},
                rest=True,
            ),
        ),
    ]


class _Acts:
    def __init__(self, emulator: Emulator, rows: Rows) -> None:
        self._emulator = emulator
        self._core = emulator.core
        self._rows = rows

    async def act(self, call: Call) -> Body:
        pending = self._begin(self._core.world.message(call.id).message_id, call.body)
        if call.body.get("wait") is False:
            return {"delivery": self._rows.masked(pending.delivery.summary()), "response": None}
        click = await pending
        return {"delivery": self._rows.masked(click.delivery.summary()), "response": response_view(click.response)}

    def _begin(self, message_id: str, body: Body) -> Pending[Click]:
        kinds = [kind for kind in _DEEDS if kind in body]
        if len(kinds) != 1:
            listed = ", ".join(_DEEDS)
            what = Both("say what is done to which component", "请指定对哪个组件做什么操作")
            raise ControlError(400, "bad_request", what, Both(f"one of {listed}", f"可选：{listed}"))
        kind = kinds[0]
        selector = body[kind]
        if kind == "submit" and selector in (True, None, ""):
            selector = submit_button(self._emulator.card_of(message_id))
        if isinstance(selector, bool):
            what = Both(f"{kind} is false", f"{kind} 的值是 false")
            hint = Both(_SELECTOR, "应指明组件：文字、name 或 tag、序号或 JSON 指针")
            raise ControlError(400, "bad_request", what, hint)
        deed = Deed(
            kind=_DEEDS[kind],
            value=body.get("option", body.get("value")),
            text=body.get("text", ""),
            fill=body.get("values", {}),
            confirm=body.get("confirm") is not False,
        )
        return self._emulator.begin_act(message_id, selector, deed, by=body.get("by", "ou_alice"))

    async def trigger(self, call: Call) -> Body:
        body = call.body
        begun = [
            self._emulator.begin_trigger(body["type"], paths=body.get("set", {}), app_id=body.get("app_id"))
            for _ in range(body.get("times", 1))
        ]
        done: Body = {"deliveries": [delivery.id for delivery in begun]}
        if not is_known(body["type"]) and (similar := similar_types(body["type"])):
            done["similar"] = similar
        if body.get("wait"):
            done["rows"] = [self._rows.masked((await self._core.engine.finished(each)).summary()) for each in begun]
        return done
