"""Calls of the unmodified official Python SDK, lark-oapi, for the emulator to answer."""

import json
import os
import sys

import lark_oapi as lark
from lark_oapi.api.im.v1 import (
    CreateMessageRequest,
    CreateMessageRequestBody,
    PatchMessageRequest,
    PatchMessageRequestBody,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)


def done(response):
    """Give a response, or end the program with what it says."""
    if not response.success():
        sys.exit(f"{response.code}: {response.msg} ({response.get_log_id()})")
    return response


def main() -> None:
    """Send a card, answer it with a text, replace it, and update another one by its token; print what came back."""
    card = os.environ["CARD"]
    client = (
        lark.Client.builder()
        .app_id(os.environ["APP_ID"])
        .app_secret(os.environ["APP_SECRET"])
        .domain(os.environ["BASE_DOMAIN"])
        .build()
    )
    body = CreateMessageRequestBody.builder().receive_id("oc_team").msg_type("interactive").content(card).build()
    create = CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body).build()
    sent = done(client.im.v1.message.create(create)).data
    body = ReplyMessageRequestBody.builder().msg_type("text").content(json.dumps({"text": "收到"})).build()
    reply = ReplyMessageRequest.builder().message_id(sent.message_id).request_body(body).build()
    answer = done(client.im.v1.message.reply(reply)).data
    body = PatchMessageRequestBody.builder().content(os.environ["NEW_CARD"]).build()
    done(
        client.im.v1.message.patch(PatchMessageRequest.builder().message_id(sent.message_id).request_body(body).build())
    )
    update = (
        lark.BaseRequest.builder()
        .http_method(lark.HttpMethod.POST)
        .uri("/open-apis/interactive/v1/card/update")
        .token_types({lark.AccessTokenType.TENANT})
        .body({"token": os.environ["UPDATE_TOKEN"], "card": json.loads(os.environ["NEW_CARD"])})
        .build()
    )
    done(client.request(update))
    print(json.dumps({"sent": sent.message_id, "answer": answer.message_id, "parent": answer.parent_id}))


if __name__ == "__main__":
    main()
