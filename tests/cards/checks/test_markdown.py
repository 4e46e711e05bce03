"""Tables in Markdown."""

from __future__ import annotations

import pytest

from larkline.cards.check import check_card
from larkline.cards.checks.markdown import count_tables
from tests.cards.shapes import card_json, seen, v1, v2

TABLE = "| a | b |\n| --- | :-: |\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("", 0),
        (TABLE, 1),
        (f"{TABLE}\n\n{TABLE}", 2),
        ("a|b\n-|-\n", 1),
        ("| a |\n|---|", 1),
        ("no | table", 0),
        ("| --- | --- |", 0),
        ("a\n---\n", 0),
        (f"```\n{TABLE}```\n", 0),
        (f"~~~\n{TABLE}~~~\n{TABLE}", 1),
        (f"```\n~~~\n{TABLE}```\n{TABLE}", 1),
        ("|" * 50_000 + "\n" + "|-" * 25_000, 1),
    ],
)
def test_tables_are_counted(text, tables):
    """By the line under their head; those in code are none."""
    assert count_tables(text) == tables


def test_the_sample_has_one():
    """Among headings, lists and code there is one table."""
    contents = [element["content"] for element in card_json("v2_03_markdown_full")["body"]["elements"]]

    assert sum(map(count_tables, contents)) == 1


def test_many_tables_are_remarked():
    """More than four in one component, more than three in a card."""
    one = {"tag": "markdown", "content": TABLE}

    assert check_card(v2(one, one, one)) == ()
    assert seen(check_card(v2(one, one, one, one))) == [("W_TABLE_LIMIT", "")]
    assert seen(check_card(v2({"tag": "markdown", "content": "\n\n".join([TABLE] * 5)}))) == [
        ("W_TABLE_LIMIT", "/body/elements/0/content"),
        ("W_TABLE_LIMIT", ""),
    ]
    assert check_card(v1(one, one, one, one)) == ()
