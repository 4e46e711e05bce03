"""Look for what is wrong with the settings of this machine, and ask the platform what it thinks of them."""

from __future__ import annotations

import json
import os
import socket
import time
import urllib.request
from collections.abc import Collection, Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path

import click

from larkline.cli.installed_sdks import installed_sdks
from larkline.cli.language import MESSAGES, language, say
from larkline.emulator.doctor.checks import (
    app_id_findings,
    domain_findings,
    proxy_findings,
    sdk_findings,
    webhook_findings,
)
from larkline.emulator.doctor.findings import Finding
from larkline.emulator.verdicts.explain import explain
from larkline.facts.api import FEISHU_DOMAIN

__all__ = ["local_findings", "run_doctor"]

_FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_SKEW_SECONDS = 60.0  #: Far from the 300 s that signatures are taken for, and more than a slow answer explains.
_TIMEOUT = 10.0


def run_doctor(
    target: str | None,
    *,
    offline: bool,
    webhook: str | None,
    ports: Collection[int],
    types: Collection[str],
    console_url: str | None,
    as_json: bool,
) -> int:
    """
    Print what is wrong; gives 1 when any of it is an error.

    Args:
        target: MODULE:APP of an app of larkline, whose handlers are looked at; None for none.
        types: What it has to handle; none for what is subscribed to in the emulator that runs.
    """
    findings = list(local_findings(os.environ, webhook=webhook, ports=ports))
    for package, version in installed_sdks(Path.cwd()):
        findings += sdk_findings(package, version)
    if target is not None:
        from larkline.cli.subscribed import subscribed_types, without_handler
        from larkline.cli.target import find_app

        findings += without_handler(find_app(target), target, types or subscribed_types(console_url))
    if not offline and not any(finding.level == "error" for finding in findings):
        findings += _asked(os.environ)
    if as_json:
        click.echo(json.dumps({"findings": [finding.to_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'✕' if finding.level == 'error' else '!'} {finding.message[language()]}")
        if not findings:
            click.echo(f"✓ {say('doctor_good')}")
    return int(any(finding.level == "error" for finding in findings))


def local_findings(
    env: Mapping[str, str], *, webhook: str | None = None, ports: Collection[int] = ()
) -> Iterator[Finding]:
    """Give what can be told from this machine alone; *ports* are those that are to be free."""
    if not env.get("LARK_APP_ID") or not env.get("LARK_APP_SECRET"):
        yield Finding("credentials")
    if app_id := env.get("LARK_APP_ID"):
        yield from app_id_findings(app_id, what="LARK_APP_ID")
    domain = env.get("LARK_DOMAIN") or FEISHU_DOMAIN
    yield from domain_findings(domain, what="LARK_DOMAIN")
    yield from proxy_findings(env, domain)
    for variable in _FILES:
        if (file := env.get(variable)) and not os.access(file, os.R_OK):
            yield Finding("file", {"variable": variable, "file": file})
    if webhook is not None:
        yield from webhook_findings(webhook)
    for port in ports:
        if _is_taken(port):
            yield Finding("port", {"port": port})


def _is_taken(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


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
            yield Finding("unreachable", {"domain": domain, "error": type(error).__name__})
            return
        if code != 0:
            known = explain(str(code))
            texts = known.what if known is not None else message
            yield Finding("refused", {"what": MESSAGES[what], "code": code, "message": texts})
        if what == "doctor_token" and abs(skew) > _SKEW_SECONDS:
            yield Finding("skew", {"seconds": skew})


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
