"""Tests of the repository as a whole: what no file in it may say, and that its lock files belong to its metadata."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))

#: Put together here, so that this file does not match itself.
_ADDRESSES = "|".join(
    [
        "py" + r"pi\.org",
        "pythonhosted" + r"\.org",
        "npm" + r"js\.(?:org|com)",
        "yarn" + r"pkg\.com",
        "npm" + r"mirror\.com",
        "crates" + r"\.io",
        "proxy" + r"\.golang\.org",
        "deb" + r"\.debian\.org",
        "mirrors" + r"\.[\w.-]+",
    ]
)
_INDEX_OPTIONS = "|".join("--" + option for option in ("index-url", "extra-index-url", "find-links", "default-index"))
REGISTRY = re.compile(rf"\b(?:{_ADDRESSES})\b|(?<![\w-])(?:{_INDEX_OPTIONS})[ =]|file:" + "///", re.IGNORECASE)
#: Places that exist on one machine only; the slash before is a path's first.
_PLACES = "|".join(("work", "root", "home", "Users", "tmp/v"))
MACHINE_PATH = re.compile(rf"(?<![\w.~/<>*}}-])/(?:{_PLACES})/[\w.]")


@cache
def repository_files() -> tuple[Path, ...]:
    """Give every text file that is, or is about to be, under version control."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False, timeout=60)
    if done.returncode == 0:
        names = [name for name in done.stdout.decode().split("\0") if name]
        return tuple(sorted(path for name in names if (path := ROOT / name).is_file()))
    hidden = {".git", ".venv", ".venv-oracles", "node_modules", "__pycache__"}  # an unpacked sdist
    paths = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in paths if not hidden.intersection(path.relative_to(ROOT).parts)))


def findings(pattern: re.Pattern[str]) -> list[str]:
    """Give file, line and text of every match in the repository."""
    found = []
    for path in repository_files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    return found


def test_no_file_names_an_index_or_a_registry():
    """Where packages come from is the business of the machine that installs them."""
    assert findings(REGISTRY) == []


def test_no_file_names_a_place_on_one_machine():
    """Nothing here depends on where a developer keeps things."""
    assert findings(MACHINE_PATH) == []


@pytest.mark.parametrize("name", ["uv" + ".lock", "pylock" + ".toml", "poetry" + ".lock", "Pipfile" + ".lock"])
def test_no_lock_file_of_a_kind_that_writes_addresses(name):
    """Those formats write the address of the index, and of a mirror in the environment, into the repository."""
    assert [path for path in repository_files() if path.name == name] == []


def test_node_locks_hold_hashes_and_no_addresses():
    """Every package is held by its hash, and may come from any registry."""
    locks = [path for path in repository_files() if path.name == "package-lock.json"]

    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        assert '"resolved"' not in lock.read_text(encoding="utf-8")
        assert all("integrity" in package for name, package in packages.items() if name)
        assert "omit-lockfile-registry-resolved=true" in (lock.parent / ".npmrc").read_text(encoding="utf-8")


def pin_lines(lock: Path) -> list[str]:
    """Give the pins of a lock file, each with its hashes on one line."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]


def locked(lock: str) -> dict[str, list[tuple[str, str]]]:
    """Give versions and markers of a lock file by project name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in pin_lines(ROOT / "requirements" / f"{lock}.lock"):
        pin = Requirement(line.partition("--hash")[0])
        version = str(pin.specifier).removeprefix("==")
        found.setdefault(canonicalize_name(pin.name), []).append((version, str(pin.marker or "")))
    return found


@pytest.mark.parametrize("lock", [pytest.param(lock, id=lock.stem) for lock in LOCKS])
def test_every_pin_has_a_hash(lock):
    """Whatever is downloaded is checked against the lock."""
    lines = pin_lines(lock)

    assert lines
    assert [line for line in lines if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


@cache
def metadata() -> dict[str, object]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared(*extras: str, groups: tuple[str, ...] = ()) -> list[Requirement]:
    """Give what pyproject.toml asks for, our own extras resolved."""
    project, all_groups = metadata()["project"], metadata()["dependency-groups"]
    assert isinstance(project, dict)
    assert isinstance(all_groups, dict)
    wanted = [Requirement(text) for text in project["dependencies"]]
    waiting = list(extras)
    while waiting:
        for requirement in map(Requirement, project["optional-dependencies"][waiting.pop()]):
            if requirement.name == project["name"]:
                waiting.extend(requirement.extras)
            else:
                wanted.append(requirement)
    for group in groups:
        wanted.extend(Requirement(text) for text in all_groups[group] if isinstance(text, str))
    return wanted


@pytest.mark.parametrize(
    ("lock", "extras", "groups"),
    [("core", (), ()), ("emulator", ("emulator",), ("build",)), ("dev", ("all",), ("build", "dev", "recipes"))],
)
def test_a_lock_satisfies_what_the_metadata_ask_for(lock, extras, groups):
    """A dependency added to pyproject.toml is locked too (`make lock`)."""
    pins = locked(lock)

    for requirement in declared(*extras, groups=groups):
        versions = [version for version, _ in pins.get(canonicalize_name(requirement.name), [])]
        assert versions, f"{requirement.name} is not in {lock}.lock; run `make lock`"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement} in {lock}.lock"


def test_the_locks_agree_with_each_other():
    """One environment grows from `make demo` to `make test` without a package changing its version."""
    core, emulator, dev = (
        {(name, version) for name, pins in locked(lock).items() for version, _ in pins}
        for lock in ("core", "emulator", "dev")
    )

    assert core <= emulator <= dev


def test_larkline_installs_beside_the_official_sdk():
    """The versions the official SDK is locked with lie within our own ranges."""
    pins = locked("oracles")
    shared = [requirement for requirement in declared() if canonicalize_name(requirement.name) in pins]

    assert "websockets" in {requirement.name for requirement in shared}
    for requirement in shared:
        assert all(requirement.specifier.contains(version) for version, _ in pins[canonicalize_name(requirement.name)])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("see https://py" + "pi.org/project/x", True),
        ("https://files.python" + "hosted.org/packages", True),
        ("https://registry.npm" + "js.org/x", True),
        ("--index" + "-url https://example.com", True),
        ("file:" + "///srv/simple", True),
        ("pip install larkline", False),
        ("https://open.feishu.cn/open-apis", False),
    ],
)
def test_the_pattern_for_registries_matches_what_it_should(text, wrong):
    """The grep above finds an address when there is one."""
    assert bool(REGISTRY.search(text)) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("/ro" + "ot/.cache", True),
        ("cd /ho" + "me/me/x", True),
        ("PATH=/Us" + "ers/me/bin", True),
        ("https://example.com/work/1", False),
        ("GET /workbench/x", False),
        ("a/root/b", False),
    ],
)
def test_the_pattern_for_machine_paths_matches_what_it_should(text, wrong):
    """The grep above finds a path of a machine, and no part of an address."""
    assert bool(MACHINE_PATH.search(text)) is wrong
