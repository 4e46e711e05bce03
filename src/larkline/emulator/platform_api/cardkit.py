"""``/open-apis/cardkit/v1/cards``: card entities, their components, and the text streamed into them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from larkline.emulator.cards import elements
from larkline.emulator.cards.elements import Position
from larkline.emulator.cards.entities import Change
from larkline.emulator.failures import ApiFailure
from larkline.emulator.http.json_input import read_json
from larkline.emulator.platform_api.operations import Answer, Call, Handler, Operation
from larkline.facts.cardkit import STREAM_TEXT_CHARS

__all__ = ["CARDKIT"]

_CARDS = "/open-apis/cardkit/v1/cards"
_CARD = _CARDS + "/{card_id}"
_ELEMENT = _CARD + "/elements/{element_id}"
Body = Mapping[str, Any]
#: Makes the change that a body asks for, of the component that the path names, if it names one.
MakeChange = Callable[[Body, str], Change]


async def _create(call: Call) -> Answer:
    body = _body(call)
    card = call.core.shelf.card_of_entity(call.app.app_id, _text(body, "type"), _text(body, "data", empty=300307))
    entity = call.core.entities.create(call.app.app_id, card, now=call.now)
    return {"code": 0, "msg": "success", "data": {"card_id": entity.card_id}}


async def _convert(call: Call) -> Answer:
    message = call.core.messaging.find(call.app, _text(_body(call), "message_id"), tenant_key=call.tenant_key)
    if message.sender_id != call.app.app_id:
        raise ApiFailure(300311)
    entity = call.core.entities.of_message(message, now=call.now)
    return {"code": 0, "msg": "success", "data": {"card_id": entity.card_id}}


def _operating(make: MakeChange, *, streams: bool = False) -> Handler:
    """Make what carries out a numbered operation on one card."""

    async def handler(call: Call) -> Answer:
        body, names = _body(call), call.request.path_params
        call.core.entities.operate(
            call.app.app_id,
            names["card_id"],
            body,
            f"{call.request.method} {call.request.url.path}",
            make(body, names.get("element_id", "")),
            now=call.now,
            at=call.at,
            streams=streams,
        )
        return {"code": 0, "msg": "success", "data": {}}

    return handler


# --- the whole card ---------------------------------------------------------------------------------------------------


def _whole(body: Body, _element_id: str) -> Change:
    given = body.get("card")
    if not isinstance(given, dict) or given.get("type") != "card_json":
        raise ApiFailure(10002, 'card is an object of the type "card_json"')
    new = _object(_text(given, "data", empty=300307), 200220)

    def change(card: dict[str, Any]) -> None:
        card.clear()
        card.update(new)

    return change


def _settings(body: Body, _element_id: str) -> Change:
    return _change_settings(_object(_text(body, "settings"), 10002))


def _change_settings(settings: Body) -> Change:
    """Change members of ``config``, and ``card_link`` as a whole."""
    unknown = settings.keys() - {"config", "card_link"}
    if unknown or not settings or not all(isinstance(value, dict) for value in settings.values()):
        raise ApiFailure(300122, "settings are config, card_link or both, each a JSON object")

    def change(card: dict[str, Any]) -> None:
        if "config" in settings:
            card["config"] = {**card.get("config", {}), **settings["config"]}
        if "card_link" in settings:
            card["card_link"] = settings["card_link"]

    return change


def _batch(body: Body, _element_id: str) -> Change:
    actions = _json(_text(body, "actions"), 10002)
    if not isinstance(actions, list) or not actions:
        raise ApiFailure(10002, "actions is the text of a JSON array that is not empty")
    changes = [_action(action) for action in actions]

    def change(card: dict[str, Any]) -> None:
        for each in changes:
            each(card)

    return change


def _action(action: object) -> Change:
    params = action.get("params") if isinstance(action, dict) else None
    if not isinstance(action, dict) or not isinstance(params, dict):
        raise ApiFailure(10002, "an action has a name in action, and an object in params")
    kind = action.get("action")
    if kind == "partial_update_setting":
        return _change_settings(_object(params.get("settings"), 10002))
    if kind == "add_elements":
        return _adding(params)
    if kind == "delete_elements":
        ids = params.get("element_ids")
        if not isinstance(ids, list) or not ids:
            raise ApiFailure(10002, "element_ids is an array that is not empty")
        return _deleting([str(each) for each in ids])
    if kind == "partial_update_element":
        return _patching(_text(params, "element_id"), _object(params.get("partial_element"), 10002))
    if kind == "update_element":
        return _replacing(_text(params, "element_id"), _object(params.get("element"), 10002))
    raise ApiFailure(10002, f"there is no action {kind!r}")


# --- one component ----------------------------------------------------------------------------------------------------


def _add(body: Body, _element_id: str) -> Change:
    return _adding(body)


def _adding(params: Body) -> Change:
    position, target = params.get("type"), params.get("target_element_id") or None
    new = _json(params.get("elements"), 10002)
    if position not in get_args(Position):
        raise ApiFailure(10002, f"type is one of {', '.join(get_args(Position))}, not {position!r}")
    if target is not None and not isinstance(target, str):
        raise ApiFailure(10002, "target_element_id is no text")
    if target is None and position != "append":
        raise ApiFailure(10002, f"{position} needs a target_element_id")
    if not isinstance(new, list) or not new or not all(isinstance(each, dict) for each in new):
        raise ApiFailure(10002, "elements is an array of components that is not empty")

    def change(card: dict[str, Any]) -> None:
        if not elements.insert(card, new, cast(Position, position), target):
            raise ApiFailure(300315, f"there is no component {target!r} to put it next to")

    return change


def _replace(body: Body, element_id: str) -> Change:
    return _replacing(element_id, _object(_text(body, "element"), 10002))


def _replacing(element_id: str, element: Body) -> Change:
    def change(card: dict[str, Any]) -> None:
        if not elements.replace(card, element_id, element):
            raise _not_there(300313, element_id)

    return change


def _patch(body: Body, element_id: str) -> Change:
    return _patching(element_id, _object(_text(body, "partial_element"), 10002))


def _patching(element_id: str, changes: Body) -> Change:
    def change(card: dict[str, Any]) -> None:
        try:
            found = elements.patch(card, element_id, changes)
        except elements.TagChanged:
            raise ApiFailure(300312) from None
        if not found:
            raise _not_there(300313, element_id)

    return change


def _delete(_body: Body, element_id: str) -> Change:
    return _deleting([element_id])


def _deleting(element_ids: list[str]) -> Change:
    def change(card: dict[str, Any]) -> None:
        for element_id in element_ids:
            if not elements.delete(card, element_id):
                raise _not_there(300314, element_id)

    return change


def _stream(body: Body, element_id: str) -> Change:
    content = _text(body, "content")
    if len(content) > STREAM_TEXT_CHARS:
        raise ApiFailure(10002, f"content has {len(content)} characters, a text takes {STREAM_TEXT_CHARS}")

    def change(card: dict[str, Any]) -> None:
        done = elements.set_text(card, element_id, content)
        if done is None:
            raise _not_there(300313, element_id)
        if not done:
            raise ApiFailure(300310)

    return change


# --- reading ----------------------------------------------------------------------------------------------------------


def _not_there(code: int, element_id: str) -> ApiFailure:
    return ApiFailure(code, f"the card has no component {element_id!r}")


def _body(call: Call) -> dict[str, Any]:
    if not isinstance(call.body, dict):
        raise ApiFailure(10002, "the body is no JSON object")
    return call.body


def _text(body: Body, key: str, *, empty: int = 10002) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise ApiFailure(10002, f"{key} is missing or no text")
    if not value:
        raise ApiFailure(empty, f"{key} is empty")
    return value


def _json(value: object, code: int) -> Any:
    """Read JSON text; in a batch JSON may stand where a call of its own has the text of it."""
    if not isinstance(value, str):
        return value
    try:
        return read_json(value.encode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise ApiFailure(code, f"this is not the text of JSON: {error}") from None


def _object(value: object, code: int) -> dict[str, Any]:
    read = _json(value, code)
    if not isinstance(read, dict):
        raise ApiFailure(code, "a JSON object is expected, or the text of one")
    return read


# --- the calls --------------------------------------------------------------------------------------------------------

_MADE = (10002, 200220, 200860, 300301, 300302, 300303, 300305, 300307)
_OPERATED = (*_MADE, 200740, 200750, 200770, 200810, 300311, 300317, 99991400)
_TEST = "test_cardkit.py::"
_SCOPES = ("cardkit:card:write",)

#: What :func:`platform_app` serves of this. Source: docs, cardkit v1 (documented).
CARDKIT = (
    Operation(
        method="POST",
        path=_CARDS,
        handler=_create,
        codes=_MADE,
        test=_TEST + "test_a_message_shows_the_entity_and_what_becomes_of_it",
        scopes=_SCOPES,
    ),
    Operation(
        method="POST",
        path=_CARDS + "/id_convert",
        handler=_convert,
        codes=(*_MADE, 230001, 230002, 230110, 300311),
        test=_TEST + "test_the_card_of_a_message_becomes_an_entity",
        scopes=_SCOPES,
    ),
    Operation(
        method="PUT",
        path=_CARD,
        handler=_operating(_whole),
        codes=_OPERATED,
        test=_TEST + "test_the_whole_card_is_replaced",
        scopes=_SCOPES,
    ),
    Operation(
        method="PATCH",
        path=_CARD + "/settings",
        handler=_operating(_settings),
        codes=(*_OPERATED, 300122),
        test=_TEST + "test_settings_change_members_of_the_config",
        scopes=_SCOPES,
    ),
    Operation(
        method="POST",
        path=_CARD + "/batch_update",
        handler=_operating(_batch),
        codes=(*_OPERATED, 300122, 300312, 300313, 300314, 300315),
        test=_TEST + "test_a_batch_does_several_things_at_once",
        scopes=_SCOPES,
    ),
    Operation(
        method="POST",
        path=_CARD + "/elements",
        handler=_operating(_add),
        codes=(*_OPERATED, 300315),
        test=_TEST + "test_components_are_added_replaced_and_deleted",
        scopes=_SCOPES,
    ),
    Operation(
        method="PUT",
        path=_ELEMENT,
        handler=_operating(_replace),
        codes=(*_OPERATED, 300313),
        test=_TEST + "test_components_are_added_replaced_and_deleted",
        scopes=_SCOPES,
    ),
    Operation(
        method="PATCH",
        path=_ELEMENT,
        handler=_operating(_patch),
        codes=(*_OPERATED, 300312, 300313),
        test=_TEST + "test_a_message_shows_the_entity_and_what_becomes_of_it",
        scopes=_SCOPES,
    ),
    Operation(
        method="DELETE",
        path=_ELEMENT,
        handler=_operating(_delete),
        codes=(*_OPERATED, 300314),
        test=_TEST + "test_components_are_added_replaced_and_deleted",
        scopes=_SCOPES,
    ),
    Operation(
        method="PUT",
        path=_ELEMENT + "/content",
        handler=_operating(_stream, streams=True),
        codes=(*_OPERATED, 200850, 300309, 300310, 300313),
        test=_TEST + "test_streamed_text_is_seen_at_once",
        scopes=_SCOPES,
    ),
)
