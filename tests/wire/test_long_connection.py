"""The rules of a long connection: pings, silence, the end, and what is counted."""

from __future__ import annotations

import pytest

from larkline.wire.delivery import Response
from larkline.wire.endpoint import ClientConfig
from larkline.wire.long_connection import (
    ConfigChanged,
    FrameIgnored,
    LongConnection,
    PeerSilent,
    PingReceived,
    PongReceived,
    Side,
)
from tests.wire.ends import PING, app, data, happened, platform, pong, received
from tests.wire.pair import SERVICE_ID, ConnectionPair

OK = Response(200)


# --- pings ------------------------------------------------------------------------------------------------------------


def test_the_first_ping_goes_out_at_once():
    """A new connection has the ping of the official SDKs to send, and nothing else."""
    connection = LongConnection(Side.APP, service_id=SERVICE_ID, now=5.0)

    assert connection.messages_to_send() == [PING]
    assert connection.messages_to_send() == []


def test_pings_follow_at_the_interval():
    """Each interval brings one ping, and each ping one pong."""
    pair = ConnectionPair(now=100.0, ping_interval=30.0)
    pair.advance_to(189.0)

    assert pair.platform.events() == [PingReceived(SERVICE_ID)] * 3
    assert pair.app.events() == [PongReceived(round_trip=0.0)] * 3


def test_a_late_call_sends_one_ping():
    """When several intervals have gone by unnoticed, one ping is enough."""
    connection = app()
    connection.handle_deadline(now=1_000.0)

    assert connection.messages_to_send() == [PING]
    connection.heard(at=1_110.0)
    connection.handle_deadline(now=1_119.9)
    assert connection.messages_to_send() == []


def test_a_pong_tells_the_round_trip_once():
    """The first pong after a ping tells how long it took; another one tells nothing."""
    connection = app()

    assert received(connection, pong(None), now=0.25) == [PongReceived(round_trip=0.25)]
    assert received(connection, pong(None), now=0.5) == []


def test_a_pong_changes_the_configuration_member_by_member():
    """Valid members are taken, the others stay; the same configuration again is no change."""
    connection = app()
    payload = b'{"PingInterval":60,"ReconnectNonce":-1,"ReconnectCount":true}'
    wanted = ClientConfig(ping_interval=60)

    assert received(connection, pong(payload)) == [PongReceived(0.0), ConfigChanged(wanted)]
    assert connection.config == wanted
    assert received(connection, pong(payload)) == []


def test_a_new_ping_interval_counts_from_the_last_ping():
    """A shorter interval does not wait for the end of the longer one."""
    connection = app()
    received(connection, pong(b'{"PingInterval":5}'), now=1.0)

    assert connection.next_deadline() == 5.0
    connection.handle_deadline(now=5.0)
    assert connection.messages_to_send() == [PING]


@pytest.mark.parametrize("payload", [None, b"", b"null", b"{}", b'{"PingInterval":-5}'])
def test_a_pong_without_a_configuration_is_fine(payload):
    """An absent, empty or senseless configuration changes nothing and is no fault."""
    connection = app()

    assert received(connection, pong(payload)) == [PongReceived(0.0)]
    assert connection.config == ClientConfig()


@pytest.mark.parametrize("payload", [b"x", b"\xff", b"[]", b"5", b'"x"', b"{", b"[" * 100_000])
def test_a_pong_with_junk_is_noticed(payload):
    """A payload that is no configuration is told, and changes nothing."""
    connection = app()

    answered, ignored = received(connection, pong(payload))

    assert answered == PongReceived(0.0)
    assert isinstance(ignored, FrameIgnored)
    assert ignored.code == "pong"
    assert connection.config == ClientConfig()


def test_control_frames_of_the_wrong_side_mean_nothing():
    """The platform's ping and an app's pong are passed over without a word."""
    assert received(app(), PING) == []
    assert received(platform(), pong(b"junk")) == []


# --- silence ----------------------------------------------------------------------------------------------------------


def test_silence_is_noticed():
    """Twenty seconds without a byte, our ping included, mean the peer is gone."""
    pair = ConnectionPair(now=0.0, ping_interval=120.0)
    pair.cut()
    pair.advance_to(20.0)

    assert pair.app.next_event() == PeerSilent(since=0.0)
    assert pair.app.next_event() is None
    assert not pair.app.connection.is_open


def test_silence_is_counted_from_the_last_byte():
    """The probe comes ten seconds after the last byte, the end ten seconds after the probe."""
    pair = ConnectionPair(now=0.0)
    pair.advance_to(34.0)  # the pong at 0, then the answered probes at 10, 20 and 30
    pair.cut()
    pair.app.events()
    pair.advance_to(49.9)
    before = pair.app.events()
    pair.advance_to(50.0)

    assert pair.app.probes == [10.0, 20.0, 30.0, 40.0]
    assert before == []
    assert pair.app.events() == [PeerSilent(since=30.0)]


