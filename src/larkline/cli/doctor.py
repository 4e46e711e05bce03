"""Look for what is wrong with the settings of this machine, and ask the platform what it thinks of them."""

from __future__ import annotations

import json
import os
import re
import socket
import time
import urllib.request
from collections.abc import Collection, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import click

from larkline.cli.language import MESSAGES, language, say
from larkline.emulator.verdicts.explain import explain
from larkline.facts.api import FEISHU_DOMAIN
from larkline.facts.loopback import is_loopback_host

__all__ = ["Finding", "local_findings", "run_doctor"]

_APP_ID = re.compile(r"cli_[0-9a-fA-F]{16}")
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_SKEW_SECONDS = 60.0  #: Far from the 300 s that signatures are taken for, and more than a slow answer explains.
_TIMEOUT = 10.0


class Finding(NamedTuple):
    """Something that is wrong, or looks like it."""

    id: str
    level: Literal["error", "warning"]
    values: dict[str, object]

    def to_json(self) -> dict[str, object]:
        """Give the finding in both languages."""
        texts = MESSAGES[self.id]
        message = {"zh": texts["zh"].format(**self.values), "en": texts["en"].format(**self.values)}
        return {"id": self.id.removeprefix("doctor_"), "level": self.level, "message": message}


def run_doctor(*, offline: bool, webhook: str | None, ports: Collection[int], as_json: bool) -> int:
    """Print what is wrong; gives 1 when any of it is an error."""
    findings = list(local_findings(os.environ, webhook=webhook, ports=ports))
    if not offline and not any(finding.level == "error" for finding in findings):
        findings += _asked(os.environ)
    if as_json:
        click.echo(json.dumps({"findings": [finding.to_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'✕' if finding.level == 'error' else '!'} {say(finding.id, **finding.values)}")
        if not findings:
            click.echo(f"✓ {say('doctor_good')}")
    return int(any(finding.level == "error" for finding in findings))


def local_findings(
    env: Mapping[str, str], *, webhook: str | None = None, ports: Collection[int] = ()
) -> Iterator[Finding]:
    """Give what can be told from this machine alone; *ports* are those that are to be free."""
    if not env.get("LARK_APP_ID") or not env.get("LARK_APP_SECRET"):
        yield Finding("doctor_credentials", "warning", {})
    if (app_id := env.get("LARK_APP_ID")) and not _APP_ID.fullmatch(app_id):
        yield Finding("doctor_app_id", "warning", {})
    domain = env.get("LARK_DOMAIN") or FEISHU_DOMAIN
    parts = urlsplit(domain if "://" in domain else f"https://{domain}")
    host = parts.hostname or ""
    if parts.path or parts.query or "://" not in domain:
        meant = f"{parts.scheme}://{parts.netloc}"
        yield Finding("doctor_domain_form", "error", {"domain": domain, "meant": meant})
    if parts.scheme == "http" and not is_loopback_host(host):
        yield Finding("doctor_domain_plain", "error", {"domain": domain})
    yield from _proxies(env, host, parts.netloc)
    for variable in _FILES:
        if (file := env.get(variable)) and not os.access(file, os.R_OK):
            yield Finding("doctor_file", "error", {"variable": variable, "file": file})
    if webhook is not None and not webhook.startswith(("http://", "https://")):
        yield Finding("doctor_webhook", "error", {"url": webhook})
    for port in ports:
        if _is_taken(port):
            yield Finding("doctor_port", "error", {"port": port})


def _is_taken(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def _proxies(env: Mapping[str, str], host: str, place: str) -> Iterator[Finding]:
    direct = {entry.strip().strip("[]") for entry in (env.get("NO_PROXY") or env.get("no_proxy") or "").split(",")}
    for variable in _PROXIES:
        if not (proxy := env.get(variable)):
            continue
        if urlsplit(proxy if "://" in proxy else f"http://{proxy}").netloc.rpartition("@")[2] == place:
            yield Finding("doctor_proxy_loop", "error", {"variable": variable, "host": place})
        elif is_loopback_host(host) and not direct & {host, "*"}:
            yield Finding("doctor_proxy", "warning", {"variable": variable, "host": host})


def _asked(env: Mapping[str, str]) -> Iterator[Finding]:
    """Ask the platform for a token and for an endpoint; needs credentials."""
    app_id, secret = env.get("LARK_APP_ID"), env.get("LARK_APP_SECRET")
    domain = env.get("LARK_DOMAIN") or FEISHU_DOMAIN
    if not app_id or not secret:
        return
    questions = [
        ("doctor_token", "/open-apis/auth/v3/tenant_access_token/internal", {"app_id": app_id, "app_secret": secret}),
        ("doctor_discovery", "/callback/ws/endpoint", {"AppID": app_id, "AppSecret": secret}),
    ]
    for what, path, body in questions:
        try:
            code, message, skew = _post(domain + path, body)
        except (OSError, ValueError) as error:
            yield Finding("doctor_unreachable", "error", {"domain": domain, "error": type(error).__name__})
            return
        if code != 0:
            known = explain(str(code))
            text = known.what[language()] if known is not None else message
            yield Finding("doctor_refused", "error", {"what": say(what), "code": code, "message": text})
        if what == "doctor_token" and abs(skew) > _SKEW_SECONDS:
            yield Finding("doctor_skew", "error", {"seconds": skew})


def _post(url: str, body: dict[str, str]) -> tuple[int, str, float]:
    """Give code and message of an answer, and how many seconds our clock is ahead."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT)  # noqa: S310 - http(s), as was checked
    except urllib.request.HTTPError as error:
        answer = error
    with answer:
        document = json.loads(answer.read(1 << 20))
        date = answer.headers.get("Date")
    skew = 0.0 if date is None else time.time() - parsedate_to_datetime(date).timestamp()
    return int(document.get("code", -1)), str(document.get("msg", "")), skew
