"""The uploaded images, for whoever draws the cards that show them."""

from __future__ import annotations

from starlette.responses import Response

from larkline.emulator.control.operations import Call, Operation
from larkline.emulator.core import Core
from larkline.emulator.errors import UnknownThing

__all__ = ["image_operation"]

#: Types a browser draws and that hold no script; everything else is not shown.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/x-icon"})


def image_operation(core: Core) -> Operation:
    """Make ``GET /images/{id}``."""

    async def show(call: Call) -> Response:
        stored = core.files.find(call.id)
        if stored is None or stored.kind != "image" or stored.media_type not in _SHOWN:
            raise UnknownThing("image", call.id)
        headers = {
            "Cache-Control": "private, max-age=3600",  # what has a key never changes
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(stored.data, headers=headers, media_type=stored.media_type)

    return Operation(
        method="GET",
        path="/images/{id}",
        summary="Give an uploaded image by its image_key",
        handler=show,
        answer={"type": "string", "contentMediaType": "image/*"},
    )
