"""The entry point: one sentence when what it needs is not installed, and silence at Ctrl+C."""

from __future__ import annotations

import sys

from larkline.cli.language import asked_for, say, speak

__all__ = ["INTERRUPTED", "main"]

INTERRUPTED = 130  #: The exit status at Ctrl+C of what has nothing to finish, as shells have it.


def main() -> None:
    """Run the command line ``larkline …``; ends the process."""
    try:
        _main()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def _main() -> None:
    speak(asked_for(sys.argv[1:]))  # the help is made when the commands are imported
    try:
        import click  # noqa: F401 - only asked whether it is there
    except ImportError:
        print(say("missing_extra", what="larkline", extra="cli"), file=sys.stderr)
        raise SystemExit(2) from None
    from larkline.cli.commands import larkline

    larkline.main(prog_name="larkline")
