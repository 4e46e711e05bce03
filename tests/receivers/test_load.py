"""Many deliveries, large ones, split ones, and handlers that block."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from larkline import App, CardAction, Event, Toast
from larkline.clock import ManualClock
from larkline.wire.endpoint import ClientConfig
from tests.receivers.scripted_platform import (
    ScriptedPlatform,
    click,
    connected,
    data_frames,
    event,
    read,
    shuffled,
    soon,
)


async def test_handlers_that_block_hold_up_nobody_else():
    """While eight plain handlers block, every other one of 200 deliveries is answered, in order, and pings go on."""
    clock = ManualClock(flowing=True)
    let_go = threading.Event()
    blocked = threading.Semaphore(0)
    config = ClientConfig(reconnect_nonce=0, ping_interval=1)
    async with ScriptedPlatform(config=config) as platform:
        app = platform.app()

        @app.on_event("blocks")
        def block(event: Event) -> None:
            blocked.release()
            let_go.wait(20.0)

        @app.on_card_action()
        async def answer(action: CardAction[dict[str, object]]) -> Toast:
            return Toast.info(str(action.value["n"]))

        async with connected(app, platform, clock) as gate:
            for count in range(8):
                await gate.push(event("blocks"), message_id=f"blocked-{count}")
            await asyncio.to_thread(lambda: [blocked.acquire(timeout=20.0) for _ in range(8)])
            pings = gate.ping_count
            for count in range(192):
                await gate.push(click({"n": count}), message_id=f"m{count}")
                if count % 96 == 0:
                    await clock.advance(1.05)
            answers = [await gate.response() for _ in range(192)]
            pings_meanwhile = gate.ping_count - pings
            in_flight = app.status().in_flight
            let_go.set()
            late = [await gate.response() for _ in range(8)]

    assert [frame.header("message_id") for frame in answers] == [f"m{count}" for count in range(192)]
    assert [read(frame)[1]["toast"]["content"] for frame in answers] == [str(count) for count in range(192)]
    assert in_flight == 8
    assert pings_meanwhile >= 2
    assert {frame.header("message_id") for frame in late} == {f"blocked-{count}" for count in range(8)}
    assert {read(frame) for frame in late} == {(200, None)}


async def test_blocked_handlers_are_answered_for_at_the_deadline():
    """The guard needs neither the handler nor a thread: time passes, and each event is acknowledged."""
    clock = ManualClock(flowing=True)
    let_go = threading.Event()
    async with ScriptedPlatform() as platform:
        app = platform.app(threads=2)

        @app.on_event("blocks")
        def block(event: Event) -> None:
            let_go.wait(20.0)

        async with connected(app, platform, clock) as gate:
            for count in range(8):
                await gate.push(event("blocks"), message_id=f"blocked-{count}")
            await gate.ask(event("other"), message_id="other")  # by now they are all there
            await clock.advance(2.6)
            answers = {(await gate.response()).header("message_id") for _ in range(8)}
            status = app.status()
            let_go.set()

    assert answers == {f"blocked-{count}" for count in range(8)}
    assert status.counters["overdue"] == 8
    assert status.in_flight == 8
    assert app.status().in_flight == 0


async def test_many_deliveries_at_once():
    """A thousand in one go are answered, each once."""
    async with ScriptedPlatform() as platform:
        app = platform.app()

        @app.on_card_action()
        async def answer(action: CardAction[dict[str, object]]) -> Toast:
            await asyncio.sleep(0)
            return Toast.info(str(action.value["n"]))

        async with connected(app, platform) as gate:
            for count in range(1000):
                await gate.push(click({"n": count}), message_id=f"m{count}")
            answers = {}
            for _ in range(1000):
                frame = await gate.response()
                answers[frame.header("message_id")] = read(frame)[1]["toast"]["content"]

            assert gate.responses.empty()
    assert answers == {f"m{count}": str(count) for count in range(1000)}


# --- large and split --------------------------------------------------------------------------------------------------


def measuring(app: App, seen: list[int]) -> App:
    """Let an app note how long the text of a message is."""

    @app.on_event("im.long_v1")
    async def measure(event: Event) -> None:
        seen.append(len(event.event["text"]))

    return app


@pytest.mark.parametrize("size", [(1 << 20) + 1, 6 << 20])
async def test_messages_over_a_mebibyte(size):
    """They are answered, and the connection stays."""
    seen: list[int] = []
    async with ScriptedPlatform() as platform, connected(measuring(platform.app(), seen), platform) as gate:
        assert await gate.ask(event("im.long_v1", {"text": "字" * (size // 3)})) == (200, None)
        assert await gate.ask(event("im.long_v1", {"text": "x"})) == (200, None)

    assert seen == [size // 3, 1]
    assert len(platform.gates) == 1


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
async def test_a_mebibyte_in_fifty_parts(seed):
    """In order or shuffled, nothing is lost; cuts inside a character do not matter."""
    seen: list[int] = []
    payload = event("im.long_v1", {"text": "字" * 350_000}).replace(b"\\u5b57", "字".encode())
    frames = data_frames(payload, message_id="long", parts=50)
    async with ScriptedPlatform() as platform, connected(measuring(platform.app(), seen), platform) as gate:
        await gate.send(*(frames if seed is None else shuffled(frames, seed)))
        frame = await gate.response()

    assert read(frame) == (200, None)
    assert seen == [350_000]


async def test_many_split_deliveries_interleaved():
    """The parts of twenty deliveries in any order, some of them twice, give twenty answers."""
    seen: list[int] = []
    frames = [
        frame
        for number in range(20)
        for frame in data_frames(event("im.long_v1", {"text": "x" * number}), message_id=f"m{number}", parts=7)
    ]
    async with ScriptedPlatform() as platform, connected(measuring(platform.app(), seen), platform) as gate:
        await gate.send(*shuffled(frames + frames[::3], 4))
        answers = [await gate.response() for _ in range(20)]
        await gate.ask(event("im.long_v1", {"text": ""}), message_id="last")

    assert {frame.header("message_id") for frame in answers} == {f"m{number}" for number in range(20)}
    assert sorted(seen[:-1]) == list(range(20))


async def test_a_part_that_never_comes():
    """What stays incomplete is dropped after ten seconds with one warning; a part that comes later changes nothing."""
    clock = ManualClock(flowing=True)
    frames = data_frames(event("im.long_v1", {"text": "x" * 100}), message_id="m", parts=3)
    seen: list[int] = []
    async with ScriptedPlatform() as platform:
        app = measuring(platform.app(), seen)
        async with connected(app, platform, clock) as gate:
            await gate.send(*frames[:2])
            await gate.ask(event("other"), message_id="after")
            await clock.advance(9.0)
            await gate.ask(event("other"), message_id="later")
            early = app.status().counters.get("frames_ignored", 0)
            await clock.advance(1.1)
            await gate.send(frames[2])
            await gate.ask(event("other"), message_id="last")
            late = app.status().counters["frames_ignored"]

    assert (early, late) == (0, 1)
    assert seen == []


async def test_the_same_delivery_again():
    """While it is being handled, a repeat joins it; once it is answered, it is a delivery again."""
    calls = 0
    going = asyncio.Event()
    async with ScriptedPlatform() as platform:
        app = platform.app()

        @app.on_event("slow")
        async def slow(event: Event) -> None:
            nonlocal calls
            calls += 1
            await going.wait()

        async with connected(app, platform) as gate:
            for _ in range(3):
                await gate.push(event("slow"), message_id="m")
            await gate.ask(event("other"), message_id="other")
            during = calls
            going.set()
            await gate.response()
            await gate.ask(event("slow"), message_id="m")

            assert gate.responses.empty()
    assert (during, calls) == (1, 2)


async def test_a_platform_that_does_not_read_for_a_while():
    """Responses wait for it and arrive in order, over real buffers that are full."""
    big = "x" * 20_000
    async with ScriptedPlatform() as platform:
        app = platform.app()

        @app.on_card_action()
        async def answer(action: CardAction[dict[str, object]]) -> Toast:
            return Toast.info(f"{action.value['n']}{big}")

        async with connected(app, platform) as gate:
            await soon(gate.pings.get())
            gate.freeze()
            for count in range(600):
                await gate.push(click({"n": count}), message_id=f"m{count}")
            gate.connection.transport.resume_reading()
            answers = [await gate.response() for _ in range(600)]

    assert [frame.header("message_id") for frame in answers] == [f"m{count}" for count in range(600)]
    assert all(len(json.loads(frame.payload or b"")["data"]) > 20_000 for frame in answers)
