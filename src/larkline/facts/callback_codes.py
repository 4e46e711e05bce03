"""Names for the codes a user sees when the response to a callback cannot be used; `codes` says what they mean."""

from __future__ import annotations

__all__ = ["BAD_BODY", "BAD_CARD", "NOT_200", "SCHEMA_DOWNGRADE"]

NOT_200 = 200671
BAD_BODY = 200672
BAD_CARD = 200673
SCHEMA_DOWNGRADE = 200830
