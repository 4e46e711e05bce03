"""The few sentences larkline itself shows to a person in Feishu or Lark, in the languages their clients speak most."""

from __future__ import annotations

from larkline.payloads.toast import Locale, Toast

__all__ = ["BUSY", "FAILED", "PROCESSING", "wrong_entry"]

#: The handler needs longer than the platform waits; it goes on.
PROCESSING = Toast.info(
    "处理中，请稍候…",
    i18n={
        "zh_cn": "处理中，请稍候…",
        "zh_hk": "處理中，請稍候…",
        "zh_tw": "處理中，請稍候…",
        "en_us": "Working on it…",
        "ja_jp": "処理しています…",
    },
)
#: The handler failed.
FAILED = Toast.error(
    "操作失败，请稍后重试",
    i18n={
        "zh_cn": "操作失败，请稍后重试",
        "zh_hk": "操作失敗，請稍後重試",
        "zh_tw": "操作失敗，請稍後重試",
        "en_us": "That did not work. Please try again later.",
        "ja_jp": "処理に失敗しました。しばらくしてからもう一度お試しください。",
    },
)
#: More is going on than the app allows at once.
BUSY = Toast.warning(
    "当前操作较多，请稍后重试",
    i18n={
        "zh_cn": "当前操作较多，请稍后重试",
        "zh_hk": "目前操作較多，請稍後重試",
        "zh_tw": "目前操作較多，請稍後重試",
        "en_us": "Too much is going on right now. Please try again in a moment.",
        "ja_jp": "現在混み合っています。しばらくしてからもう一度お試しください。",
    },
)


def wrong_entry(*, label: str, reason: str, text: str = "") -> Toast:
    """
    Say that an entry of a form is not right.

    Args:
        label: What the person knows the field by; empty for the form as a whole.
        reason: ``missing``, ``invalid`` or ``refused``.
        text: For ``refused``: what to say, if anything.
    """
    if text:
        return Toast.error(text)
    if not label:
        return FAILED
    texts = _MISSING if reason == "missing" else _INVALID
    i18n: dict[Locale, str] = {language: text.format(label=label) for language, text in texts.items()}
    return Toast.error(i18n["zh_cn"], i18n=i18n)


_MISSING: dict[Locale, str] = {
    "zh_cn": "请填写“{label}”",
    "zh_hk": "請填寫「{label}」",
    "zh_tw": "請填寫「{label}」",
    "en_us": "Please fill in “{label}”",
    "ja_jp": "「{label}」を入力してください",
}
_INVALID: dict[Locale, str] = {
    "zh_cn": "“{label}”填写有误，请修改后重新提交",
    "zh_hk": "「{label}」填寫有誤，請修改後重新提交",
    "zh_tw": "「{label}」填寫有誤，請修改後重新提交",
    "en_us": "“{label}” is not right. Please correct it and submit again.",
    "ja_jp": "「{label}」の内容が正しくありません。修正してもう一度送信してください。",
}
