"""Write a delivery down as a command or a program that sends it again by hand. Pure."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from typing import Any

__all__ = ["as_curl", "as_har", "as_python", "request_of"]

Row = dict[str, Any]
_NOWHERE = "http://127.0.0.1:7777/webhook/event"


def request_of(row: Row) -> tuple[str, dict[str, str], str]:
    """Give address, headers and body of a delivery as a webhook gets it; one of a long connection is sent as it is."""
    if row["sent"] is None:
        return _NOWHERE, {"Content-Type": "application/json; charset=utf-8"}, row["request"]
    url = row["url"] if str(row["url"] or "").startswith("http") else _NOWHERE
    body = row["sent"]["body"]
    return url, dict(row["sent"]["headers"]), row["request"] if body is None else body


def as_curl(row: Row) -> str:
    """Give a command for a shell."""
    url, headers, body = request_of(row)
    lines = [f"curl {shlex.quote(url)}"]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    return " \\\n  ".join([*lines, f"--data-raw {shlex.quote(body)}"])


def as_python(row: Row) -> str:
    """Give a program that needs nothing but Python."""
    url, headers, body = request_of(row)
    return (
        "import urllib.request\n\n"
        f"request = urllib.request.Request(\n    {url!r},\n    data={body!r}.encode(),\n    headers={headers!r},\n)\n"
        "with urllib.request.urlopen(request, timeout=3) as response:\n"
        "    print(response.status, response.read().decode())\n"
    )


def as_har(rows: list[Row], *, version: str) -> str:
    """Give a HAR file (version 1.2) of deliveries; one of a long connection is shown as the POST it would be."""
    entries = []
    for row in rows:
        url, headers, body = request_of(row)
        response = row["response"] or {"code": 0, "headers": {}, "body": ""}
        took = row["duration_ms"] or 0.0
        text = response["body"] or ""
        entries.append(
            {
                "startedDateTime": _instant(row["pushed_at"]),
                "time": took,
                "request": {
                    "method": "POST",
                    "url": url,
                    "httpVersion": "HTTP/1.1",
                    "cookies": [],
                    "headers": [{"name": name, "value": value} for name, value in headers.items()],
                    "queryString": [],
                    "postData": {"mimeType": "application/json", "text": body},
                    "headersSize": -1,
                    "bodySize": len(body.encode("utf-8", "replace")),
                },
                "response": {
                    "status": response["code"],
                    "statusText": "",
                    "httpVersion": "HTTP/1.1",
                    "cookies": [],
                    "headers": [{"name": name, "value": value} for name, value in response["headers"].items()],
                    "content": {
                        "size": len(text.encode("utf-8", "replace")),
                        "mimeType": "application/json",
                        "text": text,
                    },
                    "redirectURL": "",
                    "headersSize": -1,
                    "bodySize": -1,
                },
                "cache": {},
                "timings": {"send": 0, "wait": took, "receive": 0},
                "comment": row["id"],
            }
        )
    log = {"version": "1.2", "creator": {"name": "larkline", "version": version}, "entries": entries}
    return json.dumps({"log": log}, ensure_ascii=False, indent=1) + "\n"


def _instant(seconds: float) -> str:
    """Write a time of day as ISO 8601 in UTC."""
    return datetime.fromtimestamp(max(0.0, min(seconds, 253_402_300_799.0)), UTC).isoformat(timespec="milliseconds")
