"""A short notice at the top of the client."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from larkline.cards.words import Locale
from larkline.facts.languages import CARD_LANGUAGES
from larkline.payloads.toast import TOAST_TYPES, Toast


@pytest.mark.parametrize("kind", TOAST_TYPES)
def test_each_kind_has_its_constructor(kind):
    """The four kinds of the documentation."""
    toast = getattr(Toast, kind)("提示", i18n={"en_us": "hint"})

    assert toast == Toast(kind, "提示", {"en_us": "hint"})
    assert toast.to_dict() == {"type": kind, "content": "提示", "i18n": {"en_us": "hint"}}
    assert Toast.from_dict(toast.to_dict()) == toast


def test_what_is_not_set_is_not_sent():
    """A toast in one language has no translations, and one in all languages needs no other text."""
    assert Toast.info("x").to_dict() == {"type": "info", "content": "x"}
    assert Toast.info("", i18n={"en_us": "x"}).to_dict() == {"type": "info", "i18n": {"en_us": "x"}}
    assert Toast.from_dict({}) == Toast.info("")


def test_all_languages_of_the_platform_are_known():
    """Sixteen locale keys, spelt with an underscore."""
    assert len(CARD_LANGUAGES) == 16
    assert Toast.info("x", i18n=dict.fromkeys(get_args(Locale), "y")).i18n is not None


@pytest.mark.parametrize("language", ["en", "en-US", "EN_US", "hi_in", ""])
def test_an_unknown_language_is_refused(language):
    """A misspelt locale would never be shown."""
    with pytest.raises(ValueError, match="is no language of the platform; it has zh_cn"):
        Toast.info("x", i18n={language: "y"})


@pytest.mark.parametrize("kind", ["ok", "", None, 3])
def test_an_unknown_kind_is_refused(kind):
    """The text names the four kinds."""
    with pytest.raises(ValueError, match="one of info, success, error, warning, not"):
        Toast(kind, "x")


def test_a_toast_cannot_be_changed():
    """It can be a constant of a module."""
    with pytest.raises(AttributeError):
        Toast.info("x").content = "y"  # type: ignore[misc]  # pyrefly: ignore[read-only]  # the point
    assert msgspec.json.encode(Toast.info("x").to_dict()) == b'{"type":"info","content":"x"}'


def test_a_person_reads_the_text_in_their_language():
    """That of their locale key, else the one for all."""
    toast = Toast.success("已批准", i18n={"en_us": "Approved"})

    assert (toast.text_in("en_us"), toast.text_in("zh_cn"), Toast.info("好").text_in("en_us")) == (
        "Approved",
        "已批准",
        "好",
    )
