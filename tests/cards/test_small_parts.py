"""Arguments that would be taken for something else, and shortcuts."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from larkline.cards import (
    CollapsiblePanel,
    Config,
    DatePicker,
    Img,
    ImgCombination,
    ImgRef,
    InteractiveContainer,
    Markdown,
    MultiSelectPerson,
    MultiSelectStatic,
    Option,
    Overflow,
    OverflowOption,
    Own,
    OwnColor,
    PanelHeader,
    PersonList,
    PickerDatetime,
    PickerTime,
    PlainText,
    SelectPerson,
    SelectStatic,
    StreamingConfig,
    Summary,
    Table,
    TableColumn,
)
from larkline.errors import InvalidCard


@pytest.mark.parametrize(
    "build",
    [
        lambda: SelectStatic("abc"),
        lambda: MultiSelectStatic("abc"),
        lambda: SelectPerson("ou_1"),
        lambda: MultiSelectPerson("ou_1"),
        lambda: Overflow("abc"),
        lambda: PersonList("ou_1"),
        lambda: ImgCombination("double", "img_1"),
    ],
    ids=range(7),
)
def test_a_text_is_no_list(build):
    """It would become a list of its letters."""
    with pytest.raises(InvalidCard, match="not a text"):
        build()


def test_a_text_stands_for_the_usual_part():
    """Options, entries, columns, pictures, panels, summaries."""
    assert SelectStatic(["a"]) == SelectStatic([Option("a", "a")])
    assert MultiSelectStatic(["a"]) == MultiSelectStatic([Option("a")])
    assert Overflow(["a"]) == Overflow([OverflowOption("a", "a")])
    assert Table(["a"], []) == Table([TableColumn("a", "a")], [])
    assert ImgCombination("double", ["img_1"]) == ImgCombination("double", [ImgRef("img_1")])
    assert CollapsiblePanel("x", []) == CollapsiblePanel(PanelHeader("x"), [])
    assert Config(summary="x") == Config(summary=Summary("x"))
    assert Img("img_1") == Img("img_1", PlainText(""))


def test_an_option_whose_text_is_an_object_needs_a_value():
    """The text in one language is no value."""
    with pytest.raises(InvalidCard, match="/value: an option whose text is an object needs a value"):
        Option(PlainText("x", i18n={"en_us": "y"}))


def test_a_box_that_does_nothing_is_refused():
    """A click on it has to do something."""
    with pytest.raises(InvalidCard, match="a click does nothing; give it a value or a url"):
        InteractiveContainer([Markdown("x")])


def test_dates_and_times_may_be_python_objects():
    """Written as the platform wants them; a time zone is left out, as the viewer's counts."""
    moment = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - as the viewer sees it

    assert DatePicker(initial_date=date(2026, 11, 20)) == DatePicker(initial_date="2026-11-20")
    assert DatePicker(initial_date=moment) == DatePicker(initial_date="2026-11-20")
    assert PickerTime(initial_time=time(9, 30)) == PickerTime(initial_time="09:30")
    assert PickerDatetime(initial_datetime=moment) == PickerDatetime(initial_datetime="2026-11-20 09:30")


def test_one_number_is_for_all_clients():
    """Streaming takes a number, or one for each client."""
    assert StreamingConfig(print_frequency_ms=50, print_step=2).to_dict() == {
        "print_frequency_ms": {"default": 50},
        "print_step": {"default": 2},
    }


def test_a_colour_of_ones_own_may_be_the_same_in_the_dark():
    """And its name is used as such."""
    config = Config(colors={"mine": OwnColor("rgba(1,2,3,1)")})

    assert config.to_dict() == {
        "style": {"color": {"mine": {"light_mode": "rgba(1,2,3,1)", "dark_mode": "rgba(1,2,3,1)"}}}
    }
    assert PlainText("x", text_color=Own("mine")).to_dict()["text_color"] == "mine"
