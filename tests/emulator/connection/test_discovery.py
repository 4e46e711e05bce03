"""The answer to the question for an endpoint, without HTTP."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from larkline.emulator.connection.discovery import answer_endpoint
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.seed import seed_world
from larkline.emulator.world.tokens import Tickets
from larkline.wire.endpoint import ClientConfig, endpoint_request, mask_url, parse_endpoint_reply


@pytest.fixture
def ask():
    """Asks for endpoints of one tenant; gives the answer and its tickets."""
    ids = Ids(1)
    tenant, tickets = seed_world(ids), Tickets()
    config = ClientConfig(reconnect_nonce=0, ping_interval=15)

    def asked(body: bytes | None = None):
        app = tenant.app()
        question = endpoint_request(app.app_id, app.app_secret) if body is None else body
        answer = answer_endpoint(
            question,
            world=tenant,
            ids=ids,
            tickets=tickets,
            gateway="ws://127.0.0.1:4321",
            config=config,
            user_agent="tiny/1",
            now=10.0,
        )
        return answer, tickets, app

    return asked


def test_our_own_client_reads_the_answer(ask):
    """Address, service id and every member of the configuration arrive."""
    (status, body), _, app = ask()
    endpoint = parse_endpoint_reply(status, body)

    assert endpoint.config == ClientConfig(reconnect_nonce=0, ping_interval=15)
    assert endpoint.service_id == app.service_id
    assert endpoint.url.startswith("ws://127.0.0.1:4321/")
    assert endpoint.connection_id.isdigit()


def test_the_ticket_knows_the_app_and_its_client(ask):
    """It opens the connection that the address names."""
    (_, body), tickets, app = ask()
    query = parse_qs(urlsplit(json.loads(body)["data"]["URL"]).query)
    ticket = tickets.redeem(query["ticket"][0], now=11.0)

    assert ticket is not None
    assert (ticket.app_id, ticket.user_agent) == (app.app_id, "tiny/1")
    assert [ticket.connection_id] == query["device_id"]


def test_every_address_is_another_one(ask):
    """Neither connection nor ticket is given twice, and masked they show nothing."""
    urls = [json.loads(ask()[0][1])["data"]["URL"] for _ in range(3)]

    assert len(set(urls)) == 3
    assert all("ticket=***" in mask_url(url) and "access_key=***" in mask_url(url) for url in urls)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 1000040344),
        (b"[]", 1000040344),
        (b'{"AppID":"","AppSecret":"x"}', 1000040344),
        (b'{"AppID":"cli_0000000000000000","AppSecret":"x"}', 514),
    ],
)
def test_a_refusal_has_a_code_and_empty_data(ask, body, code):
    """HTTP stays 200, and Node finds the ``data`` it looks for first."""
    (status, answer), _, _ = ask(body)

    assert status == 200
    assert json.loads(answer)["code"] == code
    assert json.loads(answer)["data"] == {}
