"""Every step of every sample card: what the client sends, opens, tells or refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from larkline.emulator.cards.actions import Deed, Viewer, act

CARDS = Path(__file__).parents[2] / "samples" / "cards"
KINDS = {"click": "click", "select": "select", "pick": "select", "input": "input", "check": "check", "toggle": "toggle"}


def steps() -> list[Any]:
    """Give every step of every sample card with interactions."""
    found = []
    for sidecar in sorted(CARDS.glob("*.expect.json")):
        card = json.loads(sidecar.with_name(sidecar.name.replace(".expect", "")).read_text(encoding="utf-8"))
        for index, step in enumerate(json.loads(sidecar.read_text(encoding="utf-8")).get("interactions", ())):
            found.append(pytest.param(card, step, id=f"{sidecar.name.split('.')[0]}-{index}"))
    return found


def deed_of(step: dict[str, Any]) -> Deed:
    """Say in our words what a step does."""
    return Deed(
        kind=KINDS[step["do"]],  # type: ignore[arg-type]  # a plain dict loses the literal type
        value=step.get("option", step.get("value")),
        text=step.get("text", ""),
        fill=step.get("fill", {}),
        confirm=step.get("confirm", "ok") == "ok",
    )


@pytest.mark.parametrize(("card", "step"), steps())
def test_a_step_has_the_documented_effect(card, step):
    """Each step of the sample cards gives exactly the action, link, tip or refusal that stands beside it."""
    expect = step["expect"]

    effect = act(card, step["path"], deed_of(step), Viewer(locale=step.get("locale", "zh_cn")))

    assert (effect.action is not None) == expect["callback"]
    assert effect.action == expect.get("action")
    assert effect.open_url == expect.get("open_url", "")
    assert effect.tip == expect.get("tip")
    assert effect.local_error == expect.get("local_error", "")
    assert list(effect.missing) == expect.get("missing", [])
    assert effect.cancelled == expect.get("confirm")
    assert effect.reset == expect.get("reset", False)
    assert expect.get("state", {}).items() <= effect.state.items()


def test_every_step_is_there():
    """The samples were not moved away."""
    assert len(steps()) == 66
