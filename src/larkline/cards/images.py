"""Pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from larkline.cards.component import InnerComponent, Part
from larkline.cards.mistake import mistake
from larkline.cards.texts import PlainTextLike, Text, plain_text
from larkline.cards.words import I18n

__all__ = ["Img", "ImgCombination", "ImgRef"]


class Img(InnerComponent):
    """
    A picture.

    Args:
        img_key: The key of an uploaded image.
        alt: What it shows, in words; the documentation requires it, an empty text will do.
        i18n_img_key: Language to key of another image.
        title: Above it.
        corner_radius: In pixels, or a percentage.
        scale_type: What is cut off when it does not fit.
        size: ``stretch``, ``large`` to ``tiny``, or width and height such as ``120px 80px`` (1px to 1000px).
        transparent: Whether the card shows through it; else it stands on white.
        preview: Whether a click enlarges it; without, the click is the card's.

    Source: docs, 图片组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        img_key: str,
        alt: PlainTextLike = "",
        *,
        i18n_img_key: I18n | None = None,
        title: Text | None = None,
        corner_radius: str | None = None,
        scale_type: Literal["crop_center", "crop_top", "fit_horizontal"] | None = None,
        size: str | None = None,
        transparent: bool | None = None,
        preview: bool | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "img_key": img_key,
            "i18n_img_key": i18n_img_key,
            "alt": plain_text(alt),
            "title": plain_text(title),
            "corner_radius": corner_radius,
            "scale_type": scale_type,
            "size": size,
            "transparent": transparent,
            "preview": preview,
        }
        super().__init__("img", members, element_id=element_id, margin=margin)


class ImgRef(Part):
    """
    One picture of an :class:`ImgCombination` that differs between languages.

    Args:
        img_key: The key of an uploaded image.
        i18n: Language to key of another image.
    """

    __slots__ = ()

    def __init__(self, img_key: str, *, i18n: I18n | None = None) -> None:
        super().__init__({"img_key": img_key, "i18n_img_key": i18n})


class ImgCombination(InnerComponent):
    """
    Several pictures as one block.

    Args:
        combination_mode: Two side by side (``double``), a large one and two small ones (``triple``), two a row
            (``bisect``, up to 6), or three a row (``trisect``, up to 9).
        images: Keys of uploaded images; those too many are not shown.
        corner_radius: In pixels, or a percentage.

    Source: docs, 多图混排组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        combination_mode: Literal["double", "triple", "bisect", "trisect"],
        images: Sequence[str | ImgRef],
        *,
        corner_radius: str | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        if isinstance(images, str):
            raise mistake("/img_list", "a list of keys, not a text")
        members = {
            "combination_mode": combination_mode,
            "corner_radius": corner_radius,
            "img_list": [ImgRef(image) if isinstance(image, str) else image for image in images],
        }
        super().__init__("img_combination", members, element_id=element_id, margin=margin)
