"""The recorded webhook requests and answers, through the door of a whole app."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline import App, Received
from larkline.clock import sleep_until
from larkline.errors import InvalidResponse
from larkline.facts.callback_codes import BAD_BODY, BAD_CARD, SCHEMA_DOWNGRADE
from tests.api.scripted import MESSAGE, ok
from tests.receivers.hook import SOME_EVENT, Hook, body, click, shape
from tests.wire.differences import difference
from tests.wire.vectors import vectors


def app_of(vector: dict[str, Any], handled: list[str], **settings: Any) -> App:
    """Give an app with the configuration and the handlers of a vector."""
    config = vector["config"]
    app = App(
        encrypt_key=config["encrypt_key"],
        verification_token=config["verification_token"],
        signature_max_age=None,
        insecure=not config["encrypt_key"] and not config["verification_token"],
        **settings,
    )
    for name, doing in vector["handlers"].items():

        async def handler(_, name=name, doing=doing):
            handled.append(name)
            if "raises" in doing:
                raise ValueError(doing["raises"])
            return doing["returns"]

        if name == "card":
            app.on_legacy_card_action()(handler)
        elif name == "card.action.trigger":
            app.on_card_action()(handler)
        elif name == "url.preview.get":
            app.on_url_preview()(handler)
        else:
            app.on_event(name)(handler)
    return app


async def answer_to(vector: dict[str, Any], handled: list[str], **settings: Any) -> Received:
    """Send the request of a vector."""
    app = app_of(vector, handled, **settings)
    async with app.receiving():
        received = await app.receive(vector["headers"], vector["body"].encode(), method=vector["method"])
        await received.after_sent()
    return received


@pytest.mark.parametrize("vector", vectors("url_verification"), ids=lambda vector: vector["id"])
async def test_the_recorded_address_checks(vector):
    """The challenge comes back as it was sent, or nothing does; no handler hears of either."""
    handled: list[str] = []
    received = await answer_to(vector, handled)

    rule, expect = difference("url_verification", vector), vector["expect"]
    accepted = expect["accept"] if rule is None else rule["ours"]["accept"]
    if accepted or (accepted is None and received.status == 200):
        wanted = expect.get("body_json") or expect["body_json_if_accepted"]
        assert (received.status, body(received)) == (200, wanted)
    else:
        assert received.status in (400, 401)
    assert handled == []


@pytest.mark.parametrize("vector", vectors("webhook_requests"), ids=lambda vector: vector["id"])
async def test_the_recorded_requests(vector):
    """Each is handled and answered as its file expects, or is refused and nobody hears of it."""
    handled: list[str] = []
    received = await answer_to(vector, handled)

    rule, expect = difference("webhook_requests", vector), vector["expect"]
    wanted = expect if rule is None else {**expect, **rule["ours"]}
    if wanted["accept"] or (wanted["accept"] is None and received.status == 200):
        assert handled == ([] if wanted.get("handler") == "none" else list(vector["handlers"]))
        assert received.status == wanted.get("status", 200)
        if "toast" in wanted:
            assert body(received)["toast"]["type"] == wanted["toast"]
        else:
            assert body(received) == wanted.get("body_json", body_without_words(vector, wanted))
    else:
        assert received.status in (400, 401)
        assert handled == []


def body_without_words(vector: dict[str, Any], wanted: dict[str, Any]) -> Any:
    """Give what is answered where the file leaves it open."""
    if wanted["kind"] == "card_v1":
        return vector["handlers"]["card"]["returns"] or {}
    return {"msg": "success" if wanted.get("status", 200) == 200 else "failed"}


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("webhook_requests") if vector["category"].endswith("handler_error")],
    ids=lambda vector: vector["id"],
)
async def test_failures_as_the_official_sdks_answer_them(vector):
    """With on_handler_error="fail" every one is a 500, as the file has it."""
    handled: list[str] = []
    received = await answer_to(vector, handled, on_handler_error="fail")

    assert (received.status, vector["expect"]["status"], len(handled)) == (500, 500, 1)


# --- answers ----------------------------------------------------------------------------------------------------------


async def judged(vector: dict[str, Any]) -> tuple[Received, int]:
    """
    Have a handler answer a click as in a vector; gives the answer, and the code a person would have seen.

    What is no JSON object is returned as it is: no handler of ours can send it.
    """
    hook = Hook(on_handler_error="fail")
    hook.api.answers = [ok({**MESSAGE, "message_id": "om_1"})]

    @hook.app.on_event()
    async def send_the_card(_, client):
        content: dict[str, Any] = {"body": {"elements": []}} if vector["card_sent"] == "2.0" else {"elements": []}
        await client.messages.send({"schema": vector["card_sent"], **content}, to="oc_1")

    @hook.app.on_card_action()
    async def answer(_):
        if vector["status"] != 200:
            raise ValueError("the handler failed")
        try:
            return json.loads(vector["body"])
        except ValueError:
            return vector["body"]

    async with hook.receiving():
        await hook.post(SOME_EVENT)
        await hook.quiet()
        received = await hook.post(click())
    code = next((error.code for _, error in hook.failed if isinstance(error, InvalidResponse)), 0)
    return received, code


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("callback_responses") if vector["answer_after_ms"] < 3000],
    ids=lambda vector: vector["id"],
)
async def test_the_recorded_answers(vector):
    """What the platform takes leaves as it is; what it does not take is found before it leaves, with the code."""
    received, code = await judged(vector)

    wanted = vector["expect"]["error_code"]
    if wanted == 0:
        assert (received.status, body(received), code) == (200, json.loads(vector["body"]) or {}, 0)
    elif wanted in (BAD_BODY, BAD_CARD, SCHEMA_DOWNGRADE):
        assert (received.status, code) == (500, wanted)
    else:
        assert wanted == 200671  # what a person sees when the status is another than 200
        assert received.status == 500


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("callback_responses") if vector["answer_after_ms"] > 3000],
    ids=lambda vector: vector["id"],
)
async def test_the_recorded_answers_that_are_late(vector):
    """Nobody sees 200341: the guard answers in time, whatever the handler would have said."""
    hook = Hook()

    @hook.app.on_card_action()
    async def late(_):
        await sleep_until(hook.clock, vector["answer_after_ms"] / 1000)
        return json.loads(vector["body"])

    async with hook.receiving():
        receiving = await hook.begin(click())
        await hook.clock.advance(2.5)
        received = await receiving
        await received.after_sent()
        await hook.clock.advance(1.0)
        await hook.quiet()

    assert shape(received) == (200, "info toast")


def test_every_vector_was_read():
    """The files hold what they hold; an empty list would pass every test above."""
    counts = {name: len(vectors(name)) for name in ("webhook_requests", "url_verification", "callback_responses")}

    assert counts == {"webhook_requests": 54, "url_verification": 24, "callback_responses": 21}
