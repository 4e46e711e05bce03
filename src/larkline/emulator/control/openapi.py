"""Describe the control API to programs: OpenAPI 3.1, made from the operations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from larkline import __version__
from larkline.emulator.control.schemas import BOTH, Schema, given, record, text

__all__ = ["describe"]

_ERROR = record(
    {
        "code": text("a word for programs"),
        "message": text("what is wrong, in English"),
        "hint": text("what to do instead, in English; may be empty"),
        "i18n": given({"message": BOTH, "hint": BOTH}, "message and hint in both languages"),
    },
    rest=True,
)
_ABOUT = (
    "Act on a running emulator and read what it saw. Members may be added to answers; none is taken away. "
    "Every error is {code, message, hint, i18n}. A text for people is {zh, en}, or English with i18n beside it, where "
    "the member of the same name is {zh, en}."
)


def describe(operations: Iterable[Any], *, prefix: str) -> dict[str, Any]:
    """Give the OpenAPI document of these operations."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(prefix + operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "larkline control API", "version": __version__, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _described(operation: Any) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", operation.path)
    parameters = [_parameter(name, "path", {"type": "string"}) for name in names]
    parameters += [_parameter(name, "query", schema) for name, schema in operation.query.items()]
    words = re.sub(r"\W+", " ", operation.path).split()
    described: dict[str, Any] = {
        "operationId": "_".join([operation.method.lower(), *words]),
        "summary": operation.summary,
        "responses": {
            "200": {"description": "done", "content": _content(operation.answer)},
            "default": {"description": "refused", "content": _content({"$ref": "#/components/schemas/Error"})},
        },
    }
    if parameters:
        described["parameters"] = parameters
    if operation.body is not None:
        described["requestBody"] = {
            "required": "required" in operation.body,
            "content": {"application/json": {"schema": operation.body}},
        }
    if operation.is_open:
        described["security"] = []
    return described


def _parameter(name: str, place: str, schema: Schema) -> dict[str, Any]:
    about = {"description": schema["description"]} if "description" in schema else {}
    return {"name": name, "in": place, "required": place == "path", "schema": schema, **about}


def _content(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a response holds; an event stream says so itself."""
    return {schema.get("contentMediaType", "application/json"): {"schema": dict(schema)}}
