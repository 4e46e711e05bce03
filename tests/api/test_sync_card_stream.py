"""Streaming text into a card, for threads."""

from __future__ import annotations

import json
import threading

import httpx2
import pytest

from larkline.api.client import SyncClient
from larkline.api.streaming import ERROR_NOTE
from larkline.errors import CardError, InvalidRequest, PermissionDenied, PlatformBroken
from tests.api.card_platform import CardPlatform
from tests.api.card_streams import FINAL, ModelFailed, shown
from tests.api.card_threads import Ticking, paused, sync_client_of

__all__ = ["paused"]  # a fixture


@pytest.fixture
def platform(paused: Ticking) -> CardPlatform:
    """Give a platform."""
    return CardPlatform(paused)


def wait(event: threading.Event) -> None:
    """Wait for another thread."""
    assert event.wait(20)


def write_until_refused(client: SyncClient) -> None:
    """Write until the card cannot be updated any more."""
    pause = threading.Event()
    with client.cards.stream(to="oc_team") as s:
        for _ in range(2_000):
            s.write("x")
            pause.wait(0.01)


def fail_half_way(client: SyncClient, error: BaseException) -> None:
    """Stream, and fail."""
    with client.cards.stream(to="oc_team", error_note="cut off") as s:
        s.write("half an ")
        raise error


def test_an_answer_is_streamed(platform):
    """As for tasks; the card follows in a thread of its own, which ends with the block."""
    first = threading.Event()
    with sync_client_of(platform) as client, client.cards.stream(to="oc_team") as s:
        platform.planned["text"] = [first.set]
        s.write("Hello")
        wait(first)
        s.write(", world")
        assert (s.message.message_id, s.card_id, s.text) == ("om_1", "card_1", "Hello, world")

    texts = platform.entities["card_1"].texts
    assert shown(platform) == ("Hello, world", False)
    assert (texts[0], texts[-1]) == ("Hello", "Hello, world")
    assert (platform.kinds()[:2], platform.kinds()[-1]) == (["create", "send"], "mode")
    assert not [thread for thread in threading.enumerate() if thread.name == "larkline-stream"]


def test_writes_are_coalesced(platform):
    """While one update is under way, everything that is written waits for the next one."""
    reached, go = threading.Event(), threading.Event()
    platform.planned["text"] = [reached.set, lambda: wait(go)]
    with sync_client_of(platform) as client, client.cards.stream(to="oc_team") as s:
        s.write("0 ")
        wait(reached)
        for number in range(1, 500):
            s.write(f"{number} ")
        go.set()

    texts = platform.entities["card_1"].texts
    numbers = [body["sequence"] for _, what, body in platform.done if what in ("text", "mode")]
    assert len(texts) <= 3
    assert texts[-1] == "".join(f"{number} " for number in range(500))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_reply(platform):
    """The card can be the reply to a message."""
    with sync_client_of(platform) as client, client.cards.stream(reply_to="om_0", in_thread=True) as s:
        s.write("yes")

    assert platform.messages[0]["path"] == "/open-apis/im/v1/messages/om_0/reply"
    assert platform.messages[0]["reply_in_thread"] is True


def test_a_final_card(platform):
    """It takes the place of the text."""
    with sync_client_of(platform) as client, client.cards.stream(to="oc_team") as s:
        s.write("all of it")
        with pytest.raises(CardError):
            s.set_card({"elements": []})
        s.set_card(FINAL)
        with pytest.raises(RuntimeError, match="final card"):
            s.write("more")

    assert platform.kinds()[-2:] == ["mode", "replace"]
    assert platform.entities["card_1"].card == FINAL.to_dict()


@pytest.mark.parametrize("error", [ModelFailed, KeyboardInterrupt])
def test_a_producer_that_fails(error, platform):
    """The text stays, with a note below it; the streaming ends; the failure is the caller's to see."""
    with sync_client_of(platform) as client, pytest.raises(error):
        fail_half_way(client, error())

    assert shown(platform) == ("half an \n\ncut off", False)


def test_a_producer_that_fails_while_the_platform_does(platform, caplog):
    """The failure of the producer is not hidden by that of the card, which is logged."""
    platform.planned = {"text": [300311] * 9, "mode": [300311]}
    with sync_client_of(platform) as client, pytest.raises(ModelFailed):
        fail_half_way(client, ModelFailed())

    assert "card_1 could not be ended" in caplog.text


def test_a_streaming_mode_that_has_closed_is_opened_again(platform):
    """As for tasks."""
    done = threading.Event()
    platform.planned = {"text": [200850, done.set]}
    with sync_client_of(platform) as client, client.cards.stream(to="oc_team") as s:
        s.write("one")
        wait(done)

    modes = [json.loads(body["settings"])["config"]["streaming_mode"] for body in platform.what("mode")]
    assert modes == [True, False]
    assert shown(platform) == ("one", False)


def test_a_streaming_mode_that_does_not_open(platform):
    """Then the text is changed like that of any card."""
    done = threading.Event()
    platform.planned = {"text": [300309] * 9, "mode": [300122], "patch": [done.set]}
    with sync_client_of(platform) as client, client.cards.stream(to="oc_team") as s:
        s.write("one")
        wait(done)
        s.write(" two")

    assert shown(platform) == ("one two", False)
    assert platform.what("text") == []


def test_trouble_that_passes(platform, caplog):
    """Failed updates are made good by the next one."""
    done = threading.Event()
    platform.planned["text"] = [*[httpx2.ReadError("reset")] * 4, done.set]
    with sync_client_of(platform) as client, client.cards.stream(to="oc_team") as s:
        s.write("one")
        wait(done)

    assert shown(platform) == ("one", False)
    assert "is tried again" in caplog.text


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(httpx2.ReadError("reset"), PlatformBroken), (300310, InvalidRequest), (ValueError("bug"), ValueError)],
)
def test_trouble_that_stays(trouble, kind, platform):
    """The writer is told."""
    platform.planned["text"] = [trouble] * 100
    with sync_client_of(platform) as client, pytest.raises(kind):
        write_until_refused(client)


def test_a_card_that_cannot_be_sent(platform):
    """Nobody has seen it after a refusal; after a lost answer somebody may have."""
    platform.planned["send"] = [230002]
    with sync_client_of(platform) as client:
        with pytest.raises(PermissionDenied), client.cards.stream(to="oc_team"):
            raise AssertionError
        refused = platform.kinds()
        platform.planned["send"] = [httpx2.ReadError("reset")] * 3
        with pytest.raises(PlatformBroken), client.cards.stream(to="oc_team"):
            raise AssertionError

    assert refused == ["create"]
    assert shown(platform, "card_2") == (ERROR_NOTE, False)


def test_the_end_fails(platform):
    """When the last text cannot be shown, the caller is told, after the streaming mode is switched off."""
    platform.planned["text"] = [300310] * 9
    with sync_client_of(platform) as client, pytest.raises(InvalidRequest), client.cards.stream(to="oc_team") as s:
        s.write("one")

    assert platform.kinds()[-1] == "mode"


def test_a_stream_is_used_once_and_inside_of_its_block(platform):
    """Writing before or after is a mistake, and so is a second use."""
    with sync_client_of(platform) as client:
        stream = client.cards.stream(to="oc_team")
        with pytest.raises(RuntimeError, match="inside"):
            stream.write("x")
        with stream:
            stream.write("x")
        with pytest.raises(RuntimeError, match="inside"):
            stream.write("y")
        with pytest.raises(RuntimeError, match="once"), stream:
            raise AssertionError
        with pytest.raises(ValueError, match="one place"):
            client.cards.stream()
