"""A bot on the unmodified official Python SDK that makes the calls of the official sample ``echo_bot``."""

import json

import lark_oapi as lark
from lark_oapi.api.im.v1 import (
    CreateMessageRequest,
    CreateMessageRequestBody,
    P2ImMessageReceiveV1,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)

client = lark.Client.builder().app_id(lark.APP_ID).app_secret(lark.APP_SECRET).build()


def on_message(data: P2ImMessageReceiveV1) -> None:
    """Say the same: into a direct chat, and as a reply in a group."""
    message = data.event.message
    content = json.dumps({"text": f"收到你发送的消息：{json.loads(message.content)['text']}"})
    if message.chat_type == "p2p":
        body = CreateMessageRequestBody.builder().receive_id(message.chat_id).msg_type("text").content(content).build()
        request = CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body).build()
        response = client.im.v1.message.create(request)
    else:
        body = ReplyMessageRequestBody.builder().content(content).msg_type("text").build()
        request = ReplyMessageRequest.builder().message_id(message.message_id).request_body(body).build()
        response = client.im.v1.message.reply(request)
    if not response.success():
        raise RuntimeError(f"{response.code} {response.msg} {response.get_log_id()}")


def main() -> None:
    """Stay connected until stopped."""
    handler = lark.EventDispatcherHandler.builder("", "").register_p2_im_message_receive_v1(on_message).build()
    lark.ws.Client(lark.APP_ID, lark.APP_SECRET, event_handler=handler).start()


if __name__ == "__main__":
    main()
