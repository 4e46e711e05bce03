"""The choices of an app that concern its handlers."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.dispatch.settings import Settings
from larkline.errors import ConfigurationError


def test_the_defaults_are_those_of_the_contract():
    """What an app does unless it is told otherwise."""
    settings = Settings()

    assert settings.response_deadline == 2.5
    assert settings.first_update_after == 0.3
    assert settings.late_responses == "update"
    assert settings.slow_events == "acknowledge"
    assert settings.on_handler_error == "toast"
    assert settings.check_responses == "documented"
    assert settings.unknown_events == "acknowledge"
    assert settings.threads == 32


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("late_responses", "later", "'update' or 'drop'"),
        ("slow_events", None, "'acknowledge' or 'redeliver'"),
        ("on_handler_error", "raise", "'toast' or 'fail'"),
        ("check_responses", False, "'documented' or 'all' or 'off'"),
        ("unknown_events", "ignore", "'acknowledge' or 'refuse'"),
        ("response_deadline", 0, "more than 0 and less than 3 seconds"),
        ("response_deadline", -1.0, "more than 0"),
        ("response_deadline", 3.0, "less than 3 seconds"),
        ("response_deadline", float("nan"), "more than 0"),
        ("response_deadline", "2.5", "more than 0"),
        ("response_deadline", None, "more than 0"),
        ("response_deadline", True, "more than 0"),
        ("first_update_after", -0.1, "0 or more"),
        ("first_update_after", 1800, "less than 1800 seconds"),
        ("first_update_after", "0.3", "0 or more"),
        ("max_concurrency", 0, "a whole number, 1 or more"),
        ("max_concurrency", 1.5, "a whole number, 1 or more"),
        ("max_concurrency", True, "a whole number, 1 or more"),
        ("threads", -1, "a whole number, 1 or more"),
        ("threads", "32", "a whole number, 1 or more"),
    ],
)
def test_a_wrong_choice_is_refused_with_what_is_allowed(name, value, wanted):
    """One sentence names the setting, what was given and what is possible."""
    options: dict[str, Any] = {name: value}

    with pytest.raises(ConfigurationError, match=f"^{name}=.*{wanted}"):
        Settings(**options)
