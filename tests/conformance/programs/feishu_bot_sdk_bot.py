"""A bot on the unmodified feishu-bot-sdk, an independent client, for the emulator to serve."""

import os
from typing import Any

from feishu_bot_sdk import CardCallbackResponse, FeishuBotServer

server = FeishuBotServer(
    app_id=os.environ["APP_ID"], app_secret=os.environ["APP_SECRET"], domain=os.environ["BASE_DOMAIN"]
)


def on_message(event: Any) -> None:
    """Show how much came."""
    print("message", len(event.text or ""), flush=True)


def on_card_action(event: Any) -> Any:
    """Answer a click as its value asks for."""
    if event.action_value.get("case") == "card":
        return CardCallbackResponse.card({"schema": "2.0", "body": {"elements": []}})
    return CardCallbackResponse.toast("收到", type="success")


server.on_im_message_receive(on_message)
server.on_card_action_trigger(on_card_action)

if __name__ == "__main__":
    server.run()
