"""The malformed webhook requests by which SDKs are compared, through the door of a whole app."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from larkline import Toast
from tests.receivers.hook import CLICK, SOME_EVENT, Hook, body, shape, typed
from tests.wire.sender import ADDRESS_CHECK, NOW, Request, compact, sealed, signed
from tests.wire.test_malformed_webhooks import CASES


@pytest.mark.parametrize(("request_", "statuses"), CASES.values(), ids=CASES)
async def test_malformed_requests(request_, statuses, caplog):
    """Each is refused, no handler hears of it, and nothing is an error of ours."""
    hook = Hook()
    seen: list[object] = []
    hook.app.on_event()(seen.append)
    hook.app.on_card_action()(seen.append)
    async with hook.receiving():
        received = await hook.post(request_)

    assert received.status in statuses
    assert seen == []
    assert {record.levelname for record in caplog.records} == {"WARNING"}


GOOD = {
    "an unknown event": (typed("no.such.event_v9"), (200, {"msg": "success"})),
    "an event that is null": ({**SOME_EVENT, "event": None}, (200, {"msg": "success"})),
    "a card action that is null": ({**CLICK, "event": None}, (200, {})),
}


@pytest.mark.parametrize(("document", "answer"), GOOD.values(), ids=GOOD)
async def test_what_is_only_odd_is_answered(document, answer):
    """It is proven, so that the platform is told that it came."""
    hook = Hook()
    hook.app.on_card_action()(lambda _: Toast.success("ok"))
    async with hook.receiving():
        received = await hook.post(document)

    assert shape(received) == answer


async def test_the_same_request_in_other_clothes():
    """Header names in lower case, and JSON with spaces, get the toast."""
    hook = Hook()
    hook.app.on_card_action()(lambda _: Toast.success("ok"))
    async with hook.receiving():
        request = hook.request(CLICK)
        lowered = replace(request, headers=tuple((name.lower(), value) for name, value in request.headers))
        spaced = signed(json.dumps(json.loads(sealed(compact(CLICK))), indent=2).encode(), timestamp=NOW)
        received = [await hook.post(lowered), await hook.post(spaced)]

    assert [shape(each) for each in received] == [(200, "success toast")] * 2


async def test_a_challenge_with_quotes_and_backslashes():
    """The answer is valid JSON."""
    hook = Hook()
    async with hook.receiving():
        received = await hook.post(Request(sealed(compact({**ADDRESS_CHECK, "challenge": 'a"b\\c'}))))

    assert (received.status, body(received)) == (200, {"challenge": 'a"b\\c'})
