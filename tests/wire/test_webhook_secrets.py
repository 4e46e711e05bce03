"""Secrets are compared in one way: by ``hmac.compare_digest``."""

from __future__ import annotations

import ast
import hmac
from pathlib import Path
from typing import NoReturn

import pytest

import larkline
from larkline.wire.webhook import Secrets
from tests.wire.opening import BOTH, INSECURE, KEY_ONLY, TOKEN_ONLY, opened, with_token
from tests.wire.sender import (
    ADDRESS_CHECK,
    EVENT,
    KEY,
    OLD_CARD,
    TOKEN,
    Request,
    card,
    compact,
    encrypted,
    plain,
    sealed,
)

ROOM = Path(larkline.__file__).parent
FILES = sorted(
    path for pattern in ("wire/*.py", "receivers/webhook*.py", "receivers/*sgi.py") for path in ROOM.glob(pattern)
)
#: What the name of something secret, or of what it is compared with, holds.
TELLING = ("token", "signature", "secret", "encrypt_key", "nonce", "digest", "expected", "given", "hmac")


def suspicious(tree: ast.AST) -> list[str]:
    """Give what compares, or looks up, something with a telling name; sizes and absence are no matter."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            pairs = zip(node.ops, [node.left, *node.comparators], node.comparators, strict=False)
            found += [
                ast.unparse(node)
                for operator, left, right in pairs
                if not isinstance(operator, ast.Is | ast.IsNot | ast.Lt | ast.Gt | ast.LtE | ast.GtE)
                and (_tells(left) or _tells(right))
            ]
        elif isinstance(node, ast.Match) and _tells(node.subject):
            found.append(ast.unparse(node.subject))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            searches = (
                "startswith",
                "endswith",
                "find",
                "index",
                "count",
                "__eq__",
                "__ne__",
                "__contains__",
                "fullmatch",
            )
            if node.func.attr in searches and (_tells(node.func.value) or any(map(_tells, node.args))):
                found.append(ast.unparse(node))
    return found


def _tells(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return False
    names = [
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute)
    ]
    return any(word in name for name in names for word in TELLING)  # constants, in upper case, are no secrets


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_no_secret_meets_an_operator(path):
    """No ``==``, ``in`` or search touches something whose name tells of a secret."""
    assert suspicious(ast.parse(path.read_text("utf-8"))) == []


def test_the_comparison_is_the_only_one():
    """Of all files here, one calls ``compare_digest``, and once."""
    calls = {path.name: path.read_text("utf-8").count("compare_digest(") for path in FILES}

    assert {name: count for name, count in calls.items() if count} == {"signature.py": 1}


@pytest.mark.parametrize(
    "source",
    [
        "header.token == expected",
        "x != secrets.encrypt_key",
        "signature in seen",
        "a == b == digest",
        "document['token'].startswith(token)",
        "hmac.new(k).hexdigest() == x",
        "token.__eq__(x)",
    ],
)
def test_the_search_finds_comparisons(source):
    """The test above sees what it is there to see."""
    assert suspicious(ast.parse(source)) != []


@pytest.mark.parametrize("source", ["token is None", "len(signature) == 40", "not token", "a == b", "len(token) > 3"])
def test_the_search_passes_over_the_rest(source):
    """Absence and sizes are no comparison of secrets."""
    assert suspicious(ast.parse(source)) == []


class Guarded(str):
    """A secret that cannot be compared, searched or hashed; it can be written as bytes, and joined."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise AssertionError("somebody compares a secret by itself")

    __eq__ = __ne__ = __hash__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = _refuse
    startswith = endswith = find = index = count = _refuse


GUARDED = {
    BOTH: Secrets(Guarded(KEY), Guarded(TOKEN)),
    KEY_ONLY: Secrets(Guarded(KEY), Guarded("")),
    TOKEN_ONLY: Secrets(Guarded(""), Guarded(TOKEN)),
    INSECURE: Secrets(Guarded(""), Guarded(""), insecure=True),
}
SEALED_CHECK = Request(sealed(compact(ADDRESS_CHECK)))
WRONG = "0" * 64
#: A request, what the app knows, and how many secrets have to be compared.
COMPARISONS = {
    "a delivery": (encrypted(EVENT), BOTH, 2),
    "a wrong signature": (encrypted(EVENT).with_headers(signature=WRONG), BOTH, 1),
    "a signature of another length": (encrypted(EVENT).with_headers(signature=WRONG[1:]), BOTH, 1),
    "a missing signature header": (encrypted(EVENT).with_headers(nonce=None), BOTH, 0),
    "a wrong token, signed": (encrypted(with_token(EVENT, "wrong")), BOTH, 2),
    "a missing token, signed": (encrypted(with_token(EVENT, None)), BOTH, 2),
    "a delivery, key only": (encrypted(EVENT), KEY_ONLY, 2),
    "an address check": (SEALED_CHECK, BOTH, 1),
    "an address check, signed": (encrypted(ADDRESS_CHECK), BOTH, 2),
    "an address check, wrong token": (Request(sealed(compact(with_token(ADDRESS_CHECK, "wrong")))), BOTH, 1),
    "an address check, no token": (Request(sealed(compact(with_token(ADDRESS_CHECK, None)))), BOTH, 1),
    "unsigned, undecryptable": (Request(b'{"encrypt":"AAAA"}'), BOTH, 1),
    "unsigned, nothing": (Request(b""), BOTH, 1),
    "unsigned, an event": (Request(sealed(compact(EVENT))), BOTH, 1),
    "plain": (plain(EVENT), TOKEN_ONLY, 1),
    "plain, wrong token": (plain(with_token(EVENT, "wrong")), TOKEN_ONLY, 1),
    "plain, no token": (plain(with_token(EVENT, None)), TOKEN_ONLY, 1),
    "plain address check": (plain(ADDRESS_CHECK), TOKEN_ONLY, 1),
    "an old card": (card(OLD_CARD), TOKEN_ONLY, 1),
    "an old card, with a key": (card(OLD_CARD), BOTH, 1),
    "an old card, wrong signature": (card(OLD_CARD, token="wrong"), BOTH, 1),
    "nothing to check": (plain(EVENT), INSECURE, 1),
}


@pytest.mark.parametrize(("request_", "secrets", "comparisons"), COMPARISONS.values(), ids=COMPARISONS)
def test_each_proof_is_one_constant_time_comparison(request_, secrets, comparisons, monkeypatch):
    """The comparisons are as many as there are proofs, and no other way of comparing was tried."""
    compared = []

    def counted(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return compare(left, right)

    compare = hmac.compare_digest
    monkeypatch.setattr("larkline.wire.signature.hmac.compare_digest", counted)
    answer = opened(request_, GUARDED[secrets])

    assert len(compared) == comparisons
    assert all(type(side) is bytes for pair in compared for side in pair)
    monkeypatch.undo()
    assert answer == opened(request_, secrets)


@pytest.mark.parametrize(("request_", "secrets", "comparisons"), COMPARISONS.values(), ids=COMPARISONS)
def test_nothing_is_taken_that_the_comparison_denies(request_, secrets, comparisons, monkeypatch):
    """With a comparison that finds everything different, only an app that has nothing to compare takes something."""
    monkeypatch.setattr("larkline.wire.signature.hmac.compare_digest", lambda _left, _right: False)

    answer = opened(request_, secrets)
    assert hasattr(answer, "reason") or secrets is INSECURE
