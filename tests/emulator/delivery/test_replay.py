"""Deliveries that are delivered again (S5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.emulator import Emulator, EmulatorError, UnknownThing
from larkline.emulator.delivery.replay import Replay, begin_replay, replay_all
from larkline.emulator.webhook.targets import AddressRefused
from tests.emulator.hook_server import always, answering, http, serving
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

TOAST = {"toast": {"type": "info", "content": "好"}}


async def clicked(feishu: Emulator):
    """Click a card that an app answers with a toast."""
    return (await feishu.click(await feishu.send(CARD), "同意")).delivery


async def again(feishu: Emulator, delivery_id: str, **how: Any) -> Any:
    """Replay, and wait for the verdict."""
    return await feishu.core.engine.finished(begin_replay(feishu.core, delivery_id, Replay(**how)))


async def test_as_sent_keeps_every_id(local):
    """The same payload goes out once more, as a delivery of its own that says what it repeats."""
    async with local.running(TinyApp(answer(TOAST))):
        first = await clicked(local)
        second = await again(local, first.id)

    assert second.push.payload == first.push.payload
    assert second.id != first.id
    assert (second.replay_of, second.connection) == (first.id, first.connection)
    assert second.verdict.ok
    assert local.core.journal.detail(first.id)["related"]["replays"] == [second.id]


async def test_as_new_has_new_ids_times_and_tokens(local):
    """And the token can be used for a delayed update of the same message."""
    async with local.running(TinyApp(answer(TOAST))):
        first = await clicked(local)
        await local.clock.advance(60.0)
        second = await again(local, first.id, mode="as_new")

    old, new = json.loads(first.push.payload), json.loads(second.push.payload)
    assert new["header"]["event_id"] == second.push.event_id != first.push.event_id
    assert int(new["header"]["create_time"]) - int(old["header"]["create_time"]) == 60_000_000
    assert new["event"]["token"] != old["event"]["token"]
    assert local.core.update_tokens.find(new["event"]["token"]).message_id == first.push.message_id
    assert {**new["event"], "token": ""} == {**old["event"], "token": ""}


async def test_edited_is_new_and_changed(local):
    """Values are put at paths, or the whole payload is another one."""
    async with local.running(TinyApp(answer(TOAST))):
        first = await clicked(local)
        second = await again(local, first.id, mode="edited", edits={"action.value": {"k": "v"}})
        third = await again(local, first.id, mode="edited", payload={**json.loads(first.push.payload), "extra": 1})

    assert json.loads(second.push.payload)["event"]["action"]["value"] == {"k": "v"}
    assert second.push.event_id != first.push.event_id
    assert json.loads(third.push.payload)["extra"] == 1


async def test_the_message_need_not_exist_any_more(local):
    """It is made as a stub, so that the app can update it."""
    async with local.running(TinyApp(answer(TOAST))):
        first = await clicked(local)
        local.core.reset(journal=False)
        second = await again(local, first.id, mode="as_new")

    assert second.verdict.ok
    assert first.push.message_id in local.core.world.messages


async def test_a_webhook_gets_the_same_bytes_or_is_signed_anew(served):
    """As sent reuses body, timestamp and signature; as new has others, and both can be decrypted."""
    key = served.app().encrypt_key
    async with serving(answering(key, always(http(TOAST)))) as server:
        await served.save_webhook(event_url=server.url(), callback_url=server.url())
        first = await clicked(served)
        sent, new = await again(served, first.id), await again(served, first.id, mode="as_new")
        requests = server.requests[-3:]

    headers = [{name.lower(): value for name, value in request.headers.items()} for request in requests]
    assert requests[1].body == requests[0].body != requests[2].body
    assert headers[1]["x-lark-signature"] == headers[0]["x-lark-signature"] != headers[2]["x-lark-signature"]
    assert served.core.webhooks.signed_by(new)["match"]
    assert sent.verdict.ok
    assert new.verdict.ok


async def test_it_goes_where_it_is_told(served, connect):
    """Over another connection, or to a webhook, whatever the settings say."""
    await connect(answer(TOAST))
    await connect(answer(TOAST))
    first = await clicked(served)
    other = next(id_ for id_ in served.core.hub.sessions if id_ != first.connection)
    over = await again(served, first.id, connection=other)
    async with serving(always(http(TOAST))) as server:
        posted = await again(served, first.id, mode="as_new", url=server.url())

    assert (over.connection, over.verdict.ok) == (other, True)
    assert (posted.transport, posted.url, posted.verdict.ok) == ("webhook", server.url(), True)


async def test_several_keep_their_distance_or_do_not(local):
    """In order; with the original pace as much time passes on the clock as then."""
    async with local.running(TinyApp(answer(None))):
        ids = []
        for text in "一二三":
            ids.append((await local.say(text)).delivery.id)
            await local.clock.advance(10.0)
        fast = await replay_all(local.core, ids, Replay(), original_pace=False)
        import asyncio

        slow_task = asyncio.ensure_future(replay_all(local.core, ids, Replay(), original_pace=True))
        await local.clock.advance(30.0)
        slow = await slow_task

    assert [exchange.replay_of for exchange in fast] == [exchange.replay_of for exchange in slow] == ids
    assert {exchange.pushed_at for exchange in fast} == {fast[0].pushed_at}
    assert [round(exchange.pushed_at - slow[0].pushed_at) for exchange in slow] == [0, 10, 20]


async def test_an_earlier_run_can_be_replayed(tmp_path):
    """Its token was masked in the file, and is put back; so are ids of an app that is not here."""
    path = tmp_path / "journal.sqlite3"
    async with Emulator(seed=1, journal=path) as first, first.running(TinyApp(answer(TOAST))):
        before = await clicked(first)
    async with Emulator(seed=2, journal=path) as second, second.running(TinyApp(answer(TOAST))):
        sent = await again(second, before.id)
        new = await again(second, before.id, mode="as_new")

    assert json.loads(sent.push.payload)["header"]["token"] == second.app().verification_token
    assert json.loads(new.push.payload)["header"]["app_id"] == second.app().app_id
    assert sent.verdict.ok
    assert new.verdict.ok


@pytest.mark.parametrize(
    ("how", "error", "problem"),
    [
        ({"edits": {"a": 1}}, EmulatorError, "as_sent changes nothing"),
        ({"connection": "1", "url": "http://127.0.0.1:1/"}, EmulatorError, "not to both"),
        ({"connection": "nowhere"}, UnknownThing, "no connection 'nowhere'"),
        ({"url": "http://evil.example/"}, AddressRefused, "is not of this machine"),
        ({"mode": "edited", "edits": {"header.x.y.0": 1, "event.action.tag.0": 1, "event.token.a.b": 2}}, None, ""),
    ],
)
async def test_what_makes_no_sense_is_refused(local, how, error, problem):
    """With the reason, and nothing is delivered."""
    async with local.running(TinyApp(answer(TOAST))):
        first = await clicked(local)
        count = len(local.deliveries())
        if error is None:
            begin_replay(local.core, first.id, Replay(**how))
        else:
            with pytest.raises(error, match=problem):
                begin_replay(local.core, first.id, Replay(**how))

            assert len(local.deliveries()) == count
