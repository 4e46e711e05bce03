"""The recorded dialogs of the official SDKs, played against the app's side of the rules."""

from __future__ import annotations

import json

import pytest

from larkline.wire.delivery import Response
from larkline.wire.frames import decode_frame
from larkline.wire.long_connection import DeliveryReceived, FrameIgnored, LongConnection, Side
from tests.wire.differences import difference, differences
from tests.wire.vectors import vectors

#: What we do where the official SDKs differ from each other: deliveries handed out, frames ignored.
OURS = {
    "chunks_empty_part": (1, 0),
    "sum_edge": (1, 0),
    "header message_id missing": (0, 1),
    "header sum missing": (1, 0),
    "header seq missing": (1, 0),
    "sum not a number": (0, 1),
    "type event in upper case": (0, 1),
    "bad_payload": (1, 0),  # handed out; whoever decodes it answers 500
}
#: Dialogs without an answer that hold a frame which has to be ignored, and not only an incomplete payload.
IGNORED = {"chunks_bad_seq": 1, "garbage": 1}


def wanted(vector) -> tuple[int, int]:
    """Give how many deliveries and how many ignored frames a dialog leads to."""
    rule = difference("ws_dialogs", vector)
    expect = vector["expect"] if rule is None else rule["ours"]
    if isinstance(expect["answers"], int):
        return expect["answers"], IGNORED.get(vector["category"], 0)
    found: tuple[int, int] = OURS.get(vector["name"]) or OURS[vector["category"]]
    return found


def play(connection: LongConnection, vector) -> tuple[list[DeliveryReceived], list[FrameIgnored]]:
    """Send the frames of a dialog and answer every delivery; give what happened."""
    deliveries: list[DeliveryReceived] = []
    ignored: list[FrameIgnored] = []
    now = 0.0
    for step in vector["steps"]:
        now += step.get("sleep_s", 0.0)
        if "send_hex" in step:
            connection.receive_message(bytes.fromhex(step["send_hex"]), now=now)
        while (event := connection.next_event()) is not None:
            if isinstance(event, DeliveryReceived):
                deliveries.append(event)
                connection.respond(event.delivery.id, response_to(vector), now=now)
            elif isinstance(event, FrameIgnored):
                ignored.append(event)
    return deliveries, ignored


def response_to(vector) -> Response:
    """Give the response that the recorded handlers give."""
    data = vector["expect"].get("data")
    body = None if data is None else json.dumps(data, separators=(",", ":")).encode()
    return Response(vector["expect"].get("code", 200), body)


def app() -> LongConnection:
    """Give an app's end whose first ping is sent."""
    connection = LongConnection(Side.APP, service_id=33554678, now=0.0)
    connection.messages_to_send()
    return connection


@pytest.mark.parametrize("vector", vectors("ws_dialogs"), ids=lambda vector: vector["id"])
def test_a_recorded_dialog_leads_to_its_deliveries(vector):
    """Each dialog gives the recorded number of deliveries and one FrameIgnored for each bad frame."""
    deliveries, ignored = play(app(), vector)

    assert (len(deliveries), len(ignored)) == wanted(vector)


@pytest.mark.parametrize("vector", vectors("ws_dialogs"), ids=lambda vector: vector["id"])
def test_our_answers_are_those_of_the_official_sdk(vector):
    """The answer frames carry the recorded numbers, headers and fields, and the payload has the form of Node's."""
    connection = app()
    play(connection, vector)
    answers = [decode_frame(message) for message in connection.messages_to_send()]

    recorded = vector["observed"]["node"]["answers"] or vector["observed"]["python"]["answers"]
    if len(recorded) != len(answers):
        assert difference("ws_dialogs", vector) is not None or not isinstance(vector["expect"]["answers"], int)
        return
    for answer, official in zip(answers, recorded, strict=True):
        headers = [[key, "<ms>" if key == "biz_rt" else value] for key, value in answer.headers]
        assert [pair for pair in headers if pair[0] != "biz_rt"] == [
            pair for pair in official["headers"] if pair[0] != "biz_rt"
        ]
        assert headers[-1] == ["biz_rt", "<ms>"]
        assert (str(answer.seq_id), str(answer.log_id)) == (official["SeqID"], official["LogID"])
        assert answer.service == official["service"]
        assert (answer.payload_encoding, answer.payload_type) == (
            official["payload_encoding"],
            official["payload_type"],
        )
        assert answer.log_id_new == official["LogIDNew"]


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("ws_dialogs") if vector["category"].endswith(("_ok", "_error", "_none"))],
    ids=lambda vector: vector["id"],
)
def test_an_answer_has_the_bytes_of_the_node_sdk(vector):
    """Where all SDKs agree on the outcome, our payload is byte for byte that of the Node SDK."""
    connection = app()
    play(connection, vector)

    payloads = [(decode_frame(message).payload or b"").decode() for message in connection.messages_to_send()]
    assert payloads == [answer["payload"] for answer in vector["observed"]["node"]["answers"]]


def test_all_dialogs_on_one_connection():
    """Played one after the other on one connection, every dialog still leads to what it should."""
    connection = app()
    for vector in vectors("ws_dialogs"):
        deliveries, _ = play(connection, vector)
        assert len(deliveries) == wanted(vector)[0], vector["id"]

    assert connection.is_open
    assert connection.in_flight == 0


def test_each_listed_difference_is_one():
    """A rule whose official side says the same as ours would hide nothing, and does not belong into the list."""
    assert all(rule["official"] != rule["ours"] for rule in differences())
    categories = {rule["category"] for rule in differences() if rule["vectors"] == "ws_dialogs"}
    assert categories <= {vector["category"] for vector in vectors("ws_dialogs")}
