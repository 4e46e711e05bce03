"""The settings of an app (S8, S9): what the console saves, drafts and versions, subscribed types, and who gets what."""

from __future__ import annotations

import asyncio

import pytest

from larkline.emulator import Emulator, SyncEmulator
from larkline.emulator.errors import EmulatorError
from larkline.emulator.settings import SubscriptionRefused, changed_types
from larkline.emulator.webhook.address_check import AddressCheckFailed
from larkline.emulator.world.subscription import Subscription
from tests.emulator.hook_app import HookApp, hook_answer
from tests.emulator.hook_server import Request, always, answering, http, serving
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer


def strict() -> Emulator:
    """An emulator in which saved settings are not in force until they are published."""
    return Emulator(seed=1, frozen=True, profile="strict")


# --- S8: the mode needs a live connection -----------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["events", "callbacks"])
async def test_long_connection_cannot_be_saved_while_none_is_online(setting, local):
    """S8: the official sentence and a hint; nothing is changed."""
    local.configure(events="webhook", callbacks="webhook")
    with pytest.raises(SubscriptionRefused) as caught:
        await local.save_subscription(**{setting: "long_connection"})

    assert "application has not established a long connection" in str(caught.value)
    assert (caught.value.setting, caught.value.reason) == (setting, "no_connection")
    assert "start the app" in caught.value.hint
    assert getattr(local.app().subscription, setting) == "webhook"


async def test_long_connection_is_saved_once_one_is_online(local, connect_locally):
    """S8: the same save succeeds after the app has connected, and deliveries go there."""
    local.configure(events="webhook", callbacks="webhook")
    await connect_locally(answer({}))
    settings = await local.save_subscription(events="long_connection", callbacks="long_connection")
    click = await local.click(await local.send(CARD), "同意")

    assert (settings.events, settings.callbacks) == ("long_connection", "long_connection")
    assert click.verdict.ok
    assert click.delivery.transport == "long_connection"


async def test_a_connection_of_another_app_does_not_count(local, connect_locally):
    """S8: it is this app that has to be online."""
    await connect_locally(answer({}))
    other = local.app(name="另一个")
    with pytest.raises(SubscriptionRefused):
        await local.save_subscription(events="long_connection", app_id=other.app_id)


async def test_an_app_of_the_store_cannot_choose_long_connections(local):
    """S8: whatever is online."""
    store = local.app(name="商店应用", app_type="store")
    with pytest.raises(SubscriptionRefused) as caught:
        await local.save_subscription(events="long_connection", app_id=store.app_id)

    assert caught.value.reason == "store_app"


async def test_a_webhook_needs_an_address(local):
    """S8: the mode alone is not enough, with an address that is saved already it is."""
    with pytest.raises(SubscriptionRefused) as caught:
        await local.save_subscription(callbacks="webhook")
    async with serving(answering(local.app().encrypt_key, always(http({})))) as server:
        await local.save_subscription(callback_url=server.url())
        local.configure(callbacks="long_connection")
        again = await local.save_subscription(callbacks="webhook")

    assert caught.value.reason == "no_address"
    assert again.callbacks == "webhook"


async def test_events_and_callbacks_are_saved_apart(local, connect_locally):
    """S8: each has its own mode; events go one way and clicks the other."""
    await connect_locally(answer(None))
    async with serving(answering(local.app().encrypt_key, always(http({})))) as server:
        await local.save_subscription(events="long_connection", callback_url=server.url())
        said = await local.say("你好")
        click = await local.click(await local.send(CARD), "同意")

    assert (said.delivery.transport, click.delivery.transport) == ("long_connection", "webhook")
    assert said.verdict.ok
    assert click.verdict.ok


# --- S8: draft and published ------------------------------------------------------------------------------------------


async def test_nothing_is_delivered_under_a_draft():
    """S8: until a version is published everything goes as before; then it goes the new way."""
    async with strict() as feishu, serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
        draft = await feishu.save_subscription(callback_url=server.url())
        message = await feishu.send(CARD)
        before = await feishu.click(message, "同意")
        version = feishu.publish()
        after = await feishu.click(message, "同意")

    assert draft.callbacks == "webhook"
    assert before.verdict.rule == "connection.offline"
    assert (after.delivery.transport, after.verdict.ok) == ("webhook", True)
    assert version == "1.0.1"


