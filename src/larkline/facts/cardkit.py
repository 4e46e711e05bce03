"""Numbers of card entities (卡片实体) and of streaming text into them."""

from __future__ import annotations

from larkline.facts import fact

__all__ = [
    "CARD_ENTITY_SECONDS",
    "CARD_OPERATIONS_PER_SECOND",
    "CARD_OPERATION_UUID_CHARS",
    "CARD_SEQUENCE_MAX",
    "STREAMING_SECONDS",
    "STREAM_TEXT_CHARS",
]

CARD_ENTITY_SECONDS = fact(
    "CARD_ENTITY_SECONDS",
    14 * 86400.0,
    unit="s",
    certainty="documented",
    source="docs, 创建卡片实体 and 流式更新文本, code 200750",
    meaning="How long after its creation a card entity can be operated on; it can be sent once.",
)
CARD_OPERATIONS_PER_SECOND = fact(
    "CARD_OPERATIONS_PER_SECOND",
    10,
    unit="operations",
    certainty="documented",
    source="docs, 流式更新卡片",
    meaning="Operations on one card entity within a second, all calls together.",
)
CARD_OPERATION_UUID_CHARS = fact(
    "CARD_OPERATION_UUID_CHARS",
    64,
    unit="characters",
    certainty="documented",
    source="docs, 流式更新文本, parameter uuid",
    meaning="The longest uuid of an operation on a card entity.",
)
CARD_SEQUENCE_MAX = fact(
    "CARD_SEQUENCE_MAX",
    2_147_483_647,
    unit="number",
    certainty="documented",
    source="docs, 流式更新文本, parameter sequence",
    meaning="The highest sequence number of an operation; the lowest is 1, and each is higher than the one before.",
)
STREAMING_SECONDS = fact(
    "STREAMING_SECONDS",
    600.0,
    unit="s",
    certainty="documented",
    source="docs, 流式更新卡片",
    meaning="How long after it was last opened the streaming mode closes by itself.",
)
STREAM_TEXT_CHARS = fact(
    "STREAM_TEXT_CHARS",
    100_000,
    unit="characters",
    certainty="documented",
    source="docs, 流式更新文本, parameter content",
    meaning="The longest text of one call; the card as a whole is limited to less.",
)
