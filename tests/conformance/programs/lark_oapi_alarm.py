"""
A bot on the unmodified official Python SDK that makes the calls of the official sample ``card_interaction_bot``.

Whoever opens its chat is sent a welcome card; a menu entry, a message or the welcome card's button raises an alarm; the
alarm's form closes it. The cards are templates, named by the environment.
"""

import json
import os

import lark_oapi as lark
from lark_oapi.api.application.v6 import P2ApplicationBotMenuV6
from lark_oapi.api.im.v1 import (
    CreateMessageRequest,
    CreateMessageRequestBody,
    P2ImChatAccessEventBotP2pChatEnteredV1,
    P2ImMessageReceiveV1,
)
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTrigger, P2CardActionTriggerResponse

client = lark.Client.builder().app_id(lark.APP_ID).app_secret(lark.APP_SECRET).build()


def template(variable: str, **values: str) -> dict[str, object]:
    """Refer to the template whose id stands in an environment variable."""
    return {"type": "template", "data": {"template_id": os.getenv(variable), "template_variable": values}}


def send(kind: str, receiver: str, card: dict[str, object]) -> None:
    """Send a card to a chat or a person."""
    body = (
        CreateMessageRequestBody.builder()
        .receive_id(receiver)
        .msg_type("interactive")
        .content(json.dumps(card))
        .build()
    )
    response = client.im.v1.message.create(
        CreateMessageRequest.builder().receive_id_type(kind).request_body(body).build()
    )
    if not response.success():
        raise RuntimeError(f"{response.code} {response.msg} {response.get_log_id()}")


def raise_alarm(kind: str, receiver: str) -> None:
    """Send the alarm."""
    send(kind, receiver, template("ALERT_CARD_ID", alarm_time="2026-01-02 03:04:05 (UTC+8)"))


def on_chat_entered(data: P2ImChatAccessEventBotP2pChatEnteredV1) -> None:
    """Welcome a person."""
    open_id = data.event.operator_id.open_id
    send("open_id", open_id, template("WELCOME_CARD_ID", open_id=open_id))


def on_menu(data: P2ApplicationBotMenuV6) -> None:
    """Raise an alarm for the person at the menu."""
    if data.event.event_key == "send_alarm":
        raise_alarm("open_id", data.event.operator.operator_id.open_id)


def on_message(data: P2ImMessageReceiveV1) -> None:
    """Raise an alarm where something was said."""
    if data.event.message.chat_type == "group":
        raise_alarm("chat_id", data.event.message.chat_id)
    else:
        raise_alarm("open_id", data.event.sender.sender_id.open_id)


def on_card_action(data: P2CardActionTrigger) -> P2CardActionTriggerResponse | None:
    """Raise an alarm, or close one with the notes of its form."""
    action, open_id = data.event.action, data.event.operator.open_id
    if action.value["action"] == "send_alarm":
        raise_alarm("open_id", open_id)
        return P2CardActionTriggerResponse({})
    if action.value["action"] == "complete_alarm":
        notes = (action.form_value or {}).get("notes_input", "")
        values = {"alarm_time": action.value["time"], "complete_time": "2026-01-02 03:09:05 (UTC+8)"}
        resolved = template("ALERT_RESOLVED_CARD_ID", **values, open_id=open_id, notes=notes)
        i18n = {"zh_cn": "已处理完成！", "en_us": "Resolved!"}
        toast = {"type": "info", "content": "已处理完成！", "i18n": i18n}
        return P2CardActionTriggerResponse({"toast": toast, "card": resolved})
    return None


def main() -> None:
    """Stay connected until stopped."""
    handler = (
        lark.EventDispatcherHandler.builder("", "")
        .register_p2_im_chat_access_event_bot_p2p_chat_entered_v1(on_chat_entered)
        .register_p2_application_bot_menu_v6(on_menu)
        .register_p2_im_message_receive_v1(on_message)
        .register_p2_card_action_trigger(on_card_action)
        .build()
    )
    lark.ws.Client(lark.APP_ID, lark.APP_SECRET, event_handler=handler).start()


if __name__ == "__main__":
    main()
