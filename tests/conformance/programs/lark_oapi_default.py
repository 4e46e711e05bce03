"""A bot on the unmodified official Python SDK that names no domain: it would go to the real platform."""

import os

import lark_oapi as lark
from lark_oapi.api.im.v1 import P2ImMessageReceiveV1, ReplyMessageRequest, ReplyMessageRequestBody
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTrigger, P2CardActionTriggerResponse

CARD = (
    '{"schema": "2.0", "body": {"elements": [{"tag": "button", "text": {"tag": "plain_text", "content": "已处理"},'
    ' "behaviors": [{"type": "callback", "value": {"done": true}}]}]}}'
)
client = lark.Client.builder().app_id(os.environ["APP_ID"]).app_secret(os.environ["APP_SECRET"]).build()


def on_message(data: P2ImMessageReceiveV1) -> None:
    """Answer with a card."""
    body = ReplyMessageRequestBody.builder().msg_type("interactive").content(CARD).build()
    request = ReplyMessageRequest.builder().message_id(data.event.message.message_id).request_body(body).build()
    answer = client.im.v1.message.reply(request)
    print("replied", answer.code, flush=True)


def on_card_action(data: P2CardActionTrigger) -> P2CardActionTriggerResponse:
    """Say that it is done."""
    kind = os.environ.get("TOAST", "success")
    return P2CardActionTriggerResponse({"toast": {"type": kind, "content": "已处理完成！"}})


def main() -> None:
    """Stay connected until stopped."""
    handler = (
        lark.EventDispatcherHandler.builder("", "")
        .register_p2_im_message_receive_v1(on_message)
        .register_p2_card_action_trigger(on_card_action)
        .build()
    )
    lark.ws.Client(os.environ["APP_ID"], os.environ["APP_SECRET"], event_handler=handler).start()


if __name__ == "__main__":
    main()
