"""
Tests of the READMEs and of everything under docs/: what they show works, and both languages show the same.

A block of Python must run as a script in an empty folder and satisfy ``mypy --strict`` and pyrefly; ``app.run()`` and
``app.serve()`` return at once there. A block with ``def test_…`` is run by pytest instead. Marks are explained in
tests/doc_blocks.py. In ``sh`` and ``console`` blocks make's targets, larkline's commands and options, its extras, and
Python files must exist. JSON must be JSON.
"""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.doc_blocks import LANGUAGES, Block, blocks_of, commands, joined, shape
from tests.doc_commands import problem_with

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(page: Path) -> str:
    """Give a page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


SCRIPTS = [block for page in PAGES for block in joined(blocks_of(page))]


def file_name(block: Block) -> str:
    """Give the name under which a Python block is stored."""
    stem = re.sub(r"\W", "_", name_of(block.page).removesuffix(".md"))
    return block.argument if block.mark == "file" else f"{'test_' * block.has_tests}{stem}_{block.line}.py"


def store(blocks: list[Block], folder: Path) -> list[Path]:
    """Write Python blocks into a folder; tests in them may leave out types."""
    paths = []
    for block in blocks:
        relaxed = "# mypy: allow-untyped-defs, allow-incomplete-defs" if block.has_tests else ""
        path = folder / file_name(block)
        path.write_text(relaxed + block.code, encoding="utf-8")
        paths.append(path)
    return paths


def files_of(page: Path) -> list[Block]:
    """Give the blocks of a page that are files."""
    return [block for block in SCRIPTS if block.page == page and block.mark == "file"]


# --- Python -----------------------------------------------------------------------------------------------------------


@pytest.mark.timeout(600)  # a page may have twenty programs
@pytest.mark.parametrize("page", sorted({block.page for block in SCRIPTS}), ids=name_of)
def test_every_python_block_runs(page, tmp_path, monkeypatch):
    """Each block is a whole program, or a whole test file, that a reader can copy."""
    from larkline import App

    for verb in {"run", "serve"} & set(dir(App)):
        monkeypatch.setattr(App, verb, lambda self, *args, **kwargs: None)
    for variable in [variable for variable in os.environ if variable.startswith("LARK")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "argv", ["bot.py"])
    store(files_of(page), tmp_path)
    tests: list[Path] = []

    for block in (block for block in SCRIPTS if block.page == page and block.mark != "types"):
        before = set(sys.modules)
        [path] = store([block], tmp_path)
        if block.has_tests:
            tests.append(path)
        else:
            runpy.run_path(str(path), run_name="__main__")
        for module in set(sys.modules) - before:
            if (getattr(sys.modules[module], "__file__", None) or "").startswith(str(tmp_path)):
                del sys.modules[module]
    if tests:
        run_tests(tmp_path, tests)


def run_tests(folder: Path, files: list[Path]) -> None:
    """Run blocks of tests as their reader would, with warnings as errors; one pytest for all, which starts slowly."""
    settings = "[pytest]\nfilterwarnings = error\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"
    (folder / "pytest.ini").write_text(settings, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT / "src")])}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", *map(str, files)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def groups() -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Give the Python blocks to be type-checked together: pages with files of their own alone, the others at once."""
    alone = {block.page for block in SCRIPTS if block.mark == "file"}
    rest = tuple(block for block in SCRIPTS if block.page not in alone)
    together = (("together", rest),) if rest else ()
    return together + tuple(
        (name_of(page), tuple(block for block in SCRIPTS if block.page == page)) for page in sorted(alone)
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("checker", ["mypy", "pyrefly"])
@pytest.mark.parametrize("blocks", [pytest.param(blocks, id=name) for name, blocks in groups()])
def test_every_python_block_has_the_right_types(checker, blocks, tmp_path):
    """What the docs show is accepted by both type checkers, strictly."""
    files = [path.name for path in store(list(blocks), tmp_path)]
    source, settings = str(ROOT / "src"), str(ROOT / "pyproject.toml")
    paths = ["--python-interpreter-path", sys.executable, "--search-path", str(tmp_path), "--search-path", source]
    options = {
        "mypy": ["--strict", "--config-file", settings, "--cache-dir", str(ROOT / ".mypy_cache" / "docs"), *files],
        "pyrefly": ["check", "-c", settings, *paths, *files],
    }
    program = Path(sys.executable).with_name(checker)
    environment = os.environ | {"MYPYPATH": os.pathsep.join([str(tmp_path), source])}
    done = subprocess.run(
        [program, *options[checker]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert done.returncode == 0, done.stdout + done.stderr


# --- other languages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_names_a_language_we_know(page):
    """A block without a language, or with a nickname of one, would slip through these tests."""
    assert {block.language for block in blocks_of(page)} <= LANGUAGES


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_json_block_is_json(page):
    """A reader may paste it."""
    for block in blocks_of(page):
        if block.language == "json":
            shape(block)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_exists(page):
    """Targets, commands, options, extras and files that a page names are there."""
    files = {block.argument for block in files_of(page)}
    for block in blocks_of(page):
        if block.language in {"sh", "console"}:
            for command in commands(block):
                while command and re.match(r"\w+=", command[0]):
                    command = command[1:]
                assert (problem := problem_with(command, files)) is None, f"{name_of(page)}:{block.line}: {problem}"


def prose_of(page: Path) -> str:
    """Give the text of a page without its blocks of code."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^ *(`{3,})[^\n]*\n.*?^ *\1 *$", "", text, flags=re.MULTILINE | re.DOTALL)


@cache
def anchors_of(page: Path) -> frozenset[str]:
    """Give what a link can end with to lead to a heading of a page, as GitHub makes it."""
    headings = re.findall(r"^#+ +(.+?) *$", prose_of(page), flags=re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    """A link to another file of this repository finds it, and the heading it names."""
    targets = re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)", prose_of(page))
    local = [(target, anchor) for target, anchor in targets if not re.match(r"[a-z]+:", target)]
    there = {target: (page.parent / target).resolve() if target else page for target, _ in local}

    assert [target for target, path in there.items() if not path.exists()] == []
    headings = [(t, anchor) for t, anchor in local if anchor and there[t].suffix == ".md"]
    assert [f"{t}#{anchor}" for t, anchor in headings if anchor not in anchors_of(there[t])] == []


# --- both languages ---------------------------------------------------------------------------------------------------


def translation_of(page: Path) -> Path | None:
    """Give where the same page is in the other language; None for one that is not translated."""
    name = name_of(page)
    other = {"README.md": "README.zh-CN.md", "README.zh-CN.md": "README.md"}.get(name)
    if name.startswith("docs/en/"):
        other = "docs/zh/" + name.removeprefix("docs/en/")
    elif name.startswith("docs/zh/"):
        other = "docs/en/" + name.removeprefix("docs/zh/")
    return None if other is None else ROOT / other


@pytest.mark.parametrize("page", [page for page in PAGES if translation_of(page)], ids=name_of)
def test_both_languages_show_the_same_code(page):
    """Every page has its translation; comments and texts apart, the code in both is the same."""
    other = translation_of(page)

    assert other is not None
    assert other.is_file()
    ours, theirs = blocks_of(page), blocks_of(other)
    assert [(block.language, block.mark, block.argument) for block in ours] == [
        (block.language, block.mark, block.argument) for block in theirs
    ]
    for mine, yours in zip(ours, theirs, strict=True):
        assert shape(mine) == shape(yours), f"{name_of(page)}:{mine.line} and {name_of(other)}:{yours.line}"
