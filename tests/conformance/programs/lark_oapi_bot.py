"""A bot on the unmodified official Python SDK, lark-oapi, for the emulator to serve."""

import json
import os

import lark_oapi as lark
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTrigger, P2CardActionTriggerResponse
from lark_oapi.event.callback.model.p2_url_preview_get import P2URLPreviewGet, P2URLPreviewGetResponse


def on_card_action(data: P2CardActionTrigger) -> P2CardActionTriggerResponse:
    """Answer a click as its value asks for."""
    value = data.event.action.value or {}
    if value.get("case") == "raises":
        raise RuntimeError("as asked")
    if value.get("case") == "bad toast":
        return P2CardActionTriggerResponse({"toast": {"type": "party", "content": "?"}})
    return P2CardActionTriggerResponse({"toast": {"type": "success", "content": f"好 {value.get('n')}"}})


def on_url_preview(data: P2URLPreviewGet) -> P2URLPreviewGetResponse:
    """Give the link a title."""
    return P2URLPreviewGetResponse({"inline": {"title": f"预览 {data.event.context.url}"}})


def on_message(data: lark.im.v1.P2ImMessageReceiveV1) -> None:
    """Read the message."""
    json.loads(data.event.message.content)


def main() -> None:
    """Stay connected until stopped."""
    handler = (
        lark.EventDispatcherHandler.builder("", "")
        .register_p2_im_message_receive_v1(on_message)
        .register_p2_card_action_trigger(on_card_action)
        .register_p2_url_preview_get(on_url_preview)
        .build()
    )
    client = lark.ws.Client(
        os.environ["APP_ID"],
        os.environ["APP_SECRET"],
        event_handler=handler,
        domain=os.environ["BASE_DOMAIN"],
        log_level=lark.LogLevel.INFO,
    )
    client.start()


if __name__ == "__main__":
    main()
