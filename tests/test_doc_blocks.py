"""Tests of tests/doc_blocks.py and tests/doc_commands.py, which read the docs for tests/test_docs.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doc_blocks import Block, blocks_of, commands, joined, shape
from tests.doc_commands import problem_with

PAGE = """\
# A page

```python
x = 1
```

<!-- test: continues -->
```python
y = x
```

- in a list:

  ```sh
  make test   # everything
  ```

<!-- test: file: bot.py -->
````python
def test_it():
    '''
    ```
    '''
````
"""


@pytest.fixture
def page(tmp_path):
    """A page with every kind of block."""
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def block(language: str, code: str) -> Block:
    """Make a block that stands nowhere."""
    return Block(Path("README.md"), 1, language, code)


def test_blocks_are_found_with_their_lines_and_marks(page):
    """Indented fences lose their indentation, longer fences hold shorter ones."""
    found = [(each.line, each.language, each.mark, each.argument) for each in blocks_of(page)]

    assert found == [
        (4, "python", "", ""),
        (9, "python", "continues", ""),
        (15, "sh", "", ""),
        (20, "python", "file", "bot.py"),
    ]
    assert blocks_of(page)[2].code == "make test   # everything\n"
    assert "```" in blocks_of(page)[3].code


def test_a_continued_block_keeps_the_lines_of_its_page(page):
    """An error in a block is reported at the line where the author finds it."""
    first, second = joined(blocks_of(page))

    assert first.code.splitlines()[3] == "x = 1"
    assert first.code.splitlines()[8] == "y = x"
    assert second.code.splitlines()[19] == "def test_it():"
    assert (first.has_tests, second.has_tests) == (False, True)


@pytest.mark.parametrize("text", ["```python\nx = 1\n", "<!-- test: skip -->\n```python\n```\n"])
def test_an_open_fence_and_an_unknown_mark_are_mistakes(tmp_path, text):
    """Neither may hide a block from the tests."""
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"page\.md:\d"):
        blocks_of(page)


def test_commands_are_read_as_a_shell_would():
    """Comments, continued lines, chains and quotes; in a console block the output is left out."""
    script = block("sh", "cd x && make demo \\\n  ORDER='a b'  # go\n# nothing\n")
    session = block("console", "$ larkline demo --once\nmake nothing\n")

    assert list(commands(script)) == [["cd", "x"], ["make", "demo", "ORDER=a b"]]
    assert list(commands(session)) == [["larkline", "demo", "--once"]]


@pytest.mark.parametrize(
    ("language", "ours", "theirs", "same"),
    [
        ("python", 'f("同意")  # 好\n', 'f("Agree")\n', True),
        ("python", 'f(f"已批准 {x}")\n', 'f(f"{x} is approved")\n', True),
        ("python", 'f(f"已批准 {x}")\n', 'f(f"{y} is approved")\n', False),
        ("python", "f(1)\n", "f(2)\n", False),
        ("sh", "make demo ORDER='订单'  # 一次\n", "make demo ORDER='order'\n", True),
        ("sh", "make demo\n", "make test\n", False),
        ("json", '{"a": "好", "b": [1]}\n', '{"a": "good", "b": [1]}\n', True),
        ("json", '{"a": "好", "b": [1]}\n', '{"a": "good", "b": [2]}\n', False),
        ("console", "$ make test\n好\n", "$ make test\ngood\n", True),
        ("text", "好\n", "good\n", True),
    ],
)
def test_translations_differ_in_comments_and_texts_only(language, ours, theirs, same):
    """What a translator may change, and what not."""
    assert (shape(block(language, ours)) == shape(block(language, theirs))) is same


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("make test ARGS=-x", None),
        ("make nothing", "make knows no target nothing"),
        ("make test NOTHING=1", "make knows no variable NOTHING"),
        ("pip install larkline[emulator,cli]", None),
        ("pip install larkline[nothing]", "no extra {'nothing'}"),
        ("python nothing.py", "no file nothing.py"),
        ("python bench/startup.py", None),
        ("ls --nothing", None),
        ("larkline emulator --json --port 0", None),
        ("python -m larkline demo --once --order=42", None),
        ("larkline nothing", "larkline has no command nothing"),
        ("larkline demo --nothing", "larkline demo has no option --nothing"),
    ],
)
def test_a_command_that_is_not_there_is_noticed(command, problem):
    """Ours are checked, those of others are not our business."""
    assert problem_with(command.split(), set()) == problem
