"""The languages a text can be given in."""

from __future__ import annotations

from larkline.facts import fact

__all__ = ["CARD_LANGUAGES", "PREVIEW_LANGUAGES"]

#: Keys of the ``i18n`` of a toast and of the ``i18n_…`` members of a card.
CARD_LANGUAGES: tuple[str, ...] = tuple(
    fact(
        "CARD_LANGUAGES",
        "zh_cn en_us zh_hk zh_tw ja_jp id_id vi_vn th_th pt_br es_es ko_kr de_de fr_fr it_it ru_ru ms_my",
        unit="locale keys",
        certainty="documented",
        source="docs, 卡片回传交互回调 and 配置卡片多语言",
        meaning="Languages of the texts of a toast and of a card.",
    ).split()
)

#: Keys of ``inline.i18n_title`` of a link preview.
PREVIEW_LANGUAGES: tuple[str, ...] = tuple(
    fact(
        "PREVIEW_LANGUAGES",
        "zh_cn zh_tw zh_hk en_us ja_jp fr_fr hi_in id_id it_it ko_kr pt_br ru_ru th_th vi_vn de_de es_es",
        unit="locale keys",
        certainty="documented",
        source="docs, 拉取链接预览数据",
        meaning="Languages of the title of a link preview.",
    ).split()
)
