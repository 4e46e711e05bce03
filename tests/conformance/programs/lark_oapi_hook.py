"""
Webhooks on the unmodified Flask adapter of the official Python SDK, lark-oapi, for the emulator to call.

KEYS holds, as JSON, the Encrypt Key and the Verification Token of each, by its path.
"""

import json
import os
from typing import Any

import lark_oapi as lark
from flask import Flask
from lark_oapi.adapter.flask import parse_req, parse_resp
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTrigger, P2CardActionTriggerResponse
from lark_oapi.event.callback.model.p2_url_preview_get import P2URLPreviewGet, P2URLPreviewGetResponse
from werkzeug.serving import make_server

seen: set[str] = set()


def on_card_action(data: P2CardActionTrigger) -> Any:
    """Answer a click as its value asks for."""
    value = data.event.action.value or {}
    if value.get("case") == "raises":
        raise RuntimeError("as asked")
    if value.get("case") == "nothing":
        return None
    if value.get("case") == "bad toast":
        return P2CardActionTriggerResponse({"toast": {"type": "party", "content": "?"}})
    return P2CardActionTriggerResponse({"toast": {"type": "success", "content": f"好 {value.get('n')}"}})


def on_url_preview(data: P2URLPreviewGet) -> P2URLPreviewGetResponse:
    """Give the link a title."""
    return P2URLPreviewGetResponse({"inline": {"title": f"预览 {data.event.context.url}"}})


def on_message(data: lark.im.v1.P2ImMessageReceiveV1) -> None:
    """Read the message; one that says "again" is not taken the first time."""
    text = json.loads(data.event.message.content)["text"]
    if text == "again" and data.header.event_id not in seen:
        seen.add(data.header.event_id)
        raise RuntimeError("not yet")


def on_old_card(card: lark.Card) -> Any:
    """Answer a click on an old card as its value asks for."""
    case = card.action.value["case"]
    if case == "raises":
        raise RuntimeError("as asked")
    if case == "nothing":
        return None
    return {"elements": [{"tag": "markdown", "content": f"{card.open_id} {case}"}]}


app = Flask(__name__)


def add(path: str, key: str, token: str) -> None:
    """Take events, callbacks and old card callbacks below a path, with these keys."""
    events = (
        lark.EventDispatcherHandler.builder(key, token)
        .register_p2_im_message_receive_v1(on_message)
        .register_p2_card_action_trigger(on_card_action)
        .register_p2_url_preview_get(on_url_preview)
        .build()
    )
    cards = lark.CardActionHandler.builder(key, token).register(on_old_card).build()
    for kind, adapter in (("event", events), ("card", cards)):
        rule = f"/{path}/{kind}"
        app.add_url_rule(rule, rule, lambda do=adapter.do: parse_resp(do(parse_req())), methods=["POST"])


if __name__ == "__main__":
    for path, keys in json.loads(os.environ["KEYS"]).items():
        add(path, *keys)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()
