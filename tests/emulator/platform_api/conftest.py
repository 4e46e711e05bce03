"""A client of the platform's HTTP port in the same process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from larkline.emulator.platform_api.app import platform_app
from larkline.emulator.world.tenant import AppRecord


class Api:
    """Calls the port of an emulator with the token of its app."""

    def __init__(self, feishu: Emulator, client: httpx2.AsyncClient) -> None:
        self.feishu = feishu
        self.client = client
        self.token: str | None = None
        self.renew()

    def renew(self) -> None:
        """Get a token that is valid now."""
        self.become(self.feishu.app())

    def become(self, app: AppRecord) -> None:
        """Go on calling as this app."""
        self.token = self.feishu.core.tokens.issue(app.app_id, now=self.feishu.clock.now())[0]

    async def call(self, method: str, path: str, *, status: int = 200, **options: Any) -> dict[str, Any]:
        """Make a call under /open-apis, check the HTTP status and give the body."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        response = await self.client.request(method, "/open-apis" + path, headers=headers, **options)
        assert response.headers["content-type"].startswith("application/json")
        body: dict[str, Any] = response.json()
        assert response.status_code == status, body
        assert {"code", "msg"} <= body.keys()
        return body

    async def send(
        self, content: str, *, msg_type: str = "text", to: str = "oc_team", **members: Any
    ) -> dict[str, Any]:
        """Create a message in a chat and give its item."""
        body = {"receive_id": to, "msg_type": msg_type, "content": content, **members}
        answer = await self.call("POST", "/im/v1/messages?receive_id_type=chat_id", json=body)
        item: dict[str, Any] = answer["data"]
        return item

    async def refusal(self, method: str, path: str, *, status: int = 400, **options: Any) -> int:
        """Make a call that is refused and give the code."""
        answer = await self.call(method, path, status=status, **options)
        code: int = answer["code"]
        return code


@pytest.fixture
async def api(local: Emulator) -> AsyncIterator[Api]:
    """The port of an emulator whose time stands still."""
    transport = httpx2.ASGITransport(platform_app(local.core))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield Api(local, client)
