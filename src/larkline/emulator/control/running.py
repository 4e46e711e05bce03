"""The part of the control API that is about the run: is it there, what is it, wait for it, start over, sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from larkline.emulator.both import Both
from larkline.emulator.control.deliveries import DELIVERY, FILTER
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import choice, either, given, integer, listed, number, record, text
from larkline.emulator.control.session import Keys
from larkline.emulator.platform_api.coverage import COMMON_CODES, coverage

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["running_operations"]

_MAX_WAIT = 600.0
_FOUND = 100
_SCOPES = ("all", "world", "journal", "faults", "clock")
_WAIT = record(
    optional={
        "online": either(
            ["boolean", "integer"], "connections that are online; true for one", minimum=0, maximum=10_000
        ),
        "deliveries": integer(about="deliveries that have their verdict, since the start or the last reset"),
        "filter": text(f"which of them count, one is enough unless deliveries says more: {FILTER}"),
        "idle": either(
            ["boolean", "number"], "seconds without any delivery; true for none under way", minimum=0, maximum=_MAX_WAIT
        ),
        "timeout": number(about=f"seconds to wait at most; 10 unless given, {_MAX_WAIT:g} at most"),
        "app_id": text("whose connections; the first app's unless given"),
    }
)
_COVERED = given(
    {
        "method": text(),
        "path": text(),
        "tier": integer(1, 2),
        "token": {"type": "boolean"},
        "codes": listed(integer()),
        "scopes": listed(text()),
        "test": text(),
    }
)
_INFO = given(
    {
        "platform_url": text(),
        "gateway_url": text(),
        "console_url": text(),
        "journal": text(),
        "profile": text(),
        "tenant_key": text(),
        "apps": listed(given({"id": text(), "name": text()})),
        "features": listed(text()),
        "unimplemented": integer(about="API calls that are not served here, since the start or the last reset"),
        "storms": listed(text(), "apps whose deliveries are paused, as bots answered bots without end"),
        "faults": listed(text(), "what goes wrong on purpose"),
        "clock": given({"frozen": {"type": "boolean"}, "speed": number()}),
    },
)


def running_operations(emulator: Emulator, keys: Keys) -> list[Operation]:
    """List the operations."""
    run = _Run(emulator, keys)
    return [
        Operation(
            method="GET",
            path="/health",
            summary="Tell that it is there",
            handler=run.health,
            answer=given({"status": text()}),
            is_open=True,
        ),
        Operation(
            method="POST",
            path="/session",
            summary="Sign a page in: give the token, get a cookie. Writes by cookie also need the header X-Larkline: 1",
            handler=run.sign_in,
            body=record({"token": text("the token printed at the start")}),
            answer=given({"status": text()}),
            is_open=True,
        ),
        Operation(
            method="GET",
            path="/info",
            summary="Tell addresses, profile and apps, without secrets",
            handler=run.info,
            answer=_INFO,
        ),
        Operation(
            method="GET",
            path="/coverage",
            summary="List the API calls that are served, with their codes, scopes and tests",
            handler=run.coverage,
            answer=given({"calls": listed(_COVERED), "common_codes": listed(integer()), "unimplemented": integer()}),
        ),
        Operation(
            method="POST",
            path="/reset",
            summary="Start over; apps and connections stay",
            handler=run.reset,
            body=record(optional={"scope": choice(list(_SCOPES), "what to forget; all unless given")}),
            answer=given({"scope": text()}),
        ),
        Operation(
            method="POST",
            path="/wait",
            summary="Come back when all of it is true, with 408 when it does not come true in time",
            handler=run.wait,
            body=_WAIT,
            answer=given(
                {
                    "online": integer(),
                    "deliveries": integer(),
                    "in_flight": integer(),
                    "found": listed(
                        DELIVERY, f"those that pass the filter, the newest {_FOUND} at most; none without one"
                    ),
                }
            ),
        ),
    ]


class _Run:
    def __init__(self, emulator: Emulator, keys: Keys) -> None:
        self._emulator = emulator
        self._core = emulator.core
        self._keys = keys

    async def health(self, _call: Call) -> Body:
        return {"status": "ok"}

    async def sign_in(self, call: Call) -> Response:
        if not self._keys.is_token(call.body["token"]):
            raise ControlError(
                401,
                "unauthorized",
                Both("the token is wrong", "token 错误"),
                Both("the token is printed at the start", "启动时会打印 token"),
            )
        cookie = self._keys.cookie(call.request)
        return JSONResponse({"status": "ok"}, headers={"Set-Cookie": cookie, "Cache-Control": "no-store"})

    async def info(self, _call: Call) -> Body:
        public = {key: value for key, value in self._emulator.info().items() if key.endswith(("_url", "journal"))}
        return {
            **public,
            "profile": self._core.profile,
            "tenant_key": self._core.world.tenant_key,
            "apps": [{"id": app.app_id, "name": app.name} for app in self._core.world.apps.values()],
            "unimplemented": self._core.journal.unimplemented,
            "features": [
                "long_connection",
                "webhook",
                "redelivery",
                "messages",
                "delayed_update",
                "clock",
                "faults",
                "stream",
                *(["demo_bot"] if self._emulator.start_demo_bot is not None else []),
            ],
            "storms": [app_id for app_id in self._core.world.apps if self._core.storms.of(app_id) is not None],
            "faults": [str(fault) for fault in self._emulator.faults.list()],
            "clock": {"frozen": self._emulator.clock.speed == 0, "speed": self._emulator.clock.speed},
        }

    async def coverage(self, _call: Call) -> Body:
        return {
            "calls": [row.to_json() for row in coverage()],
            "common_codes": list(COMMON_CODES),
            "unimplemented": self._core.journal.unimplemented,
        }

    async def reset(self, call: Call) -> Body:
        scope = call.body.get("scope", "all")
        self._core.reset(**{part: scope in ("all", part) for part in ("world", "journal", "faults")})
        if scope in ("all", "clock"):
            self._emulator.reset_clock()
        return {"scope": scope}

    async def wait(self, call: Call) -> Body:
        body = call.body
        online, idle = body.get("online"), body.get("idle")
        found = await self._emulator.wait(
            online=None if online is None or online is False else int(online),
            deliveries=body.get("deliveries"),
            idle=None if idle is None or idle is False else 0.0 if idle is True else idle,
            filter=body.get("filter"),
            timeout=min(body.get("timeout", 10.0), _MAX_WAIT),
            app_id=body.get("app_id"),
        )
        core = self._core
        return {
            "online": core.hub.online(),
            "deliveries": core.journal.judged,
            "in_flight": core.engine.in_flight,
            "found": [core.journal.masked(each.summary()) for each in found[-_FOUND:]],
        }
