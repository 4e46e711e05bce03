"""A bot on the unmodified official Python SDK: an alarm with a form, which the answer replaces by its outcome."""

import json
import os

import lark_oapi as lark
from lark_oapi.api.im.v1 import P2ImMessageReceiveV1, ReplyMessageRequest, ReplyMessageRequestBody
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTrigger, P2CardActionTriggerResponse

client = lark.Client.builder().app_id(os.environ["APP_ID"]).app_secret(os.environ["APP_SECRET"]).build()


def card(*elements: dict[str, object]) -> dict[str, object]:
    """Make a card of JSON 2.0."""
    return {"schema": "2.0", "body": {"elements": list(elements)}}


ALARM = card(
    {
        "tag": "form",
        "name": "alarm",
        "elements": [
            {"tag": "input", "name": "notes_input"},
            {
                "tag": "button",
                "name": "resolve",
                "text": {"tag": "plain_text", "content": "已处理"},
                "form_action_type": "submit",
                "behaviors": [{"type": "callback", "value": {"action": "resolve"}}],
            },
        ],
    }
)


def on_message(data: P2ImMessageReceiveV1) -> None:
    """Raise the alarm."""
    body = ReplyMessageRequestBody.builder().msg_type("interactive").content(json.dumps(ALARM)).build()
    request = ReplyMessageRequest.builder().message_id(data.event.message.message_id).request_body(body).build()
    print("replied", client.im.v1.message.reply(request).code, flush=True)


def on_card_action(data: P2CardActionTrigger) -> P2CardActionTriggerResponse:
    """Close the alarm with the notes from the form."""
    notes = data.event.action.form_value["notes_input"]
    resolved = card({"tag": "markdown", "content": f"已解决：{notes}"})
    return P2CardActionTriggerResponse(
        {"toast": {"type": "success", "content": "已处理完成！"}, "card": {"type": "raw", "data": resolved}}
    )


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
