"""Cards of all kinds, made from the catalogue of components, with junk in between; and sample cards with damage."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import strategies as st

from larkline.cards.checks.findings import data_file
from tests.cards.shapes import all_cards, card_json

CATALOGUE = data_file("catalogue.json")
TAGS = sorted(CATALOGUE["components"])
DEEPEST = 5

TEXTS = [
    "", "中文", "**b** _i_ `c` [a](https://example.com)", "<script>pwned()</script>", "<img src=x onerror=pwned()>",
    "[x](javascript:pwned())", "<font color='red'>x</font><at id=all></at>", "# h\n- a\n  - b\n> q\n\n```js\nx\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |", "![x](https://evil.example/p.png)", "a\u202eb\u0000", "{{x}} ${y}",
    "<number_tag>7</number_tag><local_datetime millisecond='1'></local_datetime><person id='x'></person>", "12px",
    "red;background:url(//evil.example)", "javascript:pwned()", "__proto__", "constructor", "2026-11-30",
]  # fmt: skip
JUNK: list[Any] = [None, True, False, 0, -1, 10**6, 0.5, [], {}, [[]], [None], {"tag": None}, {"content": {}}, *TEXTS]


def _value(random: Random, facts: dict[str, Any], depth: int) -> Any:
    """Give a value of the kind that the catalogue names, or one time in eight anything."""
    kind = facts.get("type", "any")
    if random.random() < 0.125 or kind == "any":
        return random.choice(JUNK)
    if words := facts.get("words"):
        return random.choice([*words, *words, "12px"])
    if kind.startswith("array:"):
        return [_value(random, {"type": f"object:{kind[6:]}"}, depth + 1) for _ in range(random.randint(0, 4))]
    name = kind.partition(":")[2] or kind
    if name == "component" or kind == "component":
        return component(random, depth + 1)
    if name in CATALOGUE["types"]:
        return _members(random, CATALOGUE["types"][name], depth + 1)
    if kind.startswith("map:"):
        return {locale: random.choice(TEXTS) for locale in ("zh_cn", "en_us")}
    if kind == "bool":
        return random.random() < 0.5
    if kind == "int":
        return random.randint(-2, 40)
    if kind == "object:object":
        return {random.choice("abc"): random.choice(JUNK) for _ in range(3)}
    return random.choice(TEXTS)


def _members(random: Random, properties: dict[str, Any], depth: int) -> dict[str, Any]:
    if depth > 2 * DEEPEST:
        return {}
    return {
        name: _value(random, facts, depth)
        for name, facts in properties.items()
        if isinstance(facts, dict) and random.random() < (0.9 if facts.get("required") else 0.4)
    }


def component(random: Random, depth: int) -> Any:
    """Give a component with some of its properties; now and then none that anybody knows."""
    if depth > DEEPEST or random.random() < 0.03:
        return random.choice(JUNK)
    tag = random.choice(TAGS)
    facts = CATALOGUE["components"][tag]
    groups = [CATALOGUE["groups"][name] for name in facts["groups"] if name in CATALOGUE["groups"]]
    properties = {name: one for group in [*groups, facts["properties"]] for name, one in group.items()}
    node = {"tag": tag, **_members(random, properties, depth)}
    if tag == "table":
        node["rows"] = [{random.choice("abc"): random.choice(JUNK) for _ in range(3)} for _ in range(7)]
        node["columns"] = [{"name": name, "data_type": random.choice(["text", "options", "date"])} for name in "abc"]
    return node


@st.composite
def made_cards(draw: st.DrawFn) -> Any:
    """Give a card made from the catalogue, of either version."""
    random = Random(draw(st.integers(0, 2**32)))
    root = {name: _value(random, {"type": f"object:{name}"}, 0) for name in ("config", "header", "card_link")}
    elements = [component(random, 0) for _ in range(random.randint(1, 6))]
    if random.random() < 0.5:
        return {**root, "elements": elements}
    return {**root, "schema": "2.0", "body": {"elements": elements}}


def places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the path to every value within a card."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at, *(path for key, child in children for path in places(child, (*at, key)))]


@st.composite
def damaged_cards(draw: st.DrawFn) -> Any:
    """Give a sample card with one to three of its values replaced by something else."""
    card = json.loads(json.dumps(card_json(draw(st.sampled_from(all_cards())))))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(card)[1:]))
        node = card
        for key in way:
            node = node[key]
        node[last] = deepcopy(draw(st.sampled_from(JUNK)))
    return card
