"""Connect an app of this process to the platform without a socket."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from larkline.emulator.connection.memory import MemoryLink, MemoryNetwork, link_pair
from larkline.emulator.core import Core
from larkline.links import Link
from larkline.wire.endpoint import ENDPOINT_PATH

__all__ = ["LocalDoor"]


class LocalDoor:
    """The way into a :class:`Core` for apps of the same process; its connections follow the core's clock."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._tasks: set[asyncio.Task[None]] = set()

    def network(self) -> MemoryNetwork:
        """Give the network of one app."""
        return MemoryNetwork(post=self._post, connect=self._connect, clock=self._core.clock)

    async def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if path != ENDPOINT_PATH:
            return 404, b'{"code":99991201,"msg":"not found"}'
        agent = next((value for name, value in headers.items() if name.lower() == "user-agent"), "")
        refused = self._core.attempts.noting("discovery", address=MemoryLink.peer, user_agent=agent)
        return self._core.answer_endpoint(body, user_agent=agent, refused=refused)

    def _connect(self, url: str) -> Link:
        parts = urlsplit(url)
        refused = self._core.attempts.noting("handshake", address=MemoryLink.peer, user_agent="")
        admission = self._core.hub.admit(f"{parts.path}?{parts.query}", now=self._core.clock.now(), refused=refused)
        theirs, ours = link_pair(self._core.clock)
        session = self._core.open_session(ours, admission, clock=self._core.clock)
        task = asyncio.get_running_loop().create_task(self._core.serve_session(session, admission))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return theirs

    async def close(self) -> None:
        """Wait until the connections, which were dropped, are gone."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
