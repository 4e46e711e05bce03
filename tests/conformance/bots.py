"""The bots of the official SDKs, which hold a long connection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.outside import Console, lark_oapi_program, node_program, running

NODE = node_program("node_sdk_bot.mjs")
COMMANDS = {"lark-oapi": lark_oapi_program("lark_oapi_bot.py"), "node-sdk": NODE}
SDKS = list(COMMANDS)


def environment_of(sdk: str, console: Console) -> dict[str, str]:
    """Give the environment of the bot of an SDK; node-sdk-1.59.0 is an older package of the one for Node."""
    return {
        **os.environ,
        "APP_ID": console.info["app_id"],
        "APP_SECRET": console.info["app_secret"],
        "BASE_DOMAIN": console.info["platform_url"],
        "NO_PROXY": "*",
        **({} if sdk in COMMANDS else {"NODE_SDK": sdk}),
    }


@contextmanager
def bot(sdk: str, console: Console, log: Path) -> Iterator[None]:
    """Run the bot of an SDK, and wait until it is online."""
    # It is told to wait a second at most, not the usual five, before it connects again.
    console.call("POST", "/faults", kind="gateway_restart", down=0, reconnect_interval=1)
    console.call("DELETE", "/faults")
    with running(COMMANDS.get(sdk, NODE), log, env=environment_of(sdk, console)):
        console.call("POST", "/wait", online=1, timeout=60)
        yield
