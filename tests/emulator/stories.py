"""Cards and apps that several tests share."""

from __future__ import annotations

import json

from larkline.wire.delivery import Delivery, Response
from tests.emulator.tiny_client import TinyApp


def button(text: str, **members):
    """Give a button."""
    return {"tag": "button", "text": {"tag": "plain_text", "content": text}, **members}


def card(*elements, **members):
    """Give a card of JSON 2.0."""
    return {"schema": "2.0", "body": {"elements": list(elements)}, **members}


CARD = card({"tag": "markdown", "content": "订单 42"}, button("同意", value={"order": "42"}))


async def never(_delivery: Delivery) -> Response | None:
    """Do not answer."""
    return None


class RaisingApp(TinyApp):
    """An app that tells of a failed handler and answers an error toast, as ours does."""

    def __init__(self, *errors: BaseException) -> None:
        self._errors = list(errors)
        super().__init__(self._fail)

    async def _fail(self, delivery: Delivery) -> Response:
        assert self._platform.handler_failed is not None
        self._platform.handler_failed(delivery.id, self._errors.pop(0))
        return Response(200, json.dumps({"toast": {"type": "error", "content": "出错"}}).encode())
