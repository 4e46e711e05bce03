"""The emulator for tests without ``async``."""

from __future__ import annotations

import contextlib
import gc
import json
import socket
import threading

import pytest

from larkline import App
from larkline.emulator import AddressCheckFailed, Emulator, SyncEmulator
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Response
from larkline.wire.endpoint import ClientConfig
from tests.emulator.hook_app import HookApp, hook_answer
from tests.emulator.stories import CARD, RaisingApp, button, card
from tests.emulator.tiny_client import TinyApp, answer


@pytest.fixture
def feishu():
    """An emulator in a thread of its own."""
    with SyncEmulator(seed=1) as emulator:
        yield emulator


def test_all_verbs_are_simply_called(feishu):
    """Sending, speaking, clicking, previewing, triggering and looking work without a loop."""
    body = {"toast": {"type": "success", "content": "好"}, "inline": {"title": "标题"}}
    with feishu.running(TinyApp(answer(body))):
        message = feishu.send(CARD, to="oc_team")
        click = feishu.click(message, "同意", by="ou_alice")
        pending = feishu.begin_click(message, "同意")
        said = feishu.say("你好")
        preview = feishu.preview("https://example.com/")
        triggered = feishu.trigger("add_bot")
        feishu.wait(deliveries=5, idle=0)

        assert click.response.toast == Toast.success("好")
        assert pending.result().verdict.ok
        assert [said.verdict.ok, preview.response.title, triggered.verdict.ok] == [True, "标题", True]
        assert feishu.card_of(message) == CARD
        assert len(feishu.deliveries()) == 5
        assert [m.text for m in feishu.messages("oc_alice")] == ["你好", "https://example.com/"]


def test_forms_and_single_components_work(feishu):
    """Submitting, selecting, typing and ticking are there, too."""
    fields = [{"tag": "input", "name": "i"}, button("提交", name="b", form_action_type="submit")]
    shown = card(
        {"tag": "form", "name": "f", "elements": fields},
        {"tag": "select_static", "options": [{"text": {"content": "一"}, "value": "1"}]},
        {"tag": "input", "name": "alone"},
        {"tag": "checker", "behaviors": [{"type": "callback", "value": {}}]},
    )
    with feishu.running(TinyApp(answer({}))):
        message = feishu.send(shown)
        acts = [
            feishu.submit(message, {"i": "x"}),
            feishu.select(message, "select_static", "1"),
            feishu.enter(message, "alone", "y"),
            feishu.check(message, "checker"),
        ]
    actions = [json.loads(act.delivery.push.payload)["event"]["action"] for act in acts]

    assert [action["tag"] for action in actions] == ["button", "select_static", "input", "checker"]


def test_the_tenant_and_the_clock_are_reached(feishu):
    """People, chats and apps can be looked up and added, and time can be moved."""
    before = feishu.clock.now()
    feishu.clock.advance(100)

    assert feishu.clock.now() >= before + 100
    assert feishu.user("ou_bob").name == "小王"
    assert feishu.app(name="助手").name == "助手"
    assert feishu.chat("oc_x", name="群", members=("ou_bob",)).members == ["ou_bob"]
    assert feishu.platform().app_id == feishu.info()["app_id"]


def test_what_a_handler_raises_is_raised_again(feishu):
    """The error ends the block here, too."""
    with pytest.raises(ValueError, match="kaputt"), feishu.running(RaisingApp(ValueError("kaputt"))):
        click = feishu.click(feishu.send(CARD), "同意")

    assert click.verdict.rule == "handler.raised"


def test_an_error_of_the_block_stops_the_app(feishu):
    """The app is gone afterwards, and what a handler raised is a note."""

    def story() -> None:
        with feishu.running(RaisingApp(ValueError("kaputt"))):
            feishu.click(feishu.send(CARD), "同意")
            raise LookupError("of the test")

    with pytest.raises(LookupError) as caught:
        story()

    assert caught.value.__notes__ == ["a handler of the app raised ValueError: kaputt"]


def test_an_error_of_the_block_is_not_complained_of_again(caplog):
    """Whoever wrote the block has it already; the event loop logs nothing about a future that nobody asked."""
    with SyncEmulator(seed=1) as feishu:
        with contextlib.suppress(LookupError), feishu.running(RaisingApp(ValueError("unused"))):
            raise LookupError("of the test")
        gc.collect()

    assert "never retrieved" not in caplog.text


def test_an_app_that_cannot_start_says_so(feishu):
    """The block is not entered."""

    class Broken(TinyApp):
        async def __aenter__(self):
            raise RuntimeError("no start")

    with pytest.raises(RuntimeError, match="no start"), feishu.running(Broken(answer({}))):
        pytest.fail("the block was entered")


def test_it_is_served_like_the_other(feishu):
    """Three ports of this machine."""
    info = feishu.serve()

    assert info["platform_url"].startswith("http://127.0.0.1:")


def test_closing_twice_is_harmless():
    """The second call finds nothing to do."""
    emulator = SyncEmulator()
    emulator.close()
    emulator.close()


