"""Tests of the sentences of the command line."""

from __future__ import annotations

import string

import pytest

from larkline.cli.language import MESSAGES, language, say, speak


@pytest.mark.parametrize("key", MESSAGES)
def test_both_languages_say_the_same(key):
    """Every sentence is there in both languages, with the same placeholders, and the Chinese one is Chinese."""
    sentence = MESSAGES[key]
    placeholders = {
        name: {field for _, field, _, _ in string.Formatter().parse(text) if field} for name, text in sentence.items()
    }

    assert set(sentence) == {"zh", "en"}
    assert placeholders["zh"] == placeholders["en"]
    assert any("一" <= char <= "鿿" for char in sentence["zh"]) or not any(char.isalpha() for char in sentence["en"])


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_TW", "LANG": "en_US"}, "zh"),
        ({"LC_MESSAGES": "C", "LANG": "zh_CN"}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment, expected, monkeypatch):
    """LC_ALL goes before LC_MESSAGES, that before LANG; English is for all others."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    speak(None)

    assert language() == expected


def test_a_chosen_language_wins(monkeypatch):
    """--lang goes before the environment."""
    monkeypatch.setenv("LC_ALL", "en_US")
    speak("zh")
    try:
        assert say("label_token") == "访问令牌"
    finally:
        speak(None)


def test_every_sentence_is_used():
    """No sentence is left over."""
    from pathlib import Path

    import larkline.cli

    folder = Path(larkline.cli.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "language.py")

    assert [key for key in MESSAGES if f'"{key}"' not in code and f"'{key}'" not in code] == []
