"""Take a picture of a page with a browser of this machine, which is asked to load nothing."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from larkline.cli.language import say
from larkline.errors import ConfigurationError

__all__ = ["find_browser", "picture_of"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS = (
    "--headless",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--hide-scrollbars",
)
_PATIENCE = 30.0
_SHARPNESS = 2
_MARGIN = 16
#: Waits until the card is drawn, charts included, and gives where it lies.
_DRAWN = """
new Promise((done) => {
  const look = (left) => {
    const card = document.querySelector("feishu-card")?.shadowRoot?.querySelector(".card");
    const charts = card ? [...card.querySelectorAll(".chart")] : [];
    if (left > 0 && (!card || !charts.every((chart) => chart.querySelector("canvas, .chart-trouble")))) {
      return setTimeout(look, 25, left - 1);
    }
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const { width, height } = card ? card.getBoundingClientRect() : { width: 0, height: 0 };
      done({ width, height });
    }));
  };
  look(400);
})
"""


def find_browser() -> str | None:
    """Give the path of a Chromium, Chrome or Edge; ``LARKLINE_BROWSER`` names another one."""
    if named := os.environ.get("LARKLINE_BROWSER"):
        return shutil.which(named)
    places = (os.path.expandvars(place) for place in _PLACES)
    return next(filter(None, map(shutil.which, _NAMES)), None) or next(filter(os.path.isfile, places), None)


def picture_of(page: str, *, mobile: bool) -> bytes:
    """
    Give a PNG of the card on a page, at twice its size.

    Raises:
        ConfigurationError: There is no browser, or it does not do its work.
    """
    browser = find_browser()
    if browser is None:
        raise ConfigurationError(say("render_no_browser"))
    try:
        with tempfile.TemporaryDirectory(prefix="larkline-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "card.html"
            file.write_text(page, encoding="utf-8")
            with _started(browser, Path(folder) / "profile") as address, connect(address, max_size=None) as link:
                return _Tab(link).picture(file.as_uri(), width=375 if mobile else 600)
    except (OSError, TimeoutError, WebSocketException, KeyError, ValueError) as error:
        raise ConfigurationError(say("render_browser_failed", browser=browser, error=error)) from None


@contextmanager
def _started(browser: str, profile: Path) -> Iterator[str]:
    """Start a browser that nobody sees; give the address it listens at, on this machine only."""
    as_root = ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
    command = [browser, *_FLAGS, *as_root, f"--user-data-dir={profile}", "about:blank"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            yield _address(profile / "DevToolsActivePort", process)
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(file: Path, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        lines = file.read_text("utf-8").splitlines() if file.is_file() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.02)
    raise TimeoutError("it did not start")


class _Tab:
    """One page of the browser, told what to do through its debugging protocol."""

    def __init__(self, link: ClientConnection) -> None:
        self._link = link
        self._number = 0
        self._session: dict[str, str] = {}

    def picture(self, url: str, *, width: int) -> bytes:
        """Open a page and take a picture of the card on it."""
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        self._session = {"sessionId": self._do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}
        still = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        self._do("Emulation.setEmulatedMedia", features=still)
        screen = {"width": width + 2 * _MARGIN, "deviceScaleFactor": _SHARPNESS, "mobile": False}
        self._do("Emulation.setDeviceMetricsOverride", height=800, **screen)
        self._do("Page.navigate", url=url)
        drawn = self._do("Runtime.evaluate", expression=_DRAWN, awaitPromise=True, returnByValue=True)
        size = drawn["result"]["value"]
        height = int(size["height"]) + 2 * _MARGIN
        self._do("Emulation.setDeviceMetricsOverride", height=height, **screen)
        clip = {"x": 0, "y": 0, "width": int(size["width"]) + 2 * _MARGIN, "height": height, "scale": 1}
        picture = self._do("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(picture["data"])

    def _do(self, method: str, **params: object) -> dict[str, Any]:
        """Give the result of one command; events in between are of no interest."""
        self._number += 1
        self._link.send(json.dumps({"id": self._number, "method": method, "params": params, **self._session}))
        while True:
            message = json.loads(self._link.recv(timeout=_PATIENCE))
            if message.get("id") == self._number:
                if "error" in message:
                    raise ValueError(message["error"].get("message", "it refused"))
                result: dict[str, Any] = message["result"]
                return result
