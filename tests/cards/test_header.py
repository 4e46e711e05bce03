"""The title bar of a card."""

from __future__ import annotations

from larkline.cards.card import Card
from larkline.cards.components import Div, Header, LarkMd, StandardIcon, TextTag
from tests.cards.shapes import card_json


def test_a_title_is_enough():
    """What is not given is not sent."""
    assert Header("x").to_dict() == {"title": {"tag": "plain_text", "content": "x"}}


def test_a_header_with_everything():
    """All members of the sample can be built."""
    card = Card(
        config={"summary": {"content": "发布单 2048 等待确认"}},
        header=Header(
            LarkMd("发布单 **#2048**"),
            subtitle="支付网关 · 灰度 20%",
            template="indigo",
            icon=StandardIcon("app-default_filled", color="indigo"),
            padding="12px 16px 12px 16px",
            tags=[
                TextTag("生产", color="red"),
                TextTag("灰度", color="orange"),
                TextTag("自动", color="neutral", element_id="tag_auto"),
            ],
            i18n_tags={"en_us": [TextTag("prod", color="red")]},
        ),
        elements=[
            Div(
                "窗口期 22:00 到 23:30，期间请勿合并主干。",
                icon=StandardIcon("alarm-clock_outlined", color="grey"),
            )
        ],
    )

    assert card.to_dict() == card_json("v2_02_header_full")
