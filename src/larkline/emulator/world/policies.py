"""What this platform insists on beside the rules that always hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from larkline.facts.platform import RECALL_SECONDS

__all__ = ["Policies"]


@dataclass(slots=True)
class Policies:
    """
    The switches of the platform; at first everything is allowed.

    Attributes:
        rate_limits: Whether too many calls, or messages to one chat or person, are refused.
        scopes: Whether an app needs the scopes of a call; see :attr:`AppRecord.abilities`.
        sensitive_words: Words that no message may have in it.
        recall_seconds: For how long a message can be recalled; a setting of a tenant's administrator.
    """

    rate_limits: bool = False
    scopes: bool = False
    sensitive_words: set[str] = field(default_factory=set)
    recall_seconds: float = RECALL_SECONDS
