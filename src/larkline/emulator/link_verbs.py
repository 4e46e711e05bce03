"""What people do with links."""

from __future__ import annotations

from larkline.emulator.delivery.link_previews import begin_draft, begin_pull
from larkline.emulator.errors import EmulatorError
from larkline.emulator.lookups import Lookups
from larkline.emulator.outcomes import Pending, Previewed
from larkline.emulator.world.previews import LinkPreview
from larkline.emulator.world.tenant import Chat, Message, Person

__all__ = ["LinkVerbs"]


class LinkVerbs(Lookups):
    """Sees links in the world of a :class:`Core`."""

    async def preview(
        self,
        url: str,
        *,
        by: str | Person = "ou_alice",
        to: str | Chat | None = None,
        draft: bool = False,
        message: Message | str | None = None,
        app_id: str | None = None,
    ) -> Previewed:
        """
        Let a person see a link, and wait for its preview.

        The app is asked whatever its URL patterns are; :meth:`say` goes by them.

        Args:
            to: The chat that the link is written to; None for the direct chat with the bot.
            draft: Whether the message is still being written; there is no message and no preview token then.
            message: A message that has the link already; the person sees what the app answers for them alone.
            app_id: Which app is asked; None for the first one of the person's tenant.

        Raises:
            EmulatorError: The link is empty, or the message does not hold it.
        """
        return await self.begin_preview(url, by=by, to=to, draft=draft, message=message, app_id=app_id)

    def begin_preview(
        self,
        url: str,
        *,
        by: str | Person = "ou_alice",
        to: str | Chat | None = None,
        draft: bool = False,
        message: Message | str | None = None,
        app_id: str | None = None,
    ) -> Pending[Previewed]:
        """Let a person see a link as :meth:`preview` does, without waiting; await the result for the answer."""
        if not url.strip():
            raise EmulatorError(
                "url is empty; a link such as https://example.com/1", "url 为空；应为链接，例如 https://example.com/1"
            )
        core, person = self.core, self._person(by)
        app = core.world.app_for(person) if app_id is None else core.world.app(app_id)
        core.recorder.action("preview", url=url, by=person.open_id, draft=draft)
        if draft:
            return Pending(core.engine, begin_draft(core, app, person, url), Previewed)
        if message is None:
            written = core.messaging.add_from_person(person, self._chat_for(person, to, app), url, at=core.clock.time())
            preview, personal = core.previews.add(written, url, app), False
        else:
            preview, personal = self._preview_in(self._message(message), url, app_id), True
        return Pending(core.engine, begin_pull(core, preview, person, personal=personal), Previewed)

    def _preview_in(self, message: Message, url: str, app_id: str | None) -> LinkPreview:
        for preview in message.previews:
            if preview.url == url and app_id in (None, preview.app_id):
                return preview
        raise EmulatorError(
            f"the message {message.message_id} has no link {url!r} that an app previews",
            f"消息 {message.message_id} 中没有可由应用预览的链接 {url!r}",
        )
