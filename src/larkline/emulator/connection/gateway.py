"""The gateway: a WebSocket server on a port of its own, which discovery names."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from typing import ClassVar

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from larkline.clock import Clock, SystemClock
from larkline.emulator.both import Both
from larkline.emulator.connection.hub import Admission
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.core import Core
from larkline.emulator.errors import LinkEnded
from larkline.emulator.http.guard import refusal_of_peer
from larkline.emulator.http.listener import listener_on, origin_of
from larkline.emulator.http.reset import reset
from larkline.links import Refusal

__all__ = ["Gateway"]

_MAX_MESSAGE = 4 * 1024 * 1024
_CLOSE_TIMEOUT = 0.5
# The library logs every request line and frame at DEBUG: with the connection's ticket and with people's messages.
_silent = logging.Logger("larkline.emulator.websockets")  # noqa: LOG001 - nobody shall be able to switch it on
_silent.disabled = True


class _Connection(ServerConnection):
    """A server connection that keeps its place among the app's connections, and can play dead."""

    opening: ClassVar[set[_Connection]] = set()  #: Those whose upgrade is not finished.
    admission: Admission | None = None
    frozen = False
    clock: Clock = SystemClock()
    heard_at = 0.0

    def data_received(self, data: bytes) -> None:
        if not self.frozen:
            self.heard_at = self.clock.now()
            super().data_received(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.opening.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.opening.discard(self)
        if self.admission is not None:
            self.admission.release()
        super().connection_lost(exc)


class _ServerLink:
    """The platform's end of a WebSocket."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self.peer = _peer_of(connection)
        self.round_trip: float | None = None

    @property
    def heard_at(self) -> float:
        """When the last byte of the client came."""
        return self._connection.heard_at

    async def send(self, message: bytes | str) -> None:
        """
        Send one message; nothing leaves a frozen link.

        Raises:
            LinkEnded: The link is closed.
        """
        if self._connection.frozen:
            return
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise LinkEnded(_end_of(error)) from None

    async def receive(self) -> bytes | str:
        """
        Wait for the next message.

        Raises:
            LinkEnded: The link is closed.
        """
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise LinkEnded(_end_of(error)) from None

    async def ping(self) -> None:
        """Send a ping of the link itself; its answer tells the round trip."""

        def answered(waiter: asyncio.Future[float]) -> None:
            if not waiter.cancelled() and waiter.exception() is None:
                self.round_trip = waiter.result()

        if self._connection.frozen:
            return
        with contextlib.suppress(ConnectionClosed):
            waiter = asyncio.ensure_future(await self._connection.ping())
            waiter.add_done_callback(answered)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye and close."""
        await self._connection.close(code, reason)

    def abort(self) -> None:
        """Reset the TCP connection."""
        reset(self._connection.transport)

    def freeze(self) -> None:
        """Stop reading and writing, without a FIN."""
        self._connection.frozen = True
        with contextlib.suppress(RuntimeError):
            self._connection.transport.pause_reading()


class Gateway:
    """
    The WebSocket server of a :class:`Core`.

    Deadlines of its connections follow the machine's time, as their clients are programs of their own.

    Args:
        host: Address to listen on.
        allowed_hosts: Host names that may stand in the Host header besides loopback names.
        max_message: Largest message a client may send, in bytes.
    """

    def __init__(
        self,
        core: Core,
        *,
        host: str = "127.0.0.1",
        allowed_hosts: tuple[str, ...] = (),
        max_message: int = _MAX_MESSAGE,
    ) -> None:
        self._core = core
        self._host = host
        self._allowed_hosts = allowed_hosts
        self._max_message = max_message
        self._clock = SystemClock()
        self._server: Server | None = None
        self._listener: socket.socket | None = None
        self._sessions: set[GatewaySession] = set()
        self.port = 0

    @property
    def origin(self) -> str:
        """What discovery puts before the path."""
        return origin_of("ws", self._host, self.port)

    async def start(self, port: int = 0) -> None:
        """
        Listen; 0 takes a free port, or after :meth:`stop` the same one as before.

        Raises:
            PortTaken: The port is in use.
        """
        self._listener = listener_on(self._host, port or self.port)
        self.port = self._listener.getsockname()[1]
        self._server = await serve(
            self._handle,
            sock=self._listener,
            process_request=self._process_request,
            create_connection=_Connection,
            compression=None,
            ping_interval=None,
            close_timeout=_CLOSE_TIMEOUT,
            max_size=self._max_message,
            server_header=None,
            logger=_silent,
        )
        self._core.gateway = self.origin

    def drop_all(self) -> None:
        """Reset every connection."""
        for session in list(self._sessions):
            session.abort()

    async def stop(self, *, abruptly: bool = False) -> None:
        """Stop listening and end all connections: with a close frame, or by a reset."""
        server, self._server = self._server, None
        if server is None:
            return
        for session in list(self._sessions):
            if abruptly or session.frozen:
                session.abort()
        for connection in list(_Connection.opening):
            if connection.server is server:
                connection.transport.abort()  # else it could keep the server waiting for the rest of its upgrade
        server.close(close_connections=False)
        await asyncio.gather(*(session.close(1001, "the gateway stops") for session in list(self._sessions)))
        await server.wait_closed()

    def abandon(self) -> None:
        """Close the port when the event loop is gone."""
        if self._listener is not None:
            self._listener.close()

    def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        """Decide about an upgrade before it happens."""
        headers = request.headers
        hosts, sites = headers.get_all("Host"), headers.get_all("Sec-Fetch-Site")
        host, site = hosts[0] if len(hosts) == 1 else "", sites[0] if sites else ""
        status = refusal_of_peer(host, headers.get_all("Origin"), site, self._allowed_hosts)
        assert isinstance(connection, _Connection)
        refused = self._core.attempts.noting(
            "handshake", address=_peer_of(connection), user_agent=headers.get("User-Agent", "")
        )
        if status is not None:
            refused("foreign", status)
            return _response(status, {})
        try:
            connection.admission = self._core.hub.admit(request.path, now=self._core.clock.now(), refused=refused)
        except Refusal as refusal:
            return _response(refusal.status, refusal.headers)
        return None

    async def _handle(self, connection: ServerConnection) -> None:
        assert isinstance(connection, _Connection)
        _Connection.opening.discard(connection)
        admission = connection.admission
        assert admission is not None
        session = self._core.open_session(_ServerLink(connection), admission, clock=self._clock)
        self._sessions.add(session)
        try:
            await self._core.serve_session(session, admission)
        finally:
            self._sessions.discard(session)


def _end_of(error: ConnectionClosed) -> Both:
    """Tell how a WebSocket ended: who closed it, with which code and reason."""
    if (close := error.rcvd if error.rcvd_then_sent else error.sent or error.rcvd) is None:
        return Both(str(error), "连接中断，双方都没有发送关闭帧")
    who = "客户端" if close is error.rcvd else "本地平台"
    why = f"：{close.reason}" if close.reason else ""
    alone = "" if error.rcvd and error.sent else "，对方没有回应"
    return Both(str(error), f"{who}发送了关闭帧（{close.code}{why}）{alone}")


def _peer_of(connection: ServerConnection) -> str:
    """Give address and port of a client."""
    return "{}:{}".format(*connection.remote_address[:2])


def _response(status: int, headers: dict[str, str]) -> Response:
    """Answer an upgrade without one; a client reads the reason from the headers."""
    names = {"handshake-status": "Handshake-Status", "handshake-msg": "Handshake-Msg"}
    names["handshake-autherrcode"] = "Handshake-Autherrcode"
    fields = Headers({names.get(name, name): value for name, value in headers.items()})
    fields["Content-Length"] = "0"
    fields["Connection"] = "close"
    reason = {403: "Forbidden", 421: "Misdirected Request"}.get(status, "Refused")
    return Response(status, reason, fields, b"")
