"""The files of the console's page, as a browser gets them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from larkline.emulator import Emulator
from larkline.emulator.http.page import page_routes
from larkline.emulator.http.serving import HttpServer


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Give a folder with a page in it, and a secret beside it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>", "utf-8")
    (folder / "assets" / "index-1.js").write_text("'use strict'", "utf-8")
    (tmp_path / "secret.js").write_text("secret", "utf-8")
    return folder


@asynccontextmanager
async def visiting(folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve a folder, and visit it."""
    server = HttpServer(Starlette(routes=page_routes(folder)))
    await server.start()
    try:
        async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as client:
            yield client
    finally:
        await server.stop()


async def test_the_page_may_load_nothing_from_elsewhere(built):
    """The policy lets in the page's own files alone, and no script that was made from text."""
    async with visiting(built) as client:
        page = await client.get("/")

    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


async def test_of_the_scripts_in_the_page_only_those_run_that_were_built_into_it(built):
    """Each is named by its hash, as a browser computes it; text between tags of another kind is not."""
    (built / "index.html").write_text(
        "<script>one()</script><p>no</p><script>two()\n</script><script src=a></script>", "utf-8"
    )
    async with visiting(built) as client:
        page, asset = await client.get("/"), await client.get("/assets/index-1.js")

    named = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in (b"one()", b"two()\n")]
    assert (
        f"; script-src 'self' 'sha256-{named[0]}' 'sha256-{named[1]}'; style-src"
        in page.headers["content-security-policy"]
    )
    assert "; script-src 'self'; style-src" in asset.headers["content-security-policy"]


async def test_assets_are_kept_by_the_browser(built):
    """An asset comes with its type and may be kept, because its name changes with its content."""
    async with visiting(built) as client:
        asset = await client.get("/assets/index-1.js")

    assert asset.headers["content-type"].startswith("text/javascript")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/..%2F..%2Fsecret.js", "/assets/%2e%2e/secret.js"])
async def test_nothing_else_is_served(built, path):
    """A path out of the folder, or to no file, is 404."""
    async with visiting(built) as client:
        answer = await client.get(path)

    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_without_a_page_a_sentence_says_so(tmp_path):
    """An installation without the page says in both languages how to get it."""
    async with visiting(tmp_path) as client:
        answer = await client.get("/")

    assert answer.status_code == 503
    assert "make page" in answer.text
    assert "控制接口照常可用" in answer.text


async def test_a_headless_emulator_serves_the_api_alone():
    """With page=False the address of the page is not found, and the control API answers."""
    async with Emulator(seed=1) as feishu:
        info = await feishu.serve(page=False)
        async with httpx2.AsyncClient(base_url=info["console_url"], trust_env=False) as client:
            page, health = await asyncio.gather(client.get("/"), client.get("/api/v1/health"))

    assert (page.status_code, health.status_code) == (404, 200)
