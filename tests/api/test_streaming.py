"""The rules of streaming text into a card."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.api.streaming import ERROR_NOTE, StreamText, streaming_card
from larkline.cards.card import Card, CardTemplate
from larkline.cards.header import Header
from larkline.cards.markdown import Markdown
from larkline.errors import CardError, CardTooLarge, InvalidRequest
from larkline.facts.delivery import CARD_BYTES

CARD = streaming_card(None, "answer", "…")


def text_of(card: Card = CARD, note: str = ERROR_NOTE) -> StreamText:
    """Make the text of a card."""
    return StreamText(card, "answer", note)


def test_a_card_of_the_text_alone():
    """It is shared, in streaming mode, and shows the placeholder."""
    assert CARD.to_dict() == {
        "schema": "2.0",
        "config": {"streaming_mode": True, "update_multi": True},
        "body": {"elements": [{"tag": "markdown", "element_id": "answer", "content": "…"}]},
    }


@pytest.mark.parametrize("as_dict", [False, True])
def test_a_card_that_the_text_is_part_of(as_dict):
    """The rest of it stays as it is; the text may stand deep inside."""
    inner = {"tag": "column", "elements": [{"tag": "markdown", "element_id": "here", "content": ""}]}
    card = Card(
        header=Header("问答"),
        config={"width_mode": "fill", "streaming_mode": False},
        elements=[Markdown("above"), {"tag": "column_set", "columns": [inner]}],
    )
    made = streaming_card(card.to_dict() if as_dict else card, "here", "…").to_dict()

    assert made.pop("config") == {"width_mode": "fill", "streaming_mode": True, "update_multi": True}
    assert made == {name: value for name, value in card.to_dict().items() if name != "config"}


@pytest.mark.parametrize("piece", [None, 5, b"x"])
def test_what_is_no_text_is_told(piece):
    """Many models end their stream with a piece that is None; nothing of it gets into the card."""
    text = text_of()
    text.write("x")
    with pytest.raises(TypeError, match=f"takes texts, not {type(piece).__name__}"):
        text.write(piece)

    assert text.text == "x"


def test_a_plain_text_can_be_streamed_into():
    """The platform takes markdown and plain_text."""
    div = {"tag": "div", "text": {"tag": "plain_text", "element_id": "answer", "content": "x"}}

    assert streaming_card(Card(elements=[div]), "answer", "…").schema == "2.0"


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        (Card(elements=[Markdown("x")]), "no markdown and no plain_text with the element_id 'answer'"),
        (Card(elements=[{"tag": "hr", "element_id": "answer"}]), "no markdown"),
        (Card.from_dict({"elements": [{"tag": "markdown", "element_id": "answer", "content": "x"}]}), "JSON 2.0"),
        (CardTemplate("AAq1"), "JSON 2.0"),
    ],
    ids=range(4),
)
def test_a_card_that_cannot_be_streamed_into(card, problem):
    """The mistake surfaces before the card is sent."""
    with pytest.raises(CardError, match=problem):
        streaming_card(card, "answer", "…")


def test_the_whole_text_is_sent_each_time():
    """Nothing is sent twice, and nothing when nothing is new."""
    text = text_of()
    assert text.next_operation("card_1") is None
    sent = []
    for piece in ("Hel", "lo", ""):
        text.write(piece)
        operation = text.next_operation("card_1")
        if operation is not None:
            sent.append(operation.body["content"])
            text.done()

    assert sent == ["Hel", "Hello"]
    assert not text.waits


def test_what_failed_is_sent_again():
    """With what has been written since."""
    text = text_of()
    text.write("a")
    text.next_operation("card_1")
    text.write("b")
    operation = text.next_operation("card_1")
    assert operation is not None
    assert operation.body["content"] == "ab"
    text.write("c")
    text.done()

    assert text.waits


@given(st.lists(st.text(max_size=20)), st.data())
def test_each_update_begins_with_the_one_before(pieces, data):
    """Whatever is written, and whenever it is sent."""
    text = text_of()
    sent = [""]
    for piece in [*pieces, "end"]:
        text.write(piece)
        if data.draw(st.booleans()) and (operation := text.next_operation("card_1")) is not None:
            sent.append(operation.body["content"])
            text.done()

    assert all(later.startswith(earlier) for earlier, later in pairwise(sent))
    assert text.text == "".join([*pieces, "end"])


@pytest.mark.parametrize("piece", ["x", "字", '"', "\n", "😀"])
def test_the_platforms_limit(piece):
    """As much is taken as fits the card's JSON, with room for the note; what is too much is refused as a whole."""
    text = text_of()

    def write_on() -> None:
        for _ in range(CARD_BYTES):
            text.write(piece)

    with pytest.raises(CardTooLarge) as caught:
        write_on()
    before = text.text
    text.cut_off()
    card = CARD.to_dict()
    card["body"]["elements"][0]["content"] = text.text

    assert caught.value.limit_bytes == CARD_BYTES < caught.value.size_bytes
    assert text.text.startswith(before)
    assert CARD_BYTES - 40 < len(Card.from_dict(card).to_json()) <= CARD_BYTES


def test_a_text_that_is_cut_off():
    """The note stands below it; alone when there is no text; not at all when there is no note."""
    texts = []
    for written, note in (("abc", "cut"), ("", "cut"), ("abc", ""), ("", "")):
        text = text_of(note=note)
        text.write(written)
        text.cut_off()
        texts.append(text.text)

    assert texts == ["abc\n\ncut", "cut", "abc", ""]


@pytest.mark.parametrize(("code", "off"), [(300309, True), (200850, True), (200510, True), (300313, False)])
def test_without_the_streaming_mode_the_text_is_changed_like_any_other(code, off):
    """Once it is off for good, the component is patched."""
    text = text_of()
    text.write("abc")
    error = InvalidRequest(code=code, msg="no")
    assert text.is_off(error) is off
    text.plain = True
    operation = text.next_operation("card_1")

    assert not text.is_off(error)
    assert operation is not None
    assert (operation.method, operation.path.rpartition("/")[2]) == ("PATCH", "answer")
    assert json.loads(operation.body["partial_element"]) == {"content": "abc"}


@pytest.mark.parametrize("on", [True, False])
def test_the_mode(on):
    """It is a setting of the card."""
    operation = StreamText.mode("card_1", on=on)

    assert json.loads(operation.body["settings"]) == {"config": {"streaming_mode": on}}
