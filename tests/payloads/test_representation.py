"""How a payload is shown in a log or a debugger."""

from __future__ import annotations

import msgspec

from larkline.payloads.representation import shown


class Place(msgspec.Struct):
    name: str = ""


class Payload(msgspec.Struct):
    id: str
    token: str = ""
    ticked: bool | None = None
    sent: bool = False
    value: object = None
    names: list[str] = msgspec.field(default_factory=list)
    place: Place = msgspec.field(default_factory=Place)


def test_members_that_say_something_are_shown():
    """What is as usual is left out, what is hidden never appears."""
    assert shown(Payload("", token="t-1"), hidden=("token", "place")) == "Payload(id='')"
    assert (
        shown(Payload("1", "t-1", False, True, 0, ["a"], Place("b")), hidden=("token",))
        == "Payload(id='1', ticked=False, sent=True, value=0, names=['a'], place=Place(name='b'))"
    )
