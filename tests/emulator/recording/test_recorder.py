"""Recordings: everything in its order, masked, and the same for the same steps."""

from __future__ import annotations

import json

import pytest

from larkline import App, CardAction, MessageReceived, Toast
from larkline.api.client import Client
from larkline.emulator import Emulator
from larkline.emulator.cards.components import components_of
from larkline.emulator.recording.cassettes import assert_recorded
from larkline.emulator.recording.files import read_lines, write_lines
from larkline.emulator.recording.recorder import readable
from tests.emulator.stories import CARD, button, card


def bot(toast: str = "已批准") -> App:
    """An app that answers a message with a card, and a click with a toast."""
    app = App()

    @app.on_event("im.message.receive_v1")
    async def greet(message: MessageReceived, client: Client) -> None:
        await client.messages.reply(message.message_id, CARD)

    @app.on_card_action()
    async def approve(action: CardAction) -> Toast:
        return Toast.success(toast)

    return app


async def play(seed: int | None, toast: str = "已批准") -> tuple[Emulator, str]:
    """Record a conversation with a fault, a move of the clock and an event."""
    async with Emulator(seed=seed) as feishu:
        recording = feishu.core.recorder.start("approval")
        async with feishu.running(bot(toast)):
            await feishu.say("42")
            shown = await feishu.next_card()
            await feishu.click(shown, "同意", by="ou_alice")
            await feishu.faults.add("duplicate", type="im.message.receive_v1", times=1)
            await feishu.clock.advance(60.0)
            await feishu.trigger("application.bot.menu_v6", event_key="help")
        recording.stopped = True
        await feishu.say("after the end")
        return feishu, feishu.core.recorder.text(recording)


async def test_everything_is_there_in_its_order():
    """A header, then actions, deliveries with replies, API calls, the card, the fault and the clock."""
    _, text = await play(1)
    header, *rows = [json.loads(line) for line in text.splitlines()]
    kinds = [row["kind"] for row in rows if row["kind"] != "api_call"]
    click = next(row for row in rows if row["kind"] == "delivery" and row["type"] == "card.action.trigger")

    assert (header["format"], header["version"], header["name"]) == ("larkline-recording", 1, "approval")
    assert kinds == ["action", "delivery", "message", "action", "delivery", "fault", "clock", "action", "delivery"]
    assert [row["verb"] for row in rows if row["kind"] == "action"] == ["say", "act", "trigger"]
    assert any(row["kind"] == "api_call" and row["path"].endswith("/reply") for row in rows)
    assert click["reply"] == {"toast": {"type": "success", "content": "已批准"}}
    assert click["verdict"] == {"outcome": "ok", "code": None, "rule": "ok"}
    fault = next(row for row in rows if row["kind"] == "fault")
    assert (fault["what"], fault["name"]) == ("added", "duplicate")
    assert fault["fields"].items() >= {"type": "im.message.receive_v1", "times": 1}.items()
    assert next(row for row in rows if row["kind"] == "clock")["advance"] == 60.0


async def test_the_same_steps_give_the_same_recording():
    """Whatever ids, tokens and times there were."""
    (_, one), (_, other) = await play(1), await play(2)

    assert one == other
    assert_recorded(one, other)


async def test_another_toast_is_a_readable_difference():
    """Both sides stand below each other."""
    (_, one), (_, other) = await play(1), await play(1, toast="已拒绝")
    with pytest.raises(AssertionError) as caught:
        assert_recorded(other, one)

    lines = str(caught.value).splitlines()
    assert any(line.startswith("-") and "已批准" in line for line in lines)
    assert any(line.startswith("+") and "已拒绝" in line for line in lines)


async def test_no_secret_is_in_it():
    """Neither the app's keys nor tokens."""
    feishu, text = await play(1)
    app = feishu.app()
    tokens = [json.loads(each.push.payload)["event"].get("token") for each in feishu.deliveries()]

    for secret in (app.app_secret, app.encrypt_key, app.verification_token, *filter(None, tokens)):
        assert secret not in text
    assert "***" in text


async def test_a_secret_that_is_said_is_not_in_it(local):
    """What the emulator knows as a secret is masked wherever it stands, whatever it looks like."""
    local.core.masker.add("s3cret of mine")
    recording = local.core.recorder.start()
    await local.say("my key: s3cret of mine")
    text = local.core.recorder.text(recording)

    assert "s3cret of mine" not in text
    assert "my key: ***" in text


def test_chats_may_overtake_each_other():
    """Compared chat by chat, only the order in each of them counts."""
    rows = [{"kind": "delivery", "chat": chat, "n": n} for chat, n in (("a", 1), ("b", 2), ("a", 3))]
    one, other = write_lines("recording", rows), write_lines("recording", [rows[1], rows[0], rows[2]])
    wrong = write_lines("recording", [rows[2], rows[1], rows[0]])
    assert_recorded(one, other, order="chat")

    with pytest.raises(AssertionError):
        assert_recorded(one, other)
    with pytest.raises(AssertionError):
        assert_recorded(one, wrong, order="chat")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "its first line does not say larkline-session"),
        ("{", "line 1 is no JSON"),
        ("[1]\n", "line 1 is no JSON object"),
        (write_lines("recording", []), "its first line does not say larkline-session"),
        ('{"format": "larkline-session", "version": 2}\n', "written by a newer larkline"),
        ('{"format": "larkline-session", "version": "x"}\n', "written by a newer larkline"),
    ],
)
def test_a_file_of_another_kind_is_refused(text, problem):
    """With what is wrong."""
    with pytest.raises(Exception, match=problem):
        read_lines(text, "session")


def test_components_are_named_as_people_name_them():
    """By text or name when that is clear, else as they were."""
    shown = card(button("同意", value={}), button("同意", value={}, name="second"), button("拒绝", value={}))

    assert readable(shown, 2) == "拒绝"
    assert readable(shown, components_of(shown, locale="zh_cn")[2].pointer) == "拒绝"
    assert readable(shown, 1) == "second"
    assert readable(shown, 0) == 0
    assert readable(shown, 9) == 9
    assert readable(shown, "拒绝") == "拒绝"
