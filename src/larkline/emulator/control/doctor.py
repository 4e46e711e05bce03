"""The part of the control API that tells what is wrong with how an app is set up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import BOTH, choice, given, listed, text
from larkline.emulator.doctor.examination import examine
from larkline.emulator.doctor.findings import FINDINGS

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["doctor_operation"]

_FINDING = given(
    {
        "id": choice(list(FINDINGS)),
        "level": choice(["error", "warning"]),
        "message": BOTH,
    }
)


def doctor_operation(emulator: Emulator) -> Operation:
    """Give the operation."""

    async def examined(call: Call) -> Body:
        app = emulator.app(call.query.get("app_id"))
        urls = [emulator.info()[name] for name in ("platform_url", "gateway_url", "console_url")]
        found = examine(emulator.core, app, urls=urls, env=os.environ)
        return emulator.core.journal.masked({"findings": [finding.to_json() for finding in found]})

    return Operation(
        method="GET",
        path="/doctor",
        summary="Tell what is wrong with how an app is set up, as far as it can be told from here",
        handler=examined,
        query={"app_id": text("which app; the first one unless given")},
        answer=given({"findings": listed(_FINDING)}),
    )
