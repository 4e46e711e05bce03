"""
Answer the callbacks and events of Feishu/Lark in typed Python.

This is the front door: the names most programs need, each loaded when it is first used, so that ``import larkline``
costs next to nothing. Every card component lives in :mod:`larkline.cards`, every exception in :mod:`larkline.errors`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "ApiError",
    "App",
    "Button",
    "Card",
    "CardAction",
    "CardActionResponse",
    "CardError",
    "CardTemplate",
    "CardValue",
    "ChatId",
    "Client",
    "ConfigurationError",
    "CustomResponse",
    "DeliveryError",
    "Email",
    "Event",
    "FeishuError",
    "Form",
    "FormValue",
    "HandlerError",
    "Header",
    "LegacyCardAction",
    "LongConnectionError",
    "Markdown",
    "MessageReceived",
    "OpenId",
    "Received",
    "Router",
    "SyncClient",
    "Toast",
    "UnionId",
    "UrlPreview",
    "UrlPreviewResponse",
    "UserId",
    "__version__",
    "prettify",
]

if TYPE_CHECKING:
    from larkline.api.client import Client, SyncClient
    from larkline.app import App, Router
    from larkline.cards.button import Button
    from larkline.cards.card import Card, CardTemplate
    from larkline.cards.form import Form
    from larkline.cards.header import Header
    from larkline.cards.markdown import Markdown
    from larkline.errors import (
        ApiError,
        CardError,
        ConfigurationError,
        DeliveryError,
        FeishuError,
        HandlerError,
        LongConnectionError,
    )
    from larkline.payloads.addresses import ChatId, Email, OpenId, UnionId, UserId
    from larkline.payloads.card_action import CardAction, CardValue, FormValue
    from larkline.payloads.event import Event
    from larkline.payloads.legacy_card_action import LegacyCardAction
    from larkline.payloads.message import MessageReceived
    from larkline.payloads.responses import CardActionResponse, CustomResponse, UrlPreviewResponse
    from larkline.payloads.toast import Toast
    from larkline.payloads.url_preview import UrlPreview
    from larkline.pretty import prettify
    from larkline.receivers.received import Received
else:
    # Out of the type checkers' sight, so that they refuse a misspelt name.
    _NAMES_BY_MODULE = {
        "api.client": "Client SyncClient",
        "app": "App Router",
        "cards.card": "Card CardTemplate",
        "cards.button": "Button",
        "cards.form": "Form",
        "cards.header": "Header",
        "cards.markdown": "Markdown",
        "errors": "ApiError CardError ConfigurationError DeliveryError FeishuError HandlerError LongConnectionError",
        "payloads.addresses": "ChatId Email OpenId UnionId UserId",
        "payloads.card_action": "CardAction CardValue FormValue",
        "payloads.event": "Event",
        "payloads.legacy_card_action": "LegacyCardAction",
        "payloads.message": "MessageReceived",
        "receivers.received": "Received",
        "payloads.responses": "CardActionResponse CustomResponse UrlPreviewResponse",
        "payloads.toast": "Toast",
        "payloads.url_preview": "UrlPreview",
        "pretty": "prettify",
    }
    _MODULES = {name: f"larkline.{module}" for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        """Load *name* when it is first used, and keep it."""
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module 'larkline' has no attribute {name!r}")
        value = getattr(import_module(module), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """List what is offered, loaded or not."""
        return sorted({*globals(), *__all__})
