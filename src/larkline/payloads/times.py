"""The times the platform writes into its deliveries."""

from __future__ import annotations

__all__ = ["age", "created_at"]


def created_at(create_time: str) -> float | None:
    """
    Read the creation time of a delivery.

    Args:
        create_time: As sent: 10 digits are seconds, 13 milliseconds, 16 microseconds; a fraction means seconds.

    Returns:
        Seconds since 1970-01-01 UTC; None when the text is none of these.

    Source: docs: event pages say milliseconds, 卡片回传交互回调 shows microseconds, events of version 1.0 carry seconds
    with a fraction (documented).
    """
    if not create_time.isascii():
        return None
    if create_time.isdigit():
        divisor = _DIVISORS.get(len(create_time))
        return int(create_time) / divisor if divisor else None
    whole, dot, fraction = create_time.partition(".")
    if dot and whole.isdigit() and fraction.isdigit() and len(whole) <= 12 and len(fraction) <= 12:
        return float(create_time)
    return None


_DIVISORS = {10: 1, 13: 1_000, 16: 1_000_000}


def age(create_time: str, now: float) -> float | None:
    """
    Tell how old a delivery was when it was decoded.

    Args:
        create_time: As sent.
        now: When it was decoded, in seconds since 1970-01-01 UTC; 0 when nobody knows.

    Returns:
        Seconds; a little below zero when the two clocks differ; None when one of the times is not known.
    """
    created = created_at(create_time)
    return None if created is None or not now else now - created
