"""
Make a virtual environment exactly as a lock file says.

Usage: ``python tools/environment.py DIRECTORY LOCK [--editable]``

Runs on the machine's own Python, before anything is installed, so it uses the standard library only. It gets by without
``ensurepip`` (which Debian leaves out) as long as there is pip 22.3 or newer, and without pip as long as there is
``ensurepip``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (3, 11)


def env_python(directory: Path) -> Path:
    """Give the interpreter of an environment."""
    return directory / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(python: Path) -> bool:
    """Tell whether an environment's interpreter still runs and is new enough; the Python below it may have gone."""
    try:
        question = f"import sys; sys.exit(sys.version_info < {NEEDED!r})"
        return subprocess.run([python, "-c", question], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def pip_version(python: str) -> tuple[int, ...]:
    """Give the version of an interpreter's pip; () without one."""
    question = "import pip; print(pip.__version__)"
    done = subprocess.run([python, "-c", question], check=False, capture_output=True, text=True)
    return tuple(int(part) for part in done.stdout.strip().split(".") if part.isdigit())


def pip_for(directory: Path) -> list[str]:
    """Give the command that installs into *directory*, which is created if need be."""
    python = env_python(directory)
    if not works(python):
        venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=False).create(directory)
    if pip_version(sys.executable) >= (22, 3):
        return [sys.executable, "-m", "pip", "--python", str(python)]
    if not pip_version(str(python)):
        done = subprocess.run([python, "-m", "ensurepip"], check=False, capture_output=True)
        if done.returncode != 0:
            sys.exit(
                f"{sys.executable} has neither pip 22.3 or newer nor ensurepip; install one of them (python3-pip)."
            )
    return [str(python), "-m", "pip"]


def main() -> None:
    """Create or bring up to date the environment named on the command line."""
    if sys.version_info < NEEDED:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(f"larkline needs Python 3.11 or newer, this is {found}; name another one: make PYTHON=python3.12 …")
    directory, lock = Path(sys.argv[1]), Path(sys.argv[2])
    started = time.monotonic()
    print(f"Setting up {directory} as {lock} says …", flush=True)
    pip = [
        *pip_for(directory),
        "--disable-pip-version-check",
        "--no-input",
        "-qq",
        "install",
        "--no-deps",
        "--no-compile",
    ]
    commands = [[*pip, "--require-hashes", "--progress-bar", "off", "-r", str(lock)]]
    if "--editable" in sys.argv[3:]:
        # What builds us is in the lock, too.
        commands.append([*pip, "--no-build-isolation", "--editable", str(ROOT)])
    for command in commands:
        code = subprocess.run(command, check=False, cwd=ROOT).returncode
        if code != 0:
            sys.exit(f"pip could not install what {lock} names; its own message stands above.")
    print(f"… done in {time.monotonic() - started:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
