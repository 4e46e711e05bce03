"""Delayed updates of cards, and the small call most clients make first."""

from __future__ import annotations

from starlette.routing import Route

from larkline.emulator.core import Core
from larkline.emulator.platform_api.calls import Answer, Call, api_route

__all__ = ["card_routes"]


def card_routes(core: Core) -> list[Route]:
    """Give the routes."""
    return [
        api_route(core, "POST", "/open-apis/interactive/v1/card/update", _update),
        api_route(core, "GET", "/open-apis/bot/v3/info", _bot_info),
    ]


async def _update(call: Call) -> Answer:
    call.core.cards.update(call.app, call.body, now=call.now, at=call.at)
    return {"code": 0, "msg": "ok"}


async def _bot_info(call: Call) -> Answer:
    """Tell about the bot; a flat answer. Source: docs, 获取机器人信息 (documented)."""
    bot = {
        "activate_status": 2,
        "app_name": call.app.name,
        "avatar_url": "",
        "ip_white_list": [],
        "open_id": call.app.bot_open_id,
    }
    return {"code": 0, "msg": "ok", "bot": bot}
