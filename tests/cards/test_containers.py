"""Components that hold components."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.cards.components import Button, Column, ColumnSet, Confirm, Form, Input, Markdown
from larkline.errors import InvalidCard
from tests.cards.shapes import card_json


def test_columns_of_the_sample():
    """Widths, weights and backgrounds are written as in the sample."""
    columns = ColumnSet(
        [
            Column([Markdown("左")], width="weighted", weight=1, padding="8px"),
            Column([Markdown("中")], width="weighted", weight=2, vertical_align="center", background_style="blue-50"),
            Column([Markdown("右固定")], width="100px", vertical_align="bottom"),
        ],
        flex_mode="none",
        background_style="grey-100",
        horizontal_spacing="large",
    )

    assert columns.to_dict() == card_json("v2_19_columns")["body"]["elements"][0]


def test_a_form_of_the_sample():
    """Fields and the buttons that submit them are written as in the sample."""

    def decision(label: str, kind: str, name: str, ok: bool, confirm: Confirm | None = None) -> Column:
        button = Button(
            label,
            type=kind,  # type: ignore[arg-type]  # one of two literals
            name=name,
            form_action_type="submit",
            value={"id": 881, "ok": ok},
            confirm=confirm,
        )
        return Column([button], width="auto")

    form = Form(
        "decide",
        [
            Input("comment", placeholder="审批意见", max_length=200, width="fill"),
            ColumnSet(
                [
                    decision("同意", "primary_filled", "approve", True),
                    decision("驳回", "danger", "reject", False, Confirm("驳回", "确认驳回该报销？")),
                ]
            ),
        ],
    )

    assert form.to_dict() == card_json("v2_24_expense_approval")["body"]["elements"][2]


LAYOUT: dict[str, Any] = {
    "direction": "horizontal",
    "padding": "4px",
    "horizontal_spacing": "8px",
    "vertical_spacing": "12px",
    "horizontal_align": "right",
    "vertical_align": "top",
    "element_id": "e",
    "margin": "0px",
}


def test_every_argument_has_its_member():
    """Layout members are spelt the same in all containers."""
    assert Form("f", [{"tag": "hr"}], **LAYOUT).to_dict() == {
        "tag": "form",
        "name": "f",
        "elements": [{"tag": "hr"}],
        **LAYOUT,
    }
    assert Column([], **LAYOUT).to_dict() == {"tag": "column", "elements": [], **LAYOUT}
    assert ColumnSet([{"tag": "column"}], horizontal_align="center", element_id="e", margin="0px").to_dict() == {
        "tag": "column_set",
        "columns": [{"tag": "column"}],
        "horizontal_align": "center",
        "element_id": "e",
        "margin": "0px",
    }


@pytest.mark.parametrize("build", [lambda inner: Form("f", inner), Column, ColumnSet])
@pytest.mark.parametrize("inner", ["text", ["text"], None, [None]])
def test_what_is_no_component_is_refused(build, inner):
    """The mistake surfaces where it is made."""
    with pytest.raises(InvalidCard, match=r"/(elements|columns)"):
        build(inner)
