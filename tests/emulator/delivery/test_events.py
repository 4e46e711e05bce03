"""Any event on demand: example payloads, moved into the tenant, with the fields one wants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.emulator import EmulatorError
from larkline.emulator.delivery.catalogue import check_path, event_types, example_of, similar_types, title_of
from larkline.emulator.delivery.events import put
from larkline.payloads.envelope import decode_envelope
from tests.emulator.tiny_client import answer


@pytest.fixture
async def client(connect_locally):
    """An app that acknowledges everything."""
    return await connect_locally(answer({}))


@pytest.mark.parametrize("type_", event_types())
async def test_every_example_can_be_triggered(local, client, type_):
    """It arrives with its type, in this tenant and from this app, and no invented id is left."""
    answered = await local.trigger(type_)
    envelope = decode_envelope(client.received[0].payload)
    text = client.received[0].payload.decode()
    example = example_of(type_)
    assert example is not None

    assert answered.verdict.ok
    assert envelope.type == type_
    assert envelope.app_id == local.app().app_id
    assert envelope.tenant_key == local.core.world.tenant_key
    assert envelope.token == local.app().verification_token
    assert "cli_73c940e3f845b697" not in text
    assert ("ou_alice" in text) == ('"open_id"' in json.dumps(example) or "_open_id" in json.dumps(example))


async def test_the_old_envelope_is_used_for_old_types(local, client):
    """A type of version 1.0 comes with ts, uuid and event_callback."""
    await local.trigger("add_bot")
    document = json.loads(client.received[0].payload)

    assert document["type"] == "event_callback"
    assert document["event"]["type"] == "add_bot"
    assert document["uuid"]
    assert "schema" not in document


async def test_an_unknown_type_is_sent_with_the_fields_given(local, client):
    """Types that are not in the catalogue are delivered all the same, with whatever is given."""
    await local.trigger("brand.new.event_v9", object={"name": "小李"}, paths={"object.age": 7})
    document = json.loads(client.received[0].payload)

    assert document["header"]["event_type"] == "brand.new.event_v9"
    assert document["event"] == {"object": {"name": "小李", "age": 7}}
    assert len(document["header"]["create_time"]) == 13


async def test_fields_and_paths_change_the_payload(local, client):
    """Fields replace members of the event, paths reach into it and into the header."""
    await local.trigger(
        "im.message.receive_v1",
        paths={
            "message.content": '{"text":"改"}',
            "header.event_id": "fixed",
            "/event/message/mentions/0/name": "某人",
        },
        sender={"sender_type": "bot"},
    )
    document = json.loads(client.received[0].payload)

    assert document["event"]["sender"] == {"sender_type": "bot"}
    assert document["event"]["message"]["content"] == '{"text":"改"}'
    assert document["event"]["message"]["mentions"][0]["name"] == "某人"
    assert document["header"]["event_id"] == "fixed"


async def test_the_message_of_an_event_exists(local, client):
    """What the payload names can be answered."""
    await local.trigger("im.message.receive_v1")
    message_id = json.loads(client.received[0].payload)["event"]["message"]["message_id"]

    assert local.core.world.message(message_id).chat_id == "oc_team"


async def test_a_triggered_click_has_a_token_that_works(local, client):
    """Its card can be updated with the token of the payload, twice."""
    await local.trigger("card.action.trigger", action={"tag": "button", "value": {"k": 1}})
    event = json.loads(client.received[0].payload)["event"]
    card = {"schema": "2.0", "body": {"elements": []}}
    body = {"token": event["token"], "card": card}
    local.core.cards.update(local.app(), body, now=local.clock.now(), at=local.clock.time())

    assert event["action"] == {"tag": "button", "value": {"k": 1}}
    assert local.card_of(event["context"]["open_message_id"]) == card


@pytest.mark.parametrize("type_", ["", "a b", "../secret", "x" * 200])
async def test_what_is_no_type_is_refused(local, type_):
    """A name that could be a path is none."""
    with pytest.raises(EmulatorError, match="no type"):
        await local.trigger(type_)


@pytest.mark.parametrize("path", ["message.mentions.9.name", "message.mentions.x", "message.content.text.deep.0x.", ""])
async def test_a_path_that_leads_nowhere_is_refused(local, path):
    """The error names the step."""
    if path == "message.content.text.deep.0x.":
        document = {"event": {"message": {"content": "text"}}}
        with pytest.raises(EmulatorError, match="leads nowhere"):
            put(document, path, 1)
        return
    with pytest.raises(EmulatorError, match="leads nowhere"):
        await local.trigger("im.message.receive_v1", paths={path: "x"})


def test_objects_on_the_way_are_made():
    """A path into what is not there yet makes it."""
    document: dict[str, Any] = {}
    put(document, "event.a.b", 1)
    put(document, "/event/with~1slash", 2)

    assert document == {"event": {"a": {"b": 1}, "with/slash": 2}}


def test_the_catalogue_is_whole():
    """It has the types of the platform's documentation and SDKs, each with a title, and example and fields agree."""
    types = event_types()

    assert len(types) == 253
    assert "approval_instance" in types
    for type_ in types:
        assert set(title_of(type_)) == {"zh", "en"}
        example = example_of(type_)
        assert example is not None
        for name, value in example["event"].items():
            check_path(type_, name, value)
    assert title_of("brand.new.event_v9") == {}
    assert similar_types("im.message.recieve_v1")[0] == "im.message.receive_v1"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("message.contnt", "x", r"has no message.contnt; did you mean message.content\? \(.*: /message/contnt\)"),
        ("event.message.zzz", 1, r"has no event.message.zzz; known are message_id, "),
        ("header.evnt_id", "x", r"has no header.evnt_id; did you mean event_id\?"),
        ("message.content", 5, "message.content is a text, not 5"),
        ("message.mentions", "x", 'message.mentions is a list, not "x"'),
        ("message.mentions.0", "x", 'message.mentions.0 is an object, not "x"'),
        ("sender", [], r"sender is an object, not \[\]"),
        ("event", "x", 'event is an object, not "x"'),
        ("message.content.deep", 1, "leads nowhere at 'deep'"),
    ],
)
async def test_an_override_that_does_not_fit_is_refused(local, path, value, problem):
    """A field that is not there, with one that may be meant; a value of another kind, with what is wanted."""
    with pytest.raises(EmulatorError, match=problem):
        await local.trigger("im.message.receive_v1", paths={path: value})

    assert local.deliveries() == []


@pytest.mark.parametrize(
    ("type_", "path", "value"),
    [
        ("im.message.receive_v1", "message.content", None),
        ("im.message.receive_v1", "/event/message/brand_new", 1),
        ("im.message.receive_v1", "/event/message/content", 5),
        ("card.action.trigger", "action.value", "a text"),
        ("card.action.trigger", "action.value", {"k": 1}),
        ("card.action.trigger", "event.action.value.k", 1),
        ("card.action.trigger", "action.form_value.reason", ["a"]),
        ("card.action.trigger", "action.checked", True),
        ("application.bot.menu_v6", "timestamp", 1700000000),
    ],
)
def test_an_override_that_fits(type_, path, value):
    """Null, what may be anything, and a JSON pointer, which is not checked, pass."""
    check_path(type_, path, value)


@pytest.mark.parametrize(
    ("type_", "path"), [("application.bot.menu_v6", "timestamp"), ("card.action.trigger", "token")]
)
def test_true_is_no_number(type_, path):
    """JSON's true is neither a number nor a text."""
    with pytest.raises(EmulatorError, match="not true"):
        check_path(type_, path, True)
