"""Deliveries by HTTP: what comes in, and what it is answered with."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import UserDict
from dataclasses import replace

import pytest

from larkline import App, Card, CustomResponse, Markdown, Toast, UrlPreviewResponse
from larkline.clock import settle
from tests.receivers.hook import CLICK, LIMIT, PREVIEW, SOME_EVENT, Hook, body, click, shape, typed
from tests.wire.sender import (
    ADDRESS_CHECK,
    KEY,
    OLD_CARD,
    OLD_EVENT,
    TOKEN,
    Request,
    card,
    compact,
    plain,
    sealed,
    signed,
)

DONE = {"toast": {"type": "success", "content": "ok"}}


# --- what comes in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [KEY, ""], ids=["encrypted", "plain"])
async def test_what_an_independent_sender_builds_is_taken(key):
    """Each kind of delivery reaches its handler, with what it says."""
    hook = Hook(key=key)
    seen = []
    hook.app.on_card_action()(lambda action: seen.append(action.value))
    hook.app.on_url_preview()(lambda link: seen.append(link.url))
    hook.app.on_event("some.event_v1")(lambda event: seen.append(event.event))
    hook.app.on_event("leave_approval")(lambda event: seen.append(event.event_id))
    hook.app.on_legacy_card_action()(lambda old: seen.append((old.value, old.refresh_token, old.request_id)))
    async with hook.receiving():
        answers = [
            await hook.post(document if key or document == OLD_CARD else plain(document))
            for document in (CLICK, PREVIEW, SOME_EVENT, OLD_EVENT, OLD_CARD)
        ]

    assert [answer.status for answer in answers] == [200] * 5
    assert seen == [{"k": "v"}, "https://a.b/c", {"n": 1}, "u_1", ({"k": "v"}, "rt-1", "r-1")]


FORMS = {
    "lower case": lambda pairs: {name.lower(): value for name, value in pairs},
    "upper case": lambda pairs: {name.upper(): value for name, value in pairs},
    "bytes": lambda pairs: {name.encode(): value.encode() for name, value in pairs},
    "pairs": list,
    "pairs of bytes": lambda pairs: [(name.encode(), value.encode()) for name, value in pairs],
    "an iterator": iter,
    "a mapping of its own": UserDict,
    "other headers twice": lambda pairs: [("Via", "a"), *pairs, ("via", "b")],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
async def test_headers_come_in_any_form(form):
    """Frameworks write them in their own ways."""
    hook = Hook()
    async with hook.receiving():
        request = hook.request(CLICK)
        received = await hook.app.receive(form(request.headers), request.body)

    assert received.status == 200


async def test_a_signature_that_comes_twice_is_refused():
    """Which of the two would count?"""
    hook = Hook()
    async with hook.receiving():
        request = hook.request(CLICK)
        received = await hook.app.receive([*request.headers, ("x-lark-signature", request.signature)], request.body)

    assert received.status == 401


@pytest.mark.parametrize("kind", [bytearray, memoryview])
async def test_a_body_may_be_any_bytes(kind):
    """Some frameworks collect it in a buffer."""
    hook = Hook()
    async with hook.receiving():
        request = hook.request(CLICK)
        received = await hook.app.receive(dict(request.headers), kind(request.body))

    assert received.status == 200


async def test_a_body_that_was_decoded_is_the_callers_mistake():
    """Nobody can check the signature of a text."""
    hook = Hook()
    async with hook.receiving():
        request = hook.request(CLICK)
        with pytest.raises(TypeError, match="bytes as they arrived, not str"):
            await hook.app.receive(dict(request.headers), request.body.decode())  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", ""])
async def test_other_methods_are_refused(method):
    """405, with what is allowed; also when everything else is right."""
    hook = Hook()
    async with hook.receiving():
        received = await hook.post(replace(hook.request(CLICK), method=method))

    assert (received.status, received.headers["Allow"]) == (405, "POST")
    assert hook.count("deliveries") == 0


async def test_a_body_that_is_too_large():
    """413, whatever it holds."""
    hook = Hook()
    async with hook.receiving():
        received = await hook.post(signed(bytes(1024 * 1024 + 1), timestamp=int(hook.clock.time())))
        counted = hook.count("refused_too_large")

    assert (received.status, counted) == (413, 1)


async def test_what_is_signed_and_cannot_be_read(caplog):
    """An old card without the person is the sender's mistake: 400, and no failure of ours."""
    hook = Hook()
    hook.app.on_legacy_card_action()(lambda _: None)
    async with hook.receiving():
        received = await hook.post(card({"action": {"tag": "button"}}, timestamp=int(hook.clock.time())))
        counted = hook.count("malformed")

    assert (received.status, received.body, counted) == (400, b'{"msg":"bad request"}', 1)
    assert {record.levelname for record in caplog.records} == {"WARNING"}


