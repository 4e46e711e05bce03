"""Stream text into a card, for threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from larkline.api.calls import Call, CardContent
from larkline.api.card_calls import Operation, entity_create, entity_replace
from larkline.api.card_stream import PAUSE_SECONDS
from larkline.api.hooks import tell_sent
from larkline.api.message import Message, read_message
from larkline.api.streaming import FAILURES, StreamText
from larkline.cards.card import Card
from larkline.errors import ApiError, InvalidRequest

if TYPE_CHECKING:
    from larkline.api.sync_core import SyncCaller

__all__ = ["SyncCardStream"]

log = logging.getLogger("larkline.api")


class SyncCardStream:
    """
    The same as :class:`larkline.api.card_stream.CardStream`, without ``await``: the card follows in a thread.

    Args:
        caller: As there.
        send: As there.
        card: As there.
        element_id: As there.
        error_note: As there.

    Attributes:
        card_id: As there.
        message: As there.
    """

    card_id: str
    message: Message

    def __init__(
        self, caller: SyncCaller, *, send: Callable[[str], Call], card: Card, element_id: str, error_note: str
    ) -> None:
        self._caller = caller
        self._send = send
        self._card = card
        self._text = StreamText(card, element_id, error_note)
        self._changed = threading.Event()
        self._typist: threading.Thread | None = None
        self._error: Exception | None = None
        self._entered = False
        self._ending = False
        self._over = False
        self._final = False

    @property
    def text(self) -> str:
        """All that was written."""
        return self._text.text

    def __enter__(self) -> Self:
        if self._entered:
            raise RuntimeError("a stream of a card is used once")
        self._entered = True
        create = entity_create(self._card)
        self.card_id = self._caller.make(create)["card_id"]
        self._caller.core.desk.created(self.card_id)
        call = self._send(self.card_id)
        try:
            self.message = read_message(self._caller.make(call))
        except BaseException as error:
            if not isinstance(error, ApiError) or error.retryable:  # else it has certainly not been sent
                self._end(error)
            raise
        tell_sent(self._caller.core.given.on_sent, self.message.message_id, "2.0")
        self._typist = threading.Thread(target=self._type, name="larkline-stream", daemon=True)
        self._typist.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end(error)

    def write(self, text: str) -> None:
        """Add to the text; as :meth:`larkline.api.card_stream.CardStream.write`."""
        self._require_open()
        if self._error is not None:
            raise self._error
        self._text.write(text)
        self._changed.set()

    def set_card(self, card: CardContent) -> None:
        """End the streaming and show another card; as :meth:`larkline.api.card_stream.CardStream.set_card`."""
        self._require_open()
        replacing = entity_replace(self.card_id, card)
        self._stop_typing()
        self._caller.operate(self._text.mode(self.card_id, on=False))
        self._text.plain = True
        self._caller.operate(replacing)
        self._final = True

    def _require_open(self) -> None:
        if self._typist is None or self._final or self._over:
            raise RuntimeError("a streaming card is written inside of its block, and before its final card is set")

    def _type(self) -> None:
        """Bring the card up to date whenever the text has changed."""
        failures = 0
        while True:
            self._changed.wait()
            self._changed.clear()
            if self._ending:
                return
            try:
                self._show(last=False)
                failures = 0
            except ApiError as error:
                failures += 1
                if not error.retryable or failures == FAILURES:
                    self._error = error
                    return
                log.warning("a streaming card could not be updated, and is tried again: %s", error)
                self._changed.set()
                with suppress(RuntimeError):  # the client was closed; the next attempt says so
                    self._caller.core.pause(PAUSE_SECONDS)
            except Exception as error:
                self._error = error
                return

    def _show(self, *, last: bool) -> None:
        """Bring the card up to date; when the streaming mode is off, switch it on again once, or do without."""

        def choose() -> Operation | None:
            return None if self._ending and not last else self._text.next_operation(self.card_id)

        reopen = not last
        while True:
            try:
                if self._caller.core.desk.perform(self.card_id, choose, self._caller.tenant):
                    self._text.done()
                return
            except InvalidRequest as error:
                if not self._text.is_off(error):
                    raise
            if reopen:
                reopen = False
                with suppress(InvalidRequest):
                    self._caller.operate(self._text.mode(self.card_id, on=True))
            else:
                self._text.plain = True

    def _stop_typing(self) -> None:
        self._ending = True
        self._changed.set()
        if self._typist is not None:
            self._typist.join()

    def _end(self, error: BaseException | None) -> None:
        """End the card readably; a failure of that hides no failure of the block."""
        self._over = True
        try:
            self._finish(cut_off=error is not None)
        except Exception as problem:
            if error is None:
                raise
            log.warning("the streaming card %s could not be ended: %s", self.card_id, problem)

    def _finish(self, *, cut_off: bool) -> None:
        self._stop_typing()
        if self._final:
            return
        if cut_off:
            self._text.cut_off()
        problem: ApiError | None = None
        try:
            self._show(last=True)
        except ApiError as error:
            problem = error
        self._caller.operate(self._text.mode(self.card_id, on=False))
        if problem is not None:
            raise problem
