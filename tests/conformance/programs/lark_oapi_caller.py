"""Calls of the unmodified official Python SDK, lark-oapi, for the emulator to answer."""

import io
import json
import os
import sys

import lark_oapi as lark
from lark_oapi.api.im.v1 import (
    CreateFileRequest,
    CreateFileRequestBody,
    CreateMessageRequest,
    CreateMessageRequestBody,
    GetFileRequest,
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
    """Send a card, answer and replace it, update another one, move a file up and down; print what came back."""
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
    updated = done(client.request(update))
    body = CreateFileRequestBody.builder().file_type("stream").file_name("报告.txt").file(io.BytesIO(b"text")).build()
    stored = done(client.im.v1.file.create(CreateFileRequest.builder().request_body(body).build())).data
    loaded = done(client.im.v1.file.get(GetFileRequest.builder().file_key(stored.file_key).build()))
    print(
        json.dumps(
            {
                "sent": sent.message_id,
                "answer": answer.message_id,
                "parent": answer.parent_id,
                "file": [loaded.file_name, loaded.file.read().decode()],
                "log_id": updated.get_log_id(),
            }
        )
    )


if __name__ == "__main__":
    main()
