"""Send clicks to an app at a rate, and compare how it responds with the platform's limit."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import click

from larkline.cli.language import language, say, told
from larkline.emulator import Click, Emulator, EmulatorError, Message
from larkline.emulator.verdicts.rules import RULES
from larkline.errors import ConfigurationError
from larkline.process import Asked, signals

__all__ = ["run_load"]

_CARD = {
    "schema": "2.0",
    "body": {
        "elements": [
            {
                "tag": "button",
                "text": {"tag": "plain_text", "content": "load"},
                "behaviors": [{"type": "callback", "value": {"action": "load"}}],
            }
        ]
    },
}


def run_load(target: str, *, rate: float, seconds: float, remote: Sequence[str], as_json: bool) -> int:
    """Print the report, of what was sent until SIGINT or SIGTERM, too; gives 1 when a response failed."""
    asked = Asked()
    with signals(asked):
        clicks, took = asyncio.run(_load(target, rate, seconds, remote, asked))
    report = _report(clicks, took)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return int(report["failed"] > 0)
    click.echo(say("load_sum", seconds=took, **{key: report[key] for key in ("sent", "rate", "ok", "failed")}))
    click.echo(say("load_times", **report["milliseconds"]))
    for rule, times in report["rules"].items():
        row = RULES[rule]
        click.echo(say("load_failed", times=times, rule=rule, message=row.zh if language() == "zh" else row.en))
    return int(report["failed"] > 0)


async def _load(
    target: str, rate: float, seconds: float, remote: Sequence[str], asked: Asked
) -> tuple[list[Click], float]:
    async with Emulator(webhook_hosts=remote) as emulator, _prepared(emulator, target):
        message = await emulator.send(_CARD, to="oc_team")
        started, pending = time.monotonic(), []
        ending = asyncio.ensure_future(asked.wait())
        for number in range(max(1, round(rate * seconds))):
            await asyncio.wait([ending], timeout=max(0.0, started + number / rate - time.monotonic()))
            if ending.done():
                break
            pending.append(asyncio.ensure_future(_click(emulator, message)))
        ending.cancel()
        return await asyncio.gather(*pending), time.monotonic() - started


async def _click(emulator: Emulator, message: Message) -> Click:
    return await emulator.click(message, "load")


@contextlib.asynccontextmanager
async def _prepared(emulator: Emulator, target: str) -> AsyncIterator[None]:
    """
    Let the target get the clicks inside the block.

    Raises:
        ConfigurationError: It is an address that may not be sent to, or does not answer as it has to.
    """
    if not target.startswith(("http://", "https://")):
        from larkline.cli.target import find_app

        async with emulator.running(find_app(target), raise_handler_errors=False):
            yield
        return
    app, key = emulator.app(), os.environ.get("LARK_ENCRYPT_KEY", "")
    token = os.environ.get("LARK_VERIFICATION_TOKEN") or app.verification_token
    emulator.core.world.apps[app.app_id] = replace(app, encrypt_key=key or app.encrypt_key, verification_token=token)
    try:
        await emulator.save_webhook(callback_url=target, encrypted=bool(key))
    except EmulatorError as error:
        raise ConfigurationError(f"{urlsplit(target).netloc}: {told(error)}") from None
    yield


def _report(clicks: Sequence[Click], took: float) -> dict[str, Any]:
    times = sorted((each.delivery.duration or 0.0) * 1000 for each in clicks)
    failed = Counter(each.verdict.rule for each in clicks if not each.verdict.ok)

    def at(part: float) -> float:
        return times[min(len(times) - 1, int(part * len(times)))] if times else 0.0

    return {
        "sent": len(clicks),
        "rate": len(clicks) / took if took else 0.0,
        "ok": len(clicks) - failed.total(),
        "failed": failed.total(),
        "rules": dict(failed.most_common()),
        "milliseconds": {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)},
    }
