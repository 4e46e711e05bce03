"""Deliver again what was delivered before: as it was sent, as something new, or changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

from larkline.clock import sleep_until
from larkline.emulator.core import Core
from larkline.emulator.delivery.events import adopt, adopt_legacy, put
from larkline.emulator.delivery.flight import Course
from larkline.emulator.delivery.pushes import CARD_ACTION, LEGACY_CARD_ACTION, URL_PREVIEW, kind_of
from larkline.emulator.errors import EmulatorError, UnknownThing, known_ids
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.webhook.requests import HookRequest
from larkline.emulator.world.tenant import AppRecord

__all__ = ["Replay", "begin_replay", "replay_all"]

Row = dict[str, Any]
_LONGEST_GAP = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """
    How something is delivered again.

    Attributes:
        mode: ``as_sent`` keeps ids, times and, to a webhook, every byte; ``as_new`` has new ids, times and tokens and
            is signed and encrypted anew; ``edited`` is new and changed.
        edits: Path to value, as for :func:`~larkline.emulator.delivery.events.put`.
        payload: What is delivered instead; None for what was.
        connection: Id of the long connection it goes over; empty for none in particular.
        url: The webhook it goes to; empty for none in particular.
    """

    mode: Literal["as_sent", "as_new", "edited"] = "as_sent"
    edits: Mapping[str, object] = field(default_factory=dict)
    payload: Mapping[str, Any] | None = None
    connection: str = ""
    url: str = ""


def begin_replay(core: Core, delivery_id: str, replay: Replay) -> Exchange:
    """
    Deliver something again, without waiting; a message it names that is not there any more is made as a stub.

    Raises:
        UnknownThing: There is no such delivery, or no such connection.
        EmulatorError: It cannot be replayed like this; the text says why.
    """
    if replay.mode != "edited" and (replay.edits or replay.payload is not None):
        raise EmulatorError(
            f"a replay {replay.mode} changes nothing; say mode edited",
            f"{replay.mode} 方式的重放不修改内容；请使用 edited",
        )
    if replay.connection and replay.url:
        raise EmulatorError(
            "a replay goes to a connection or to a url, not to both", "重放只能发往一条连接或一个地址，不能同时指定"
        )
    kept = core.journal.kept(delivery_id)
    original = core.journal.get(delivery_id)
    app = core.world.apps.get(kept["app_id"]) or core.world.app()
    text = kept["request"] if original is None else original.push.payload.decode("utf-8", "surrogatepass")
    document = dict(replay.payload) if replay.payload is not None else _parsed(text)
    if not isinstance(document, dict):
        raise EmulatorError(
            f"the delivery {delivery_id} holds no JSON object", f"推送 {delivery_id} 的内容不是 JSON 对象"
        )
    is_old = kept["type"] == LEGACY_CARD_ACTION
    event_id = kept["event_id"]
    document = deepcopy(document)
    if replay.mode == "as_sent":
        _own(document, app)
    else:
        event_id = core.ids.hex(32)
        _renew(core, app, kept["type"], document, event_id)
        for path, value in replay.edits.items():
            put(document, path, value, flat=is_old)
    if original is not None and replay.mode == "as_sent":
        push = original.push
        adopt_legacy(core, app, event_id, document) if is_old else adopt(core, app, push.type, event_id, document)
    elif is_old:
        push = adopt_legacy(core, app, event_id, document)
    else:
        push = adopt(core, app, kept["type"], event_id, document)
    return core.engine.begin(push, _course(core, kept, original, replay))


async def replay_all(core: Core, delivery_ids: list[str], replay: Replay, *, original_pace: bool) -> list[Exchange]:
    """
    Deliver several things again, in their order, without waiting for their verdicts.

    Args:
        original_pace: Whether as much time lies between them as then, on the emulator's clock; else none does.
    """
    begun: list[Exchange] = []
    before: float | None = None
    for delivery_id in delivery_ids:
        at = core.journal.kept(delivery_id)["pushed_at"]
        if original_pace and before is not None and at > before:
            await sleep_until(core.clock, core.clock.now() + min(at - before, _LONGEST_GAP))
        before = at
        begun.append(begin_replay(core, delivery_id, replay))
    return begun


def _course(core: Core, kept: Row, original: Exchange | None, replay: Replay) -> Course:
    """Choose the way: the one that was asked for, else that of the original if it is still there."""
    prepared = None
    if replay.mode == "as_sent" and kept["transport"] == "webhook" and not replay.connection:
        prepared = _request_as_sent(kept, original)
    if replay.url:
        return Course(way=core.webhooks.way_to(replay.url), prepared=prepared, replay_of=kept["id"])
    session = core.hub.sessions.get(replay.connection or kept["connection"] or "")
    if replay.connection and (session is None or not session.is_open):
        raise UnknownThing("connection", replay.connection, known_ids(core.hub.sessions, "open", "已建立"))
    if session is not None and session.is_open:
        return Course(session=session, replay_of=kept["id"])
    return Course(prepared=prepared, replay_of=kept["id"])


def _request_as_sent(kept: Row, original: Exchange | None) -> HookRequest | None:
    """Give the request as its bytes were; None when they are not known any more, as a secret in them was masked."""
    if original is not None:
        return original.sent
    sent = kept["sent"]
    return None if sent is None or sent["body"] is None else HookRequest(sent["headers"], sent["body"].encode())


def _own(document: Row, app: AppRecord) -> None:
    """Put the app's verification token back where it was masked."""
    for place in (document.get("header"), document):
        if isinstance(place, dict) and place.get("token") == "***":
            place["token"] = app.verification_token


def _renew(core: Core, app: AppRecord, type_: str, document: Row, event_id: str) -> None:
    """Give a payload new ids, times and tokens."""
    at = core.clock.time()
    header, event = document.get("header"), document.get("event")
    if isinstance(header, dict):
        unit = 1_000 if kind_of(type_) == "event" else 1_000_000
        header.update(event_id=event_id, token=app.verification_token, create_time=str(int(at * unit)))
        header.update(app_id=app.app_id)
    elif type_ == LEGACY_CARD_ACTION:
        document["token"] = core.ids.update_token()
    else:
        document.update(uuid=event_id, token=app.verification_token, ts=f"{at:.7f}")
    if isinstance(event, dict):
        if type_ == CARD_ACTION:
            event["token"] = core.ids.update_token()
        context = event.get("context")
        if type_ == URL_PREVIEW and isinstance(context, dict) and context.get("preview_token"):
            context["preview_token"] = core.ids.hex(24)


def _parsed(text: str) -> Any:
    """Give what a text is in JSON; None when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