async def test_the_address_of_events_is_in_force_at_once():
    """The official page says so: addresses of events need no version, the mode does."""
    async with strict() as feishu, serving(answering(feishu.app().encrypt_key, always(http({})))) as server:
        await feishu.save_subscription(event_url=server.url())
        published = feishu.app().subscription

    assert published.event_url == server.url()
    assert published.events == "long_connection"


@pytest.mark.parametrize(
    ("profile", "auto_publish", "in_force"),
    [("documented", None, True), ("strict", None, False), ("strict", True, True), ("lenient", False, False)],
)
async def test_settings_publish_themselves_but_in_strict(profile, auto_publish, in_force):
    """S8: on by default, off in strict, and a switch of its own."""
    async with Emulator(seed=1, frozen=True, profile=profile, auto_publish=auto_publish) as feishu:
        feishu.configure(encrypted=False)

        assert feishu.app().subscription.encrypted is not in_force


async def test_a_new_app_gets_nothing_before_its_first_version():
    """S8: 200340 for a click; its first version is 1.0.0."""
    async with strict() as feishu, feishu.running(TinyApp(answer({})), app_id=feishu.app(name="新应用").app_id):
        app = list(feishu.core.world.apps.values())[1]
        message = await feishu.send(CARD, app_id=app.app_id)
        before = await feishu.click(message, "同意")
        versions = (feishu.core.settings.version(app), feishu.publish(app.app_id))
        after = await feishu.click(message, "同意")

    assert (before.verdict.code, before.verdict.rule) == (200340, "settings.not_published")
    assert versions == ("", "1.0.0")
    assert after.verdict.ok


# --- S8: subscribed types ---------------------------------------------------------------------------------------------


async def test_what_is_not_subscribed_to_is_not_delivered(local, connect_locally):
    """S8: a click fails with 200340, an event is not pushed and never comes; the others are."""
    client = await connect_locally(answer({}))
    local.configure(event_types=["im.message.*"], callback_types=["url.preview.get"])
    click = await local.click(await local.send(CARD), "同意")
    event = await local.trigger("add_bot")
    said = await local.say("你好")
    preview = await local.preview("https://git.example.com/1")

    assert (click.verdict.code, click.verdict.rule) == (200340, "settings.not_subscribed")
    assert event.verdict.rule == "event.not_subscribed"
    assert (click.delivery.connection, click.delivery.order) == ("", 0)
    assert said.verdict.ok
    assert preview.verdict.ok
    assert len(client.received) == 2
    assert len(local.core.engine.redeliveries) == 0


async def test_a_type_that_is_only_in_the_draft_says_so():
    """S8: subscribed to, and not published: another reason than not subscribed at all."""
    async with strict() as feishu:
        feishu.configure(event_types=[], callback_types=[])
        feishu.publish()
        feishu.configure(callback_types=["card.action.trigger"])
        click = await feishu.click(await feishu.send(CARD), "同意")
        event = await feishu.trigger("add_bot")
        feishu.publish()
        published = await feishu.click(await feishu.send(CARD), "同意")

    assert click.verdict.rule == "settings.not_published"
    assert event.verdict.rule == "event.not_subscribed"
    assert published.verdict.rule == "connection.offline"


async def test_the_app_ticket_needs_no_subscription(local):
    """Nobody can subscribe to it, and every store app gets it."""
    store = local.app(name="商店应用", app_type="store")
    local.configure(event_types=[], app_id=store.app_id)
    async with local.running(HookApp(hook_answer(200, b"{}")), webhook=True, app_id=store.app_id):
        await local.timers.run_next("app_ticket")

    assert [delivery.verdict and delivery.verdict.rule for delivery in local.deliveries()] == ["ok"]


