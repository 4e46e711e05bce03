"""The control API under requests made from its own description, right and wrong ones: it never fails with 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from larkline.emulator import SyncEmulator
from larkline.emulator.control.operations import API

ENDLESS = ("/stream",)


@pytest.fixture(scope="module")
def served() -> Iterator[SyncEmulator]:
    """One emulator for all requests."""
    with SyncEmulator(seed=1) as feishu:
        feishu.serve()
        yield feishu


@pytest.fixture(scope="module")
def client(served: SyncEmulator) -> Iterator[httpx2.Client]:
    """Asks with the token."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    with httpx2.Client(base_url=info["console_url"], headers=headers, trust_env=False, timeout=60) as found:
        yield found


def patient(body: Any) -> Any:
    """Take out of a body what would only take long."""
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in ("times", "idle", "deliveries", "pace", "wait")}
        body |= {"timeout": 0.0} if "online" in body else {}
        if isinstance(body.get("advance"), float | int):
            body["advance"] = min(body["advance"], 60.0)
    return body


def fuzz(client: httpx2.Client, examples: int) -> list[int]:
    """Make so many requests of each operation; gives the status of each."""
    document = client.get(f"{API}/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    seen: list[int] = []
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        if operation.path.endswith(ENDLESS):
            continue
        cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])

        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(cases)
        def ask(case: Any) -> None:
            response = send(client, case)
            seen.append(response.status_code)
            assert response.status_code < 500, (case.method, case.path, case.query, case.body, response.text)
            if response.status_code >= 400 and response.content:
                assert set(response.json()) == {"code", "message", "hint"}

        ask()
    return seen


def send(client: httpx2.Client, case: Any) -> httpx2.Response:
    """Make the request of a case, as wrong as it is."""
    path = case.formatted_path
    body = patient(case.body)
    content = (
        None if repr(body) == "NOT_SET" or type(body).__name__ == "NotSet" else json.dumps(body, default=str).encode()
    )
    query = {str(key): str(value) for key, value in dict(case.query or {}).items()}
    headers = {"Content-Type": "application/json"} if content is not None else {}
    try:
        return client.request(case.method, path, params=query, content=content, headers=headers)
    except (httpx2.InvalidURL, UnicodeEncodeError):  # what no client can send
        return httpx2.Response(400)


def test_no_request_makes_it_fail(client, served):
    """Right, wrong and mutated requests to every operation; afterwards it still works."""
    seen = fuzz(client, 3)
    alive = client.get(f"{API}/health")

    assert len(seen) > 100
    assert {200, 400, 404} <= set(seen)
    assert alive.json() == {"status": "ok"}
    assert served.info()["app_secret"]


@pytest.mark.soak
def test_ten_thousand_requests_do_not_make_it_fail(client):
    """The same for long."""
    seen: list[int] = []
    while len(seen) < 10_000:
        seen += fuzz(client, 200)

    assert client.get(f"{API}/health").status_code == 200
