"""
The control API under requests made from its own description, right and wrong ones.

It never fails with 500, shows no secret, and without the token nothing changes.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
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
from tests.emulator.control.errors import check_error

ENDLESS = ("/stream",)
#: What needs no token.
OPEN = ("/health", "/session", "/openapi.json")
KEPT = ("/apps", "/tenants", "/users", "/chats", "/deliveries?limit=1000", "/templates", "/faults", "/recordings")


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


def fuzz(client: httpx2.Client, served: SyncEmulator, *, requests: int) -> Counter[int]:
    """Make at least so many requests, as many of each operation, each also without the token; counts the statuses."""
    document = client.get(f"{API}/openapi.json").json()
    operations: list[Any] = [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]  # type: ignore[union-attr]
    operations = [each for each in operations if not each.path.endswith(ENDLESS)]
    secrets = {served.info()[name] for name in ("token", "app_secret", "encrypt_key", "verification_token")}
    cases = {
        f"{operation.method} {operation.path}": made(operation, -(-requests // len(operations)))
        for operation in operations
    }
    before = state(client)
    with httpx2.Client(base_url=client.base_url, trust_env=False, timeout=60) as stranger:
        for path, found in cases.items():
            for case in found:
                response = send(stranger, case)
                assert path.partition(API)[2] in OPEN or response.status_code in (400, 401, 404, 405), (
                    case.method,
                    path,
                )
                assert response.status_code < 500, (case.method, path, case.query, case.body, response.text)
    assert state(client) == before
    seen = Counter[int]()
    for case in itertools.chain.from_iterable(cases.values()):
        response = send(client, case)
        seen[response.status_code] += 1
        assert response.status_code < 500, (case.method, case.path, case.query, case.body, response.text)
        assert not any(secret in response.text for secret in secrets), (case.method, case.path)
        if response.status_code >= 400 and response.content:
            check_error(response.json())
    return seen


def made(operation: Any, examples: int) -> list[Any]:
    """Make so many requests of an operation, right ones and wrong ones, always the same."""
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])
    found: list[Any] = []

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(cases)
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


def state(client: httpx2.Client) -> dict[str, str]:
    """Give what nobody may change without the token."""
    return {path: client.get(API + path).raise_for_status().text for path in KEPT}


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
    seen = fuzz(client, served, requests=200)
    alive = client.get(f"{API}/health")

    assert seen.total() > 100
    assert {200, 400, 404} <= set(seen)
    assert alive.json() == {"status": "ok"}
    assert served.info()["app_secret"]


@pytest.mark.soak
def test_ten_thousand_requests_do_not_make_it_fail(client, served):
    """The same for long; as many go out without the token, and change nothing."""
    seen = fuzz(client, served, requests=11_000)
    print(seen.total(), dict(sorted(seen.items())))

    assert seen.total() >= 10_000
    assert client.get(f"{API}/health").status_code == 200
