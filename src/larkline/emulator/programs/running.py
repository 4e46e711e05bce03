"""Run a program of any language, unchanged, against an emulator: proxy, authority, environment, and the program."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from larkline.emulator.http.serving import HttpServer
from larkline.emulator.platform_api.app import platform_app
from larkline.emulator.programs.authority import Authority
from larkline.emulator.programs.environment import environment_for, trust_files
from larkline.emulator.programs.program import Program, start
from larkline.emulator.programs.proxy import Others, Proxy
from larkline.emulator.programs.tls_door import TlsDoor
from larkline.facts.hosts import PLATFORM_HOSTS

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["running_program"]


@asynccontextmanager
async def running_program(
    emulator: Emulator,
    command: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str] | None,
    app_id: str | None,
    others: Others,
    terminal: bool,
    tls_port: int | None,
) -> AsyncGenerator[Program, None]:
    """Run it inside the block; see :meth:`Emulator.exec`."""
    if not emulator.served:
        await emulator.serve()
    authority = Authority(PLATFORM_HOSTS, loopback=tls_port is not None)
    behind = HttpServer(platform_app(emulator.core, allowed_hosts=PLATFORM_HOSTS), names_as_given=True)
    await behind.start()
    proxy = Proxy(
        hosts=PLATFORM_HOSTS,
        context=authority.server_context(),
        upstream=behind.port,
        token=secrets.token_hex(16),
        others=others,
    )
    gateway = emulator.core.gateway
    platform = urlsplit(emulator.info(app_id)["platform_url"]).port or 0
    door = TlsDoor(authority.server_context(), platform=platform, gateway=urlsplit(gateway).port or 0)
    try:
        await proxy.start()
        if tls_port is not None:
            await door.start(tls_port)
            emulator.core.gateway = f"wss://127.0.0.1:{door.port}"
        with tempfile.TemporaryDirectory(prefix="larkline-") as name:  # only its owner can enter it
            folder = Path(name)
            info = emulator.info(app_id)
            if door.port:
                info["platform_url"] = f"https://127.0.0.1:{door.port}"
            trust = trust_files(folder, authority.pem, os.environ)
            ours = environment_for(info, proxy=proxy.url, trust=trust, before=os.environ, hosts=PLATFORM_HOSTS)
            expected = emulator.core.hub.online(info["app_id"]) + 1

            async def online(timeout: float) -> None:
                await emulator.wait(online=expected, timeout=timeout, app_id=app_id)

            program = await start(
                command,
                env={**ours, **env},
                cwd=cwd,
                log=None if terminal else folder / "output.log",
                online=online,
                proxy=proxy,
            )
            try:
                yield program
            finally:
                await program.stop()
                program.keep_output()
    finally:
        emulator.core.gateway = gateway
        await door.stop()
        await proxy.stop()
        await behind.stop()
