"""Something to listen to."""

from __future__ import annotations

from larkline.cards.component import InnerComponent

__all__ = ["Audio"]


class Audio(InnerComponent):
    """
    An audio player.

    The card's :class:`Config` must say ``enable_forward=False``, or the platform answers 300220.

    Args:
        file_key: The key of an uploaded file.
        audio_id: Unique in the card.

    Source: docs, error codes 300220, 300230 and 300240 (documented); the component has no page of its own, so there may
    be more members than these: see :meth:`Part.with_members`.
    """

    __slots__ = ()

    def __init__(
        self,
        file_key: str,
        *,
        audio_id: str | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        super().__init__("audio", {"file_key": file_key, "audio_id": audio_id}, element_id=element_id, margin=margin)
