"""An address is saved once it has answered ``url_verification``."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline.emulator import AddressCheckFailed, Emulator
from larkline.emulator.both import same
from larkline.emulator.webhook import webhooks as webhooks_module
from larkline.emulator.webhook.address_check import problem_of_answer
from tests.emulator.hook_server import Request, always, challenge_in, decrypted, http, serving

PLAIN = b'{"challenge":"c-1","token":"t","type":"url_verification"}'
SECRET = b'{"encrypt":"QUJD"}'


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (b'{"challenge":"c-1"}', PLAIN),
        (b' {"challenge": "c\\u002d1", "msg": "success"}\n', PLAIN),
        (b'{"challenge":"c-1"}', SECRET),
    ],
)
def test_the_same_challenge_as_json_is_right(body, sent):
    """However it is written, and whatever stands beside it."""
    assert problem_of_answer(200, body, challenge="c-1", sent=sent) is None


@pytest.mark.parametrize(
    ("status", "body", "sent", "problem", "evidence"),
    [
        (404, b'{"challenge":"c-1"}', PLAIN, "status", "HTTP 404"),
        (201, b'{"challenge":"c-1"}', PLAIN, "status", "HTTP 201"),
        (302, b"", PLAIN, "status", "HTTP 302"),
        (200, b"", PLAIN, "not_json", "empty"),
        (200, b"c-1", PLAIN, "not_json", ""),
        (200, b"<html></html>", PLAIN, "not_json", ""),
        (200, b'\xef\xbb\xbf{"challenge":"c-1"}', PLAIN, "not_json", ""),
        (200, b'{"challenge":"c-1"} x', PLAIN, "not_json", ""),
        (200, b'"c-1"', PLAIN, "wrong_value", "no JSON object"),
        (200, b"{}", PLAIN, "wrong_value", "missing"),
        (200, b'{"challenge":"c-2"}', PLAIN, "wrong_value", "'c-2'"),
        (200, b'{"challenge":1}', PLAIN, "wrong_value", "no text"),
        (200, b'{"Challenge":"c-1"}', PLAIN, "wrong_value", "missing"),
        (200, PLAIN.replace(b"c-1", b"c-2"), PLAIN, "wrong_value", "'c-2'"),
        (200, SECRET, SECRET, "echoed", "the answer is the request"),
        (200, b'{"challenge":"QUJD"}', SECRET, "echoed", "$.challenge"),
        (200, b'{"encrypt":"other"}', SECRET, "echoed", "$.encrypt"),
        (200, b'{"challenge":"c-2"}', SECRET, "wrong_value", "'c-2'"),
    ],
)
def test_everything_else_is_told_apart(status, body, sent, problem, evidence):
    """Not status 200, no JSON, another value, or the encrypted text instead of what it holds."""
    found = problem_of_answer(status, body, challenge="c-1", sent=sent)

    assert found is not None
    assert found[0] == problem
    assert evidence in found[1].en


def test_the_error_says_what_happened_and_what_to_do():
    """One sentence with the address."""
    error = AddressCheckFailed("http://127.0.0.1:1/", "echoed", same("$.challenge"))

    assert (error.url, error.problem, error.evidence) == ("http://127.0.0.1:1/", "echoed", "$.challenge")
    assert str(error) == (
        "the address http://127.0.0.1:1/ was not saved: the answer holds the encrypted text; decrypt that with the "
        'Encrypt Key and answer {"challenge": "…"} [$.challenge]'
    )


async def echo(request: Request) -> bytes:
    """Answer a plain address check as it should be."""
    return http({"challenge": request.json["challenge"]})


async def test_a_saved_address_is_used_from_then_on(local):
    """Each address is asked once, without a signature; what goes there goes by webhook."""
    app = local.app()

    async def answer(request: Request) -> bytes:
        return http({"challenge": challenge_in(request, app.encrypt_key)})

    async with serving(answer) as server:
        settings = await local.save_webhook(event_url=server.url("/e"), callback_url=server.url("/e"))
        before = (settings.card_url, settings.legacy_cards)
        await local.save_webhook(card_url=server.url("/c"))

    assert [request.line for request in server.requests] == ["POST /e HTTP/1.1", "POST /c HTTP/1.1"]
    for request in server.requests:
        document = json.loads(decrypted(request.body, app.encrypt_key))
        assert (document["type"], document["token"]) == ("url_verification", app.verification_token)
        assert not any(name.startswith("X-Lark") for name in request.headers)
        assert request.headers["X-Request-Id"]
    assert before == ("", False)
    assert settings is app.subscription
    assert (settings.events, settings.callbacks, settings.legacy_cards) == ("webhook", "webhook", True)
    assert (settings.event_url, settings.card_url) == (server.url("/e"), server.url("/c"))


async def test_without_a_key_the_question_is_readable(local):
    """Encryption is switched off together with the address."""
    async with serving(echo) as server:
        settings = await local.save_webhook(event_url=server.url(), encrypted=False)

    assert server.requests[0].json["token"] == local.app().verification_token
    assert (settings.encrypted, settings.events, settings.callbacks) == (False, "webhook", "long_connection")


async def test_an_address_can_be_removed(local):
    """Nothing is asked; how things are delivered stays."""
    async with serving(echo) as server:
        await local.save_webhook(event_url=server.url(), card_url=server.url(), encrypted=False)
        settings = await local.save_webhook(event_url="", card_url="")

    assert len(server.requests) == 1
    assert (settings.event_url, settings.events, settings.legacy_cards) == ("", "webhook", False)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (http({"challenge": "no"}), "wrong_value"),
        (http(b"ok"), "not_json"),
        (http({}, status="500 Internal Server Error"), "status"),
        (http(status="302 Found", headers="Location: /\r\n"), "status"),
        (None, "broken"),
    ],
)
async def test_an_address_that_answers_wrongly_is_not_saved(answer, problem, local):
    """Nor is another one that was given with it, or the switch of the encryption."""
    async with serving(echo) as good, serving(always(answer)) as bad:
        with pytest.raises(AddressCheckFailed, match="was not saved") as failed:
            await local.save_webhook(event_url=good.url(), callback_url=bad.url(), encrypted=False)

    assert failed.value.problem == problem
    assert failed.value.url == bad.url()
    settings = local.app().subscription
    assert (settings.event_url, settings.callback_url, settings.encrypted) == ("", "", True)
    assert (settings.events, settings.callbacks) == ("long_connection", "long_connection")


async def test_an_address_has_to_answer_within_a_second(local, monkeypatch):
    """The limit is on the whole exchange."""
    monkeypatch.setattr(webhooks_module, "ADDRESS_CHECK_SECONDS", 0.05)

    async def never(_request: Request) -> bytes | None:
        await asyncio.Event().wait()
        return None

    async with serving(never) as server:
        with pytest.raises(AddressCheckFailed) as failed:
            await local.save_webhook(event_url=server.url())

    assert failed.value.problem == "timeout"


@pytest.mark.parametrize(
    ("url", "problem"),
    [("http://127.0.0.1:1/", "refused"), ("http://me@127.0.0.1/", "forbidden"), ("nonsense", "forbidden")],
)
async def test_an_address_that_cannot_be_asked_is_not_saved(url, problem, local):
    """Nobody listens there, or it is no address of a webhook."""
    with pytest.raises(AddressCheckFailed) as failed:
        await local.save_webhook(callback_url=url)

    assert failed.value.problem == problem
    assert local.app().subscription.callback_url == ""


async def test_a_host_that_was_allowed_is_looked_up():
    """Only hosts of this machine are by themselves."""

    async def unknown(host: str, port: int) -> list[str]:
        raise OSError(f"{host} is not known")

    async with Emulator(seed=1, webhook_hosts=["bot.example"]) as feishu:
        feishu.core.webhooks.sender.resolve = unknown
        with pytest.raises(AddressCheckFailed, match="is not known") as failed:
            await feishu.save_webhook(event_url="http://bot.example/")

    assert failed.value.problem == "dns"


async def test_the_ports_of_the_emulator_itself_are_never_sent_to(served):
    """Neither the control API nor the platform's own ports, under whatever name."""
    info = served.info()
    for key in ("console_url", "platform_url", "gateway_url"):
        port = info[key].rpartition(":")[2]
        with pytest.raises(AddressCheckFailed, match="the emulator's own") as failed:
            await served.save_webhook(event_url=f"http://localhost:{port}/api/v1/reset")
        assert failed.value.problem == "forbidden"
