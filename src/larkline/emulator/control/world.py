"""The part of the control API that is about people, chats and what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.both import Both
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.schemas import either, flag, given, integer, listed, number, record, text
from larkline.emulator.control.views import chats_view, message_view, messages_view, person_view

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["CHAT", "LIMIT", "MESSAGE", "PERSON", "world_operations"]

_WAIT = "whether to come back only with the verdicts, as rows; false unless given"
_BY = text("open id of who looks; what everybody sees unless given")
#: A person.
PERSON = given({"open_id": text(), "name": text(), "tenant_key": text(), "locale": text(), "timezone": text()})
#: A group, or the direct chat of a person with a bot.
CHAT = given(
    {
        "id": text(),
        "name": text(),
        "kind": text(),
        "tenant_key": text(),
        "members": listed(text()),
        "bots": listed(text()),
        "last": either(["object", "null"]),
    }
)
_COMPONENT = given({"pointer": text(), "tag": text(), "texts": listed(text())})
_PREVIEW = given(
    {
        "app_id": text(),
        "url": text(),
        "title": text("in the place of the link; empty while it stays a link"),
        "image_key": text(),
        "card": either(["object", "null"]),
        "components": listed(_COMPONENT, "what can be acted on"),
    }
)
#: How many messages of a chat.
LIMIT = integer(1, 100_000, "so many of the newest; all unless given")
#: A message as somebody sees it.
MESSAGE = given(
    {
        "id": text(),
        "chat": text(),
        "sender": given({"id": text(), "type": text(), "name": text()}),
        "type": text(),
        "text": text("of a text message; empty otherwise"),
        "content": text("JSON, as it was sent"),
        "card": either(["object", "null"]),
        "components": listed(_COMPONENT, "what can be acted on"),
        "previews": listed(_PREVIEW, "links of it that an app previews"),
        "created_at": number(),
        "updated_at": number(),
    },
)


def world_operations(emulator: Emulator, rows: Rows) -> list[Operation]:
    """List the operations."""
    world = _World(emulator, rows)
    return [
        Operation(
            method="GET",
            path="/users",
            summary="List the people",
            handler=world.users,
            answer=given({"users": listed(PERSON)}),
        ),
        Operation(
            method="GET",
            path="/chats",
            summary="List the chats",
            handler=world.chats,
            answer=given({"chats": listed(CHAT)}),
        ),
        Operation(
            method="GET",
            path="/chats/{id}/messages",
            summary="List the messages of a chat, oldest first",
            handler=world.messages,
            query={"by": _BY, "limit": LIMIT},
            answer=given({"messages": listed(MESSAGE)}),
        ),
        Operation(
            method="POST",
            path="/chats/{id}/messages",
            summary="Let a person write a text",
            handler=world.say,
            body=record({"text": text()}, {"by": text("open id; ou_alice unless given"), "wait": flag(_WAIT)}),
            answer={**MESSAGE, "required": [*MESSAGE["required"], "deliveries"]},
        ),
        Operation(
            method="POST",
            path="/messages",
            summary="Let the bot send a text or a card",
            handler=world.send,
            body=record(
                optional={
                    "text": text(),
                    "card": record(rest=True, about="card JSON, or a reference to a template"),
                    "to": text("chat or person; oc_team unless given"),
                    "app_id": text("whose bot; the first app's unless given"),
                }
            ),
            answer=MESSAGE,
        ),
        Operation(
            method="GET",
            path="/messages/{id}",
            summary="Show a message with its card as it is now",
            handler=world.message,
            query={"by": _BY},
            answer=MESSAGE,
        ),
    ]


class _World:
    def __init__(self, emulator: Emulator, rows: Rows) -> None:
        self._emulator = emulator
        self._rows = rows
        self._core = emulator.core

    async def users(self, _call: Call) -> Body:
        return {"users": [person_view(person) for person in self._core.world.people.values()]}

    async def chats(self, _call: Call) -> Body:
        return {"chats": chats_view(self._core.world)}

    async def messages(self, call: Call) -> Body:
        world, limit = self._core.world, call.query.get("limit")
        return {"messages": messages_view(world, world.chat(call.id), open_id=self._looks(call), limit=limit)}

    async def say(self, call: Call) -> Body:
        message, deliveries = self._emulator.begin_say(
            call.body["text"], by=call.body.get("by", "ou_alice"), to=call.id
        )
        view = message_view(self._core.world, message)
        done: Body = {**view, "deliveries": [delivery.id for delivery in deliveries]}
        if call.body.get("wait"):
            finished = [await self._core.engine.finished(delivery) for delivery in deliveries]
            done["rows"] = [self._rows.masked(delivery.summary()) for delivery in finished]
        return done

    async def send(self, call: Call) -> Body:
        body = call.body
        if ("card" in body) == ("text" in body):
            hint = Both('{"text": "…"} or {"card": {…}}', '{"text": "…"} 或 {"card": {…}}')
            raise ControlError(400, "bad_request", Both("send a text or a card", "请发送文本或卡片，只能选一种"), hint)
        content = body["card"] if "card" in body else body["text"]
        message = await self._emulator.send(content, to=body.get("to", "oc_team"), app_id=body.get("app_id"))
        return message_view(self._core.world, message)

    async def message(self, call: Call) -> Body:
        world = self._core.world
        return message_view(world, world.message(call.id), open_id=self._looks(call))

    def _looks(self, call: Call) -> str | None:
        """Give the open id of who looks; None for nobody in particular."""
        by = call.query.get("by")
        return None if by is None else self._core.world.person(by).open_id
