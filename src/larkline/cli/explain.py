"""Say what a code or a rule means, without a network."""

from __future__ import annotations

import json

import click

from larkline.cli.language import language, say
from larkline.emulator.verdicts.explain import Cause, Explanation, explain, similar
from larkline.errors import ConfigurationError

__all__ = ["run_explain"]

_PLACES = {
    "client": "explain_client",
    "api": "explain_api",
    "connection": "explain_connection",
    "card": "explain_card",
    "verdict": "explain_verdict",
}


def run_explain(key: str, *, as_json: bool) -> None:
    """
    Print what is known of *key*.

    Raises:
        ConfigurationError: Nothing is.
    """
    found = explain(key)
    if found is None:
        near = ", ".join(similar(key))
        hint = say("explain_similar", keys=near) if near else say("explain_look")
        raise ConfigurationError(say("explain_unknown", key=key, hint=hint))
    click.echo(json.dumps(found.to_json(), ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _lines(found: Explanation) -> list[str]:
    spoken = language()
    place = say(_PLACES[found.place])
    lines = [f"{found.key} ({place}): {found.what[spoken]}", f"  {_source(found.certainty, found.source)}"]
    for cause in found.causes:
        lines += ["", *_of_cause(cause, head=len(found.causes) > 1 or cause.what != found.what)]
    return lines


def _of_cause(cause: Cause, *, head: bool) -> list[str]:
    spoken = language()
    lines = [f"- {cause.what[spoken]} [{cause.id}]"] if head else []
    if cause.remedy:
        lines.append(f"  {say('explain_remedy')}: {cause.remedy[spoken]}")
    if cause.want:
        lines.append(f"  {say('explain_want')}: {cause.want}")
    if cause.example is not None:
        lines.append(f"  {say('explain_example')}: {json.dumps(cause.example, ensure_ascii=False)}")
    if head:
        lines.append(f"  {_source(cause.certainty, cause.source)}")
    return lines


def _source(certainty: str, source: str) -> str:
    return f"{say('explain_source')}: {say(f'certainty_{certainty}')}, {source}"
