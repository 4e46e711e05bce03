"""
Make sure of a Chromium for the tests of the page: ``python tools/browser.py``.

Takes the one of the system; where there is none, and this is root on a Debian or Ubuntu, installs it and a font
for 中文. Ends well in any case: without a browser those tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PACKAGES = ("chromium", "fonts-noto-cjk", "fonts-noto-color-emoji")
#: What playwright turns off; a second list replaces the first, so that it has to stand here, too.
_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints,AimEnabled,PreconnectToSearch"
)
#: Pages of the browser's own that each new window loads unseen, and that cost as much as the one that is looked at.
_POPUPS = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
#: How it is started: without the sandbox, which root cannot have, and without talking to anybody by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--disable-features={_OFF},{_POPUPS}",
)


def found() -> str | None:
    """Give the path of a browser of this family."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> bool:
    """Install the packages of the system; needs root and apt-get."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' and '.join(PACKAGES)} …", flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    ):
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)
    return found() is not None


def main() -> None:
    """Look for a browser, or install one, or say what happens without."""
    if not found() and not install():
        print("There is no Chromium here, so the tests of the console page are skipped; install it: chromium")


if __name__ == "__main__":
    main()
