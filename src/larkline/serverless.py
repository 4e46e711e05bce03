"""The webhook as a serverless function: one request in, one response out, and nothing runs after it."""

from __future__ import annotations

import base64
import binascii
import logging
import threading
from collections.abc import Mapping
from typing import Any

from larkline.dispatch.handlers import Kind
from larkline.dispatch.router import Router
from larkline.errors import ConfigurationError
from larkline.webhooks import Webhooks

__all__ = ["LambdaHandler"]

_log = logging.getLogger("larkline.webhook")
#: What a handler that has answered needs to end, in seconds; one that has not is stopped.
LAST_STEPS_SECONDS = 0.05


class LambdaHandler:
    """
    A function for AWS Lambda, and for what calls functions in the same way.

    It takes the events of an API Gateway (payload formats 1.0 and 2.0) and of a function URL. All requests of a process
    share one event loop, in a thread of its own, and are handled one after another.

    Args:
        router: The handlers.
        webhooks: The doors of the app.

    Raises:
        ConfigurationError: A handler yields: what comes after its ``yield`` would never run.

    Source: AWS Lambda developer guide, function URLs and API Gateway proxy integration (documented).
    """

    def __init__(self, router: Router, webhooks: Webhooks) -> None:
        _refuse_generators(router)
        self._webhooks = webhooks
        self._one_at_a_time = threading.Lock()

    def __call__(self, event: Mapping[str, Any], context: object = None) -> dict[str, Any]:
        """
        Answer one request; when this returns, nothing runs any more.

        Args:
            event: The request, as a gateway describes it.
            context: Not looked at.
        """
        with self._one_at_a_time:
            return self._webhooks.background.run(self._answer(event))

    async def _answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        received = await self._webhooks.receive_request(
            _headers_of(event), _body_of(event), method=_method_of(event), only=None
        )
        await received.after_sent()
        if stopped := await self._webhooks.finish(LAST_STEPS_SECONDS):
            _log.error(
                "%d handlers were stopped unfinished: the response is on its way, and nothing runs after it here. Hand "
                "long work to a queue, and let a slow event come again with App(slow_events='redeliver')",
                stopped,
            )
        return {
            "statusCode": received.status,
            "headers": received.headers,
            "body": received.body.decode(),
            "isBase64Encoded": False,
        }


def _refuse_generators(router: Router) -> None:
    routes = (*router.card_actions, *router.url_previews, *router.events, *router.legacy_card_actions)
    if names := sorted({route.handler.name for route in routes if route.handler.kind is Kind.GENERATOR}):
        raise ConfigurationError(
            f"in a serverless function nothing runs after the response, so that handlers cannot yield: "
            f"{', '.join(names)}; return the response instead"
        )


def _headers_of(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the headers as pairs; format 1.0 has those that come twice in a member of their own."""
    several = event.get("multiValueHeaders")
    if several:
        return [(name, value) for name, values in several.items() for value in values or ()]
    return [(name, value) for name, value in (event.get("headers") or {}).items() if value is not None]


def _body_of(event: Mapping[str, Any]) -> bytes:
    """Give the body as it was sent; what only claims to be Base64 is left as it is, for nothing signs it."""
    body: bytes = (event.get("body") or "").encode("utf-8", "surrogatepass")
    if event.get("isBase64Encoded"):
        try:
            return base64.b64decode(body, validate=True)
        except binascii.Error:
            return body
    return body


def _method_of(event: Mapping[str, Any]) -> str:
    """Give the method, which each format has in another place."""
    http = (event.get("requestContext") or {}).get("http") or {}
    return str(event.get("httpMethod") or http.get("method") or "")
