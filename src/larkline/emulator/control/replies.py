"""The part of the control API that judges a reply somebody has written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import choice, either, flag, given, integer, number, record, text
from larkline.emulator.core import Core
from larkline.emulator.verdicts.check import KINDS, check_reply
from larkline.emulator.verdicts.judge import Profile
from larkline.emulator.world.subscription import DELIVERY_MODES
from larkline.payloads.response_check import CardSchema

__all__ = ["reply_operations"]

_LONGEST_SECONDS = 3600.0
_REPLY = record(
    {
        "kind": choice(list(KINDS), "what it answers"),
        "reply": either(
            ["object", "array", "number", "boolean", "string", "null"],
            "the body: JSON, or a text as it is on the wire; null for none",
        ),
    },
    {
        "status": integer(0, 999, "HTTP status, or code of the frame; 200 unless given"),
        "door": choice(list(DELIVERY_MODES), "which way it came; webhook unless given"),
        "encoded": flag("whether reply is the data of a frame, still in base64"),
        "elapsed": number(0.0, _LONGEST_SECONDS, "seconds it took"),
        "card_schema": choice(list(get_args(CardSchema)), "version of the card that was clicked"),
        "delivery": text("id of what it answers, which tells the version of the card"),
        "profile": choice(list(get_args(Profile)), "how strict; as the emulator was started, unless given"),
    },
)
_VERDICT = given({"outcome": text(), "code": either(["integer", "null"]), "rule": text(), "evidence": text()})


def _check(core: Core) -> Callable[[Mapping[str, Any]], Mapping[str, Any] | None]:
    """Give how the first app's card is checked: templates are those that there are."""
    return lambda card: core.shelf.resolve(core.world.app().app_id, card)


def _clicked(core: Core, delivery_id: str) -> CardSchema | None:
    """Tell the version of the card that a delivery was a click on; None when that is not known any more."""
    exchange = core.journal.get(delivery_id)
    return None if exchange is None else core.cards.card_schema(exchange.push)


def reply_operations(core: Core) -> list[Operation]:
    """List the operations."""

    async def check(call: Call) -> Body:
        asked = dict(call.body)
        schema = _clicked(core, asked.pop("delivery", ""))
        here: Body = {
            "profile": core.profile,
            "rules_off": core.rules_off,
            "check": _check(core),
            "card_schema": schema,
        }
        options: Body = {**here, **asked}
        return check_reply(**options).to_json()

    return [
        Operation(
            method="POST",
            path="/replies/check",
            summary="Judge a reply without delivering anything",
            handler=check,
            body=_REPLY,
            answer=_VERDICT,
        )
    ]
