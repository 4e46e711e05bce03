"""Where pages of the official documentation are, by their title; only those that rules name."""

from __future__ import annotations

__all__ = ["DOC_PAGES"]

_ROOT = "https://open.feishu.cn/document/"
_CALLBACKS = f"{_ROOT}uAjLw4CM/ukTMukTMukTM/event-subscription-guide/callback-subscription/"

#: Address of each page by its title.
DOC_PAGES: dict[str, str] = {
    "卡片回传交互回调": f"{_ROOT}uAjLw4CM/ukzMukzMukzM/feishu-cards/card-callback-communication",
    "事件概述": f"{_ROOT}server-docs/event-subscription-guide/overview",
    "接收回调": f"{_CALLBACKS}receive-and-handle-callbacks",
    "延时更新消息卡片": f"{_ROOT}server-docs/im-v1/message-card/delay-update-message-card",
}
