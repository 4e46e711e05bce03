"""The calls of the unmodified official client and of ours against our emulator, over real sockets."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from larkline import SyncClient
from tests.conformance.outside import Console, lark_oapi_program

pytestmark = pytest.mark.oracle

CARD = {
    "schema": "2.0",
    "config": {"update_multi": True},
    "body": {"elements": [{"tag": "markdown", "content": "第一版"}]},
}
NEW_CARD = {**CARD, "body": {"elements": [{"tag": "markdown", "content": "第二版"}]}}


def click(console: Console, token: str) -> str:
    """Let a person click on a card, so that the token updates it; gives the message."""
    begun = console.call("POST", "/events", type="card.action.trigger", set={"event.token": token})
    console.call("POST", "/wait", deliveries=1, idle=True)
    message: str = console.call("GET", f"/deliveries/{begun['deliveries'][0]}")["message_id"]
    return message


def calls(console: Console) -> list[tuple[str, str, int]]:
    """Give method, path and code of every call so far; ids of messages are all alike."""
    found = console.call("GET", "/api-calls?limit=100")["calls"]
    return [(row["method"], _shape(row["path"]), row["code"]) for row in found]


def _shape(path: str) -> str:
    names = {"om": ":message_id", "file": ":file_key"}
    return "/".join(names.get(step.partition("_")[0], step) for step in path.split("/"))


def seen(console: Console, message: str) -> Any:
    """Give the card of a message as people see it."""
    return console.call("GET", f"/messages/{message}")["card"]


def official(console: Console, token: str, log: Path) -> dict[str, Any]:
    """Run the program on the official client; gives what came back to it."""
    environment = {
        **os.environ,
        "APP_ID": console.info["app_id"],
        "APP_SECRET": console.info["app_secret"],
        "BASE_DOMAIN": console.info["platform_url"],
        "CARD": json.dumps(CARD),
        "NEW_CARD": json.dumps(NEW_CARD),
        "UPDATE_TOKEN": token,
        "NO_PROXY": "*",
    }
    command = lark_oapi_program("lark_oapi_caller.py")
    with log.open("w", encoding="utf-8") as errors:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=errors, timeout=60, check=False)
    assert done.returncode == 0, log.read_text(encoding="utf-8")
    back: dict[str, Any] = json.loads(done.stdout)
    return back


def ours(console: Console, token: str) -> dict[str, Any]:
    """Make the same calls with our client; gives what came back to it."""
    info = console.info
    with SyncClient(info["app_id"], info["app_secret"], domain=info["platform_url"]) as client:
        sent = client.messages.send(CARD, to="oc_team")
        answer = client.messages.reply(sent.message_id, "收到")
        client.messages.update(sent.message_id, NEW_CARD)
        client.cards.update(token, NEW_CARD)
        with client.files.download(client.files.upload(b"text", name="报告.txt")) as download:
            file = [download.name, download.read().decode()]
    return {"sent": sent.message_id, "answer": answer.message_id, "parent": answer.parent_id, "file": file}


def test_both_clients_make_the_same_calls(console, tmp_path):
    """Messages, a delayed update and a file: the same methods, paths and codes, and the same cards in the end."""
    journals, cards = [], []
    for number, make in enumerate(
        (lambda token: official(console, token, tmp_path / "log"), lambda t: ours(console, t))
    ):
        console.call("POST", "/reset", scope="all")
        clicked = click(console, f"c-{number}")
        ids = make(f"c-{number}")
        journals.append(calls(console))
        cards.append([seen(console, ids["sent"]), seen(console, clicked)])
        assert ids["parent"] == ids["sent"]
        assert ids["file"] == ["报告.txt", "text"]
        assert ids.get("log_id", "none") is not None  # the official client looks for X-Tt-Logid in exactly this case

    messages = "/open-apis/im/v1/messages"
    assert journals[0] == [
        ("POST", "/open-apis/auth/v3/tenant_access_token/internal", 0),
        ("POST", messages, 0),
        ("POST", f"{messages}/:message_id/reply", 0),
        ("PATCH", f"{messages}/:message_id", 0),
        ("POST", "/open-apis/interactive/v1/card/update", 0),
        ("POST", "/open-apis/im/v1/files", 0),
        ("GET", "/open-apis/im/v1/files/:file_key", 0),
    ]
    assert journals[1] == journals[0]
    assert cards == [[NEW_CARD, NEW_CARD], [NEW_CARD, NEW_CARD]]
