"""Late answers of our own App, against the emulator over both doors: nothing is answered twice, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardValue,
    Client,
    Markdown,
    SyncClient,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)
from larkline.clock import sleep_until
from larkline.emulator import Emulator
from larkline.errors import UpdateTokenSpent

DOORS = pytest.mark.parametrize("webhook", [False, True], ids=["long connection", "webhook"])
UPDATE = "/open-apis/interactive/v1/card/update"


class Deploy(CardValue, tag="deploy"):
    sha: str


QUESTION = Card(elements=[Markdown("waiting"), Button("go", value=Deploy(sha="abc"))])


def card(text: str) -> Card:
    """Make a card that says *text*."""
    return Card(elements=[Markdown(text)])


def late_calls(feishu: Emulator) -> list[str]:
    """Give by which ways the card was updated: ``token`` or ``message``, in order."""
    calls = [call for call in feishu.core.journal.calls() if call.code == 0]
    return [
        "message" if call.method == "PATCH" else "token"
        for call in calls
        if call.method == "PATCH" or call.path == UPDATE
    ]


@DOORS
async def test_a_handler_of_six_seconds(webhook):
    """The person sees a toast at 2.5 s and the updated card at 6 s; there is one answer, and one update."""
    app = App()
    seen: list[tuple[float, str]] = []

    async with Emulator(seed=1, frozen=True) as feishu:

        @app.on_card_action(Deploy)
        async def deploy(action: CardAction[Deploy]) -> Card:
            await sleep_until(feishu.clock, feishu.clock.now() + 6.0)
            return card(f"{action.value.sha} is live")

        async with feishu.running(app, webhook=webhook):
            message = await feishu.send(QUESTION)
            started = feishu.clock.now()
            pending = await feishu.begin_click(message, "go")
            while feishu.clock.now() < started + 8.0:
                await feishu.clock.advance(0.1)
                text = feishu.card_of(message).text
                if not seen or seen[-1][1] != text:
                    seen.append((feishu.clock.now() - started, text))
            click = await pending

    assert click.response.toast is not None
    assert click.delivery.duration == pytest.approx(2.5, abs=0.01)
    assert click.verdict.outcome == "ok"
    assert [text for _, text in seen][1:] == ["abc is live"]
    assert seen[-1][0] == pytest.approx(6.0, abs=0.15)
    assert late_calls(feishu) == ["token"]
    assert len(feishu.deliveries()) == 1


@DOORS
@pytest.mark.parametrize("plain", [False, True], ids=["Client", "SyncClient"])
async def test_one_budget_for_the_guard_and_the_handlers_own_updates(webhook, plain):
    """Two uses of the token for everybody together; what comes after them goes out by the message."""
    app = App()

    async def own(action: CardAction[Deploy], client: Client) -> Card:
        for number in range(3):
            await client.cards.update(action.update_token, card(f"own {number}"))
        return card("result")

    def own_in_a_thread(action: CardAction[Deploy], client: SyncClient) -> Card:
        for number in range(3):
            client.cards.update(action.update_token, card(f"own {number}"))
        return card("result")

    app.on_card_action(Deploy)(own_in_a_thread if plain else own)
    async with Emulator(seed=1) as feishu, feishu.running(app, webhook=webhook):
        message = await feishu.send(QUESTION)
        pending = await feishu.begin_click(message, "go")
        await feishu.clock.advance(2.5)
        click = await pending
        async with asyncio.timeout(20):
            while feishu.card_of(message).text != "result":
                await feishu.clock.advance(0.1)
                await asyncio.sleep(0.01)

    assert click.verdict.outcome == "ok"
    assert late_calls(feishu) == ["token", "token", "message", "message"]


@DOORS
async def test_a_card_that_is_not_shared_ends_with_its_budget(webhook):
    """Such a card can be updated by its token only; the handler is told, and so is who watches."""
    app = App()
    told: list[BaseException] = []
    exclusive: dict[str, Any] = {"elements": [{"tag": "hr"}]}
    value = {"action": "deploy", "sha": "abc"}
    button = {"tag": "button", "text": {"tag": "plain_text", "content": "go"}, "value": value}
    old = {"elements": [{"tag": "action", "actions": [button]}]}

    @app.on_card_action(Deploy)
    async def deploy(action: CardAction[Deploy], client: Client) -> AsyncIterator[Toast | dict[str, Any]]:
        yield Toast.info("working")
        for _ in range(2):
            await client.cards.update(action.update_token, exclusive, open_ids=[action.operator.open_id])
        try:
            await client.cards.update(action.update_token, exclusive, open_ids=[action.operator.open_id])
        except UpdateTokenSpent as error:
            told.append(error)
        yield {"card": {"type": "raw", "data": exclusive}}

    async with (
        Emulator(seed=1, frozen=True) as feishu,
        feishu.running(app, webhook=webhook, raise_handler_errors=False),
    ):
        message = await feishu.send(old)
        click = await feishu.click(message, "go")
        await feishu.clock.advance(2.0)

    assert len(told) == 1
    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "handler.raised")
    assert isinstance(click.error, UpdateTokenSpent)
    assert late_calls(feishu) == ["token", "token"]


async def test_the_moment_before_the_first_update_can_be_set():
    """What is only assumed of the platform is a setting of the App."""
    app = App(first_update_after=5.0)

    @app.on_card_action(Deploy)
    async def deploy(action: CardAction[Deploy]) -> AsyncIterator[Toast | Card]:
        yield Toast.info("working")
        yield card("done")

    async with Emulator(seed=1, frozen=True) as feishu, feishu.running(app):
        message = await feishu.send(QUESTION)
        await feishu.click(message, "go")
        await feishu.clock.advance(4.9)
        before = feishu.card_of(message).text
        await feishu.clock.advance(0.2)

    assert (before, feishu.card_of(message).text) == ("waiting\ngo", "done")


@DOORS
async def test_a_preview_of_four_seconds(webhook):
    """The person sees a plain link first and its preview a moment later: two pulls, one refresh, one run."""
    app = App()
    runs: list[str] = []

    async with Emulator(seed=1, frozen=True) as feishu:
        feishu.configure(url_patterns=["issues.example.com"])

        @app.on_url_preview(host="issues.example.com")
        async def preview(link: UrlPreview) -> UrlPreviewResponse:
            runs.append(link.url)
            await sleep_until(feishu.clock, feishu.clock.now() + 4.0)
            return UrlPreviewResponse(title="Issue 1")

        async with feishu.running(app, webhook=webhook):
            looking = asyncio.ensure_future(feishu.preview("https://issues.example.com/1", by="ou_alice", to="oc_team"))
            await feishu.clock.advance(2.5)
            first = await looking
            await feishu.clock.advance(1.4)
            before = len(feishu.deliveries())
            await feishu.clock.advance(0.2)
            await feishu.wait(deliveries=2)
            [shown] = feishu.messages("oc_team")[-1].previews

    pulls = feishu.deliveries()
    calls = [(call.path, call.code) for call in feishu.core.journal.calls() if "url_previews" in call.path]
    assert (first.response.title, before) == ("", 1)
    assert [pull.response for pull in pulls] == [{}, {"inline": {"title": "Issue 1"}}]
    assert [pull.verdict.outcome for pull in pulls if pull.verdict] == ["ok", "ok"]
    assert calls == [("/open-apis/im/v2/url_previews/batch_update", 0)]
    assert shown.inline_for("ou_alice") == {"title": "Issue 1"}
    assert len(runs) == 1
