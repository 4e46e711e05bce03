"""Everything a page begins with, in one answer: what several operations give at one moment."""

from __future__ import annotations

from collections.abc import Sequence

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import given, integer, listed, text
from larkline.emulator.control.views import messages_view
from larkline.emulator.control.world import LIMIT, MESSAGE
from larkline.emulator.core import Core
from larkline.emulator.world.world import World

__all__ = ["SNAPSHOT_PARTS", "snapshot_operation"]

#: The paths whose answers it holds, each under its name.
SNAPSHOT_PARTS = ("info", "apps", "users", "chats", "connections", "api-calls", "clock", "faults")

_OPENED = given(
    {"chat": text(), "by": text("open id of who looks; empty when nobody is in it"), "messages": listed(MESSAGE)},
    "the chat that the page shows at first; its texts are empty when there is none",
)


def snapshot_operation(core: Core, operations: Sequence[Operation]) -> Operation:
    """
    Make ``GET /snapshot``.

    Args:
        operations: Those whose answers it holds, among others.
    """
    parts = {
        name: operation
        for name in SNAPSHOT_PARTS
        for operation in operations
        if (operation.method, operation.path) == ("GET", f"/{name}")
    }

    async def snapshot(call: Call) -> Body:
        number = core.feed.last  # before the parts: what changes meanwhile is told again rather than not at all
        shown = {name: await part.handler(call) for name, part in parts.items()}
        return {"number": number, **shown, "opened": opened(core.world, **call.query)}

    return Operation(
        method="GET",
        path="/snapshot",
        summary="Show what a page begins with: the answers of several calls at one moment, and the number of the last "
        "change, after which the stream goes on",
        handler=snapshot,
        query={
            "app": text("app id; the first app unless given"),
            "chat": text("the chat to show; the first with the app's bot unless given"),
            "limit": LIMIT,
            "by": text("open id of who looks; the first person in it unless given"),
        },
        answer=given({"number": integer(), **{name: part.answer for name, part in parts.items()}, "opened": _OPENED}),
    )


def opened(world: World, *, app: str = "", chat: str = "", by: str = "", limit: int | None = None) -> Body:
    """Choose a chat and who looks at it, where those named do not exist, and give its messages."""
    app_id = app if app in world.apps else next(iter(world.apps), "")
    found = world.chats.get(chat) or next((one for one in world.chats.values() if app_id in one.bots), None)
    if found is None:
        return {"chat": "", "by": "", "messages": []}
    open_id = by if by in found.members else next(iter(found.members), "")
    return {
        "chat": found.chat_id,
        "by": open_id,
        "messages": messages_view(world, found, open_id=open_id or None, limit=limit),
    }
