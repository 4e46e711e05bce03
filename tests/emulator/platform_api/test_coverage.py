"""The table of the calls that are served: complete, and each with a test that exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from larkline.emulator import Emulator
from larkline.emulator.platform_api.app import platform_routes
from larkline.emulator.platform_api.coverage import COMMON_CODES, coverage
from larkline.facts.api_codes import API_CODES
from tools.coverage_table import PAGE
from tools.pages import LANGUAGES

HERE = Path(__file__).parent
ROWS = coverage()
#: Codes that are no codes of API calls, or not of the documentation's tables of them.
OTHER_CODES = {403, 514, 9499, 1000040344, 11310, 200830}


@cache
def names_of_tests(file: str) -> set[str]:
    """Name the tests of a file."""
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_every_call_has_a_test_that_exists(row):
    """Whoever adds a call names the test that shows it."""
    file, _, test = row.test.partition("::")

    assert test.startswith("test_")
    assert test in names_of_tests(file)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_every_code_is_known(row):
    """A code of the table is one a client can look up."""
    unknown = {*row.codes, *COMMON_CODES} - API_CODES.keys() - OTHER_CODES

    assert not unknown


def test_the_table_is_what_is_served():
    """Each route of the port stands in the table once, and nothing else does."""
    routes = platform_routes(Emulator(seed=1).core)
    served = [
        (method, re.sub(r"\{(\w+)\}", r":\1", route.path))
        for route in routes
        if route.path != "/{path:path}"
        for method in (route.methods or set()) - {"HEAD"}
    ]

    assert sorted(served) == sorted((row.method, row.path) for row in ROWS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_made_from_the_table(language):
    """Whoever adds a call writes the pages again: python -m tools.coverage_table."""
    assert PAGE.is_current(language)
