"""
Other callbacks beside slow ones: 8 plain ``def`` handlers sleep, 200 pushes come meanwhile, over a real connection.

Prints how long the 200 took to be answered, next to the same without the sleepers. Nothing is asserted here; the test
suite asserts order and completeness.
"""

from __future__ import annotations

import asyncio
import statistics
import threading
import time

from larkline import App, CardAction, CardValue, Toast
from larkline.clock import SystemClock
from larkline.emulator import Emulator

SLEEPERS = 8
PUSHES = 200
SLEEP = {"action.value": {"action": "sleep"}}


class Sleep(CardValue, tag="sleep"):
    """Carried by the slow button."""


class Quick(CardValue, tag="quick"):
    """Carried by the quick one."""

    number: int


def make_app(wake: threading.Event) -> App:
    """Make an app with a slow handler and a quick one."""
    app = App()

    @app.on_card_action(Sleep)
    def sleep(action: CardAction[Sleep]) -> Toast:
        wake.wait(2.0)
        return Toast.info("slept")

    @app.on_card_action(Quick)
    async def quick(action: CardAction[Quick]) -> Toast:
        return Toast.success(str(action.value.number))

    return app


async def measure(*, sleepers: int) -> list[float]:
    """Give the milliseconds each of the quick callbacks took, measured by the platform."""
    wake = threading.Event()
    async with Emulator(seed=1) as emulator:
        await emulator.serve(port=0, console_port=0)
        info = emulator.info()
        app = make_app(wake)
        app_under_test = App(info["app_id"], info["app_secret"], domain=info["platform_url"])
        app_under_test.include(app)
        async with app_under_test.connected():
            slow = [emulator.begin_trigger("card.action.trigger", paths=SLEEP) for _ in range(sleepers)]
            quick = [
                await emulator.trigger("card.action.trigger", paths={"action.value": {"action": "quick", "number": n}})
                for n in range(PUSHES)
            ]
            wake.set()
            await emulator.wait(deliveries=len(slow) + len(quick))
    wrong = [
        n
        for n, answered in enumerate(quick)
        if (answered.delivery.response or {}).get("toast", {}).get("content") != str(n)
    ]
    if wrong:
        raise SystemExit(f"not answered as they should be: {wrong}")
    return [1000 * (answered.delivery.duration or 0.0) for answered in quick]


def main() -> None:
    """Print both rows."""
    clock = SystemClock()
    started = clock.now()
    alone = asyncio.run(measure(sleepers=0))
    beside = asyncio.run(measure(sleepers=SLEEPERS))
    print(f"{PUSHES} callbacks, one after another       median ms     worst ms")
    for name, times in (("alone", alone), (f"beside {SLEEPERS} sleeping handlers", beside)):
        print(f"{name:<36} {statistics.median(times):>11.2f}  {max(times):>11.2f}")
    print(f"ratio of the medians: {statistics.median(beside) / statistics.median(alone):.2f}x")
    print(f"(whole run: {clock.now() - started:.1f} s, {time.process_time():.1f} s CPU)")


if __name__ == "__main__":
    main()