def test_a_silent_peer_is_told_once():
    """After the end nothing happens any more, and there is no further deadline."""
    pair = ConnectionPair()
    pair.cut()
    pair.advance_to(20.0)
    pair.app.events()
    pair.app.connection.handle_deadline(now=100.0)
    pair.settle()

    assert pair.app.events() == []
    assert pair.app.connection.next_deadline() is None


def test_a_quiet_peer_that_answers_probes_stays():
    """A connection without traffic lives on the pongs of the link."""
    pair = ConnectionPair(ping_interval=86_400.0)
    pair.advance_to(3_600.0)

    assert pair.app.connection.is_open
    assert len(pair.app.probes) == 360


def test_a_busy_peer_is_not_probed():
    """A byte at least every ten seconds makes probes unnecessary."""
    pair = ConnectionPair()
    for second in range(9, 90, 9):
        pair.advance_to(float(second))
        pair.push(b"{}", f"m{second}")

    assert pair.app.probes == []


def test_a_byte_within_the_grace_keeps_the_connection():
    """One byte after the probe is enough, and the silence begins anew with it."""
    connection = app()
    connection.handle_deadline(now=10.0)
    connection.heard(at=19.9)

    assert connection.next_deadline() == pytest.approx(29.9)
    connection.handle_deadline(now=20.0)
    assert connection.is_open


def test_a_byte_that_came_earlier_does_not_count_twice():
    """Telling the same last byte again does not put the end off."""
    connection = app()
    connection.heard(at=2.0)
    connection.handle_deadline(now=12.0)
    connection.heard(at=2.0)
    connection.handle_deadline(now=22.0)

    assert happened(connection)[-1] == PeerSilent(since=2.0)


def test_after_a_pause_of_the_machine_the_peer_gets_its_grace():
    """When nobody looked for an hour, the probe is sent first and answered first."""
    connection = app()
    connection.handle_deadline(now=3_600.0)

    assert connection.is_open
    connection.handle_deadline(now=3_609.9)
    assert connection.is_open
    connection.handle_deadline(now=3_610.0)
    assert not connection.is_open


def test_bad_messages_count_as_signs_of_life():
    """A peer that sends junk is there."""
    connection = app()
    connection.receive_message(b"\xff", now=9.0)

    assert connection.next_deadline() == 19.0


def test_the_platform_waits_for_nothing():
    """The platform's side has no deadlines; a client may be as quiet as it likes."""
    connection = platform()
    connection.handle_deadline(now=10_000.0)

    assert connection.next_deadline() is None
    assert connection.is_open


# --- the end ----------------------------------------------------------------------------------------------------------


def test_a_closed_connection_does_nothing():
    """After close nothing is taken, sent or due, and what happened before can still be read."""
    connection = app()
    connection.receive_message(data(), now=0.0)
    connection.receive_message(data(message_id="answered"), now=0.0)
    connection.respond("answered", OK, now=0.0)
    connection.close()
    connection.close()
    connection.receive_message(data(message_id="n"), now=1.0)
    connection.handle_deadline(now=1_000.0)

    assert (connection.is_open, connection.in_flight, connection.next_deadline()) == (False, 0, None)
    assert connection.messages_to_send() == []
    assert len(happened(connection)) == 2
    assert connection.last_frame_at == 0.0


# --- numbers for status pages -----------------------------------------------------------------------------------------


def test_everything_is_counted():
    """Frames, deliveries, responses, repeats and bad frames are counted at both ends."""
    pair = ConnectionPair()
    pair.settle()
    pair.push(b"abc", "m", max_fragment_bytes=1)
    pair.push(b"abc", "n")
    pair.push(b"abc", "n")
    pair.now = 4.0
    pair.app.connection.receive_message("text", now=4.0)
    pair.respond(OK, "m")

    app_counts, platform_counts = pair.app.connection.counters, pair.platform.connection.counters
    assert (app_counts.frames_in, app_counts.frames_out) == (1 + 3 + 2 + 1, 1 + 1)
    assert (app_counts.deliveries, app_counts.responses, app_counts.repeated, app_counts.ignored) == (2, 1, 1, 1)
    assert (platform_counts.frames_in, platform_counts.frames_out) == (1 + 1, 1 + 3 + 2)
    assert (platform_counts.deliveries, platform_counts.responses, platform_counts.ignored) == (3, 1, 0)
    assert (pair.app.connection.in_flight, pair.platform.connection.in_flight) == (1, 1)
    assert (pair.app.connection.last_frame_at, pair.platform.connection.last_frame_at) == (4.0, 4.0)


def test_a_new_connection_has_no_last_frame():
    """Before the first message there is no time of it."""
    assert app().last_frame_at is None
