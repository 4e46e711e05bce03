"""Calls about images, files and link previews, for tasks and for threads."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import TYPE_CHECKING

from larkline.api.downloads import Download, SyncDownload
from larkline.api.file_calls import (
    FileKind,
    ImageKind,
    file_get,
    file_upload,
    image_get,
    image_upload,
    preview_refresh,
)
from larkline.api.hooks import tell_refresh
from larkline.api.uploads import Source, SyncSource

if TYPE_CHECKING:
    from larkline.api.core import Caller
    from larkline.api.sync_core import SyncCaller

__all__ = ["Files", "Images", "SyncFiles", "SyncImages", "SyncUrlPreviews", "UrlPreviews"]


class Images:
    """Calls about images; reached as ``client.images``."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def upload(self, source: Source, *, kind: ImageKind = "message", size_bytes: int | None = None) -> str:
        """
        Upload an image of at most 10 MB and give its ``image_key``, for messages and cards.

        Args:
            source: A path, the bytes, a file opened in binary mode, or an (async) iterator of bytes. It is streamed;
                what can be read again is sent again when that is safe.
            kind: ``avatar`` for the picture of a person or a chat.
            size_bytes: How long it is, for an iterator. Without it the request is sent in chunks.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: It is empty or too large.
            OSError: It cannot be read.
        """
        call = image_upload(source, kind=kind, size_bytes=size_bytes)
        key: str = (await self._caller.make(call))["image_key"]
        return key

    def download(self, image_key: str) -> AbstractAsyncContextManager[Download]:
        """
        Download an image that this app uploaded: ``async with client.images.download(key) as download:``.

        For images that people send see ``messages.resource``.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        return self._caller.download(image_get(image_key))


class Files:
    """Calls about files; reached as ``client.files``."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def upload(
        self,
        source: Source,
        *,
        name: str | None = None,
        kind: FileKind | None = None,
        duration_ms: int | None = None,
        size_bytes: int | None = None,
    ) -> str:
        """
        Upload a file of at most 30 MB and give its ``file_key``, for messages.

        Args:
            source: As for ``images.upload``.
            name: What it is called; None takes the name of the file at a path.
            kind: ``opus``, ``mp4``, ``pdf``, ``doc``, ``xls``, ``ppt``, or ``stream`` for anything else; None tells by
                the name.
            duration_ms: How long an audio or a video plays.
            size_bytes: As for ``images.upload``.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: It is empty or too large, or has no name.
            OSError: It cannot be read.
        """
        call = file_upload(source, name=name, kind=kind, duration_ms=duration_ms, size_bytes=size_bytes)
        key: str = (await self._caller.make(call))["file_key"]
        return key

    def download(self, file_key: str) -> AbstractAsyncContextManager[Download]:
        """
        Download a file that this app uploaded: ``async with client.files.download(key) as download:``.

        For files that people send see ``messages.resource``.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        return self._caller.download(file_get(file_key))


class UrlPreviews:
    """Calls about link previews; reached as ``client.url_previews``."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def refresh(self, preview_tokens: str | Sequence[str], *, open_ids: Sequence[str] = ()) -> None:
        """
        Have link previews asked for again, so that people see what has changed.

        Args:
            preview_tokens: From the callbacks; one, or up to 10 of them. Each may be refreshed every 5 seconds.
            open_ids: For whom; at most 100 people, none for everybody in the chat.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: There are no tokens, or too many.
        """
        call = preview_refresh(preview_tokens, open_ids=open_ids)
        tell_refresh(self._caller.core.given.on_refresh, call.json["preview_tokens"])
        await self._caller.make(call)


class SyncImages:
    """Calls about images; reached as ``client.images``."""

    def __init__(self, caller: SyncCaller) -> None:
        self._caller = caller

    def upload(self, source: SyncSource, *, kind: ImageKind = "message", size_bytes: int | None = None) -> str:
        """Upload an image and give its ``image_key``; as ``Client.images.upload``."""
        call = image_upload(source, kind=kind, size_bytes=size_bytes)
        key: str = self._caller.make(call)["image_key"]
        return key

    def download(self, image_key: str) -> AbstractContextManager[SyncDownload]:
        """Download an image that this app uploaded; as ``Client.images.download``."""
        return self._caller.download(image_get(image_key))


class SyncFiles:
    """Calls about files; reached as ``client.files``."""

    def __init__(self, caller: SyncCaller) -> None:
        self._caller = caller

    def upload(
        self,
        source: SyncSource,
        *,
        name: str | None = None,
        kind: FileKind | None = None,
        duration_ms: int | None = None,
        size_bytes: int | None = None,
    ) -> str:
        """Upload a file and give its ``file_key``; as ``Client.files.upload``."""
        call = file_upload(source, name=name, kind=kind, duration_ms=duration_ms, size_bytes=size_bytes)
        key: str = self._caller.make(call)["file_key"]
        return key

    def download(self, file_key: str) -> AbstractContextManager[SyncDownload]:
        """Download a file that this app uploaded; as ``Client.files.download``."""
        return self._caller.download(file_get(file_key))


class SyncUrlPreviews:
    """Calls about link previews; reached as ``client.url_previews``."""

    def __init__(self, caller: SyncCaller) -> None:
        self._caller = caller

    def refresh(self, preview_tokens: str | Sequence[str], *, open_ids: Sequence[str] = ()) -> None:
        """Have link previews asked for again; as ``Client.url_previews.refresh``."""
        call = preview_refresh(preview_tokens, open_ids=open_ids)
        tell_refresh(self._caller.core.given.on_refresh, call.json["preview_tokens"])
        self._caller.make(call)
