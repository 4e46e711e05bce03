"""What a callback is answered with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from larkline.cards.card import Card, CardTemplate
from larkline.errors import InvalidResponse
from larkline.facts.callback_codes import BAD_BODY
from larkline.facts.languages import PREVIEW_LANGUAGES
from larkline.payloads.toast import Toast

__all__ = [
    "AnyCardActionResponse",
    "AnyUrlPreviewResponse",
    "CardActionResponse",
    "CustomResponse",
    "UrlPreviewResponse",
    "UrlSet",
    "card_action_body",
    "legacy_card_action_body",
    "url_preview_body",
]


class CardActionResponse(msgspec.Struct, frozen=True, kw_only=True):
    """
    The response to a card action; with nothing set the card stays as it is.

    Attributes:
        toast: Shown to the person who clicked.
        card: Replaces the card; of the same JSON version as the card in the message.

    Raises:
        TypeError: One of them is something else.

    Source: docs, 卡片回传交互回调 (documented).
    """

    toast: Toast | None = None
    card: Card | CardTemplate | None = None

    def __post_init__(self) -> None:
        if self.toast is not None and not isinstance(self.toast, Toast):
            raise TypeError(f"toast is a Toast, not {_named(self.toast)}")
        _check_card_type(self.card)


class UrlSet(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    Where a link preview leads, client by client.

    Attributes:
        copy_url: What is copied.
        ios: On iOS.
        android: On Android.
        pc: On the desktop.
        web: In the browser.

    Source: docs, 拉取链接预览数据 (documented).
    """

    copy_url: str | None = None
    ios: str | None = None
    android: str | None = None
    pc: str | None = None
    web: str | None = None


class UrlPreviewResponse(msgspec.Struct, frozen=True, kw_only=True):
    """
    The response to a link preview; with nothing set the link stays a link.

    Attributes:
        title: Shown in place of the link, when the viewer's language is not in *i18n_title*.
        i18n_title: Locale key such as ``en_us`` to title.
        image_key: An uploaded image, shown before the title.
        url: Where the preview leads: one address for all clients, or one for each.
        card: Shown below the message.

    Raises:
        ValueError: A locale key that link previews do not have.
        TypeError: The card or the url is something else.

    Source: docs, 拉取链接预览数据 (documented).
    """

    title: str | None = None
    i18n_title: Mapping[str, str] | None = None
    image_key: str | None = None
    url: str | UrlSet | None = None
    card: Card | CardTemplate | None = None

    def __post_init__(self) -> None:
        _check_card_type(self.card)
        if self.url is not None and not isinstance(self.url, (str, UrlSet)):
            raise TypeError(f"url is a text or a UrlSet, not {_named(self.url)}")
        for language in self.i18n_title or ():
            if language not in PREVIEW_LANGUAGES:
                raise ValueError(
                    f"{language!r} is no language of link previews; they have {', '.join(PREVIEW_LANGUAGES)}"
                )


#: Statuses whose responses have no body (RFC 9110, documented).
BODILESS = (204, 205)


class CustomResponse(msgspec.Struct, frozen=True):
    """
    A response to an older card callback with a status of your own.

    Attributes:
        status: The HTTP status, 200 to 299 or 400 to 599; redirects are refused, as the platform forbids them.
        body: The JSON of the body, such as ``{"content": "hello", "i18n": {…}}``; None for an empty one.

    Raises:
        ValueError: Another status, or a body with 204 or 205, which have none.

    Source: docs, 消息卡片回传交互（旧） (documented); go and java SDKs have the same (observed).
    """

    status: int = 200
    body: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if type(self.status) is not int:
            raise ValueError(f"a status is a whole number such as 200, not {self.status!r}")
        if self.status in BODILESS and self.body is not None:
            raise ValueError(f"a response of status {self.status} has no body; leave it out, or use another status")
        if 300 <= self.status <= 399:
            raise ValueError(f"the platform forbids redirects, so {self.status} is no status for a response")
        if not (200 <= self.status <= 299 or 400 <= self.status <= 599):
            raise ValueError(f"{self.status} is no final HTTP status; use 200 to 299 or 400 to 599")


#: What a handler of card actions may give.
AnyCardActionResponse: TypeAlias = Toast | Card | CardTemplate | CardActionResponse | Mapping[str, Any] | None
#: What a handler of link previews may give.
AnyUrlPreviewResponse: TypeAlias = UrlPreviewResponse | Mapping[str, Any] | None


