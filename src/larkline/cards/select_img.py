"""Pictures to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from larkline.cards.actions import Value, behaviors
from larkline.cards.component import InnerComponent, Part
from larkline.cards.texts import Confirm, PlainTextLike, plain_text
from larkline.cards.words import I18n

__all__ = ["ImgOption", "SelectImg"]


class ImgOption(Part):
    """
    One picture of a :class:`SelectImg`.

    Args:
        img_key: The key of an uploaded image.
        value: What the handler receives when it is chosen.
        i18n_img_key: Language to key of another image.
        disabled: Whether it cannot be chosen.
        disabled_tips: Shown when a disabled one is clicked.
        hover_tips: Shown under the pointer.
    """

    __slots__ = ()

    def __init__(
        self,
        img_key: str,
        value: str,
        *,
        i18n_img_key: I18n | None = None,
        disabled: bool | None = None,
        disabled_tips: PlainTextLike | None = None,
        hover_tips: PlainTextLike | None = None,
    ) -> None:
        super().__init__(
            {
                "img_key": img_key,
                "value": value,
                "i18n_img_key": i18n_img_key,
                "disabled": disabled,
                "disabled_tips": plain_text(disabled_tips),
                "hover_tips": plain_text(hover_tips),
            }
        )


class SelectImg(InnerComponent):
    """
    Pictures of which one is chosen; in a form also several.

    Args:
        options: The pictures.
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        multi_select: Whether several can be chosen; works in a form only.
        required: Inside a form: nothing is submitted while nothing is chosen.
        layout: One, two or three pictures a row.
        can_preview: Inside a form: whether a click enlarges a picture.
        aspect_ratio: To which they are cut.
        disabled: Whether nothing can be chosen.
        disabled_tips: Shown when a disabled one is clicked.
        value: Outside a form: what the handler receives as ``action.value``, beside ``action.option``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 多图选择组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        options: Sequence[ImgOption],
        *,
        name: str | None = None,
        multi_select: bool | None = None,
        required: bool | None = None,
        layout: Literal["stretch", "bisect", "trisect"] | None = None,
        can_preview: bool | None = None,
        aspect_ratio: Literal["1:1", "16:9", "4:3"] | None = None,
        disabled: bool | None = None,
        disabled_tips: PlainTextLike | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "options": list(options),
            "multi_select": multi_select,
            "required": required,
            "layout": layout,
            "can_preview": can_preview,
            "aspect_ratio": aspect_ratio,
            "disabled": disabled,
            "disabled_tips": plain_text(disabled_tips),
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("select_img", members, element_id=element_id, margin=margin)