async def test_refusals_say_nothing_and_the_log_says_why(caplog):
    """The sender gets a status and a neutral body; the reason and the request's id are in the log, and counted."""
    hook = Hook()
    async with hook.receiving():
        received = await hook.post(hook.request(CLICK).with_headers(signature="0" * 64))
        counted = hook.count("refused"), hook.count("refused_signature")

    assert (received.status, received.body) == (401, b'{"msg":"unauthorized"}')
    assert "refused a request (r-1): the signature is not that of this body" in caplog.text
    assert counted == (1, 1)


# --- the answer table -------------------------------------------------------------------------------------------------


async def fails(_):
    """Fail."""
    raise ValueError("boom")


async def nonsense(_):
    """Give what cannot be answered."""
    return object()


ANSWERS = {
    "a toast": (lambda _: Toast.success("ok"), [(200, "success toast"), (200, "success toast"), None]),
    "a preview": (lambda _: UrlPreviewResponse(title="t"), [None, None, (200, {"inline": {"title": "t"}})]),
    "nothing": (lambda _: None, [(200, {}), (200, {}), (200, {})]),
    "failed": (fails, [(200, "error toast"), (200, "error toast"), (200, {})]),
    "invalid": (nonsense, [(200, "error toast"), (200, "error toast"), (200, {})]),
}


@pytest.mark.parametrize(("handler", "answers"), ANSWERS.values(), ids=ANSWERS)
async def test_callbacks_are_answered_by_the_table(handler, answers):
    """Card action, old card, link preview."""
    hook = Hook()
    hook.app.on_card_action()(handler)
    hook.app.on_legacy_card_action()(handler)
    hook.app.on_url_preview()(handler)
    async with hook.receiving():
        got = [shape(await hook.post(document)) for document in (CLICK, OLD_CARD, PREVIEW)]

    assert [mine if wanted else None for mine, wanted in zip(got, answers, strict=True)] == answers


@pytest.mark.parametrize(
    ("handler", "status"), [(lambda _: None, 200), (fails, 500), (nonsense, 200)], ids=["handled", "failed", "ignored"]
)
async def test_events_are_acknowledged_or_come_again(handler, status):
    """What a handler of an event gives back does not matter; when it fails, the platform sends the event again."""
    hook = Hook()
    hook.app.on_event("some.event_v1")(handler)
    async with hook.receiving():
        received = await hook.post(SOME_EVENT)

    assert (received.status, body(received)) == (status, {"msg": "success" if status == 200 else "failed"})


async def test_without_a_handler():
    """Callbacks change nothing, events are acknowledged."""
    hook = Hook()
    async with hook.receiving():
        got = [shape(await hook.post(document)) for document in (CLICK, PREVIEW, SOME_EVENT)]

    assert got == [(200, {}), (200, {}), (200, {"msg": "success"})]


async def test_unknown_events_may_be_refused():
    """unknown_events="refuse" has them sent again."""
    hook = Hook(unknown_events="refuse")
    async with hook.receiving():
        received = await hook.post(SOME_EVENT)

    assert received.status == 500


