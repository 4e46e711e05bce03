"""Emulators for the tests of the emulator: without a socket, and served on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from larkline.emulator import Emulator
from tests.emulator.tiny_client import Handler, TinyClient, dial, join

Connect = Callable[[Handler], Awaitable[TinyClient]]


@pytest.fixture
async def local() -> AsyncIterator[Emulator]:
    """An emulator without a socket, whose time stands still."""
    async with Emulator(seed=1, frozen=True) as emulator:
        yield emulator


@pytest.fixture
async def served() -> AsyncIterator[Emulator]:
    """An emulator with its three ports on loopback."""
    async with Emulator(seed=1) as emulator:
        await emulator.serve()
        yield emulator


@pytest.fixture
async def console(served: Emulator) -> AsyncIterator[httpx2.AsyncClient]:
    """The control API of a served emulator."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    base = info["console_url"] + "/api/v1"
    async with httpx2.AsyncClient(base_url=base, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
async def connect(served: Emulator) -> AsyncIterator[Connect]:
    """Connects tiny clients over sockets and closes them at the end."""
    clients: list[TinyClient] = []

    async def connected(handler: Handler) -> TinyClient:
        client = await dial(served.info(), handler)
        clients.append(client)
        await served.wait(online=len(clients))
        async with asyncio.timeout(5):
            await client.ponged.wait()
        return client

    yield connected
    for client in clients:
        await client.close()


@pytest.fixture
async def connect_locally(local: Emulator) -> AsyncIterator[Connect]:
    """Connects tiny clients without a socket and closes them at the end."""
    clients: list[TinyClient] = []

    async def connected(handler: Handler) -> TinyClient:
        client = await join(local.platform(), handler)
        clients.append(client)
        await local.wait(online=len(clients))
        await client.ponged.wait()
        return client

    yield connected
    for client in clients:
        await client.close()
