"""``/open-apis/im/v2/url_previews``: have link previews pulled again."""

from __future__ import annotations

from larkline.emulator.delivery.link_previews import begin_pull
from larkline.emulator.platform_api.operations import Answer, Call, Operation

__all__ = ["URL_PREVIEWS"]


async def _refresh(call: Call) -> Answer:
    for preview, person, personal in call.core.previews.refresh(call.app, call.members(), now=call.now):
        begin_pull(call.core, preview, person, personal=personal, caused_by=call.app.app_id)
    return {"code": 0, "msg": "success", "data": {}}


#: What :func:`platform_app` serves of this. Source: docs, 更新 URL 预览 (documented).
URL_PREVIEWS = (
    Operation(
        method="POST",
        path="/open-apis/im/v2/url_previews/batch_update",
        handler=_refresh,
        codes=(230001, 99991400),
        test="test_url_previews.py::test_a_refreshed_preview_is_pulled_again",
        scopes=("im:url_preview.update",),
    ),
)
