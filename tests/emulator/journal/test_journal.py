"""The journal: what it keeps, who can read it, and what never enters it."""

from __future__ import annotations

import json
import stat
import sys

import pytest

from larkline.emulator import Emulator, UnknownThing
from larkline.emulator.journal.journal import Journal, temporary_journal
from larkline.emulator.journal.masking import Masker
from tests.emulator.tiny_client import TinyApp, answer

CARD = {"elements": [{"tag": "button", "text": {"content": "同意"}, "value": {"order": "abc-123"}}]}


@pytest.fixture
async def story(tmp_path):
    """A run with a click, a message, a failed click and an API call; gives the emulator and the lines of its file."""
    path = tmp_path / "journal.jsonl"
    async with Emulator(seed=1, journal=path) as feishu:
        async with feishu.running(TinyApp(answer({"toast": {"type": "info", "content": "abc-123"}}))):
            await feishu.click(await feishu.send(CARD), "同意")
            await feishu.say("你好")
        await feishu.core.changes.until(lambda: not feishu.core.hub.sessions)
        await feishu.click(await feishu.send(CARD), "同意")
        transport = feishu.platform().api_transport
        import httpx2

        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            app = feishu.app()
            await client.post(
                "/open-apis/auth/v3/tenant_access_token/internal",
                json={"app_id": app.app_id, "app_secret": app.app_secret},
            )
    return feishu, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_every_exchange_is_one_line(story):
    """Type, request, response, verdict and times of each delivery, and each API call, in order."""
    _, lines = story

    assert [line["kind"] for line in lines] == ["exchange", "exchange", "exchange", "api_call"]
    assert [line["verdict"]["rule"] for line in lines[:3]] == ["ok", "ok", "connection.offline"]
    assert json.loads(lines[0]["request"])["event"]["action"]["value"] == {"order": "abc-123"}
    assert json.loads(lines[0]["response"]["body"]) == {"toast": {"type": "info", "content": "abc-123"}}
    assert lines[0]["duration_ms"] >= 0
    assert lines[3]["path"].endswith("tenant_access_token/internal")


async def test_no_secret_enters_the_file(story):
    """Neither the app's keys nor any token or ticket can be found in it."""
    feishu, lines = story
    app = feishu.app()
    text = json.dumps(lines, ensure_ascii=False)
    tokens = [json.loads(exchange.push.payload)["event"].get("token") for exchange in feishu.deliveries()]

    for secret in (app.app_secret, app.encrypt_key, app.verification_token, *filter(None, tokens)):
        assert secret not in text
    assert "***" in text


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are those of POSIX")
def test_only_its_owner_can_read_it(tmp_path):
    """The file, and the temporary folder of one, are closed to others."""
    path = tmp_path / "journal.jsonl"
    path.touch(mode=0o666)
    Journal(Masker(), path).close()
    temporary = temporary_journal()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(temporary.parent.stat().st_mode) == 0o700
    temporary.parent.rmdir()


async def test_memory_is_bounded():
    """The oldest deliveries and calls are forgotten first."""
    async with Emulator(seed=1) as feishu:
        feishu.core.journal._kept = 3
        for text in "abcde":
            await feishu.say(text)
        kept = [json.loads(exchange.push.payload)["event"]["message"]["content"] for exchange in feishu.deliveries()]

    assert kept == ['{"text": "c"}', '{"text": "d"}', '{"text": "e"}']
    assert feishu.core.journal.judged == 5


async def test_large_payloads_do_not_fill_the_memory():
    """The journal is bounded in bytes, too; the newest delivery always stays."""
    async with Emulator(seed=1) as feishu:
        feishu.core.journal._kept_bytes = 11_000
        for _ in range(5):
            await feishu.say("长" * 1500)
        kept = len(feishu.deliveries())
        await feishu.say("长" * 15_000)
        alone = len(feishu.deliveries())

    assert (kept, alone) == (2, 1)


async def test_deliveries_are_paged():
    """Each page begins after the last one's end; the last page says that it is."""
    async with Emulator(seed=1) as feishu:
        for text in "abcde":
            await feishu.say(text)
        journal = feishu.core.journal
        first, following = journal.page(limit=2)
        second, more = journal.page(limit=2, after=following or "")
        third, end = journal.page(limit=2, after=more or "")

    ids = [exchange.id for exchange in (*first, *second, *third)]
    assert ids == sorted(ids)
    assert len(ids) == 5
    assert end is None
    with pytest.raises(UnknownThing):
        journal.find("dlv_unknown")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("the secret is s3cr3t!", "the secret is ***!"),
        ('{"token":"c-0123456789abcdef0123"}', '{"token":"***"}'),
        ('{"AppSecret": "other"}', '{"AppSecret": "***"}'),
        (r'"{\"preview_token\":\"p1\",\"a\":1}"', r'"{\"preview_token\":\"***\",\"a\":1}"'),
        (
            "ws://127.0.0.1/ws?device_id=1&ticket=abc&access_key=def",
            "ws://127.0.0.1/ws?device_id=1&ticket=***&access_key=***",
        ),
        ("Bearer t-g0123456789abcdef01", "Bearer ***"),
        ("order abc-123, a t-shirt", "order abc-123, a t-shirt"),
    ],
)
def test_secrets_tokens_and_tickets_are_masked(text, masked):
    """Known values wherever they stand, named members and parameters, and what looks like a token."""
    assert Masker(["s3cr3t", ""]).mask(text) == masked
