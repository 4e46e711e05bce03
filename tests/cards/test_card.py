"""A card, built or taken over."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.cards.card import Card
from larkline.cards.components import Button, Div, Header, Hr, Markdown
from larkline.errors import CardTooLarge, InvalidCard
from larkline.facts.delivery import CARD_BYTES
from tests.cards.shapes import all_cards, card_json, card_text


def nested(depth: int) -> dict[str, object]:
    """Put objects into each other."""
    value: dict[str, object] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def test_a_card_is_card_json_2():
    """The smallest card names its version and has a body without elements."""
    assert Card().to_dict() == card_json("v2_25_empty_body")
    assert Card().schema == "2.0"


def test_header_and_elements_find_their_places():
    """What the documentation shows as the first card is built of three arguments."""
    card = Card(
        header=Header("每日站会提醒", template="blue"),
        elements=[Markdown("早上好，**10:00** 在 3 楼会议室开站会。")],
    )

    assert card.to_dict() == card_json("v2_01_hello")


def test_every_argument_has_its_member():
    """Root and body members are spelt as the platform spells them, and only what is given is there."""
    card = Card(
        header={"title": {"tag": "plain_text", "content": "x"}},
        elements=[Hr(), {"tag": "audio", "file_key": "file_1"}],
        config={"width_mode": "fill"},
        card_link={"url": "https://example.com", "pc_url": "https://example.com/pc"},
        direction="horizontal",
        padding="4px",
        horizontal_spacing="8px",
        vertical_spacing="small",
        horizontal_align="center",
        vertical_align="bottom",
    )

    assert card.to_dict() == {
        "schema": "2.0",
        "config": {"width_mode": "fill"},
        "card_link": {"url": "https://example.com", "pc_url": "https://example.com/pc"},
        "header": {"title": {"tag": "plain_text", "content": "x"}},
        "body": {
            "direction": "horizontal",
            "padding": "4px",
            "horizontal_spacing": "8px",
            "vertical_spacing": "small",
            "horizontal_align": "center",
            "vertical_align": "bottom",
            "elements": [{"tag": "hr"}, {"tag": "audio", "file_key": "file_1"}],
        },
    }


def test_a_link_may_be_a_plain_address():
    """An address alone is the link for all clients."""
    assert Card(card_link="https://example.com").to_dict()["card_link"] == {"url": "https://example.com"}


def test_elements_may_come_from_a_generator():
    """Whatever gives components one by one will do."""
    card = Card(elements=(Div(text) for text in "ab"))  # type: ignore[arg-type]  # wider than promised

    assert [element["text"]["content"] for element in card.to_dict()["body"]["elements"]] == ["a", "b"]


@pytest.mark.parametrize("elements", ["text", b"bytes", {"tag": "hr"}, Hr(), None, 3])
def test_elements_are_a_list(elements):
    """A text, one component alone, or something else entirely is no list of components."""
    with pytest.raises(InvalidCard, match="/body/elements: a list of components, not"):
        Card(elements=elements)


@pytest.mark.parametrize("element", ["text", Header("x"), None, 3, [Hr()]])
def test_an_element_is_a_component_or_its_json(element):
    """The position of what is no component is told."""
    with pytest.raises(InvalidCard, match="/body/elements/1: a component or its JSON, not"):
        Card(elements=[Hr(), element])


@pytest.mark.parametrize("name", all_cards())
def test_any_card_json_is_kept_as_it_is(name):
    """Nothing is lost on the way in and out, whatever the version."""
    from_text = Card.from_json(card_text(name))
    from_dict = Card.from_dict(card_json(name))

    assert from_text.to_dict() == from_dict.to_dict() == card_json(name)
    assert json.loads(from_text.to_json()) == card_json(name)
    assert list(from_text.to_dict()) == list(card_json(name)), "the order of the members"
    assert from_text.schema == {"v1": "1.0", "v2": "2.0"}[name[:2]]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=10,
    )
)
def test_any_json_value_survives(value):
    """Values are kept exactly, deep inside, big and small."""
    card = Card.from_dict({"schema": "2.0", "x": value})

    assert Card.from_json(card.to_json()).to_dict() == {"schema": "2.0", "x": value}


@pytest.mark.parametrize(
    ("data", "schema"),
    [
        ({}, "1.0"),
        ({"schema": "1.0"}, "1.0"),
        ({"schema": 2.0}, "1.0"),
        ({"schema": "2"}, "1.0"),
        ({"body": {}}, "1.0"),
        ({"schema": "2.0"}, "2.0"),
    ],
)
def test_the_version_is_what_the_platform_reads(data, schema):
    """Only the text 2.0 makes it version 2.0."""
    assert Card.from_dict(data).schema == schema


@pytest.mark.parametrize("kind", ["template", "card"])
def test_a_reference_is_no_card(kind):
    """The content of a message that refers to a template or an entity has no card in it."""
    with pytest.raises(InvalidCard, match="use CardTemplate"):
        Card.from_dict({"type": kind, "data": {"template_id": "AAq"}})


@pytest.mark.parametrize("data", [None, [], "{}", 3])
def test_a_card_is_an_object(data):
    """Other JSON values are no card."""
    with pytest.raises(InvalidCard, match="a card is a JSON object, not"):
        Card.from_dict(data)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"a":"\xff"}', b"[" * 100_000, b'{"a":' * 5_000, b"nan"]
)
def test_a_text_that_is_no_card_is_refused(text):
    """Broken JSON, other JSON and recursion bombs end in the same error."""
    with pytest.raises(InvalidCard):
        Card.from_json(text)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        {1, 2},
        object(),
        b"x",
        {1: 2},
        "\ud800",
        pytest.param(10**5000, id="5000 digits"),
        nested(200),
    ],
)
def test_what_has_no_json_form_is_refused(value):
    """A card is checked when it is built, not when it is sent."""
    with pytest.raises(InvalidCard):
        Card.from_dict({"x": value})
    with pytest.raises(InvalidCard):
        Card(config={"x": value})


def test_a_card_that_holds_itself_is_refused():
    """A loop has no JSON form."""
    loop: dict[str, object] = {}
    loop["me"] = loop

    with pytest.raises(InvalidCard, match="nested"):
        Card.from_dict(loop)


def test_the_size_limit_counts_bytes_of_the_whole_json():
    """The limit is met exactly, in UTF-8 and with everything around the text."""
    empty = len(Card(elements=[Markdown("")]).to_json())
    room = CARD_BYTES - empty
    full = Card(elements=[Markdown("汉" * (room // 3) + "x" * (room % 3))])

    assert len(full.to_json()) == CARD_BYTES
    with pytest.raises(CardTooLarge) as caught:
        Card(elements=[Markdown("x" * (room + 1))])
    assert (caught.value.size_bytes, caught.value.limit_bytes) == (CARD_BYTES + 1, CARD_BYTES)
    with pytest.raises(CardTooLarge):
        Card.from_json(b'{"x":"' + b"x" * CARD_BYTES + b'"}')


def test_cards_are_equal_when_their_json_is():
    """Neither the order of members nor the way of writing a number matters; true is not 1."""
    one = Card.from_json(b'{"schema":"2.0","a":{"x":1,"y":[2.0]}}')

    assert one == Card.from_json(b'{"a": {"y": [2], "x": 1.0}, "schema": "2.0"}')
    assert hash(one) == hash(Card.from_json(b'{"a": {"y": [2], "x": 1.0}, "schema": "2.0"}'))
    assert one != Card.from_json(b'{"schema":"2.0","a":{"x":true,"y":[2]}}')
    assert one != Card.from_json(b'{"schema":"2.0","a":{"x":1,"y":[3]}}')
    assert one != one.to_dict()
    assert len({one, Card.from_dict(one.to_dict())}) == 1


def test_a_card_cannot_be_changed():
    """Neither the card nor what it gives away leads back into it."""
    options = {"width_mode": "fill"}
    card = Card(config=options, elements=[Div("a")])
    options["width_mode"] = "compact"
    card.to_dict()["config"]["width_mode"] = "default"

    assert card.to_dict()["config"] == {"width_mode": "fill"}
    with pytest.raises(AttributeError):
        card.anything = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        card._bytes = b"{}"
    with pytest.raises(AttributeError):
        del card._bytes


def test_the_representation_is_short():
    """A debugger shows what the card is about, not all of it."""
    card = Card(header=Header("订单 42"), elements=[Button("x")])

    assert repr(card) == f"<Card '订单 42', schema 2.0, {len(card.to_json())} bytes>"
    assert repr(Card.from_dict({"header": "odd"})) == "<Card schema 1.0, 16 bytes>"