async def test_a_failing_handler_may_fail():
    """on_handler_error="fail" answers 500, for both kinds of cards."""
    hook = Hook(on_handler_error="fail")
    hook.app.on_card_action()(fails)
    hook.app.on_legacy_card_action()(fails)
    async with hook.receiving():
        got = [shape(await hook.post(document)) for document in (CLICK, OLD_CARD)]

    assert got == [(500, {"msg": "failed"})] * 2
    assert [str(error) for _, error in hook.failed] == ["boom", "boom"]


@pytest.mark.parametrize(
    ("document", "slow_events", "answer"),
    [
        (CLICK, "acknowledge", (200, "info toast")),
        (OLD_CARD, "acknowledge", (200, "info toast")),
        (PREVIEW, "acknowledge", (200, {})),
        (SOME_EVENT, "acknowledge", (200, {"msg": "success"})),
        (SOME_EVENT, "redeliver", (500, {"msg": "failed"})),
    ],
    ids=["card action", "old card", "preview", "event", "event again"],
)
async def test_at_the_deadline_the_guard_answers(document, slow_events, answer):
    """2.5 s after the request came, and not before, whatever the handler does."""
    hook = Hook(slow_events=slow_events)
    go = asyncio.Event()

    async def slow(_):
        await go.wait()

    hook.app.on_card_action()(slow)
    hook.app.on_legacy_card_action()(slow)
    hook.app.on_url_preview()(slow)
    hook.app.on_event()(slow)
    async with hook.receiving():
        receiving = await hook.begin(document)
        await hook.clock.advance(2.375)
        early = receiving.done()
        await hook.clock.advance(0.125)
        received = await receiving
        await received.after_sent()
        go.set()

    assert not early
    assert shape(received) == answer


# --- the address check ------------------------------------------------------------------------------------------------


def check(**changes):
    """Make an address check as it comes with a key: encrypted, and not signed."""
    return Request(sealed(json.dumps({**ADDRESS_CHECK, **changes}).encode()))


@pytest.mark.parametrize("challenge", ['a"b\\c', "x" * 2048, "你好\u2028</script>", "", "\ud83d"])
async def test_the_challenge_comes_back(challenge):
    """As JSON, whatever it holds; no handler hears of it."""
    hook = Hook()
    seen: list[object] = []
    hook.app.on_event()(seen.append)
    hook.app.on_card_action()(seen.append)
    async with hook.receiving():
        received = await hook.post(check(challenge=challenge))
        counted = hook.count("address_checks"), hook.count("deliveries")

    assert (received.status, body(received)) == (200, {"challenge": challenge})
    assert received.body.isascii()
    assert (counted, seen) == ((1, 0), [])


async def test_a_challenge_over_2_kb_is_refused():
    """Nobody needs a mirror."""
    hook = Hook()
    async with hook.receiving():
        received = await hook.post(check(challenge="x" * 2049))

    assert received.status == 401


async def test_the_challenge_is_answered_whatever_handlers_do():
    """With every thread blocked and 2,000 handlers in flight, not a moment passes."""
    hook = Hook(threads=2)
    go, release = asyncio.Event(), threading.Event()

    @hook.app.on_card_action()
    async def slow(_):
        await go.wait()

    @hook.app.on_event()
    def blocked(_):
        release.wait(LIMIT)

    async with hook.receiving():
        try:
            tasks = [asyncio.create_task(hook.post(SOME_EVENT)) for _ in range(10)]
            tasks += [asyncio.create_task(hook.post(CLICK)) for _ in range(1990)]
            await settle()
            in_flight = hook.app.status().in_flight
            received = await hook.post(check())
            moved = hook.clock.now()
        finally:
            release.set()
            go.set()
        answers = await asyncio.gather(*tasks)
        await hook.quiet()

    assert (in_flight, moved) == (2000, 0.0)
    assert body(received) == {"challenge": "c-1"}
    assert {answer.status for answer in answers} == {200}