def card_action_body(response: object) -> dict[str, Any]:
    """
    Give the body of a response to a card action.

    Args:
        response: Any of :data:`AnyCardActionResponse`; a dict is taken in the platform's shape.

    Returns:
        ``{"toast": {…}, "card": {"type": "raw", "data": {…}}}``, each member only when it is set.

    Raises:
        InvalidResponse: Something else, or a dict without a JSON form.
    """
    if isinstance(response, Toast):
        return {"toast": response.to_dict()}
    if response is None:
        return {}
    if isinstance(response, (Card, CardTemplate)):
        return {"card": _card(response)}
    if isinstance(response, CardActionResponse):
        body: dict[str, Any] = {}
        if response.toast is not None:
            body["toast"] = response.toast.to_dict()
        if response.card is not None:
            body["card"] = _card(response.card)
        return body
    if isinstance(response, Mapping):
        return _plain(response)
    raise InvalidResponse(
        "$",
        "a card action is answered with a Toast, a Card, a CardTemplate, a CardActionResponse, a dict or None, "
        f"not with {_named(response)}",
        code=BAD_BODY,
    )


def url_preview_body(response: object) -> dict[str, Any]:
    """
    Give the body of a response to a link preview.

    Args:
        response: Any of :data:`AnyUrlPreviewResponse`; a dict is taken in the platform's shape.

    Returns:
        ``{"inline": {…}, "card": {"type": "raw", "data": {…}}}``, each member only when it is set.

    Raises:
        InvalidResponse: Something else, or a dict without a JSON form.
    """
    if response is None:
        return {}
    if isinstance(response, UrlPreviewResponse):
        inline = _inline(response)
        body: dict[str, Any] = {"inline": inline} if inline else {}
        if response.card is not None:
            body["card"] = _card(response.card)
        return body
    if isinstance(response, Mapping):
        return _plain(response)
    raise InvalidResponse(
        "$",
        f"a link preview is answered with a UrlPreviewResponse, a dict or None, not with {_named(response)}",
        code=BAD_BODY,
    )


def legacy_card_action_body(response: object) -> dict[str, Any]:
    """
    Give the body of a response to an older card callback: a card stands at the top level there.

    Args:
        response: Any of :data:`AnyCardActionResponse`; a dict is taken in the platform's shape. The status of a
            :class:`CustomResponse` is the door's task.

    Raises:
        InvalidResponse: Something else, or a dict without a JSON form.

    Source: docs, 消息卡片回传交互（旧） (documented).
    """
    if isinstance(response, CustomResponse):
        return _plain(response.body or {})
    if isinstance(response, Mapping):
        return _plain(response)
    body = card_action_body(response)
    card = body.pop("card", None)
    if card is None:
        return body
    return {**body, **(card if card["type"] == "template" else card["data"])}


def _check_card_type(card: object) -> None:
    if card is not None and not isinstance(card, (Card, CardTemplate)):
        raise TypeError(f"card is a Card or a CardTemplate, not {_named(card)}; for card JSON use Card.from_dict()")


def _card(card: Card | CardTemplate) -> dict[str, Any]:
    if isinstance(card, CardTemplate):
        return card.to_dict()
    return {"type": "raw", "data": card.to_dict()}


def _inline(response: UrlPreviewResponse) -> dict[str, Any]:
    inline: dict[str, Any] = {}
    if response.title is not None:
        inline["title"] = response.title
    if response.i18n_title:
        inline["i18n_title"] = dict(response.i18n_title)
    if response.image_key is not None:
        inline["image_key"] = response.image_key
    url = response.url
    if isinstance(url, str):
        url = UrlSet(copy_url=url, ios=url, android=url, pc=url, web=url)
    if url is not None:
        inline["url"] = {key: value for key, value in msgspec.structs.asdict(url).items() if value is not None}
    return inline


def _plain(response: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a dict of the user's as plain JSON; cards and toasts in it are rendered."""
    members = dict(response)
    if isinstance(members.get("card"), (Card, CardTemplate)):
        members["card"] = _card(members["card"])
    try:
        body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(members, enc_hook=_rendered))
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise InvalidResponse("$", f"it has no JSON form: {error}", code=BAD_BODY) from None
    return body


def _rendered(value: object) -> object:
    if isinstance(value, (Card, CardTemplate)):
        return value.to_dict()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{_named(value)} is no JSON value")


def _named(value: object) -> str:
    return f"an object of type {type(value).__name__}"
