"""The console's page: files that were built into the package, under a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["BUILT_PAGE", "POLICY", "page_routes"]

#: Where the build puts the page.
BUILT_PAGE = Path(__file__).parents[1] / "static"

#: What the page may load, and from where: its own files and its own server, nothing else.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
#: A script that the build has written into the page.
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
_NOT_BUILT = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>larkline</title>
<p>这个安装里没有控制台页面：安装时缺少 Node.js 或无法构建。请在克隆的仓库里运行 make page；控制接口照常可用。</p>
<p lang="en">This installation came without the console page: it could not be built. Run make page in a clone of the
repository; the control API works all the same.</p>
</html>
"""


def page_routes(folder: Path = BUILT_PAGE) -> list[Route]:
    """
    Make the routes of the page: ``/``, its assets, and what it loads for a card.

    Only files that are there when this is called are served.

    Args:
        folder: Where the built page is; without one a sentence says how to get it.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    built = "index.html" in files

    async def index(_request: Request) -> Response:
        if not built:
            return Response(_NOT_BUILT, status_code=503, headers=_headers(cached=False), media_type="text/html")
        return _file(files["index.html"], cached=False)

    async def asset(request: Request) -> Response:
        path = files.get(f"assets/{request.path_params['name']}")
        if path is None:
            return Response(status_code=404, headers=_headers(cached=False))
        return _file(path, cached=True)

    async def part_of_card(request: Request) -> Response:
        path = files.get(f"card/{request.path_params['name']}")
        return Response(status_code=404, headers=_headers(cached=False)) if path is None else _file(path, cached=False)

    return [
        Route("/", index, methods=["GET"]),
        Route("/assets/{name}", asset, methods=["GET"]),
        Route("/card/{name}", part_of_card, methods=["GET"]),
    ]


def _file(path: Path, *, cached: bool) -> Response:
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = path.read_bytes()
    policy = _policy(content) if path.suffix == ".html" else POLICY
    return Response(content, headers=_headers(cached=cached, policy=policy), media_type=kind)


def _policy(page: bytes) -> str:
    """Give the policy of a page: besides its files it runs the scripts that were built into it, known by their hash."""
    hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _SCRIPT.findall(page))
    return POLICY.replace("script-src 'self'", " ".join(("script-src 'self'", *(f"'sha256-{one}'" for one in hashes))))


def _headers(*, cached: bool, policy: str = POLICY) -> dict[str, str]:
    """Give the headers of a file; the names of assets change with what is in them."""
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "max-age=31536000, immutable" if cached else "no-store",
    }
