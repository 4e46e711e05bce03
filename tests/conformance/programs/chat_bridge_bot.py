"""A bot on the unmodified feishu-chat-bridge: it repeats what it is told."""

import os
import threading

from feishu_chat_bridge import FeishuBot, FeishuConfig


def answer(open_id: str, text: str) -> str:
    """Say the same to the same person."""
    return f"{open_id}: {text}"


config = FeishuConfig(
    app_id=os.environ["APP_ID"], app_secret=os.environ["APP_SECRET"], domain=os.environ["BASE_DOMAIN"]
)
FeishuBot(config, chat_backend=answer).start()
threading.Event().wait()
