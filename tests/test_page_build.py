"""Tests of hatch_build.py: the page is built when its sources changed, and an installation without Node.js goes on."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import hatch_build
import pytest
from hatch_build import NODE, PageHook, digest, is_fresh, make_page, static_directory

ROOT = Path(__file__).parents[1]
FIRST_SCRIPTS_GZIP_BYTES = 80_000
LATER_SCRIPTS_GZIP_BYTES = 50_000
STYLE_GZIP_BYTES = 10_000


@pytest.fixture
def clone(tmp_path):
    """A small project with a page that is built."""
    for name, text in {"package.json": "{}", "src/card/a.ts": "let a = 1;\n", "src/card/a.test.ts": "test();"}.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    static = static_directory(tmp_path)
    static.mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (static / ".built").write_text(digest(tmp_path), encoding="utf-8")
    return tmp_path


def hook(root: Path, said: list[str] | None = None) -> PageHook:
    """Give the hook as hatchling makes it; what it says to the user goes into a list."""

    class App:
        """The part of hatchling's application that a hook talks to."""

        def display_warning(self, text: str) -> None:
            (said if said is not None else []).append(text)

    return PageHook(str(root), {}, None, None, str(root), "wheel", App())  # type: ignore[arg-type]  # what it needs


def test_a_page_that_is_fresh_needs_no_node(clone):
    """Neither its own tests nor the line ends of a checkout make a difference."""
    (clone / "web/src/card/a.test.ts").write_text("other();", encoding="utf-8")
    (clone / "web/src/card/a.ts").write_bytes(b"let a = 1;\r\n")

    assert is_fresh(clone)
    assert hook(clone).dependencies() == []
    assert make_page(clone) == ""


@pytest.mark.parametrize("change", ["source", "new", "gone", "unmarked"])
def test_a_page_is_built_again_when_its_sources_changed(clone, change):
    """Whatever differs, Node.js is asked for."""
    if change == "source":
        (clone / "web/src/card/a.ts").write_text("let a = 2;\n", encoding="utf-8")
    elif change == "new":
        (clone / "web/src/b.css").write_text("", encoding="utf-8")
    else:
        (static_directory(clone) / {"gone": "index.html", "unmarked": ".built"}[change]).unlink()

    assert not is_fresh(clone)
    assert hook(clone).dependencies() == [NODE]


def test_without_node_the_installation_goes_on_and_says_so(clone, monkeypatch):
    """The page stays as it was, and one sentence tells what is missing."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (static_directory(clone) / ".built").unlink()
    said: list[str] = []

    hook(clone, said).initialize("standard", {})

    assert said == [f'larkline is built without its console page: there is no Node.js here (pip install "{NODE}")']
    assert (static_directory(clone) / "index.html").is_file()


def test_a_build_that_fails_leaves_the_old_page_and_no_litter(clone, monkeypatch):
    """Only a whole page takes the place of the one before."""

    def fail(web: Path, *arguments: str) -> None:
        raise subprocess.CalledProcessError(3, ["node", str(web / arguments[0])])

    monkeypatch.setattr(hatch_build, "_node", fail)
    (static_directory(clone) / ".built").unlink()
    (clone / "web/package-lock.json").write_text("{}", encoding="utf-8")

    assert make_page(clone) == "npm-cli.js ended with status 3; its message stands above"
    assert [path.name for path in static_directory(clone).parent.iterdir()] == ["static"]
    assert (static_directory(clone) / "index.html").is_file()


needs_page = pytest.mark.skipif(not is_fresh(ROOT), reason="the page is not built; `make page` builds it")


@needs_page
def test_an_sdist_carries_the_page_and_builds_a_wheel_with_it(tmp_path):
    """Whoever installs from it needs no Node.js: the page in it is fresh by its own sources."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path), "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True, capture_output=True, timeout=120)
    [sdist] = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    [unpacked] = (tmp_path / "unpacked").iterdir()

    assert hook(unpacked).dependencies() == []
    assert not (unpacked / "web" / "node_modules").exists()
    subprocess.run([*build, "wheel"], cwd=unpacked, check=True, capture_output=True, timeout=120)
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"larkline/emulator/static/index.html", "larkline/emulator/static/card/view.js"} <= set(names)


@needs_page
def test_what_a_browser_loads_is_small():
    """Scripts of the first screen, the style, and scripts that are fetched when they are used, each by itself."""
    static = static_directory(ROOT)
    document = (static / "index.html").read_text("utf-8")
    begun = set(re.findall(r'(?:src|href)="\./(assets/[^"]+\.(?:js|css))"', document))
    styles = {name for name in begun if name.endswith(".css")}
    first = imported(static, begun - styles)
    every = {path.relative_to(static).as_posix() for path in (static / "assets").glob("*.js")}

    [script] = first
    assert re.search(f'<script type="module" blocking="render"[^>]* src="./{script}">', document)
    assert (static / script).read_text("utf-8").startswith("//# allFunctionsCalledOnLoad\n")
    assert 0 < gzip_bytes(static, first) <= FIRST_SCRIPTS_GZIP_BYTES
    assert 0 < gzip_bytes(static, styles) <= STYLE_GZIP_BYTES
    assert 0 < gzip_bytes(static, every - first) <= LATER_SCRIPTS_GZIP_BYTES


def imported(static: Path, names: set[str]) -> set[str]:
    """Give scripts, with those that they need before they run."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        needed = re.findall(r'(?:from|import)"\./([^"]+\.js)"', (static / name).read_text("utf-8"))
        waiting |= {f"assets/{one}" for one in needed} - found
    return found


def gzip_bytes(static: Path, names: set[str]) -> int:
    """Give how large files are together when each is compressed."""
    return sum(len(gzip.compress((static / name).read_bytes())) for name in names)


@needs_page
def test_the_licenses_of_what_is_bundled_are_in_the_package():
    """Each package with its version, its license and the text of it."""
    text = (static_directory(ROOT) / "licenses.txt").read_text(encoding="utf-8")

    for name in ("preact", "marked", "@visactor/vchart"):
        assert f"\n{name} " in f"\n{text}"
    assert "Permission is hereby granted" in text
