"""Calls about messages, for tasks and for threads."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING

from larkline.api.calls import (
    Call,
    CardContent,
    MessageContent,
    message_delete,
    message_get,
    message_reply,
    message_send,
    message_update,
    schema_of,
)
from larkline.api.downloads import Download, SyncDownload
from larkline.api.file_calls import ResourceKind, resource_get
from larkline.api.hooks import tell_sent
from larkline.api.message import Message, first_message, read_message

if TYPE_CHECKING:
    from larkline.api.core import Caller
    from larkline.api.sync_core import SyncCaller

__all__ = ["Messages", "SyncMessages"]


class Messages:
    """Calls about messages; reached as ``client.messages``."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def send(
        self, content: MessageContent, *, to: str, uuid: str | None = None, message_type: str | None = None
    ) -> Message:
        """
        Send a text (a ``str``) or a card to a chat or a person.

        Args:
            content: A text, a ``Card``, a ``CardTemplate``, or card JSON as a dict. With a *message_type*: the content
                of such a message as a dict.
            to: A typed address (``ChatId``, ``OpenId``, ``UserId``, ``UnionId``, ``Email``), or a plain id whose kind
                its beginning tells (``oc_``, ``ou_``, ``on_``, ``…@…``).
            uuid: At most 50 characters; the platform sends messages with the same one only once within an hour. Made
                up when not given, so that the call can safely be made again.
            message_type: The platform's name of another type of message, such as ``image`` or ``file``.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: *to* or *uuid* cannot be used.
            CardError: *content* is a dict that is no card.
        """
        call = message_send(content, to=to, uuid=uuid, message_type=message_type)
        return await self._send(call, schema_of(content, message_type))

    async def reply(
        self,
        message_id: str,
        content: MessageContent,
        *,
        in_thread: bool = False,
        uuid: str | None = None,
        message_type: str | None = None,
    ) -> Message:
        """
        Reply to a message; arguments and errors as in :meth:`send`.

        Args:
            message_id: What is replied to.
            content: A text or a card.
            in_thread: Whether the reply opens or continues a thread.
            uuid: As in :meth:`send`.
            message_type: As in :meth:`send`.
        """
        call = message_reply(message_id, content, in_thread=in_thread, uuid=uuid, message_type=message_type)
        return await self._send(call, schema_of(content, message_type))

    async def update(self, message_id: str, card: CardContent) -> None:
        """
        Put another card into a message of this app, for everybody who sees it.

        Raises:
            ApiError: The platform refused or could not be reached.
            CardError: *card* is a dict that is no card.
        """
        await self._caller.make(message_update(message_id, card))

    async def get(self, message_id: str) -> Message:
        """
        Fetch a message; a card comes as it was sent.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        call = message_get(message_id)
        return first_message(await self._caller.make(call))

    async def delete(self, message_id: str) -> None:
        """
        Recall a message of this app.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        await self._caller.make(message_delete(message_id))

    def resource(
        self, message_id: str, file_key: str, *, kind: ResourceKind = "file"
    ) -> AbstractAsyncContextManager[Download]:
        """
        Download what somebody sent: ``async with client.messages.resource(…) as download:``.

        Args:
            message_id: The message.
            file_key: From its content: ``image_key`` or ``file_key``.
            kind: ``image`` for an image, ``file`` for a file, an audio or a video.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        return self._caller.download(resource_get(message_id, file_key, kind=kind))

    async def _send(self, call: Call, schema: str | None) -> Message:
        message = read_message(await self._caller.make(call))
        tell_sent(self._caller.core.given.on_sent, message.message_id, schema)
        return message


class SyncMessages:
    """Calls about messages; reached as ``client.messages``."""

    def __init__(self, caller: SyncCaller) -> None:
        self._caller = caller

    def send(
        self, content: MessageContent, *, to: str, uuid: str | None = None, message_type: str | None = None
    ) -> Message:
        """Send a text or a card to a chat or a person; as ``Client.messages.send``."""
        call = message_send(content, to=to, uuid=uuid, message_type=message_type)
        return self._send(call, schema_of(content, message_type))

    def reply(
        self,
        message_id: str,
        content: MessageContent,
        *,
        in_thread: bool = False,
        uuid: str | None = None,
        message_type: str | None = None,
    ) -> Message:
        """Reply to a message; as ``Client.messages.reply``."""
        call = message_reply(message_id, content, in_thread=in_thread, uuid=uuid, message_type=message_type)
        return self._send(call, schema_of(content, message_type))

    def update(self, message_id: str, card: CardContent) -> None:
        """Put another card into a message of this app; as ``Client.messages.update``."""
        self._caller.make(message_update(message_id, card))

    def get(self, message_id: str) -> Message:
        """Fetch a message; as ``Client.messages.get``."""
        call = message_get(message_id)
        return first_message(self._caller.make(call))

    def delete(self, message_id: str) -> None:
        """Recall a message of this app; as ``Client.messages.delete``."""
        self._caller.make(message_delete(message_id))

    def resource(
        self, message_id: str, file_key: str, *, kind: ResourceKind = "file"
    ) -> AbstractContextManager[SyncDownload]:
        """Download what somebody sent; as ``Client.messages.resource``."""
        return self._caller.download(resource_get(message_id, file_key, kind=kind))

    def _send(self, call: Call, schema: str | None) -> Message:
        message = read_message(self._caller.make(call))
        tell_sent(self._caller.core.given.on_sent, message.message_id, schema)
        return message
