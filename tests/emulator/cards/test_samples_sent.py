"""The sample cards on the platform: good ones are taken and call back as documented, bad ones get their code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from larkline.emulator.cards.content import check_card
from larkline.emulator.errors import NothingSent
from larkline.emulator.failures import CardRefused
from tests.emulator.cards.test_samples import CARDS, deed_of, steps
from tests.emulator.tiny_client import answer

GOOD = sorted(path for path in CARDS.glob("v[12]_*.json") if not path.name.endswith(".expect.json"))
#: What the platform is documented to refuse with a code of its own when a card is sent.
WHEN_SENT = {200550, 200861, 200914, 200915, 11310, 300301}


def name_of(path: Path) -> str:
    """Give the name of a sample."""
    return path.name.partition(".")[0]


@pytest.mark.parametrize("path", GOOD, ids=name_of)
def test_a_good_card_is_taken(path):
    """Nothing of it is refused."""
    check_card(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted(CARDS.glob("bad_*.expect.json")), ids=name_of)
def test_a_bad_card_is_refused_with_its_code(path):
    """When its code is one of those that are documented for sending; else it is taken."""
    errors = json.loads(path.read_text(encoding="utf-8"))["errors"]
    expected = {error["feishu_code"] for error in errors} & WHEN_SENT
    found = set()
    try:
        check_card(json.loads(path.with_name(path.name.replace(".expect", "")).read_text(encoding="utf-8")))
    except CardRefused as refusal:
        found = {refusal.sub_code}

    assert found <= {error["feishu_code"] for error in errors}
    assert bool(found) >= bool(expected)


async def test_every_step_reaches_the_app_as_it_is_written_down(local, connect_locally):
    """Each click of every sample gives exactly its ``event.action``, and the others send nothing."""
    client = await connect_locally(answer({}))
    for param in steps():
        card, step = param.values
        people = local.core.world.people
        people["ou_alice"] = replace(people["ou_alice"], locale=step.get("locale", "zh_cn"))
        message = await local.send(card, to="oc_team")
        sent, before = None, len(client.received)
        try:
            await local.begin_act(message, step["path"], deed_of(step), by="ou_alice")
        except NothingSent:
            pass
        else:
            sent = json.loads(client.received[before].payload)["event"]["action"]

        assert sent == step["expect"].get("action"), param.id
