"""The bots of examples/, each against the local platform as a person meets it."""

from __future__ import annotations

import asyncio

import pytest

from larkline import Toast
from tests.examples.conftest import EXAMPLES

CHAT_ENTERED = "im.chat.access_event.bot_p2p_chat_entered_v1"
MENU = "application.bot.menu_v6"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_is_short(path):
    """A newcomer reads it on one screen and a half."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 80


async def test_an_expense_is_approved(feishu, example):
    """The form is checked, its card closes, the person who was named decides, and who asked is told."""
    entries = {"reason": "去展会", "amount": "35.5", "kind": "交通", "approver": "ou_bob"}
    async with feishu.running(example("expense_bot").app):
        await feishu.say("报销", by="ou_alice")
        form = feishu.messages("oc_alice")[-1]
        wrong = await feishu.submit(form, {**entries, "amount": "很多"}, by="ou_alice")
        submitted = await feishu.submit(form, entries, by="ou_alice")
        question = feishu.messages("oc_bob")[-1]
        decided = await feishu.click(question, "同意", by="ou_bob")

    assert "金额" in wrong.response.toast.content
    assert submitted.response.toast == Toast.success("已提交")
    assert feishu.card_of(form).title == "已提交"
    assert feishu.card_of(question).title == "已同意"
    assert "交通" in feishu.card_of(question).text
    assert feishu.messages("oc_alice")[-1].text == "你的报销申请已同意"
    assert [click.verdict.outcome for click in (wrong, submitted, decided)] == ["ok"] * 3


async def test_an_alarm_is_raised_and_dealt_with(feishu, example):
    """From the welcome card or from the menu; the resolved card says who did it, and how."""
    async with feishu.running(example("alarm_bot").app):
        await feishu.trigger(CHAT_ENTERED, operator_id={"open_id": "ou_alice"}, chat_id="oc_alice")
        welcome = feishu.messages("oc_alice")[-1]
        raised = await feishu.click(welcome, "发起告警", by="ou_alice")
        await feishu.trigger(MENU, event_key="raise_alarm", operator={"operator_id": {"open_id": "ou_bob"}})
        by_button, by_menu = feishu.messages("oc_alice")[-1], feishu.messages("oc_bob")[-1]
        resolved = await feishu.submit(by_button, {"note": "重启"}, by="ou_alice")

    assert raised.response.toast == Toast.info("告警已发出")
    assert feishu.card_of(by_button).title == "告警已处理"
    assert "重启" in feishu.card_of(by_button).text
    assert feishu.card_of(by_menu).title == "告警"
    assert resolved.verdict.ok


async def test_an_announcement_reaches_two_tenants(feishu, example):
    """Chats of both tenants subscribe; one announcement goes to each with the token of its tenant."""
    store = feishu.app(name="公告", app_type="store")
    world = feishu.core.world
    chats = [world.direct_chat(world.person(person), store).chat_id for person in ("ou_alice", "ou_carol")]
    async with feishu.running(example("store_app").app, webhook=True, app_id=store.app_id):
        for person, chat in zip(("ou_alice", "ou_carol"), chats, strict=True):
            await feishu.say("订阅", by=person, to=chat)
        await feishu.say("公告 今晚停机", by="ou_alice", to=chats[0])
        async with asyncio.timeout(20):
            await feishu.core.changes.until(
                lambda: feishu.messages(chats[0])[-1].text == "公告已发出", look_again=lambda: 0.05
            )

    assert [[message.text for message in feishu.messages(chat)][-3:] for chat in chats] == [
        ["公告 今晚停机", "今晚停机", "公告已发出"],
        ["订阅", "已订阅公告", "今晚停机"],
    ]


async def test_an_answer_appears_while_it_is_made(feishu, example, capsys):
    """The card streams, ends with the whole text and two buttons, and a click on one of them is thanked for."""
    async with asyncio.timeout(30), feishu.running(example("answering_bot").app):
        await feishu.say("1 + 1", by="ou_alice")
        reply = feishu.messages("oc_alice")[-1]
        while "👍" not in feishu.card_of(reply).text:
            await feishu.clock.advance(0.5)
            reply = feishu.messages("oc_alice")[-1]
        click = await feishu.click(reply, "👍 有用", by="ou_alice")

    streamed = [call.path for call in feishu.core.journal.calls() if call.path.endswith("/content") and not call.code]
    assert "四十二" in feishu.card_of(reply).text
    assert len(streamed) >= 1
    assert click.response.toast == Toast.success("谢谢反馈")
    assert "helped" in capsys.readouterr().out


async def test_an_issue_is_previewed_and_closed(feishu, example):
    """A link shows title, state and a button; when it is clicked, every message that links to the issue follows."""
    feishu.configure(url_patterns=["issues.example.com"])
    link = "https://issues.example.com/issues/42"
    async with asyncio.timeout(30), feishu.running(example("issue_previews").app):
        seen = [await feishu.preview(link, by=person, to="oc_team") for person in ("ou_alice", "ou_bob")]
        unknown = await feishu.preview(f"{link}0", by="ou_alice", to="oc_team")
        messages = feishu.messages("oc_team")
        before = [feishu.card_of(message, by="ou_bob").text for message in messages[:2]]
        click = await feishu.click(messages[0], "关闭", by="ou_bob")
        await feishu.wait(idle=0.1)
        after = [feishu.card_of(message, by="ou_bob").text for message in messages[:2]]

    assert [each.response.title for each in (*seen, unknown)] == ["🟢 #42 登录页偶尔空白"] * 2 + [""]
    assert [("处理中" in text, "关闭" in text) for text in before] == [(True, True)] * 2
    assert click.response.toast == Toast.success("#42 已关闭")
    assert [("已关闭" in text, "处理中" in text) for text in after] == [(True, False)] * 2
