"""The environment variables in which programs look for their platform, their credentials and their card templates."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["TEMPLATE_VARIABLES", "sample_variables", "sdk_variables"]

#: Where the official ``card_interaction_bot`` looks for its templates, and the ones that stand in for them.
TEMPLATE_VARIABLES = {
    "WELCOME_CARD_ID": "welcome_card",
    "ALERT_CARD_ID": "alert_card",
    "ALERT_RESOLVED_CARD_ID": "alert_resolved_card",
}


def sdk_variables(info: Mapping[str, str]) -> dict[str, str]:
    """
    Give what larkline and other SDKs read.

    Args:
        info: Addresses and credentials, as the emulator gives them.
    """
    return {
        "LARK_APP_ID": info["app_id"],
        "LARK_APP_SECRET": info["app_secret"],
        "LARK_ENCRYPT_KEY": info["encrypt_key"],
        "LARK_VERIFICATION_TOKEN": info["verification_token"],
        "LARK_DOMAIN": info["platform_url"],
    }


def sample_variables(info: Mapping[str, str]) -> dict[str, str]:
    """
    Give what the official sample bots read.

    Args:
        info: As for :func:`sdk_variables`.

    Source: lark-samples, echo_bot and card_interaction_bot (observed).
    """
    return {
        "APP_ID": info["app_id"],
        "APP_SECRET": info["app_secret"],
        "BASE_DOMAIN": info["platform_url"],
        **TEMPLATE_VARIABLES,
    }
