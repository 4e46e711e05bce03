"""The rules of the doctor: each takes what is known, and gives what is wrong with it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from larkline.emulator.doctor.findings import Finding
from larkline.facts.app_ids import is_app_id
from larkline.facts.loopback import is_loopback_host
from larkline.facts.sdk_versions import bad_versions

__all__ = [
    "app_id_findings",
    "domain_findings",
    "proxy_findings",
    "says_no_handler",
    "sdk_findings",
    "webhook_findings",
]

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_CERTAINTY = {
    "documented": {"zh": "维护者说明", "en": "documented"},
    "observed": {"zh": "实测", "en": "observed"},
    "reported": {"zh": "用户反馈", "en": "reported"},
}
#: What official SDKs answer when nothing is registered for a type (observed: Python, Go and Java, Node).
_NO_HANDLER = re.compile(r"processor not found|not found handler|no \S+ event handle\b")


def app_id_findings(app_id: str, *, what: str) -> Iterator[Finding]:
    """Look at the id of an app; *what* is how a reader knows it, such as ``LARK_APP_ID``."""
    if not is_app_id(app_id):
        yield Finding("app_id", {"what": what})


def domain_findings(domain: str, *, what: str) -> Iterator[Finding]:
    """Look at the address of the platform; *what* is how a reader knows it, such as ``LARK_DOMAIN``."""
    parts = urlsplit(domain if "://" in domain else f"https://{domain}")
    if parts.path or parts.query or "://" not in domain:
        meant = f"{parts.scheme}://{parts.netloc}"
        yield Finding("domain_form", {"what": what, "domain": domain, "meant": meant})
    if parts.scheme == "http" and not is_loopback_host(parts.hostname or ""):
        yield Finding("domain_plain", {"what": what, "domain": domain})


def proxy_findings(env: Mapping[str, str], domain: str) -> Iterator[Finding]:
    """Look for proxies that lead back to the platform, or stand before a platform on this machine."""
    parts = urlsplit(domain if "://" in domain else f"https://{domain}")
    host, place = parts.hostname or "", parts.netloc
    direct = {entry.strip().strip("[]") for entry in (env.get("NO_PROXY") or env.get("no_proxy") or "").split(",")}
    for variable in _PROXIES:
        if not (proxy := env.get(variable)):
            continue
        if urlsplit(proxy if "://" in proxy else f"http://{proxy}").netloc.rpartition("@")[2] == place:
            yield Finding("proxy_loop", {"variable": variable, "host": place})
        elif is_loopback_host(host) and not direct & {host, "*"}:
            yield Finding("proxy", {"variable": variable, "host": host})


def webhook_findings(url: str) -> Iterator[Finding]:
    """Look at the address of a webhook."""
    if not url.startswith(("http://", "https://")):
        yield Finding("webhook", {"url": url})


def sdk_findings(package: str, version: str) -> Iterator[Finding]:
    """Tell what is known to fail in a version of an SDK."""
    for row in bad_versions(package, version):
        yield Finding(
            "sdk",
            {
                "package": package,
                "version": version,
                "why": {"zh": row.zh, "en": row.en},
                "fixed": row.fixed,
                "certainty": _CERTAINTY[row.certainty],
                "source": row.source,
            },
        )


def says_no_handler(body: bytes) -> str:
    """
    Give the words of a response that say that nothing is registered for a type; empty when it does not say so.

    Source: the answers of the official SDKs for Python, Go, Java and Node (observed); over a long connection the
    Python SDK says no word (observed).
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = answer.get("msg") if isinstance(answer, dict) else answer
    return said[:200] if isinstance(said, str) and _NO_HANDLER.search(said) else ""
