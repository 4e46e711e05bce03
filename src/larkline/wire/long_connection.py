"""
The rules of one long connection, for both of its ends, without a socket.

Messages and times go in, frames and events come out. A shell calls, after every touch, :meth:`messages_to_send` and
:meth:`next_event` until they are empty, and :meth:`handle_deadline` when :meth:`next_deadline` has come.

Source: lark-oapi 1.7.5, ws/client.py (observed), where nothing else is said.
"""

from __future__ import annotations

import enum
from collections import deque

import msgspec

from larkline.errors import FragmentError, LocalProtocolError, MalformedFrame
from larkline.wire.delivery import Delivery, Response
from larkline.wire.endpoint import DEFAULT_CONFIG, ClientConfig, decode_json
from larkline.wire.events import (
    ConfigChanged,
    Counters,
    DeliveryReceived,
    Event,
    FrameIgnored,
    PeerSilent,
    PingReceived,
    PongReceived,
    ProbeDue,
    ResponseDue,
    ResponseReceived,
)
from larkline.wire.fragments import Fragment, Fragments
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame
from larkline.wire.pushes import MAX_MESSAGE_ID, push_frames, read_push
from larkline.wire.responses import read_response, response_frame

__all__ = [
    "ConfigChanged",
    "Counters",
    "DeliveryReceived",
    "Event",
    "FrameIgnored",
    "LongConnection",
    "PeerSilent",
    "PingReceived",
    "PongReceived",
    "ProbeDue",
    "ResponseDue",
    "ResponseReceived",
    "Side",
]

#: How many pushed deliveries the platform side remembers.
MAX_PUSHED = 10_000


class Side(enum.Enum):
    """Which end of the connection we are."""

    APP = "app"
    PLATFORM = "platform"


