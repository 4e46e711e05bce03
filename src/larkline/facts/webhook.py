"""Numbers of webhooks and of events that are sent again."""

from __future__ import annotations

from larkline.facts import fact

__all__ = ["ADDRESS_CHECK_SECONDS", "CONNECT_SECONDS", "REDELIVERY_SECONDS", "WEBHOOK_ANSWER_BYTES"]

CONNECT_SECONDS = fact(
    "CONNECT_SECONDS",
    2.0,
    unit="s",
    certainty="documented",
    source="docs, 事件概述; that it also holds for callbacks is assumed",
    meaning="For the TCP connection to a webhook's address; part of the time for the whole exchange.",
)
ADDRESS_CHECK_SECONDS = fact(
    "ADDRESS_CHECK_SECONDS",
    1.0,
    unit="s",
    certainty="documented",
    source="docs, 将事件发送至开发者服务器",
    meaning="For the answer to url_verification, which is sent when an address is saved.",
)
#: Seconds from each push of an event to the next one, while none was acknowledged.
REDELIVERY_SECONDS: tuple[float, ...] = tuple(
    float(seconds)
    for seconds in fact(
        "REDELIVERY_SECONDS",
        "15 300 3600 21600",
        unit="seconds",
        certainty="documented",
        source="docs, 事件概述: after 15 s, 5 min, 1 h and 6 h; that each is counted from the push before is assumed",
        meaning="Seconds from each push of an event to the next one, while none was acknowledged; then it is given up.",
    ).split()
)
WEBHOOK_ANSWER_BYTES = fact(
    "WEBHOOK_ANSWER_BYTES",
    1024 * 1024,
    unit="bytes",
    certainty="assumed",
    source="our bound; a card has at most 30 KB",
    meaning="The largest answer of a webhook that the emulator reads.",
)
