"""Why the recipes use a route: what Starlette and FastAPI do with a mounted webhook."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from larkline import App
from tests.wire.sender import ADDRESS_CHECK, KEY, TOKEN, plain, sealed

CHECK = plain(sealed(json.dumps(ADDRESS_CHECK).encode()))


async def post(web: Any, path: str) -> httpx2.Response:
    """Send the address check to an application, as the platform does when the console saves an address."""
    transport = httpx2.ASGITransport(app=web)
    async with httpx2.AsyncClient(transport=transport, base_url="http://bot.example", follow_redirects=False) as client:
        return await client.post(path, content=CHECK.body, headers=dict(CHECK.headers))


def make_app() -> App:
    """Make an app without handlers."""
    return App(encrypt_key=KEY, verification_token=TOKEN)


@pytest.mark.parametrize("framework", [Starlette, FastAPI])
async def test_a_route_answers_at_its_address(framework):
    """The address check is answered where the route is, and nowhere else."""
    web = framework(routes=[Route("/hook", make_app().asgi(), methods=["POST"])])

    answered, elsewhere = await post(web, "/hook"), await post(web, "/other")
    assert (answered.status_code, answered.json()) == (200, {"challenge": "c-1"})
    assert elsewhere.status_code == 404


@pytest.mark.parametrize("framework", [Starlette, FastAPI])
async def test_a_mount_answers_by_a_redirect(framework):
    """Under a mount the address without a slash is a redirect, which the platform does not follow; the other works."""
    web = framework(routes=[Mount("/hook", make_app().asgi())])

    redirected, answered = await post(web, "/hook"), await post(web, "/hook/")
    assert (redirected.status_code, redirected.content) == (307, b"")
    assert redirected.headers["location"] == "http://bot.example/hook/"
    assert (answered.status_code, answered.json()) == (200, {"challenge": "c-1"})
