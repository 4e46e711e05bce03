"""
What one webhook request costs: larkline beside the official Python SDK, in the same run.

The same encrypted and signed click goes to both, each time as another ciphertext. In process it goes to `app.receive`
and to lark-oapi's handler; over HTTP, on one kept-alive connection, to our ASGI door on uvicorn and to lark-oapi behind
its Flask adapter on gunicorn (one worker with threads: the plain one keeps no connection alive). Each case runs in an
interpreter of its own, round after round in turn. Printed are medians of the serving process's CPU time per request
(user and system, in microseconds), and what larkline needs in proportion to lark-oapi. Prints, and never judges.

Usage: ``python bench/webhook.py [ROUNDS]`` (POSIX; ``make bench`` sets up the official SDK first)
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from larkline.wire.encryption import encrypt
from larkline.wire.signature import sign

ROOT = Path(__file__).resolve().parents[1]
OURS = Path(sys.executable)
THEIRS = ROOT / ".venv-oracles" / "bin" / "python"
KEY, TOKEN = "an-encrypt-key", "a-verification-token"
REQUESTS = 2000
WARM_UP = 200

IN_PROCESS = """
import json, sys, time
requests = [(headers, body.encode()) for headers, body in json.load(open(sys.argv[1], encoding="utf-8"))]
warm_up, rest = requests[:WARM_UP], requests[WARM_UP:]
"""
OUR_APP = """
import time
from larkline import App, CardAction, Toast

app = App(encrypt_key=KEY, verification_token=TOKEN)

@app.on_card_action()
async def answer(action: CardAction) -> Toast:
    return Toast.success("ok")
"""
OURS_IN_PROCESS = """
import asyncio

async def receive(requests):
    for headers, body in requests:
        received = await app.receive(headers, body)
        assert received.status == 200, received.body
        await received.after_sent()

async def main():
    await receive(warm_up)
    started = time.process_time()
    await receive(rest)
    print((time.process_time() - started) / len(rest))

asyncio.run(main())
"""
OURS_OVER_HTTP = """
door = app.asgi()

async def web(scope, receive, send):
    if scope["type"] == "http" and scope["path"] == "/cpu":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(time.process_time()).encode()})
    else:
        await door(scope, receive, send)
"""
THEIR_HANDLER = """
import logging, time
import lark_oapi
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse

def answer(action):
    return P2CardActionTriggerResponse({"toast": {"type": "success", "content": "ok"}})

builder = lark_oapi.EventDispatcherHandler.builder(KEY, TOKEN, lark_oapi.LogLevel.ERROR)
handler = builder.register_p2_card_action_trigger(answer).build()
"""
THEIRS_IN_PROCESS = """
from lark_oapi.core.model import RawRequest

def receive(requests):
    for headers, body in requests:
        request = RawRequest()
        request.uri, request.headers, request.body = "/webhook/event", headers, body
        response = handler.do(request)
        assert response.status_code == 200, response.content

receive(warm_up)
started = time.process_time()
receive(rest)
print((time.process_time() - started) / len(rest))
"""
THEIRS_OVER_HTTP = """
import sys
sys.path.append(FLASK)  # what the official SDK's environment lacks
from flask import Flask
from lark_oapi.adapter.flask import parse_req, parse_resp

web = Flask("bench")

@web.post("/webhook/event")
def webhook():
    return parse_resp(handler.do(parse_req()))

@web.get("/cpu")
def cpu():
    return str(time.process_time())