# --- one door or two --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("only", "statuses"),
    [(None, [200, 200, 200, 200]), ("callbacks", [200, 401, 200, 200]), ("legacy_cards", [400, 200, 400, 200])],
)
async def test_doors_may_be_separated(only, statuses):
    """A door for callbacks and events, one for old cards; each answers the address check."""
    hook = Hook()
    hook.app.on_legacy_card_action()(lambda _: None)
    async with hook.receiving():
        receiver = await doors(hook.app)
        requests = [hook.request(document) for document in (CLICK, OLD_CARD, SOME_EVENT)]
        answers = [await receiver(dict(each.headers), each.body, only=only) for each in (*requests, check())]

    assert [answer.status for answer in answers] == statuses


async def doors(app: App):
    """Give what a door calls."""

    async def receive(headers, body, *, only):
        return await app._webhooks.receive_request(headers, body, method="POST", only=only)

    return receive


async def test_an_old_card_is_not_looked_at_without_a_handler():
    """It is refused before its signature is checked, and taken as soon as there is a handler."""
    hook = Hook()
    async with hook.receiving():
        before = await hook.post(card(OLD_CARD, token="wrong", timestamp=int(hook.clock.time())))
        why = hook.count("refused_unsupported")
        hook.app.on_legacy_card_action()(lambda _: CustomResponse(400, {"content": "hello"}))
        after = await hook.post(OLD_CARD)

    assert (before.status, why) == (401, 1)
    assert (after.status, body(after)) == (400, {"content": "hello"})


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_secrets_stay_out_of_the_log(caplog):
    """At DEBUG, with everything going wrong, no secret, token, signature or ciphertext is written."""
    caplog.set_level("DEBUG")
    hook = Hook()

    @hook.app.on_card_action()
    async def fail(action):
        yield Toast.info("x")
        yield Card(elements=[Markdown("x")])
        raise ValueError(f"cannot handle {action!r}")

    hook.app.on_event()(fails)
    hook.app.on_legacy_card_action()(fails)
    requests = []
    async with hook.receiving():
        right = hook.request(CLICK)
        wrong = typed("some.event_v1")
        wrong["header"]["token"] = "v-wr0ng"
        requests = [
            *(right, right, hook.request(SOME_EVENT), hook.request(OLD_CARD), hook.request(wrong), check()),
            *(Request(right.body), plain(SOME_EVENT), hook.request(CLICK, timestamp=1), hook.request(CLICK, key="k")),
            *(right.with_headers(nonce=None), check(challenge="ch4llenge"), check(token="v-wr0ng")),
            *(hook.request({**click(), "event": 3}), hook.request(b"\xff"), hook.request({**OLD_CARD, "open_id": 3})),
        ]
        for request in requests:
            await hook.post(request)
        await hook.clock.advance(0.3)
        await hook.quiet()

    secrets = {KEY, TOKEN, "v-wr0ng", "c-update-token", "ch4llenge", "s3cret-of-the-app"}
    secrets |= {request.signature for request in requests if "X-Lark-Signature" in dict(request.headers)}
    secrets |= {request.body.decode("utf-8", "replace")[12:40] for request in requests}
    assert len(caplog.records) > 20
    assert [secret for secret in secrets if secret in caplog.text] == []


def test_nothing_shows_its_secrets():
    """Not an app, nor what it was given."""
    hook = Hook()

    shown = f"{hook.app!r} {vars(hook.app)!r} {hook.platform!r} {hook.app._webhooks.secrets()!r}"
    assert [secret for secret in (KEY, TOKEN, "s3cret-of-the-app") if secret in shown] == []


async def test_json_is_read_as_it_was_signed():
    """White space and escapes are the sender's."""
    hook = Hook()
    hook.app.on_card_action()(lambda _: Toast.success("ok"))
    async with hook.receiving():
        spaced = json.dumps(json.loads(sealed(compact(CLICK))), indent=4).encode() + b"\r\n"
        received = await hook.post(signed(spaced, timestamp=int(hook.clock.time())))

    assert body(received) == DONE
