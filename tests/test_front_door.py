"""Tests of larkline: the names on the front door, and what opening it costs."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import larkline

FRONT_DOOR = {
    *("App", "Router", "Client", "SyncClient"),
    *("CardAction", "CardValue", "FormValue", "CardActionResponse", "LegacyCardAction", "CustomResponse", "Toast"),
    *("UrlPreview", "UrlPreviewResponse", "MessageReceived", "Event", "Received"),
    *("Card", "CardTemplate", "Header", "Button", "Form", "Markdown"),
    *("ChatId", "OpenId", "UserId", "UnionId", "Email"),
    *("FeishuError", "ConfigurationError", "CardError", "DeliveryError", "HandlerError"),
    *("LongConnectionError", "ApiError"),
    *("prettify", "__version__"),
}
HEAVY = {"asyncio", "cryptography", "httpx2", "msgspec", "websockets"}


def modules_after(code: str) -> set[str]:
    """Run *code* in an interpreter of its own; give the modules it loaded."""
    program = "import sys; before = set(sys.modules)\n" + code + "\nimport json; "
    program += "print(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))


def test_the_front_door_has_the_names_of_the_contract():
    """No name is missing and none slipped in."""
    assert set(larkline.__all__) == FRONT_DOOR
    assert len(larkline.__all__) == len(FRONT_DOOR)


@pytest.mark.parametrize("name", sorted(FRONT_DOOR))
def test_every_name_opens(name):
    """Each name leads to something of its own name, and is listed by ``dir``."""
    value = getattr(larkline, name)

    assert getattr(value, "__name__", name) == name
    assert name in dir(larkline)


def test_a_misspelt_name_is_refused():
    """A wrong name is an AttributeError that says which name, as with any module."""
    with pytest.raises(AttributeError, match=r"^module 'larkline' has no attribute 'Tost'$"):
        larkline.Tost  # type: ignore[attr-defined]  # noqa: B018 - that it is wrong is the point


def test_type_checkers_and_the_interpreter_see_the_same_names():
    """The imports for type checkers and the table for run time lead to the same modules."""
    tree = ast.parse(Path(larkline.__file__).read_text(encoding="utf-8"))
    imports = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("larkline.")
        for alias in node.names
    }

    assert imports == larkline._MODULES  # type: ignore[attr-defined]  # hidden from the checkers on purpose
    assert imports.keys() == FRONT_DOOR - {"__version__"}


def test_importing_larkline_loads_none_of_what_it_stands_on():
    """Until a name is used, neither our rooms nor their libraries are loaded."""
    loaded = modules_after("import larkline")

    assert not {module.partition(".")[0] for module in loaded} & HEAVY
    assert {module for module in loaded if module.startswith("larkline")} == {"larkline"}


def test_a_bot_that_calls_no_api_loads_neither_http_client_nor_cryptography():
    """Taking every name from the front door and building an App leaves the two largest libraries alone."""
    loaded = modules_after("from larkline import *\nApp()")

    assert not {module.partition(".")[0] for module in loaded} & {"cryptography", "httpx2", "uvicorn", "starlette"}


def test_the_version_is_written_once_and_well_formed():
    """The package has a release number and the metadata read it from there."""
    metadata = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")

    assert re.fullmatch(r"\d+\.\d+\.\d+", larkline.__version__)
    assert larkline.__version__ not in re.findall(r'^version = "(.*)"', metadata, flags=re.MULTILINE)
    assert 'path = "src/larkline/__init__.py"' in metadata


def test_python_dash_m_is_the_command_line():
    """``python -m larkline --help`` is the same as ``larkline --help``."""
    done = subprocess.run(
        [sys.executable, "-m", "larkline", "--help"], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0
    assert "emulator" in done.stdout
