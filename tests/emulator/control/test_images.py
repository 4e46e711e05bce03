"""GET /images/{id}: uploaded images, for whoever draws cards."""

from __future__ import annotations

import httpx2
import pytest

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


@pytest.fixture
async def console(served):
    """The control API, with its token."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        yield client


async def test_an_image_comes_as_it_was_uploaded(console, served):
    """With its type, for nothing but to be looked at."""
    stored = served.core.files.add_image(PNG, "image/png", owner="")

    response = await console.get(f"/api/v1/images/{stored.key}")

    assert (response.status_code, response.content) == (200, PNG)
    assert response.headers["content-type"] == "image/png"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_what_is_no_image_is_not_shown(console, served):
    """Neither files, nor types that may hold a script, nor keys that nobody was given."""
    keys = [
        served.core.files.add_file(b"<script>", "x.html", owner="").key,
        served.core.files.add_image(b"<svg>", "image/svg+xml", owner="").key,
        "img_v3_0000_unknown",
    ]

    assert [(await console.get(f"/api/v1/images/{key}")).status_code for key in keys] == [404, 404, 404]


async def test_an_image_needs_the_token(console, served):
    """As everything does."""
    stored = served.core.files.add_image(PNG, "image/png", owner="")

    response = await console.get(f"/api/v1/images/{stored.key}", headers={"Authorization": "Bearer wrong"})

    assert response.status_code == 401
