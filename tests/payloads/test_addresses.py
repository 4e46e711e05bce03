"""Who a message is for."""

from __future__ import annotations

import pytest

from larkline.payloads.addresses import ChatId, Email, OpenId, UnionId, UserId, receive_id


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("oc_1", ("chat_id", "oc_1")),
        ("ou_1", ("open_id", "ou_1")),
        ("on_1", ("union_id", "on_1")),
        ("li@example.com", ("email", "li@example.com")),
        (ChatId("x"), ("chat_id", "x")),
        (OpenId("x"), ("open_id", "x")),
        (UnionId("x"), ("union_id", "x")),
        (UserId("oc_1"), ("user_id", "oc_1")),
        (Email("li"), ("email", "li")),
    ],
)
def test_the_kind_follows_from_type_or_prefix(to, expected):
    """A typed id wins over what its text looks like."""
    kind, value = receive_id(to)

    assert (kind, value) == expected
    assert type(value) is str


@pytest.mark.parametrize(
    "to", ["", "bd28fa80", "om_1", "OC_1", "@", "@x", "x@", pytest.param(ChatId(""), id="empty ChatId")]
)
def test_an_unclear_address_is_refused(to):
    """The text says what would be clear."""
    with pytest.raises(ValueError, match=r"write UserId|is empty"):
        receive_id(to)


def test_a_typed_id_is_a_text():
    """It can be stored and compared like one."""
    assert ChatId("oc_1") == "oc_1"
    known: dict[str, int] = {OpenId("ou_1"): 1}
    assert known["ou_1"] == 1
