"""The journal: what it keeps, for how long, and what never enters it."""

from __future__ import annotations

import json
import sqlite3
import stat
import sys
from contextlib import closing

import httpx2
import pytest

from larkline import App, Client, MessageReceived
from larkline.emulator import Emulator, UnknownThing
from larkline.emulator.journal.journal import Journal, temporary_journal
from larkline.emulator.journal.masking import Masker
from tests.emulator.tiny_client import TinyApp, answer

CARD = {"elements": [{"tag": "button", "text": {"content": "同意"}, "value": {"order": "abc-123"}}]}
TOAST = {"toast": {"type": "info", "content": "abc-123"}}
TOKEN_CALL = "/open-apis/auth/v3/tenant_access_token/internal"


async def play(feishu: Emulator) -> None:
    """A click that is answered, a message, a click without an app, and an API call."""
    async with feishu.running(TinyApp(answer(TOAST))):
        await feishu.click(await feishu.send(CARD), "同意")
        await feishu.say("你好")
    await feishu.core.changes.until(lambda: not feishu.core.hub.sessions)
    await feishu.click(await feishu.send(CARD), "同意")
    app = feishu.app()
    async with httpx2.AsyncClient(transport=feishu.platform().api_transport, base_url="http://localhost") as client:
        await client.post(TOKEN_CALL, json={"app_id": app.app_id, "app_secret": app.app_secret})


async def test_a_run_goes_on_from_its_file(tmp_path):
    """What an earlier run did is listed before what this one does, and can be opened in full."""
    path = tmp_path / "journal.sqlite3"
    async with Emulator(seed=1, journal=path) as first:
        await play(first)
        written = [first.core.journal.detail(exchange.id) for exchange in first.deliveries()]
    async with Emulator(seed=2, journal=path) as second:
        await second.say("新的一天")
        rows, _ = second.core.journal.page()
        read = [second.core.journal.detail(row["id"]) for row in rows[:3]]

    assert [row["verdict"]["rule"] for row in rows] == ["ok", "ok", "connection.offline", "event.offline"]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert len(second.deliveries()) == 1
    for before, after in zip(written, read, strict=True):
        assert {**after, "related": None} == {**before, "related": None}


async def test_no_secret_enters_the_file(tmp_path):
    """Neither the app's keys nor any token or ticket can be found in it, not even inside of a frame."""
    path = tmp_path / "journal.sqlite3"
    async with Emulator(seed=1, journal=path) as feishu:
        await play(feishu)
        app = feishu.app()
        kept = [feishu.core.journal.kept(exchange.id) for exchange in feishu.deliveries()]
        frames = "".join(
            frame["hex"]
            for exchange in feishu.deliveries()
            for frame in feishu.core.journal.detail(exchange.id)["frames"]
        )
        tokens = [json.loads(exchange.push.payload)["event"].get("token") for exchange in feishu.deliveries()]
    content = path.read_bytes() + bytes.fromhex(frames)

    assert kept[0]["frames"]
    for secret in (app.app_secret, app.encrypt_key, app.verification_token, *filter(None, tokens)):
        assert secret.encode() not in content
    assert b"***" in content
    assert kept[0]["id"].encode() in content


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are those of POSIX")
def test_only_its_owner_can_read_it(tmp_path):
    """The file, and the temporary folder of one, are closed to others."""
    path = tmp_path / "journal.sqlite3"
    path.touch(mode=0o666)
    Journal(Masker(), path).close()
    temporary = temporary_journal()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(temporary.parent.stat().st_mode) == 0o700
    temporary.parent.rmdir()


async def test_memory_and_file_are_bounded(tmp_path):
    """The oldest deliveries and calls are forgotten first, here and there."""
    path = tmp_path / "journal.sqlite3"
    async with Emulator(seed=1) as feishu:
        journal = feishu.core.journal = feishu.core.engine._journal = Journal(Masker(), path, kept=3)
        for text in "abcde":
            await feishu.say(text)
        kept = [json.loads(exchange.push.payload)["event"]["message"]["content"] for exchange in feishu.deliveries()]
    again = Journal(Masker(), path, kept=3)
    rows, _ = again.page()
    again.close()

    assert kept == ['{"text": "c"}', '{"text": "d"}', '{"text": "e"}']
    assert [row["id"] for row in rows] == [exchange.id for exchange in journal]
    assert journal.judged == 5


@pytest.fixture
async def said():
    """An emulator whose journal keeps three deliveries, and what says something there."""
    async with Emulator(seed=1) as feishu:

        async def say(journal: Journal, *texts: str) -> list[str]:
            feishu.core.journal = feishu.core.engine._journal = journal
            return [(await feishu.say(text)).deliveries[0].id for text in texts]

        yield say


