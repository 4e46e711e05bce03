"""A form, put together by hand or made of the class its handler receives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import overload

import msgspec

from larkline.cards.actions import Value, behaviors
from larkline.cards.button import Button
from larkline.cards.component import Component, InnerComponent, InnerElement, elements_json
from larkline.cards.mistake import mistake
from larkline.cards.texts import PlainTextLike
from larkline.cards.words import Direction, HorizontalAlign, VerticalAlign

__all__ = ["Form"]


class Form(Component):
    """
    Fields that are sent together when a button that submits them is clicked.

    Given a :class:`FormValue` class, it makes a field for each of the class's fields (see :func:`form_fields`) and the
    buttons below them; the handler registered with ``form=`` that class receives it filled in::

        class Expense(FormValue):
            reason: str
            amount: float
            when: date


        Form("expense", Expense, submit="提交", labels={"reason": "事由", "amount": "金额", "when": "日期"})

    Args:
        name: Unique in the card.
        elements: A FormValue class; or the fields themselves, of which each, and each button, needs a name, or the
            click ends with code 200530. It stands in the card itself, never inside a container.
        submit: With a class: the button that submits, or its label; or several, such as approve and reject.
        reset: With a class: the button that puts the fields back, or its label.
        value: With a class: what the handler receives as ``action.value``; a button with a value of its own keeps it.
        labels: With a class: what a person sees beside a field, by its name; when nothing is known, the name itself.
        direction: How the elements follow each other.
        padding: One, two or four lengths of 0px to 99px.
        horizontal_spacing: Between elements side by side: ``small`` to ``extra_large``, or 0px to 99px.
        vertical_spacing: Between elements below each other.
        horizontal_align: Where the elements stand in the width.
        vertical_align: Where the elements stand in the height.

    Raises:
        InvalidCard: A field has a type that no component gives, or a label belongs to no field.

    Source: docs, 表单容器 (documented).
    """

    __slots__ = ()

    @overload
    def __init__(
        self,
        name: str,
        elements: Sequence[InnerElement],
        *,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        name: str,
        elements: type[msgspec.Struct],
        *,
        submit: str | Button | Sequence[Button],
        reset: str | Button | None = None,
        value: Value | None = None,
        labels: Mapping[str, PlainTextLike] | None = None,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None: ...

    def __init__(
        self,
        name: str,
        elements: Sequence[InnerElement] | type[msgspec.Struct],
        *,
        submit: str | Button | Sequence[Button] | None = None,
        reset: str | Button | None = None,
        value: Value | None = None,
        labels: Mapping[str, PlainTextLike] | None = None,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        if isinstance(elements, type):
            from larkline.cards.form_elements import form_fields

            listed: list[object] = [*form_fields(elements, labels=labels), _buttons(name, submit, reset, value)]
        elif submit is not None or reset is not None or value is not None or labels is not None:
            raise mistake("/elements", "submit, reset, value and labels go with a FormValue class")
        else:
            listed = elements_json(elements, "/elements", of=InnerComponent)
        members = {
            "name": name,
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": listed,
        }
        super().__init__("form", members, element_id=element_id, margin=margin)


def _buttons(
    form: str, submit: str | Button | Sequence[Button] | None, reset: str | Button | None, value: Value | None
) -> InnerComponent:
    """Make the buttons below the fields: one alone, or several in a row."""
    if isinstance(submit, str):
        submit = Button(submit, type="primary_filled")
    given = [submit] if isinstance(submit, Button) else list(submit or ())
    if not given or not all(isinstance(button, Button) for button in given):
        raise mistake(
            "/elements", "a form needs a button that submits it", id="E_FORM_NO_SUBMIT", remedy="give submit="
        )
    buttons = []
    for number, button in enumerate(given, 1):
        members = button.to_dict()
        buttons.append(
            button.with_members(
                name=members.get("name", f"{form}_submit" + ("" if number == 1 else f"_{number}")),
                form_action_type="submit",
                behaviors=members.get("behaviors", behaviors(value=value)),
            )
        )
    if reset is not None:
        button = Button(reset) if isinstance(reset, str) else reset
        name = button.to_dict().get("name", f"{form}_reset")
        buttons.append(button.with_members(name=name, form_action_type="reset"))
    if len(buttons) == 1:
        return buttons[0]
    from larkline.cards.containers import Column, ColumnSet

    return ColumnSet([Column([button], width="auto") for button in buttons], flex_mode="flow", horizontal_spacing="8px")
