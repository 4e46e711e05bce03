"""A bot on the unmodified NoneBot adapter for Feishu, for the emulator to serve."""

import os
import socket

import nonebot
from nonebot import on, on_message
from nonebot.adapters.feishu import Adapter, Bot, Event, MessageEvent


def free_port() -> int:
    """Give a port for its web server, which it wants although everything comes over the long connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


BOT = {
    "app_id": os.environ["APP_ID"],
    "app_secret": os.environ["APP_SECRET"],
    "verification_token": os.environ["LARK_VERIFICATION_TOKEN"],
    "api_base": os.environ["BASE_DOMAIN"],
    "protocol": "ws",
}
nonebot.init(
    driver="~fastapi+~httpx+~websockets", host="127.0.0.1", port=free_port(), feishu_bots=[BOT], log_level="DEBUG"
)
nonebot.get_driver().register_adapter(Adapter)


@on_message().handle()
async def answer(bot: Bot, event: MessageEvent) -> None:
    """Answer with the same text."""
    await bot.send(event, f"echo {event.get_plaintext()[:20]}")


@on().handle()
async def anything(event: Event) -> None:
    """Show what came."""
    print("event", event.get_event_name(), flush=True)


if __name__ == "__main__":
    nonebot.run()
