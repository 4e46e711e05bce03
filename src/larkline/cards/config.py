"""How a card behaves and looks as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from larkline.cards.component import Part
from larkline.cards.words import I18n, Locale, TextSize

__all__ = ["Config", "OwnColor", "OwnTextSize", "PerClient", "StreamingConfig", "Summary"]


class Summary(Part):
    """
    What the list of chats shows of the card.

    Args:
        content: When the viewer's language is not in *i18n*.
        i18n: Language to text.
    """

    __slots__ = ()

    def __init__(self, content: str | None = None, *, i18n: I18n | None = None) -> None:
        super().__init__({"content": content, "i18n_content": i18n})


class PerClient(Part):
    """
    A number that differs from client to client.

    Args:
        default: For clients without one of their own.
        android: On Android.
        ios: On iOS.
        pc: On the desktop.
    """

    __slots__ = ()

    def __init__(
        self, default: int | None = None, *, android: int | None = None, ios: int | None = None, pc: int | None = None
    ) -> None:
        super().__init__({"default": default, "android": android, "ios": ios, "pc": pc})


class StreamingConfig(Part):
    """
    How streamed text appears; clients 7.20 to 7.22 ignore it.

    Args:
        print_frequency_ms: Milliseconds between two steps; 70 when not given.
        print_step: Characters a step; 1 when not given.
        print_strategy: Show at once what is waiting when new text comes (``fast``), or type it to the end (``delay``).

    Source: docs, 流式更新卡片 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        print_frequency_ms: int | PerClient | None = None,
        print_step: int | PerClient | None = None,
        print_strategy: Literal["fast", "delay"] | None = None,
    ) -> None:
        frequency = PerClient(print_frequency_ms) if isinstance(print_frequency_ms, int) else print_frequency_ms
        step = PerClient(print_step) if isinstance(print_step, int) else print_step
        super().__init__(
            {"print_frequency_ms": frequency, "print_step": step, "print_strategy": print_strategy},
        )


class OwnColor(Part):
    """
    A colour of your own, such as ``OwnColor("rgba(5,157,178,0.9)", dark="rgba(120,220,240,0.9)")``.

    Args:
        light: In the light theme.
        dark: In the dark theme; the same when not given.
    """

    __slots__ = ()

    def __init__(self, light: str, *, dark: str | None = None) -> None:
        super().__init__({"light_mode": light, "dark_mode": light if dark is None else dark})


class OwnTextSize(Part):
    """
    A text size of your own.

    Args:
        default: On clients without one of their own.
        pc: On the desktop.
        mobile: On a phone.
    """

    __slots__ = ()

    def __init__(
        self, default: TextSize | None = None, *, pc: TextSize | None = None, mobile: TextSize | None = None
    ) -> None:
        super().__init__({"default": default, "pc": pc, "mobile": mobile})


class Config(Part):
    """
    How a card behaves and looks as a whole.

    Args:
        summary: What the list of chats shows of it.
        width_mode: 600px at most, 400px (``compact``), or as wide as the chat.
        streaming_mode: Whether its text is being streamed.
        streaming_config: How streamed text appears.
        locales: The languages in effect; all when not given.
        enable_forward: Whether it can be forwarded; it can when not said otherwise.
        enable_forward_interaction: Whether a forwarded card calls back; it does not when not said otherwise.
        update_multi: Whether all see an update; in JSON 2.0 only true is allowed, in 1.0 it is false when not given.
        use_custom_translation: Whether "translate" shows the text of that language given here.
        colors: Colours of your own by name; use them as ``Own("name")``.
        text_sizes: Text sizes of your own by name; use them as ``Own("name")``.

    Source: docs, 卡片 JSON 2.0 结构 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        summary: str | Summary | None = None,
        width_mode: Literal["default", "compact", "fill"] | None = None,
        streaming_mode: bool | None = None,
        streaming_config: StreamingConfig | None = None,
        locales: Sequence[Locale] | None = None,
        enable_forward: bool | None = None,
        enable_forward_interaction: bool | None = None,
        update_multi: bool | None = None,
        use_custom_translation: bool | None = None,
        colors: Mapping[str, OwnColor] | None = None,
        text_sizes: Mapping[str, OwnTextSize] | None = None,
    ) -> None:
        style = {key: own for key, own in (("text_size", text_sizes), ("color", colors)) if own is not None}
        super().__init__(
            {
                "streaming_mode": streaming_mode,
                "streaming_config": streaming_config,
                "summary": Summary(summary) if isinstance(summary, str) else summary,
                "locales": locales,
                "enable_forward": enable_forward,
                "enable_forward_interaction": enable_forward_interaction,
                "update_multi": update_multi,
                "width_mode": width_mode,
                "use_custom_translation": use_custom_translation,
                "style": style or None,
            }
        )