@pytest.mark.parametrize(
    ("types", "add", "remove", "wanted"),
    [
        (("*",), ["a"], [], ("*", "a")),
        (("*",), [], ["a"], ("*", "!a")),
        (("*", "!a"), ["a"], [], ("*", "a")),
        (("a", "b"), ["c", "b"], ["a"], ("b", "c")),
        ((), ["a"], ["a"], ()),
    ],
)
def test_types_are_added_and_removed(types, add, remove, wanted):
    """Also one that a pattern covers can be removed, and added again."""
    changed = changed_types(types, add=add, remove=remove)
    settings = Subscription(event_types=changed)

    assert changed == wanted
    assert all(settings.takes("event", type_) for type_ in set(add) - set(remove))
    assert not any(settings.takes("event", type_) for type_ in remove)


async def test_a_mode_that_is_none_is_refused(local):
    """With those that there are."""
    with pytest.raises(EmulatorError, match="by long_connection or webhook, not by 'pigeon'"):
        local.configure(events="pigeon")


# --- S9: the challenge ------------------------------------------------------------------------------------------------


async def silent(_request: Request) -> bytes:
    """Do not answer in time."""
    await asyncio.Event().wait()
    return b""


async def echo(request: Request) -> bytes:
    """Give back what came."""
    return http(request.body)


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        (silent, "timeout"),
        (always(http({}, status="503 Service Unavailable")), "status"),
        (always(http(b"<html>")), "not_json"),
        (always(http({"challenge": "something else"})), "wrong_value"),
        (echo, "echoed"),
        (always(None), "broken"),
    ],
)
async def test_a_failed_challenge_is_named(behaviour, problem, local):
    """S9: which of timeout, non-200, not JSON, wrong value, echoed blob it was; nothing is saved."""
    async with serving(behaviour) as server:
        with pytest.raises(AddressCheckFailed) as caught:
            await local.save_subscription(callback_url=server.url())

    assert caught.value.problem == problem
    assert local.app().subscription.callback_url == ""


async def test_a_refused_connection_is_named(local):
    """S9: nobody listens there."""
    async with serving(always(http({}))) as server:
        url = server.url()
    with pytest.raises(AddressCheckFailed) as caught:
        await local.save_subscription(event_url=url)

    assert caught.value.problem == "refused"


@pytest.mark.parametrize("encrypted", [True, False])
async def test_the_challenge_is_encrypted_when_there_is_a_key(encrypted, local):
    """S9: and plain when there is none; the same value has to come back either way."""
    async with serving(answering(local.app().encrypt_key, always(http({})))) as server:
        await local.save_subscription(callback_url=server.url(), encrypted=encrypted)

    assert ("encrypt" in server.requests[0].json) is encrypted
    assert local.app().subscription.callback_url == server.url()


async def test_old_cards_have_a_switch_of_their_own(local):
    """S9: an address for them switches the older form on, which is signed by SHA-1 and never encrypted."""
    old = {
        "header": {"title": {"tag": "plain_text", "content": "x"}},
        "elements": [
            {
                "tag": "action",
                "actions": [{"tag": "button", "text": {"tag": "plain_text", "content": "同意"}, "value": {"k": "v"}}],
            }
        ],
    }
    async with serving(answering(local.app().encrypt_key, always(http({})))) as server:
        await local.save_subscription(card_url=server.url("/card"))
        click = await local.click(await local.send(old), "同意")
    request = server.requests[-1]

    assert local.app().subscription.legacy_cards
    assert click.delivery.type == "card.action.trigger_v1"
    assert click.delivery.transport == "webhook"
    assert "encrypt" not in request.json
    assert len(request.headers["X-Lark-Signature"]) == 40


def test_settings_are_simply_called():
    """The same verbs without await."""
    with SyncEmulator(seed=1, profile="strict") as feishu:
        feishu.configure(callback_types=["card.action.trigger"])
        version = feishu.publish()
        with pytest.raises(SubscriptionRefused):
            feishu.save_subscription(events="long_connection")

        assert feishu.app().subscription.callback_types == ("card.action.trigger",)
        assert version == "1.0.1"