def test_a_wrong_option_leaves_no_thread_behind():
    """The mistake is raised and nothing keeps running."""
    before = threading.active_count()
    with pytest.raises(TypeError):
        SyncEmulator(nonsense=1)

    assert threading.active_count() == before


def test_a_response_by_hand_is_possible(feishu):
    """A handler decides by what it received."""

    async def echo(delivery) -> Response:
        value = json.loads(delivery.payload)["event"]["action"]["value"]
        return Response(200, json.dumps({"toast": {"type": "info", "content": value["order"]}}).encode())

    with feishu.running(TinyApp(echo)):
        click = feishu.click(feishu.send(CARD), "同意")

    assert click.response.toast == Toast.info("42")


def test_an_app_runs_behind_a_webhook(feishu):
    """Its settings are set and its block entered without a loop, too."""
    app = HookApp(hook_answer(200, b'{"toast": {"type": "success", "content": "OK"}}'))
    settings = feishu.configure(encrypted=False, legacy_cards=True)
    with feishu.running(app, webhook=True):
        new = feishu.click(feishu.send(CARD), "同意")
        old = feishu.click(feishu.send({"elements": [button("旧", value={})]}), "旧")

    assert (settings.encrypted, settings.legacy_cards) == (False, True)
    assert [click.delivery.type for click in (new, old)] == ["card.action.trigger", "card.action.trigger_v1"]
    assert new.response.toast == old.response.toast == Toast.success("OK")


def test_an_address_is_checked_before_it_is_saved(feishu):
    """What is wrong with it is raised here."""
    with pytest.raises(AddressCheckFailed, match="takes no connections"):
        feishu.save_webhook(event_url="http://127.0.0.1:1/")
    settings = feishu.save_webhook(event_url="", encrypted=False)

    assert (settings.event_url, settings.encrypted) == ("", False)


def test_faults_and_time_are_simply_called():
    """The same verbs without await: a fault happens and is gone, the clock is frozen, set, and moved to a timer."""
    with SyncEmulator(seed=1) as feishu:
        feishu.clock.run_at(0.0)
        fault = feishu.faults.add("platform_failure", times=1)
        listed = feishu.faults.list()
        event = feishu.trigger("add_bot")
        [timer] = feishu.timers.list("redelivery")
        ran = feishu.timers.run_next("redelivery")
        feishu.clock.set_time(feishu.clock.time() - 60.0)
        feishu.faults.add("delay")
        cleared = feishu.faults.clear()

    assert listed == [fault]
    assert event.verdict.rule == "event.platform_failure"
    assert ran == timer
    assert cleared == 1


#: What has no twin: ends of another kind, what commands and the control API use, and ``begin_*`` of what is quick.
WITHOUT_TWIN = {
    "abandon",
    "aclose",
    "begin_act",
    "begin_preview",
    "core",
    "reset_clock",
    "seed",
    "served",
    "start_demo_bot",
}


def test_every_verb_has_a_twin(feishu):
    """Whatever can be awaited can be called; a new verb is missed here."""

    def verbs(of: object) -> set[str]:
        return {name for name in dir(of) if not name.startswith("_")}

    assert verbs(Emulator(seed=1)) - verbs(feishu) == WITHOUT_TWIN


def come_online(feishu: SyncEmulator) -> None:
    """Move the clock until a connection is there, however far the client is with its next try."""
    for _ in range(100):
        try:
            feishu.wait(online=1, timeout=0.1)
        except TimeoutError:
            feishu.clock.advance(10)
        else:
            return
    pytest.fail("no connection came back")


def test_connections_are_broken_limited_and_chosen(feishu):
    """The verbs for long connections act in the loop of the emulator."""
    feishu.policies.rate_limits = True
    feishu.tell_config(ClientConfig(ping_interval=30))
    with feishu.running(App()) as inside:
        feishu.choose_connection("round_robin")
        feishu.limit_connections(0)
        feishu.drop_connections()
        feishu.clock.advance(60)
        with pytest.raises(TimeoutError, match="0 of 1 connections"):
            inside.wait(online=1, timeout=0.2)
        feishu.limit_connections()
        come_online(inside)
        feishu.freeze_connections()
        feishu.clock.advance(25)
        come_online(inside)
        answered = inside.trigger("add_bot")

    assert answered.verdict.ok


def test_the_gateway_goes_and_comes_back(feishu):
    """On the same port, and nobody is connected meanwhile."""
    url = feishu.serve()["gateway_url"]
    port = int(url.rpartition(":")[2].partition("/")[0])
    feishu.stop_gateway(abruptly=True)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
    feishu.start_gateway()

    socket.create_connection(("127.0.0.1", port)).close()


def test_something_begins_without_waiting(feishu):
    """The verdicts come later, and templates are there to look at."""
    feishu.clock.run_at(0.0)
    message, told = feishu.begin_say("你好")
    event = feishu.begin_trigger("add_bot")
    found = feishu.wait(deliveries=2, filter="status:failed")

    assert (message.text, found, event.verdict.ok) == ("你好", [*told, event], False)
    assert [template.template_id for template in feishu.templates()][:1] == ["welcome_card"]
