"""``/open-apis/bot/v3``: the small call most clients make first."""

from __future__ import annotations

from larkline.emulator.platform_api.operations import Answer, Call, Operation

__all__ = ["BOTS"]


async def _bot_info(call: Call) -> Answer:
    """Tell about the bot; a flat answer. Source: docs, 获取机器人信息 (documented)."""
    bot = {
        "activate_status": 2,
        "app_name": call.app.name,
        "avatar_url": "https://avatars.example/bot.png",  # NoneBot wants an address that is one
        "ip_white_list": [],
        "open_id": call.app.bot_open_id,
    }
    return {"code": 0, "msg": "ok", "bot": bot}


#: What :func:`platform_app` serves of this.
BOTS = (
    Operation(
        method="GET",
        path="/open-apis/bot/v3/info",
        handler=_bot_info,
        test="test_calls.py::test_the_bot_is_told_about",
    ),
)
