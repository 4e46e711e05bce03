"""A platform on this machine, as a library: start it, run an app against it, act as a person, look at what happened."""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, get_args

from larkline.clock import ManualClock
from larkline.emulator.connection.local import LocalDoor
from larkline.emulator.connection_verbs import ConnectionVerbs
from larkline.emulator.core import LOCAL_CONFIG, Core
from larkline.emulator.errors import needed
from larkline.emulator.faults.verbs import Faults
from larkline.emulator.recording.verbs import RecordingVerbs
from larkline.emulator.verbs import Verbs
from larkline.emulator.verdicts.judge import Profile
from larkline.emulator.world.policies import Policies
from larkline.emulator.world.world_file import read_world_file
from larkline.emulator.world_verbs import WorldVerbs
from larkline.errors import ConfigurationError
from larkline.facts.platform import FRAGMENT_BYTES, FRAGMENT_PACE_SECONDS
from larkline.wire.endpoint import ClientConfig

if TYPE_CHECKING:
    from larkline.emulator.journal.report import Report
    from larkline.emulator.programs.program import Program
    from larkline.emulator.programs.proxy import Others
    from larkline.emulator.servers import Servers

__all__ = ["Emulator"]


class Emulator(WorldVerbs, Verbs, ConnectionVerbs, RecordingVerbs):
    """
    One local platform::

        async with Emulator(seed=1) as feishu:
            async with feishu.running(app):
                message = await feishu.send(card, to="oc_team")
                click = await feishu.click(message, "同意", by="ou_alice")

    No socket is opened unless :meth:`serve` is called.

    Args:
        seed: Decides ids, credentials and which connection gets a delivery; None for chance.
        frozen: Whether time stands still until :attr:`clock` is advanced, instead of passing by itself besides.
        profile: ``documented``; ``strict`` also fails deliveries on every advice; ``lenient`` lets responses pass when
            that they fail is only assumed.
        rules_off: Ids of rules of the verdicts that do not count.
        journal: SQLite file that the record of the run is written to, without secrets; what earlier runs wrote there
            is shown, too. None for none.
        config: What clients are told about pings and reconnecting.
        fragment_bytes: Payloads above this are split over several frames.
        fragment_pace: Seconds between two of them.
        webhook_hosts: Hosts, such as those of containers, that webhooks may be on besides this machine.
        ordered_events: Types of events whose order is kept: the next one waits until the one before was acknowledged,
            or was given up. That there are such types is documented, which they are is not.
        auto_publish: Whether settings of apps are in force once they are saved; None for yes, unless *profile* is
            ``strict``.
        world: JSON file with people, groups, apps, templates and rules to switch off, besides those of every run; see
            :class:`~larkline.emulator.world.world_file.WorldFile`.

    Raises:
        ConfigurationError: There is no such profile; *world* cannot be read, or something in it is wrong.
        EmulatorError: One of *rules_off* is no rule.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        frozen: bool = False,
        profile: Profile = "documented",
        rules_off: Collection[str] = (),
        journal: str | Path | None = None,
        config: ClientConfig = LOCAL_CONFIG,
        fragment_bytes: int = FRAGMENT_BYTES,
        fragment_pace: float = FRAGMENT_PACE_SECONDS,
        webhook_hosts: Collection[str] = (),
        ordered_events: Collection[str] = (),
        auto_publish: bool | None = None,
        world: str | Path | None = None,
    ) -> None:
        if profile not in get_args(Profile):
            raise ConfigurationError(f"{profile!r} is no profile; there are {', '.join(get_args(Profile))}")
        self.seed = seed
        described = None if world is None else read_world_file(Path(world))
        self.clock = ManualClock(flowing=not frozen)  #: Shared with apps in this process; advance it to move time.
        self.core = Core(
            seed=seed,
            clock=self.clock,
            profile=profile,
            rules_off=rules_off if described is None else {*rules_off, *described.rules_off},
            journal_path=None if journal is None else Path(journal),
            config=config,
            fragment_bytes=fragment_bytes,
            fragment_pace=0.0 if frozen else fragment_pace,
            webhook_hosts=webhook_hosts,
            ordered_events=ordered_events,
            auto_publish=profile != "strict" if auto_publish is None else auto_publish,
        )
        self._speed = self.clock.speed
        self._known = set()
        self.faults = Faults(self.core)  #: What goes wrong on purpose.
        self.timers = self.core.timers  #: What will happen, or end, by the clock.
        self._door = LocalDoor(self.core)
        #: Starts a bot to begin with, which the page then offers; whoever can run one sets it.
        self.start_demo_bot: Callable[[], Awaitable[None]] | None = None
        self._servers: Servers | None = None
        if world is not None and described is not None:
            self._fill(described, Path(world))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop everything; harmless when done before."""
        servers, self._servers = self._servers, None
        if servers is not None:
            await servers.stop()
        await self.core.close()
        await self._door.close()

    def abandon(self) -> None:
        """Let go of what does not need the event loop, which is gone; for a fixture that cannot await."""
        if self._servers is not None:
            self._servers.abandon()
        self.core.journal.close()

    # --- servers for other programs -----------------------------------------------------------------------------------

    @property
    def served(self) -> bool:
        """Whether it listens."""
        return self._servers is not None

    async def serve(
        self,
        *,
        port: int = 0,
        console_port: int = 0,
        gateway_port: int = 0,
        host: str = "127.0.0.1",
        token: str | None = None,
        page: bool = True,
        dangerously: bool = False,
    ) -> dict[str, str]:
        """
        Listen on this machine, for programs of any language; gives :meth:`info`.

        Deadlines of connections that come this way follow the machine's time, lifetimes follow :attr:`clock`.

        Args:
            port: Of the platform; 0 takes a free one, here and below.
            console_port: Of the control API.
            gateway_port: Of the long connections; clients learn it by discovery.
            host: A loopback address, or with *dangerously* any one.
            token: What requests to the control API must carry; None makes one.
            page: Whether the console's port serves the page besides the control API.
            dangerously: Whether other machines may come in; every call of the control API then needs the token.

        Raises:
            PortTaken: A port is in use; then none is open.
            ConfigurationError: *host* is not of this machine alone, or it is being served already.
            MissingExtra: A package the servers need is not installed.
        """
        if self._servers is not None:
            raise ConfigurationError("this emulator is being served already")
        with needed("starlette", "uvicorn"):
            from larkline.emulator.servers import Servers
        servers = Servers(self, host=host, token=token or secrets.token_hex(16), page=page, dangerously=dangerously)
        await servers.start(port=port, console_port=console_port, gateway_port=gateway_port)
        self._servers = servers
        return self.info()

    def info(self, app_id: str | None = None) -> dict[str, str]:
        """
        Give what a program needs to use this platform: addresses, token, credentials.

        Args:
            app_id: Whose credentials; None for the first app's.
        """
        app = self.core.world.app(app_id)
        servers = self._servers
        addresses = {"platform_url": "", "gateway_url": "", "console_url": "", "token": ""}
        path = self.core.journal.path
        return {
            **(addresses if servers is None else servers.addresses()),
            "app_id": app.app_id,
            "app_secret": app.app_secret,
            "encrypt_key": app.encrypt_key,
            "verification_token": app.verification_token,
            "journal": "" if path is None else str(path),
        }

    def exec(
        self,
        command: Sequence[str | os.PathLike[str]],
        *,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        app_id: str | None = None,
        others: Others = "tunnel",
        terminal: bool = False,
        tls_port: int | None = None,
    ) -> AbstractAsyncContextManager[Program]:
        """
        Run a program, of any language and with any SDK, unchanged, inside the block::

            async with feishu.exec(["python", "main.py"]) as bot:
                await bot.wait_online(timeout=5)

        Its environment holds the app's credentials under their usual names, and leads what it sends to the platform's
        hosts to this emulator: by a proxy on this machine, and by a certificate authority that is trusted for those
        hosts by this program alone. Servers are started unless :meth:`serve` was called before.

        Args:
            command: The program and its arguments.
            env: Variables besides; they win over ours.
            cwd: Where it runs.
            app_id: Whose credentials it gets; None for the first app's.
            others: Whether it can reach other hosts through the proxy: ``tunnel`` or ``refuse``.
            terminal: Whether it reads from and prints to the terminal, instead of into :attr:`Program.output`.
            tls_port: A port where it finds the platform as https and wss, for clients that take nothing else; 0 for a
                free one, None for plain addresses.

        Raises:
            EmulatorError: It cannot be run.
            MissingExtra: A package the servers need is not installed.
        """
        with needed("starlette", "uvicorn"):
            from larkline.emulator.programs.running import running_program
        return running_program(
            self,
            command,
            env=env or {},
            cwd=cwd,
            app_id=app_id,
            others=others,
            terminal=terminal,
            tls_port=tls_port,
        )

    # --- starting over, and telling what happened ---------------------------------------------------------------------

    def reset_clock(self) -> None:
        """Let time pass, or stand still, as at the start."""
        self.clock.run_at(self._speed)

    async def reset(self) -> None:
        """Start over: no messages, deliveries or faults, the people and chats of the start; apps stay as they are."""
        self.core.reset()
        self.reset_clock()

    def report(self, *, title: str = "larkline") -> Report:
        """Say what happened so far, for a person: as lines and as a page, without secrets."""
        from larkline.emulator.journal.report import make_report

        return make_report(self.core, seed=self.seed, title=title)

    @property
    def policies(self) -> Policies:
        """What this platform insists on beside the rules that always hold; set its members."""
        return self.core.policies
