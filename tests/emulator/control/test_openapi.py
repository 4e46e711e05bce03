"""The description of the control API, made from its operations."""

from __future__ import annotations

import httpx2
import pytest

from larkline.emulator.control.api import control_operations
from larkline.emulator.control.session import Keys
from tests.emulator.control.errors import check_error


@pytest.fixture
async def document(served):
    """What GET /openapi.json gives, to somebody without the token."""
    async with httpx2.AsyncClient(base_url=served.info()["console_url"], trust_env=False) as client:
        return (await client.get("/api/v1/openapi.json")).json()


async def test_every_operation_is_described(document, served):
    """With a sentence, what it takes and what it gives; ids are unique."""
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    operations = {(o.method, "/api/v1" + o.path) for o in control_operations(served, Keys(""))}
    details = [operation for methods in document["paths"].values() for operation in methods.values()]

    assert document["openapi"].startswith("3.1")
    assert described == operations | {("GET", "/api/v1/openapi.json")}
    assert all(operation["summary"] and operation["responses"]["200"]["content"] for operation in details)
    assert len({operation["operationId"] for operation in details}) == len(details)


async def test_parameters_bodies_and_keys_are_described(document):
    """Those of the path are required, those of the query typed, and open operations say that they are."""
    act = document["paths"]["/api/v1/messages/{id}/actions"]["post"]
    listing = document["paths"]["/api/v1/deliveries"]["get"]
    stream = document["paths"]["/api/v1/stream"]["get"]

    assert act["parameters"] == [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    assert "click" in act["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert next(p for p in listing["parameters"] if p["name"] == "limit")["schema"]["maximum"] == 1000
    assert list(stream["responses"]["200"]["content"]) == ["text/event-stream"]
    assert document["paths"]["/api/v1/health"]["get"]["security"] == []
    assert "security" not in listing
    assert document["security"] == [{"token": []}]


@pytest.mark.parametrize(
    ("method", "path", "problem", "hint"),
    [
        ("GET", "/api/v1/users?x=1", "the parameter 'x' is not known here", "there are none"),
        ("GET", "/api/v1/deliveries?limit=1e3", "limit is '1e3'", "it is a whole number"),
        ("GET", "/api/v1/deliveries?limit=1001", "limit is 1001", "a number from 1 to 1000"),
        ("POST", "/api/v1/connections/x/close", "how: 'burn' is not known", "one of close, reset, freeze"),
    ],
)
async def test_what_the_description_does_not_allow_is_refused(served, method, path, problem, hint):
    """Before anything happens, with what was wanted."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        body = {"how": "burn"} if method == "POST" else None
        response = await client.request(method, path, json=body)

    error = response.json()
    assert (response.status_code, error["code"], error["message"], error["hint"]) == (400, "bad_request", problem, hint)
    check_error(error)
