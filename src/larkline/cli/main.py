"""The entry point: answers with one sentence when what it needs is not installed."""

from __future__ import annotations

import sys

from larkline.cli.language import say

__all__ = ["main"]


def main() -> None:
    """Run the command line ``larkline …``; ends the process."""
    try:
        import click  # noqa: F401 - only asked whether it is there
    except ImportError:
        print(say("missing_extra", what="larkline", extra="cli"), file=sys.stderr)
        raise SystemExit(2) from None
    from larkline.cli.commands import larkline

    larkline.main(prog_name="larkline")
