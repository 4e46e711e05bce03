"""Delayed updates of cards."""

from __future__ import annotations

from larkline.emulator.platform_api.operations import Answer, Call, Operation

__all__ = ["CARDS"]


async def _update(call: Call) -> Answer:
    call.core.cards.update(call.app, call.body, now=call.now, at=call.at)
    return {"code": 0, "msg": "ok"}


#: What :func:`platform_app` serves of this.
CARDS = (
    Operation(
        method="POST",
        path="/open-apis/interactive/v1/card/update",
        handler=_update,
        codes=(10002, 11310, 11311, 100000, 100030, 200000, 200310, 200320, 200830, 300020, 300030, 300040, 300090),
        test="test_cards.py::test_an_update_after_the_response_replaces_the_card",
    ),
)
