"""Tests of what tells a real secret from one that was made up."""

from __future__ import annotations

import pytest

from larkline.emulator.world.credentials import looks_real


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ("XkP2vR7tQ9wLs4NnB6yD8mHc3GfJ0aZe", True),
        ("9f86d081884c7d659a2feaa0c55ad015", True),
        ("kudryavka-9-Zpq-77-mw", True),
        ("s3cret", False),
        ("my-test-encrypt-key-2026", False),
        ("YourEncryptKeyGoesHere00", False),
        ("1234567890abcdefghijk", False),
        ("aaaaaaaaaaaaaaaaaaaaaaaa1", False),
        ("a-sentence-without-any-number", False),
        ("20261130073000112233445566778899", False),
    ],
)
def test_a_real_secret_is_long_mixed_and_no_word(secret, expected):
    """Short ones, words that people make up, and plain sequences are not asked about."""
    assert looks_real(secret) is expected
