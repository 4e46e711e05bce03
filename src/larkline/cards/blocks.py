"""Components that only show something."""

from __future__ import annotations

from larkline.cards.component import InnerComponent
from larkline.cards.texts import Icon, Text, plain_text

__all__ = ["Div", "Hr"]


class Div(InnerComponent):
    """
    A block of text.

    Args:
        text: A str is shown literally; use LarkMd for mark-up.
        icon: Shown before the text.
        width: ``fill``, ``auto`` or 16px to 999px.
    """

    __slots__ = ()

    def __init__(
        self,
        text: Text,
        *,
        icon: Icon | None = None,
        width: str | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {"text": plain_text(text), "icon": icon, "width": width}
        super().__init__("div", members, element_id=element_id, margin=margin)


class Hr(InnerComponent):
    """A thin line across the card."""

    __slots__ = ()

    def __init__(self, *, element_id: str | None = None, margin: str | None = None) -> None:
        super().__init__("hr", {}, element_id=element_id, margin=margin)