"""


class Case(NamedTuple):
    """One way of serving."""

    name: str
    python: Path
    program: str
    server: str = ""  #: How *program*, the module ``served``, is served; empty in process.


CASES = [
    Case("larkline, app.receive", OURS, IN_PROCESS + OUR_APP + OURS_IN_PROCESS),
    Case("lark-oapi, handler.do", THEIRS, IN_PROCESS + THEIR_HANDLER + THEIRS_IN_PROCESS),
    Case("larkline, uvicorn", OURS, OUR_APP + OURS_OVER_HTTP, "uvicorn --port 0 --no-access-log served:web"),
    Case(
        "lark-oapi, Flask, gunicorn",
        THEIRS,
        THEIR_HANDLER + THEIRS_OVER_HTTP,
        "gunicorn --bind 127.0.0.1:0 --threads 2 --no-control-socket served:web",
    ),
]


def make_requests(count: int) -> list[tuple[dict[str, str], str]]:
    """Make so many signed and encrypted clicks of the usual size; gives headers and bodies."""
    context = {"open_message_id": "om_" + "m" * 32, "open_chat_id": "oc_" + "c" * 32}
    operator = {"open_id": "ou_" + "o" * 32, "union_id": "on_" + "u" * 32, "tenant_key": "t" * 16}
    action = {"tag": "button", "value": {"action": "approve", "order_id": "42", "note": "n" * 400}}
    made = []
    for number in range(count):
        header = {
            "event_id": f"{number:032x}",
            "token": TOKEN,
            "create_time": str(time.time_ns() // 1000),
            "event_type": "card.action.trigger",
            "tenant_key": "t" * 16,
            "app_id": "cli_0123456789abcdef",
        }
        event = {"operator": operator, "token": f"c-{number:040x}", "action": action, "host": "im_message"}
        document = {"schema": "2.0", "header": header, "event": event | {"context": context}}
        sealed = encrypt(json.dumps(document).encode(), encrypt_key=KEY, iv=os.urandom(16))
        body = json.dumps({"encrypt": sealed}).encode()
        timestamp, nonce = str(int(time.time())), base64.b16encode(os.urandom(8)).decode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Lark-Request-Timestamp": timestamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": sign(body, timestamp=timestamp, nonce=nonce, encrypt_key=KEY),
        }
        made.append((headers, body.decode()))
    return made


def run(case: Case, folder: Path) -> float:
    """Run a case once; gives microseconds of CPU per request."""
    flask = next(Path(entry) for entry in sys.path if (Path(entry) / "flask").is_dir())
    names = {"KEY": KEY, "TOKEN": TOKEN, "WARM_UP": WARM_UP, "FLASK": str(flask)}
    program = "".join(f"{name} = {value!r}\n" for name, value in names.items()) + case.program
    requests = make_requests(WARM_UP + REQUESTS)
    (folder / "served.py").write_text(program, encoding="utf-8")
    if case.server:
        with served(case, folder, flask) as connection:
            ask(connection, requests[:WARM_UP])
            before = cpu(connection)
            ask(connection, requests[WARM_UP:])
            return 1e6 * (cpu(connection) - before) / REQUESTS
    (folder / "requests.json").write_text(json.dumps(requests), encoding="utf-8")
    done = subprocess.run(
        [case.python, "served.py", "requests.json"], cwd=folder, stdout=subprocess.PIPE, check=True, timeout=300
    )
    return 1e6 * float(done.stdout)


@contextmanager
def served(case: Case, folder: Path, more: Path) -> Iterator[http.client.HTTPConnection]:
    """Start a case's server; give a connection to it."""
    start = (
        f"import runpy, sys; sys.path[:0] = ['']; sys.path.append({str(more)!r}); sys.argv = {case.server.split()!r}; "
    )
    start += f"runpy.run_module({case.server.split()[0]!r}, run_name='__main__')"
    with subprocess.Popen([case.python, "-c", start], cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            port = next(int(found[1]) for line in lines if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            yield connection
            connection.close()
        finally:
            process.terminate()
            process.communicate()


def ask(connection: http.client.HTTPConnection, requests: list[tuple[dict[str, str], str]]) -> None:
    """Send requests one after another over one connection."""
    for headers, body in requests:
        connection.request("POST", "/webhook/event", body.encode(), headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200 or b"toast" not in answer:
            raise SystemExit(f"not answered as it should be: {response.status} {answer!r}")


def cpu(connection: http.client.HTTPConnection) -> float:
    """Ask the server for its CPU time so far, in seconds."""
    connection.request("GET", "/cpu")
    return float(connection.getresponse().read())


def main() -> None:
    """Measure every case in turn, once unmeasured, and print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    if not THEIRS.exists():
        sys.exit("The official SDK is not installed yet: make oracles")
    costs: dict[Case, list[float]] = {case: [] for case in CASES}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for case in CASES:
                costs[case].append(run(case, Path(folder)))
    print(f"\n{'one encrypted, signed click':<30}{'CPU us':>9}")
    medians = {case: statistics.median(found) for case, found in costs.items()}
    for case, median in medians.items():
        print(f"{case.name:<30}{median:>9.0f}")
    for ours, theirs in ((CASES[0], CASES[1]), (CASES[2], CASES[3])):
        print(f"{ours.name} / {theirs.name}: {medians[ours] / medians[theirs]:.3f}x")


if __name__ == "__main__":
    main()
