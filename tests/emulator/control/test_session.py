"""How a page signs in, and what it may then do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from larkline.emulator import Emulator


@pytest.fixture
async def browser(served: Emulator) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that keeps cookies, as the page's browser does."""
    url = served.info()["console_url"]
    async with httpx2.AsyncClient(base_url=url, headers={"Origin": url}, trust_env=False) as client:
        yield client


async def sign_in(browser: httpx2.AsyncClient, served: Emulator) -> httpx2.Response:
    """Give the token, as the page does once."""
    return await browser.post("/api/v1/session", json={"token": served.info()["token"]})


async def test_the_token_gives_a_cookie_that_no_script_and_no_other_site_can_use(browser, served):
    """It is HttpOnly and SameSite=Strict, and it is not the token."""
    response = await sign_in(browser, served)
    cookie = response.headers["set-cookie"]

    assert response.status_code == 200
    assert {"HttpOnly", "SameSite=Strict", "Path=/api/v1"} <= set(cookie.split("; "))
    assert served.info()["token"] not in cookie


async def test_a_page_reads_by_cookie_and_writes_with_its_header(browser, served):
    """A write by the cookie alone, as a form would make it, is refused and changes nothing."""
    await sign_in(browser, served)
    read = await browser.get("/api/v1/users")
    bare = await browser.post("/api/v1/chats/oc_alice/messages", json={"text": "x"})
    before = len(served.messages())
    written = await browser.post("/api/v1/chats/oc_alice/messages", json={"text": "x"}, headers={"X-Larkline": "1"})

    assert (read.status_code, bare.status_code, written.status_code) == (200, 403, 200)
    assert bare.json()["code"] == "header_missing"
    assert (before, len(served.messages())) == (0, 1)


@pytest.mark.parametrize("cookie", ["", "x", "0" * 64])
async def test_another_cookie_opens_nothing(browser, served, cookie):
    """It is compared with the one that was given out."""
    port = httpx2.URL(served.info()["console_url"]).port
    response = await browser.get("/api/v1/users", headers={"Cookie": f"larkline_{port}={cookie}"})

    assert response.status_code == 401


async def test_a_wrong_token_gives_no_cookie(browser):
    """And says so."""
    response = await browser.post("/api/v1/session", json={"token": "wrong"})

    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_pages_are_refused_even_with_the_cookie(browser, served, headers):
    """Only the console's own origin may come in: reading, writing, signing in and following."""
    await sign_in(browser, served)
    headers = {"X-Larkline": "1", **headers}
    answers = [
        await browser.get("/api/v1/users", headers=headers),
        await browser.get("/api/v1/stream", headers=headers),
        await browser.post("/api/v1/reset", json={}, headers=headers),
        await browser.post("/api/v1/session", json={"token": served.info()["token"]}, headers=headers),
    ]

    assert [(answer.status_code, answer.content) for answer in answers] == [(403, b"")] * 4
