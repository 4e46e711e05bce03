"""Tests of the versions of SDKs that are known to fail."""

from __future__ import annotations

import pytest

from larkline.facts.sdk_versions import BAD_VERSIONS, bad_versions, version_of

NODE = "@larksuiteoapi/node-sdk"
GO = "github.com/larksuite/oapi-sdk-go/v3"


@pytest.mark.parametrize(
    ("package", "version", "bad"),
    [
        ("lark-oapi", "1.3.9", True),
        ("lark-oapi", "1.4.0", False),
        ("lark-oapi", "1.6.8", True),
        ("lark-oapi", "1.6.10", False),
        ("lark-oapi", "1.7.5", False),
        (NODE, "1.59.0", True),
        (NODE, "v1.74.0", False),
        (NODE, "1.100.0", False),
        (GO, "v3.2.1", True),
        (GO, "v3.4.9", False),
        ("another", "0.1", False),
        ("lark-oapi", "main", False),
    ],
)
def test_a_version_is_in_the_range_or_not(package, version, bad):
    """Numbers count as numbers, and what is no version is not judged."""
    assert bool(bad_versions(package, version)) is bad


def test_a_version_is_its_leading_numbers():
    """What stands behind them does not count."""
    assert version_of("v1.7.5b1+local") == (1, 7, 5)
    assert version_of("latest") is None


@pytest.mark.parametrize("row", BAD_VERSIONS)
def test_every_row_can_be_read_and_says_where_it_is_known_from(row):
    """A range ends after it begins; both languages and the source are there."""
    assert (version_of(row.since) or ()) < (version_of(row.fixed) or ())
    assert all((row.source, row.zh, row.en))
