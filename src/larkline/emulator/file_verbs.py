"""What people do with images and files."""

from __future__ import annotations

from larkline.emulator.delivery.messages import begin_message
from larkline.emulator.errors import EmulatorError
from larkline.emulator.lookups import Lookups
from larkline.emulator.outcomes import Said
from larkline.emulator.world.files import image_kind
from larkline.emulator.world.tenant import Chat, Person

__all__ = ["FileVerbs"]


class FileVerbs(Lookups):
    """Sends images and files in the world of a :class:`Core`."""

    async def share(
        self, data: bytes, *, name: str = "", by: str | Person = "ou_alice", to: str | Chat | None = None
    ) -> Said:
        """
        Send an image or a file as a person, and wait until the bots of the chat have acknowledged it.

        Args:
            data: The bytes; without a *name* those of an image.
            name: What the file is called; an image that has one is sent as a file.
            to: The chat; None for the direct chat with the bot of the tenant's first app.

        Raises:
            EmulatorError: It is no image and has no name, the person is not in the chat, or no bot is.
        """
        core, person = self.core, self._person(by)
        chat = self._chat_for(person, to)
        kind = image_kind(data)
        if name:
            stored = core.files.add_file(data, name, owner="")
            content = {"file_key": stored.key, "file_name": name}
        elif kind is not None:
            stored = core.files.add_image(data, kind, owner="")
            content = {"image_key": stored.key}
        else:
            raise EmulatorError("these bytes are no image: give the file a name", "内容不是图片：请指定文件名")
        if not chat.bots:
            raise EmulatorError(f"no bot is in the chat {chat.chat_id}", f"会话 {chat.chat_id} 中没有机器人")
        message = core.messaging.add_content(person, chat, stored.kind, content, at=core.clock.time())
        deliveries = begin_message(core, message, person, chat)
        for delivery in deliveries:
            await core.engine.finished(delivery)
        return Said(message, deliveries, [])
