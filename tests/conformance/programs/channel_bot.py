"""A bot on the unmodified official lark-channel-sdk: it repeats what it is told, and answers clicks."""

import asyncio
import os
from typing import Any

from lark_channel import FeishuChannel

channel = FeishuChannel(
    app_id=os.environ["APP_ID"], app_secret=os.environ["APP_SECRET"], domain=os.environ["BASE_DOMAIN"]
)


async def on_message(message: Any) -> None:
    """Reply."""
    content = {"markdown": f"received: {message.content_text}"}
    await channel.send(message.chat_id, content, {"reply_to": message.message_id})


async def on_card_action(action: Any) -> None:
    """Tell that a click came."""
    await channel.send(action.chat_id, {"text": f"clicked: {action.action.value}"})


channel.on("message", on_message)
channel.on("cardAction", on_card_action)
asyncio.run(channel.connect())
