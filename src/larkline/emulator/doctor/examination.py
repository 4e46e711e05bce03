"""Examine an app by what a running emulator has seen of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from larkline.emulator.connection.clients import package_of
from larkline.emulator.core import Core
from larkline.emulator.doctor.checks import (
    app_id_findings,
    domain_findings,
    proxy_findings,
    says_no_handler,
    sdk_findings,
    webhook_findings,
)
from larkline.emulator.doctor.findings import Finding
from larkline.emulator.world.tenant import AppRecord
from larkline.wire.endpoint import ENDPOINT_PATH

__all__ = ["examine"]


def examine(core: Core, app: AppRecord, *, urls: Sequence[str], env: Mapping[str, str]) -> list[Finding]:
    """
    Tell what is wrong, the same thing once.

    Args:
        urls: Where the emulator is served, the platform first; empty when it is not.
        env: The environment that programs started beside the emulator have, too.
    """
    found = [
        *_addresses(core, app, urls, env),
        *_clients(core, app),
        *_handlers(core, app),
    ]
    return [finding for index, finding in enumerate(found) if finding not in found[:index]]


def _addresses(core: Core, app: AppRecord, urls: Sequence[str], env: Mapping[str, str]) -> Iterator[Finding]:
    for url in urls[:1]:
        yield from domain_findings(url, what="platform_url")
    for url in urls:
        yield from proxy_findings(env, url)
    for call in core.journal.calls(limit=1000):
        if not call.implemented and call.path.startswith("/") and _has_prefix(call.path):
            yield Finding("domain_path", {"path": call.path, "meant": "".join(urls[:1])})
    yield from app_id_findings(app.app_id, what=app.app_id)
    if any(attempt.reason == "odd_app_id" for attempt in core.attempts.list()):
        yield Finding("app_id", {"what": {"zh": "尝试连接的应用的 App ID", "en": "the app id of a client"}})
    for settings in (app.subscription, core.settings.draft(app)):
        for url in (settings.event_url, settings.callback_url, settings.card_url):
            if url:
                yield from webhook_findings(url)


def _has_prefix(path: str) -> bool:
    """Tell whether a path of the platform stands behind something else, as when the domain has a path."""
    return path.find("/open-apis/", 1) > 0 or (path != ENDPOINT_PATH and path.endswith(ENDPOINT_PATH))


def _clients(core: Core, app: AppRecord) -> Iterator[Finding]:
    for session in core.hub.of_app(app.app_id):
        package, version = package_of(session.user_agent)
        yield from sdk_findings(package, version)


def _handlers(core: Core, app: AppRecord) -> Iterator[Finding]:
    """Look for types that nothing in the app answers: by the words of its answers, else by there being no good one."""
    words: dict[str, str] = {}
    good: set[str] = set()
    bad: Counter[str] = Counter()
    for exchange in core.journal:
        if exchange.push.app_id != app.app_id or exchange.reply is None or exchange.late_by is not None:
            continue
        said = says_no_handler(exchange.reply.body or b"")
        if said:
            words[exchange.type] = said
        elif exchange.reply.status == 200:
            good.add(exchange.type)
            words.pop(exchange.type, None)
        else:
            bad[exchange.type] += 1
    for type_, said in words.items():
        yield Finding("no_handler", {"type": type_, "evidence": said})
    for type_, times in bad.items():
        if type_ not in good and type_ not in words:
            yield Finding("never_handled", {"type": type_, "times": times})
