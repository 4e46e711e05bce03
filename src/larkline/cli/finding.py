"""How the commands find the emulator that runs on this machine: by a file that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from larkline.cli.language import say
from larkline.errors import ConfigurationError

__all__ = ["announced", "find_console"]


def announced_in() -> Path:
    """Give the folder of the files, one for each emulator that runs."""
    if base := os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("LOCALAPPDATA"):
        return Path(base) / "larkline"
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"larkline-{owner}"


@contextlib.contextmanager
def announced(info: dict[str, Any]) -> Iterator[None]:
    """Let the other commands of this user find this emulator inside the block."""
    folder = announced_in()
    path = folder / f"{os.getpid()}.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            raise PermissionError("somebody else's folder")
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"console_url": info["console_url"], "token": info["token"]}, file)
    except OSError:
        yield  # the commands then want --console-url
        return
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def find_console(console_url: str | None) -> tuple[str, str]:
    """
    Give the address of the control API and its token.

    Args:
        console_url: Where it is; the token is then in ``LARKLINE_TOKEN``. None for the newest that runs here.

    Raises:
        ConfigurationError: None runs, or the token is missing.
    """
    token = os.environ.get("LARKLINE_TOKEN", "")
    if console_url is not None:
        known = next((found for found in _running() if found[0] == console_url.rstrip("/")), None)
        if not token and known is None:
            raise ConfigurationError(say("token_missing"))
        return console_url.rstrip("/"), token or (known or ("", ""))[1]
    for found in _running():
        return found
    raise ConfigurationError(say("no_emulator"))


def _running() -> Iterator[tuple[str, str]]:
    """Give those that run, the newest first; files of others and of the dead are passed over."""
    folder = announced_in()
    if not folder.is_dir() or not _is_ours(folder):
        return
    files = [path for path in folder.glob("*.json") if path.stem.isdigit() and _is_alive(int(path.stem))]
    for path in sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads(path.read_text(encoding="utf-8"))
            yield str(found["console_url"]), str(found["token"])


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder belongs to this user and is closed to others."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077


def _is_alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # asking would end it
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True