class LongConnection:
    """
    One long connection, from open to closed.

    Args:
        side: Our end. The platform's side answers pings and pushes; everything else about time is the app's.
        service_id: The ``service_id`` of the connection's URL.
        now: The time it was opened, in seconds; every other time is on the same clock.
        config: What the app begins with, or what the platform tells in its pongs.
        response_deadline: Seconds from a complete delivery to :class:`ResponseDue`.
        silence: Seconds without a byte until :class:`ProbeDue`.
        grace: Seconds from the probe, still without a byte, until :class:`PeerSilent`.
        fragments: Where incomplete payloads wait; None for one with the default limits.
    """

    def __init__(
        self,
        side: Side,
        *,
        service_id: int,
        now: float,
        config: ClientConfig = DEFAULT_CONFIG,
        response_deadline: float = 2.5,
        silence: float = 10.0,
        grace: float = 10.0,
        fragments: Fragments | None = None,
    ) -> None:
        self.side = side
        self.service_id = service_id
        self.config = config
        self.counters = Counters()
        self.last_frame_at: float | None = None  #: When the last message came; None before the first.
        self._response_deadline = response_deadline
        self._silence = silence
        self._grace = grace
        self._fragments = Fragments() if fragments is None else fragments
        self._open = True
        self._outgoing: list[bytes] = []
        self._events: deque[Event] = deque()
        # App: the completing frame and its time. Platform: whether it was answered lives in the dict's value.
        self._unanswered: dict[str, tuple[Frame, float]] = {}
        self._due: dict[str, float] = {}  # the earliest first, as the deadline is the same for all
        self._pushed: dict[str, bool] = {}  # whether answered; the oldest first
        self._heard_at = now
        self._probed_at: float | None = None
        self._pinged_at = now
        self._pong_awaited = False
        if side is Side.APP:
            self._ping(now)

    # --- what both sides have -----------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """False after :meth:`close` and after :class:`PeerSilent`."""
        return self._open

    @property
    def in_flight(self) -> int:
        """How many deliveries are unanswered."""
        if self.side is Side.APP:
            return len(self._unanswered)
        return sum(not answered for answered in self._pushed.values())

    def receive_message(self, data: bytes | str, *, now: float) -> None:
        """
        Take one WebSocket message; a text is given as str.

        Whatever it holds, nothing is raised: a bad one gives one :class:`FrameIgnored`. Nothing happens once closed.
        """
        if not self._open:
            return
        self.heard(at=now)
        self.last_frame_at = now
        self.counters.frames_in += 1
        if isinstance(data, str):
            self._ignore("text", "a text message")
            return
        try:
            frame = decode_frame(data)
        except MalformedFrame as error:
            self._ignore("malformed", str(error))
            return
        if frame.method == DATA:
            if self.side is Side.APP:
                self._receive_data(frame, now)
            else:
                self._receive_response(frame)
        elif frame.method == CONTROL:
            self._receive_control(frame, now)
        else:
            self._ignore("method", f"method {frame.method} is neither control nor data")

    def heard(self, *, at: float) -> None:
        """Take note that a byte of the peer came at this time; a pong of the link itself counts."""
        if at > self._heard_at:
            self._heard_at = at
            self._probed_at = None

    def messages_to_send(self) -> list[bytes]:
        """Give the frames to send, in order; each is given once."""
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def next_event(self) -> Event | None:
        """Give the next thing that happened; None when there is nothing more."""
        return self._events.popleft() if self._events else None

    def next_deadline(self) -> float | None:
        """When to call :meth:`handle_deadline`; None when nothing will happen by itself."""
        if not self._open or self.side is Side.PLATFORM:
            return None
        silent_at = self._heard_at + self._silence if self._probed_at is None else self._probed_at + self._grace
        deadline = min(silent_at, self._pinged_at + self.config.ping_interval)
        for due_at in self._due.values():
            deadline = min(deadline, due_at)
            break
        dropped_at = self._fragments.next_deadline()
        return deadline if dropped_at is None else min(deadline, dropped_at)

    def handle_deadline(self, *, now: float) -> None:
        """Do what is due at *now*; harmless when nothing is."""
        if not self._open or self.side is Side.PLATFORM:
            return
        while self._due:
            delivery_id, due_at = next(iter(self._due.items()))
            if now < due_at:
                break
            del self._due[delivery_id]
            self._events.append(ResponseDue(delivery_id))
        for message_id in self._fragments.handle_deadline(now=now):
            self._ignore("incomplete", f"not all fragments of {message_id} came")
        if now >= self._pinged_at + self.config.ping_interval:
            self._ping(now)
        if self._probed_at is None:
            if now >= self._heard_at + self._silence:
                self._probed_at = now
                self._events.append(ProbeDue())
        elif now >= self._probed_at + self._grace:
            self._events.append(PeerSilent(since=self._heard_at))
            self.close()

    def close(self) -> None:
        """Take no more messages and send nothing more; events that happened before can still be read."""
        self._open = False
        self._outgoing.clear()
        self._unanswered.clear()
        self._due.clear()
        self._pushed.clear()

    # --- the app's side -----------------------------------------------------------------------------------------------

    def respond(self, delivery_id: str, response: Response, *, now: float) -> None:
        """
        Answer a delivery; its frame is then among the messages to send.

        Raises:
            LocalProtocolError: There is no such delivery, it has been answered, or the connection is closed.
        """
        unanswered = self._unanswered.pop(delivery_id, None)
        if unanswered is None:
            raise LocalProtocolError(f"no delivery {delivery_id} waits for a response")
        self._due.pop(delivery_id, None)
        frame, completed_at = unanswered
        self._send(encode_frame(response_frame(frame, response, took=now - completed_at)))
        self.counters.responses += 1

    def _receive_data(self, frame: Frame, now: float) -> None:
        """Take a delivery, or a part of one."""
        push = read_push(frame)
        if isinstance(push, FrameIgnored):
            self._ignore(push.code, push.reason)
            return
        payload: bytes | None = push.payload
        if push.total > 1:
            payload = self._join(Fragment(push.message_id, push.total, push.place, push.payload), now)
        if payload is not None:
            self._deliver(frame, push.message_id, payload, push.trace_id, now)

    def _join(self, fragment: Fragment, now: float) -> bytes | None:
        """Take a fragment; give the payload once it is complete."""
        dropped_at = self._fragments.next_deadline()
        if dropped_at is not None and now >= dropped_at:
            self.handle_deadline(now=now)
        try:
            return self._fragments.receive(fragment, now=now)
        except FragmentError as error:
            self._ignore("fragment", str(error))
            return None

    def _deliver(self, frame: Frame, message_id: str, payload: bytes, trace_id: str, now: float) -> None:
        """Hand out a complete delivery, unless the same one is being answered."""
        if message_id in self._unanswered:
            self.counters.repeated += 1
            return
        self._unanswered[message_id] = (frame, now)
        self._due[message_id] = now + self._response_deadline
        self.counters.deliveries += 1
        self._events.append(DeliveryReceived(Delivery(message_id, payload, now, "long_connection", trace_id)))

    def _receive_pong(self, frame: Frame, now: float) -> None:
        """Take the answer to our ping, and the configuration in it."""
        if self._pong_awaited:
            self._pong_awaited = False
            self._events.append(PongReceived(round_trip=now - self._pinged_at))
        if not frame.payload:
            return
        try:
            members = decode_json(frame.payload)
        except ValueError:
            self._ignore("pong", "the payload of a pong is no JSON")
            return
        if members is None:
            return
        if not isinstance(members, dict):
            self._ignore("pong", "the payload of a pong is no JSON object")
            return
        config = self.config.updated(members)
        if config != self.config:
            self.config = config
            self._events.append(ConfigChanged(config))

    def _ping(self, now: float) -> None:
        """Send the ping of the protocol."""
        self._pinged_at = now
        self._pong_awaited = True
        self._send(encode_frame(Frame(0, 0, self.service_id, CONTROL, (("type", "ping"),))))

    # --- the platform's side ------------------------------------------------------------------------------------------

    def push(
        self,
        payload: bytes,
        *,
        message_id: str,
        trace_id: str,
        kind: str = "event",
        max_fragment_bytes: int | None = None,
        now: float,
        seq_id: int = 0,
        log_id: int = 0,
    ) -> list[bytes]:
        """
        Give the frames of a delivery, for the shell to send; a response to *message_id* is then expected.

        Args:
            payload: The JSON document.
            message_id: The same id can be pushed again; it is then expected once more.
            trace_id: For the logs of the app.
            kind: The ``type`` header; the platform sends "event" for callbacks, too (observed).
            max_fragment_bytes: Split the payload into parts of this size; None sends it whole.
            now: When it is pushed.
            seq_id: ``SeqID`` of the frames; below 2**53, since the Node SDK rounds larger ones (observed).
            log_id: ``LogID``, as *seq_id*.

        Raises:
            LocalProtocolError: This is the app's side, the connection is closed, or the part size is not positive.
        """
        if self.side is Side.APP:
            raise LocalProtocolError("only the platform pushes deliveries")
        if not self._open:
            raise LocalProtocolError("the connection is closed")
        frames = push_frames(
            Frame(seq_id, log_id, self.service_id, DATA, payload=payload),
            message_id=message_id,
            trace_id=trace_id,
            kind=kind,
            max_fragment_bytes=max_fragment_bytes,
        )
        messages = [encode_frame(frame) for frame in frames]
        self._pushed.pop(message_id, None)
        if len(self._pushed) >= MAX_PUSHED:
            del self._pushed[next(iter(self._pushed))]
        self._pushed[message_id] = False
        self.counters.deliveries += 1
        self.counters.frames_out += len(messages)
        return messages

    def _receive_response(self, frame: Frame) -> None:
        """Take the response to a delivery; only its ``message_id`` says to which."""
        message_id = frame.header("message_id")
        if not message_id or len(message_id) > MAX_MESSAGE_ID:
            self._ignore("message_id", "a response without a message_id, or with one that is too long")
            return
        read = read_response(frame)
        answered = self._pushed.get(message_id)
        problem = read.problem
        if answered is None:
            problem = problem or "nothing with this message_id was pushed here"
        elif answered:
            problem = problem or "the delivery had been answered already"
        else:
            self._pushed[message_id] = True
        self.counters.responses += 1
        self._events.append(
            ResponseReceived(message_id, read.status, read.body, read.data_text, read.took_ms, frame, problem)
        )

    def _receive_ping(self, frame: Frame) -> None:
        """Answer a ping with the whole configuration."""
        config = msgspec.json.encode(self.config.to_json())
        self._send(encode_frame(Frame(0, 0, frame.service, CONTROL, (("type", "pong"),), payload=config)))
        self._events.append(PingReceived(service=frame.service))

    # --- what both sides share ----------------------------------------------------------------------------------------

    def _receive_control(self, frame: Frame, now: float) -> None:
        """Take a ping or a pong; that of the wrong side means nothing, and is no fault."""
        kind = frame.header("type")
        if kind == "pong":
            if self.side is Side.APP:
                self._receive_pong(frame, now)
        elif kind == "ping":
            if self.side is Side.PLATFORM:
                self._receive_ping(frame)
        else:
            self._ignore("type", "a control frame that is neither ping nor pong")

    def _send(self, message: bytes) -> None:
        self._outgoing.append(message)
        self.counters.frames_out += 1

    def _ignore(self, code: str, reason: str) -> None:
        self.counters.ignored += 1
        self._events.append(FrameIgnored(reason, code))
