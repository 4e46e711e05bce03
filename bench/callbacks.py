"""
CPU per callback over a long connection: an App beside the official Python SDK, in interleaved rounds.

A gateway of our own pushes card actions, so many at a time, and counts right answers; the CPU time is that of the
client's process alone, start-up excluded. Linux only, since it reads /proc. Nothing is asserted.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from larkline.wire.endpoint import ClientConfig, encode_endpoint_reply
from larkline.wire.long_connection import LongConnection, ResponseReceived, Side

ROOT = Path(__file__).parents[1]
ORACLES = ROOT / ".venv-oracles" / "bin" / "python"
CALLBACKS = 2000
ROUNDS = 3

APP = """
import os
from larkline import App, CardAction, Toast
app = App("cli_0123456789abcdef", "s", domain=os.environ["DOMAIN"], log_level="WARNING")
@app.on_card_action()
async def answer(action: CardAction) -> Toast:
    return Toast.success(str(action.value["n"]))
app.run()
"""
THREADED = APP.replace("async def", "def")
THEIRS = """
import os
import lark_oapi as lark
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse
def answer(data):
    return P2CardActionTriggerResponse({"toast": {"type": "success", "content": str(data.event.action.value["n"])}})
handler = lark.EventDispatcherHandler.builder("", "").register_p2_card_action_trigger(answer).build()
lark.ws.Client("cli_0123456789abcdef", "s", event_handler=handler, domain=os.environ["DOMAIN"],
               log_level=lark.LogLevel.ERROR).start()
"""
CLIENTS = {
    "larkline, async def": [sys.executable, "-c", APP],
    "larkline, def in a thread": [sys.executable, "-c", THREADED],
    "lark-oapi": [str(ORACLES), "-c", THEIRS],
}


def callback(number: int) -> bytes:
    """Give a card action of about the size they have."""
    header = {"event_id": f"e{number}", "token": "v" * 32, "create_time": "1763000000000000", "app_id": "cli_x"}
    event = {
        "operator": {"tenant_key": "t", "open_id": "ou_" + "a" * 32, "union_id": "on_" + "b" * 32},
        "token": f"c-{number:040x}",
        "action": {"value": {"n": number, "note": "x" * 500}, "tag": "button", "name": "ok"},
        "host": "im_message",
        "context": {"open_message_id": "om_" + "c" * 32, "open_chat_id": "oc_" + "d" * 32},
    }
    document = {"schema": "2.0", "header": {**header, "event_type": "card.action.trigger"}, "event": event}
    return json.dumps(document).encode()


class Gateway:
    """A platform that only pushes and counts."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self.link: ServerConnection | None = None
        self.rules: LongConnection | None = None
        self.free = asyncio.Semaphore(1)
        self.right = 0

    async def serve(self, link: ServerConnection) -> None:
        """Serve one client."""
        self.link, self.rules = link, LongConnection(Side.PLATFORM, service_id=1, now=time.monotonic())
        with suppress(ConnectionClosed):
            await self._receive(link, self.rules)

    async def _receive(self, link: ServerConnection, rules: LongConnection) -> None:
        async for message in link:
            rules.receive_message(message, now=time.monotonic())
            for answer in rules.messages_to_send():
                await link.send(answer)
                self.connected.set()
            while (event := rules.next_event()) is not None:
                if isinstance(event, ResponseReceived):
                    number = event.delivery_id.removeprefix("m")
                    self.right += json.loads(event.body or b"{}").get("toast", {}).get("content") == number
                    self.free.release()

    async def push(self, count: int, *, at_once: int) -> None:
        """Push card actions, *at_once* unanswered at most."""
        assert self.link is not None
        assert self.rules is not None
        self.free, self.right = asyncio.Semaphore(at_once), 0
        for number in range(count):
            await self.free.acquire()
            frames = self.rules.push(callback(number), message_id=f"m{number}", trace_id="t", now=time.monotonic())
            await self.link.send(frames[0])
        for _ in range(at_once):
            await self.free.acquire()


@asynccontextmanager
async def running(command: list[str]) -> AsyncIterator[tuple[Gateway, int]]:
    """Run a client against a gateway of its own."""
    gateway = Gateway()
    async with serve(gateway.serve, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"ws://127.0.0.1:{port}/ws?fpid=1&device_id=d&service_id=1&ticket=t"
        body = encode_endpoint_reply(url, ClientConfig())

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            request = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in request.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            head += f"Content-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as http:
            domain = f"http://127.0.0.1:{http.sockets[0].getsockname()[1]}"
            environment = {**os.environ, "DOMAIN": domain, "NO_PROXY": "*"}
            process = subprocess.Popen(command, env=environment)  # noqa: ASYNC220 - quick enough for a bench
            try:
                async with asyncio.timeout(60):
                    while not gateway.connected.is_set() and process.poll() is None:
                        await asyncio.sleep(0.05)
                if process.poll() is not None:
                    raise SystemExit(f"the client ended with {process.returncode}")
                yield gateway, process.pid
            finally:
                process.terminate()
                await asyncio.to_thread(process.wait)


def cpu_seconds(pid: int) -> float:
    """Give the CPU time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(command: list[str], *, at_once: int) -> tuple[float, float]:
    """Give CPU microseconds and callbacks a second."""
    async with running(command) as (gateway, pid):
        await gateway.push(200, at_once=at_once)
        before, started = cpu_seconds(pid), time.perf_counter()
        await gateway.push(CALLBACKS, at_once=at_once)
        took = time.perf_counter() - started
        if gateway.right != CALLBACKS:
            raise SystemExit(f"{gateway.right} of {CALLBACKS} answers were right")
        return 1e6 * (cpu_seconds(pid) - before) / CALLBACKS, CALLBACKS / took


def main() -> None:
    """Print a row for each client and number in flight."""
    print(f"{'client':<28}{'in flight':>10}{'CPU us each':>13}{'a second':>10}{'x lark-oapi':>13}")
    for at_once in (8, 64):
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in CLIENTS}
        for _ in range(ROUNDS):
            for name, command in CLIENTS.items():
                found[name].append(asyncio.run(measure(command, at_once=at_once)))
        theirs = statistics.median(cpu for cpu, _ in found["lark-oapi"])
        for name, rows in found.items():
            cpu, rate = (statistics.median(column) for column in zip(*rows, strict=True))
            print(f"{name:<28}{at_once:>10}{cpu:>13.0f}{rate:>10.0f}{cpu / theirs:>12.2f}x")


if __name__ == "__main__":
    main()