async def test_a_pinned_delivery_is_kept_when_older_than_those_that_go(tmp_path, said):
    """In memory and in the file, whatever comes; the newest one stays besides."""
    path = tmp_path / "journal.sqlite3"
    journal = Journal(Masker(), path, kept=3)
    first = await said(journal, "a", "b", "c")
    for id_ in first[:2]:
        assert journal.pin(id_, pinned=True)["pinned"]
    later = await said(journal, "d", "e")
    in_memory = journal.ids()
    journal.flush()
    journal.pin(first[1], pinned=False)
    journal.close()
    again = Journal(Masker(), path, kept=3)
    rows, _ = again.page()
    again.close()

    assert in_memory == [*first[:2], later[-1]]
    assert [(row["id"], row["pinned"]) for row in rows] == [(first[0], True), (first[1], False), (later[-1], False)]


async def test_pinned_deliveries_may_fill_the_journal(tmp_path, said):
    """Then only the newest one is there besides."""
    path = tmp_path / "journal.sqlite3"
    journal = Journal(Masker(), path, kept=2, kept_bytes=10)
    ids = await said(journal, "a")
    journal.pin(ids[0], pinned=True)
    ids += await said(journal, "b")
    journal.pin(ids[1], pinned=True)
    ids += await said(journal, "c", "d")
    journal.close()
    again = Journal(Masker(), path, kept=2, kept_bytes=10)
    again.close()

    assert journal.ids() == again.ids() == [ids[0], ids[1], ids[3]]


async def test_a_delivery_of_an_earlier_run_is_pinned_in_the_file(tmp_path, said):
    """It is kept by the next run, too, and shown as pinned in full; a loaded one is pinned for this run."""
    path = tmp_path / "journal.sqlite3"
    journal = Journal(Masker(), path, kept=2)
    old, _ = await said(journal, "a", "b")
    journal.close()
    second = Journal(Masker(), path, kept=2)
    second.pin(old, pinned=True)
    new = await said(second, "c", "d", "e")
    second.flush()
    shown = second.detail(old)["pinned"]
    second.close()
    third = Journal(Masker(), path, kept=2)
    third.close()
    other = Journal(Masker())
    other.load([second.kept(new[-1])])
    other.pin(new[-1], pinned=True)

    assert shown
    assert third.ids() == [old, new[-1]]
    assert other.kept(new[-1])["pinned"]
    with pytest.raises(UnknownThing):
        third.pin("dlv_0", pinned=True)


async def test_a_file_of_the_first_format_is_taken_over(tmp_path, said):
    """Nothing in it was pinned, and everything can be."""
    path = tmp_path / "journal.sqlite3"
    journal = Journal(Masker(), path)
    (id_,) = await said(journal, "a")
    journal.close()
    with closing(sqlite3.connect(path)) as file, file:
        for column in ("summary", "detail"):
            file.execute(f"UPDATE entries SET {column} = json_remove({column}, '$.pinned')")
        file.execute("ALTER TABLE entries DROP COLUMN pinned")
        file.execute("PRAGMA user_version = 1")
    again = Journal(Masker(), path)
    before = again.page()[0][0]["pinned"]
    after = again.pin(id_, pinned=True)["pinned"]
    again.close()

    assert (before, after) == (False, True)


async def test_large_payloads_fill_neither_memory_nor_file(tmp_path):
    """The journal is bounded in bytes, too; the newest delivery always stays."""
    path = tmp_path / "journal.sqlite3"
    async with Emulator(seed=1) as feishu:
        journal = feishu.core.journal = feishu.core.engine._journal = Journal(Masker(), path, kept_bytes=11_000)
        for _ in range(5):
            await feishu.say("长" * 1500)
        kept = len(feishu.deliveries())
        await feishu.say("长" * 15_000)
        alone = len(feishu.deliveries())
        journal.close()

    assert (kept, alone) == (2, 1)
    assert path.stat().st_size < 500_000


async def test_deliveries_are_paged():
    """Each page begins after the last one's end, or going back ends before it; the last page says that it is."""
    async with Emulator(seed=1) as feishu:
        for text in "abcde":
            await feishu.say(text)
        journal = feishu.core.journal
        first, following = journal.page(limit=2)
        second, more = journal.page(limit=2, after=following or "")
        third, end = journal.page(limit=2, after=more or "")
        odd, rest = journal.page(limit=1, passes=lambda row: row["id"][11] in "24")
        newest, earlier = journal.page(limit=3, before="")
        oldest, begin = journal.page(limit=3, before=earlier or "")

    ids = [row["id"] for row in (*first, *second, *third)]
    assert ids == sorted(ids)
    assert len(ids) == 5
    assert end is None
    assert ([row["id"] for row in odd], rest) == ([ids[1]], ids[1])
    assert ([row["id"] for row in newest], earlier) == (ids[2:], ids[2])
    assert ([row["id"] for row in oldest], begin) == (ids[:2], None)
    with pytest.raises(UnknownThing, match="begin again without it"):
        journal.page(after="dlv_unknown")
    with pytest.raises(UnknownThing):
        journal.find("dlv_unknown")


