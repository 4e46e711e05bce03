"""The part of the control API that judges a reply somebody has written."""

from __future__ import annotations

from typing import get_args

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import choice, either, flag, given, integer, number, record, text
from larkline.emulator.core import Core
from larkline.emulator.verdicts.check import KINDS, check_reply
from larkline.emulator.verdicts.judge import Profile
from larkline.emulator.world.subscription import DELIVERY_MODES
from larkline.facts.delivery import RESPONSE_SECONDS
from larkline.payloads.response_check import CardSchema

__all__ = ["reply_operations"]

_REPLY = record(
    {
        "kind": choice(list(KINDS), "what it answers"),
        "reply": either(["object", "string", "null"], "the body: JSON, or a text as it is on the wire; null for none"),
    },
    {
        "status": integer(0, 999, "HTTP status, or code of the frame; 200 unless given"),
        "door": choice(list(DELIVERY_MODES), "which way it came; webhook unless given"),
        "encoded": flag("whether reply is the data of a frame, still in base64"),
        "elapsed": number(0.0, RESPONSE_SECONDS, "seconds it took"),
        "card_schema": choice(list(get_args(CardSchema)), "version of the card that was clicked"),
        "profile": choice(list(get_args(Profile)), "how strict; as the emulator was started, unless given"),
    },
)
_VERDICT = given({"outcome": text(), "code": either(["integer", "null"]), "rule": text(), "evidence": text()})


def reply_operations(core: Core) -> list[Operation]:
    """List the operations."""

    async def check(call: Call) -> Body:
        options: Body = {"profile": core.profile, **call.body}
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
