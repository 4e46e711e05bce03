"""The part of the control API that helps somebody connect: an app's credentials, and a bot to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.both import Both
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import flag, given, text

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["connecting_operations"]


def connecting_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""

    async def credentials(call: Call) -> Body:
        app = emulator.app(call.id)
        return {
            "app_id": app.app_id,
            "app_secret": app.app_secret,
            "encrypt_key": app.encrypt_key,
            "verification_token": app.verification_token,
        }

    async def start_demo_bot(_call: Call) -> Body:
        if emulator.start_demo_bot is None:
            what = Both("this emulator was started without a bot to show", "当前本地平台启动时没有附带示例机器人")
            hint = Both(
                "larkline emulator and larkline demo have one", "由 larkline emulator 或 larkline demo 启动的才有"
            )
            raise ControlError(409, "no_demo_bot", what, hint)
        await emulator.start_demo_bot()
        return {"online": True}

    return [
        Operation(
            method="GET",
            path="/apps/{id}/credentials",
            summary="Tell what an app connects with; they were made up for this run and open nothing else",
            handler=credentials,
            answer=given(dict.fromkeys(("app_id", "app_secret", "encrypt_key", "verification_token"), text())),
        ),
        Operation(
            method="POST",
            path="/demo-bot",
            summary="Start the sample bot, or do nothing when it runs",
            handler=start_demo_bot,
            answer=given({"online": flag()}),
        ),
    ]