async def test_a_delivery_knows_what_stands_around_it():
    """Its neighbours in the chat, its other attempts, and the calls the app made while handling it."""
    async with Emulator(seed=1, frozen=True) as feishu:
        first = await feishu.say("一")
        await feishu.say("别处", by="ou_bob")
        await play(feishu)
        second = await feishu.say("二")
        await feishu.clock.advance(15.0)
        journal = feishu.core.journal
        attempts = journal.detail(first.delivery.id)["related"]["attempts"]
        around = journal.detail(second.delivery.id)["related"]

    said = [row for row in journal.page()[0] if row["chat"] == "oc_alice" and row["attempt"] == 1]
    assert [row["user"] for row in said] == ["ou_alice"] * 3
    assert len(attempts) == 2
    assert around["previous"] is not None


async def test_a_delivery_knows_the_calls_made_while_handling_it():
    """An answer stands with the message it answers, and not with the one an hour later."""
    app = App()

    @app.on_event("im.message.receive_v1")
    async def greet(message: MessageReceived, client: Client) -> None:
        await client.messages.reply(message.message_id, "好")

    async with Emulator(seed=1, frozen=True) as feishu, feishu.running(app):
        said = [(await feishu.say("一")).message]
        await feishu.clock.advance(3600.0)
        said.append((await feishu.say("二")).message)
        details = [feishu.core.journal.detail(id_) for id_ in feishu.core.journal.ids()]
    paths = [[call["path"] for call in detail["related"]["api_calls"]] for detail in details]

    assert paths == [[f"/open-apis/im/v1/messages/{message.message_id}/reply"] for message in said]


async def test_a_loaded_session_shows_the_same_rows():
    """Deliveries of another run are listed and opened as there; those that are here already are not doubled."""
    async with Emulator(seed=1) as one, Emulator(seed=2) as other:
        await play(one)
        kept = [one.core.journal.kept(exchange.id) for exchange in one.deliveries()]
        counts = other.core.journal.load(kept), other.core.journal.load(kept)
        rows, shown = other.core.journal.page()[0], other.core.journal.detail(kept[0]["id"])
        expected, full = one.core.journal.page()[0], one.core.journal.detail(kept[0]["id"])

    assert counts == (3, 0)
    assert rows == expected
    assert {**shown, "related": None} == {**full, "related": None}


async def test_a_file_that_is_no_journal_is_refused(tmp_path):
    """With its path, and what to do; nothing is overwritten."""
    path = tmp_path / "notes.txt"
    path.write_text("not a journal, but somebody's notes " * 100, encoding="utf-8")
    with pytest.raises(Exception, match=r"notes\.txt cannot be used as a journal.*choose another file"):
        Emulator(journal=path)

    assert path.read_text(encoding="utf-8").startswith("not a journal")


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
    """Known values, named members and parameters, and what looks like a token; bytes keep their length."""
    masker = Masker(["s3cr3t", ""])

    assert masker.mask(text) == masked
    assert len(masker.mask_bytes(text.encode())) == len(text.encode())
    assert (masker.mask_bytes(text.encode()) == text.encode()) == (text == masked)


def test_values_are_masked_wherever_they_stand():
    """Under their name altogether, in a text by what they look like; JSON inside of a text stays JSON."""
    inner = json.dumps({"URL": "ws://127.0.0.1/ws?ticket=abc", "token": "c-1", "a": [1, None, True]})
    value = {"token": "c-1", "body": inner, "list": [{"ticket": "x"}, "Bearer t-g0123456789abcdef01"], "n": 1.5}
    masked = Masker(["s3cr3t"]).mask_value(value)

    assert masked["token"] == "***"
    assert json.loads(masked["body"]) == {"URL": "ws://127.0.0.1/ws?ticket=***", "token": "***", "a": [1, None, True]}
    assert masked["list"] == [{"ticket": "***"}, "Bearer ***"]
    assert masked["n"] == 1.5


@pytest.mark.parametrize(
    "row", [{"a": {"ticket": "x"}}, {"a": ["s3cr3t"]}, {"a": "?token=x"}, {"token": ""}, {"a": ["s3c", "r3t"], "n": 1}]
)
def test_a_row_is_masked_as_its_values_are(row):
    """The quick look for something to mask finds all there is."""
    masker = Masker(["s3cr3t"])

    assert masker.mask_row(row) == masker.mask_value(row)


async def test_an_entry_that_cannot_be_written_does_not_stop_the_others(tmp_path, caplog):
    """It is logged; what comes after it is in the file."""
    path = tmp_path / "journal.sqlite3"
    async with Emulator(seed=1, journal=path) as feishu:
        await feishu.say("一")
        feishu.core.journal.flush()
        feishu.core.journal.signed_by = lambda _exchange: {"x": object()}
        await feishu.say("二")
        feishu.core.journal.flush()
        feishu.core.journal.signed_by = lambda _exchange: None
        await feishu.say("三")
    again = Journal(Masker(), path)
    rows, _ = again.page()
    again.close()

    assert len(rows) == 2
    assert "could not be written" in caplog.text
