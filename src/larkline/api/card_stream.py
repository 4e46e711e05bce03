"""Stream text into a card, for tasks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from larkline.api.calls import Call, CardContent
from larkline.api.card_calls import Operation, entity_create, entity_replace
from larkline.api.hooks import tell_sent
from larkline.api.message import Message, read_message
from larkline.api.streaming import FAILURES, StreamText
from larkline.cards.card import Card
from larkline.clock import sleep_until, timeout_at
from larkline.errors import ApiError, InvalidRequest

if TYPE_CHECKING:
    from larkline.api.core import Caller

__all__ = ["END_SECONDS", "PAUSE_SECONDS", "CardStream"]

log = logging.getLogger("larkline.api")

#: How long a card whose text is cut off gets to end readably, in seconds.
END_SECONDS = 10.0
#: How long an update waits that failed for a reason that may pass, in seconds.
PAUSE_SECONDS = 1.0


class CardStream:
    """
    A card that a text appears in while it is being made; see ``client.cards.stream``.

    Entering the block sends the card, leaving it ends the streaming. When the block fails or is cancelled, the text
    stays, with a note below it that it is not complete.

    Args:
        caller: Makes the calls.
        send: Gives the call that sends a card entity.
        card: What the card shows at first.
        element_id: Where the text goes.
        error_note: What is put below a text that was cut off.

    Attributes:
        card_id: The card entity, inside the block.
        message: The message that shows it, inside the block.
    """

    card_id: str
    message: Message

    def __init__(
        self, caller: Caller, *, send: Callable[[str], Call], card: Card, element_id: str, error_note: str
    ) -> None:
        self._caller = caller
        self._send = send
        self._card = card
        self._text = StreamText(card, element_id, error_note)
        self._changed = asyncio.Event()
        self._typist: asyncio.Task[None] | None = None
        self._error: Exception | None = None
        self._entered = False
        self._ending = False
        self._final = False
        self._over = False

    @property
    def text(self) -> str:
        """All that was written."""
        return self._text.text

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("a stream of a card is used once")
        self._entered = True
        create = entity_create(self._card)
        self.card_id = (await self._caller.make(create))["card_id"]
        self._caller.core.desk.created(self.card_id)
        call = self._send(self.card_id)
        try:
            self.message = read_message(await self._caller.make(call))
        except BaseException as error:
            if not isinstance(error, ApiError) or error.retryable:  # else it has certainly not been sent
                await self._end(error)
            raise
        tell_sent(self._caller.core.given.on_sent, self.message.message_id, "2.0")
        self._typist = asyncio.get_running_loop().create_task(self._type())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, GeneratorExit):  # perhaps the event loop is gone, and nothing can be awaited any more
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                return
        await self._end(error)

    async def write(self, text: str) -> None:
        """
        Add to the text. The card follows, as fast as the platform takes it; nothing here waits for that.

        Raises:
            CardTooLarge: The card would be over the platform's limit (30 KB); nothing is added.
            TypeError: It is no text, such as the None that many models end with.
            ApiError: The card cannot be updated any more.
            RuntimeError: The block is not entered, or the stream has ended.
        """
        self._require_open()
        if self._error is not None:
            raise self._error
        self._text.write(text)
        self._changed.set()
        await asyncio.sleep(0)  # a producer that never waits shall not keep the card waiting

    async def set_card(self, card: CardContent) -> None:
        """
        End the streaming and show another card instead, such as the whole text with buttons below it.

        Raises:
            ApiError: The platform refused or could not be reached.
            CardError: It is no card of JSON 2.0.
            RuntimeError: As :meth:`write`.
        """
        self._require_open()
        replacing = entity_replace(self.card_id, card)
        await self._stop_typing()
        await self._caller.operate(self._text.mode(self.card_id, on=False))  # components that act need it off
        self._text.plain = True
        await self._caller.operate(replacing)
        self._final = True

    def _require_open(self) -> None:
        if self._typist is None or self._final or self._over:
            raise RuntimeError("a streaming card is written inside of its block, and before its final card is set")

    # --- the card follows ---

    async def _type(self) -> None:
        """Bring the card up to date whenever the text has changed."""
        clock, failures = self._caller.core.clock, 0
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._ending:
                return
            try:
                await self._show(last=False)
                failures = 0
            except ApiError as error:
                failures += 1
                if not error.retryable or failures == FAILURES:
                    self._error = error
                    return
                log.warning("a streaming card could not be updated, and is tried again: %s", error)
                self._changed.set()
                await sleep_until(clock, clock.now() + PAUSE_SECONDS)
            except Exception as error:
                self._error = error
                return

    async def _show(self, *, last: bool) -> None:
        """Bring the card up to date; when the streaming mode is off, switch it on again once, or do without."""

        def choose() -> Operation | None:
            return None if self._ending and not last else self._text.next_operation(self.card_id)

        reopen = not last
        while True:
            try:
                if await self._caller.core.desk.perform(self.card_id, choose, self._caller.tenant):
                    self._text.done()
                return
            except InvalidRequest as error:
                if not self._text.is_off(error):
                    raise
            if reopen:
                reopen = False
                with suppress(InvalidRequest):
                    await self._caller.operate(self._text.mode(self.card_id, on=True))
            else:
                self._text.plain = True

    async def _stop_typing(self, *, hurry: bool = False) -> None:
        """Let an update that is under way come to its end; in a hurry, not for ever."""
        self._ending = True
        self._changed.set()
        if self._typist is None:
            return
        clock = self._caller.core.clock
        with suppress(TimeoutError):
            async with timeout_at(clock, clock.now() + END_SECONDS / 2 if hurry else None):
                await asyncio.wait({self._typist})
        if not self._typist.done():  # the next update has a higher number, whether this one arrives or not
            self._typist.cancel()
            await asyncio.wait({self._typist})

    # --- the end ---

    async def _end(self, error: BaseException | None) -> None:
        """
        End the card readably.

        A card whose block has failed gets a while for that; one whose task is cancelled meanwhile, too. A second
        cancellation ends it at once.
        """
        self._over = True
        clock = self._caller.core.clock
        finishing = asyncio.get_running_loop().create_task(self._finish(cut_off=error is not None))
        cancelled: asyncio.CancelledError | None = None
        try:
            if error is None:
                try:
                    await asyncio.wait({finishing})
                except asyncio.CancelledError as cancellation:
                    cancelled = cancellation
            if not finishing.done():
                with suppress(TimeoutError):
                    async with timeout_at(clock, clock.now() + END_SECONDS):
                        await asyncio.wait({finishing})
        finally:
            await self._abandon(finishing)
        if cancelled is not None:
            raise cancelled
        if finishing.cancelled():
            return
        problem = finishing.exception()
        if problem is not None and error is None:
            raise problem
        if problem is not None:
            log.warning("the streaming card %s could not be ended: %s", self.card_id, problem)

    async def _finish(self, *, cut_off: bool) -> None:
        await self._stop_typing(hurry=cut_off)
        if self._final:
            return
        if cut_off:
            self._text.cut_off()
        problem: ApiError | None = None
        try:
            await self._show(last=True)
        except ApiError as error:
            problem = error
        await self._caller.operate(self._text.mode(self.card_id, on=False))
        if problem is not None:
            raise problem

    async def _abandon(self, finishing: asyncio.Task[None]) -> None:
        """Leave what does not end."""
        left = {task for task in (finishing, self._typist) if task is not None and not task.done()}
        if not left:
            return
        log.warning("the streaming card %s is left as it is", self.card_id)
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=1.0)
        if finishing.done() and not finishing.cancelled():
            finishing.exception()  # it is not asked for any more
