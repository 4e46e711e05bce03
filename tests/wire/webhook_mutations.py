"""Damage valid webhook requests in small ways, and say for each what may become of it."""

from __future__ import annotations

import base64
import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from larkline.wire.webhook import Secrets
from tests.wire.opening import BOTH, INSECURE, KEY_ONLY, NEITHER, TOKEN_ONLY
from tests.wire.sender import (
    ADDRESS_CHECK,
    CALLBACK,
    EVENT,
    KEY,
    NOW,
    OLD_CARD,
    OLD_EVENT,
    TOKEN,
    Request,
    card,
    compact,
    encrypted,
    plain,
    sealed,
    signed,
)

DOCUMENTS = (EVENT, CALLBACK, OLD_EVENT, ADDRESS_CHECK, OLD_CARD)
#: Bytes with a meaning in JSON, base64 or UTF-8.
_BYTES = b'{}[]",:\\/+-=_.eE019 \t\n\r\x00\x1f\x7f\x80\xc0\xe4\xed\xff'
_PIECES = (
    b"{}",
    b"[" * 200,
    b'{"a":' * 200,
    b'"token":"x",',
    b'"encrypt":"",',
    b'"type":"url_verification",',
    b'"schema":"2.0",',
    b"9" * 500,
    b"1e999",
    b"\\ud800",
    b"\xed\xa0\x80",
    b"NaN",
    b"null",
    b"\xef\xbb\xbf",
)
_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**60,
    "",
    "x",
    "url_verification",
    "2.0",
    TOKEN,
    "\ud83d",
    "é" * 3000,
    [],
    {},
    [[[[]]]],
    {"token": TOKEN},
    EVENT,
)
_HEADERS = ("X-Lark-Request-Timestamp", "X-Lark-Request-Nonce", "X-Lark-Signature", "X-Refresh-Token", "X-Request-Id")
_HEADER_VALUES = (
    "",
    " ",
    "0",
    str(NOW),
    str(NOW + 299),
    str(NOW - 301),
    "１",
    "-1",
    "a\r\nb",
    "é",
    "\ud800",
    "9" * 5000,
)


@dataclass(frozen=True)
class Case:
    """A request, and the door it comes to."""

    request: Request
    secrets: Secrets
    max_age: float | None = 300.0
    legacy_cards: bool = True
    only: Any = None


def seeds() -> list[Case]:
    """Give a valid request of every kind, with the app it is for."""
    return [
        *(Case(encrypted(document), secrets) for document in DOCUMENTS[:4] for secrets in (BOTH, KEY_ONLY)),
        *(Case(plain(document), secrets) for document in DOCUMENTS[:4] for secrets in (TOKEN_ONLY, INSECURE)),
        *(Case(Request(sealed(compact(ADDRESS_CHECK))), secrets) for secrets in (BOTH, KEY_ONLY)),
        *(Case(card(OLD_CARD), secrets) for secrets in (BOTH, TOKEN_ONLY)),
        Case(card(sealed(compact(OLD_CARD))), BOTH),
        Case(plain(OLD_CARD), INSECURE),
    ]


SEEDS = seeds()


def mutate(random: Random) -> Case:
    """Take a valid request and damage one part of it, or several."""
    case = random.choice(SEEDS)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        case = random.choice((_body, _headers, _ciphertext, _base64, _document, _inside, _door, _time))(random, case)
    return case


def damage(random: Random, data: bytes) -> bytes:
    """Change, insert, delete, cut or repeat bytes."""
    changed = bytearray(data)
    place = random.randint(0, len(changed))
    kind = random.randrange(7)
    if kind == 0 and place < len(changed):
        changed[place] ^= 1 << random.randrange(8)
    elif kind == 1 and place < len(changed):
        changed[place] = random.choice(_BYTES)
    elif kind == 2:
        changed[place:place] = random.choice(_PIECES)
    elif kind == 3:
        del changed[place : place + random.randint(1, 20)]
    elif kind == 4:
        del changed[place:]
    elif kind == 5:
        changed[place:place] = changed[place : place + random.randint(1, 40)]
    else:
        changed[place:place] = bytes([random.choice(_BYTES)]) * random.choice((1, 1, 3, 5000))
    return bytes(changed)


def _body(random: Random, case: Case) -> Case:
    return _resigned(random, case, damage(random, case.request.body))


def _headers(random: Random, case: Case) -> Case:
    headers = list(case.request.headers)
    place = random.randrange(len(headers)) if headers else 0
    kind = random.randrange(6)
    if kind == 0 and headers:
        del headers[place]
    elif kind == 1 and headers:
        headers.append(headers[place])
    elif kind == 2 and headers:
        headers[place] = (headers[place][0].swapcase(), headers[place][1])
    elif kind == 3 and headers:
        value = damage(random, headers[place][1].encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
        headers[place] = (headers[place][0], value)
    elif kind == 4:
        headers.append((random.choice(_HEADERS), random.choice(_HEADER_VALUES)))
    else:
        other = random.choice(SEEDS).request.headers
        headers = list(other)
    return replace(case, request=replace(case.request, headers=tuple(headers)))


def _ciphertext(random: Random, case: Case) -> Case:
    """Damage what stands in base64, and keep the rest valid."""
    encrypted_text = _encrypt_member(case.request.body)
    if encrypted_text is None:
        return _body(random, case)
    try:
        data = base64.b64decode(encrypted_text)
    except ValueError:
        return _body(random, case)
    return _resigned(random, case, compact({"encrypt": base64.b64encode(damage(random, data)).decode()}))


def _base64(random: Random, case: Case) -> Case:
    encrypted_text = _encrypt_member(case.request.body)
    if encrypted_text is None:
        return _document(random, case)
    text = damage(random, encrypted_text.encode("utf-8", "replace")).decode("utf-8", "replace")
    return _resigned(random, case, compact({"encrypt": text}))


def _document(random: Random, case: Case) -> Case:
    """Send another document, written well: a valid one with some of its values exchanged."""
    document = json.loads(json.dumps(random.choice(DOCUMENTS)))
    for _ in range(random.randint(1, 3)):
        place: Any = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            name = random.choice(keys)
            if isinstance(place[name], dict | list) and random.random() < 0.7:
                place = place[name]
                continue
            if random.random() < 0.2 and isinstance(place, dict):
                del place[name]
            else:
                place[name] = deepcopy(random.choice(_VALUES))
            break
        if isinstance(document, dict) and random.random() < 0.3:
            name = random.choice(
                ("type", "token", "schema", "uuid", "challenge", "action", "header", "encrypt", "event")
            )
            document[name] = deepcopy(random.choice(_VALUES))
    return _inner(random, case, json.dumps(document).encode())


def _inside(random: Random, case: Case) -> Case:
    """Damage the plaintext, and encrypt and sign it well."""
    return _inner(random, case, damage(random, compact(random.choice(DOCUMENTS))))


def _inner(random: Random, case: Case, payload: bytes) -> Case:
    if _encrypt_member(case.request.body) is None:
        return _resigned(random, case, payload)
    return _resigned(random, case, sealed(payload))


def _door(random: Random, case: Case) -> Case:
    kind = random.randrange(5)
    if kind == 0:
        return replace(case, secrets=random.choice((BOTH, KEY_ONLY, TOKEN_ONLY, NEITHER, INSECURE)))
    if kind == 1:
        return replace(case, max_age=random.choice((None, 0.0, 1.0)))
    if kind == 2:
        return replace(case, legacy_cards=not case.legacy_cards)
    if kind == 3:
        return replace(case, only=random.choice(("callbacks", "legacy_cards")))
    method = random.choice(("GET", "PUT", "post", "", "\x00"))
    return replace(case, request=replace(case.request, method=method))


def _time(random: Random, case: Case) -> Case:
    """Sign again, at another time."""
    headers = dict(case.request.headers)
    if "X-Lark-Signature" not in headers:
        return case
    make = card if len(headers["X-Lark-Signature"]) == 40 else signed
    timestamp = random.choice((0, NOW - 301, NOW - 300, NOW + 300, NOW + 301, NOW * 1000, "", "soon", "１", "9" * 5000))
    return replace(case, request=replace(make(case.request.body, timestamp=timestamp), method=case.request.method))


def _resigned(random: Random, case: Case, body: bytes) -> Case:
    """Replace the body, and mostly its signature, too: else nothing behind the signature would be tried."""
    headers = dict(case.request.headers)
    if "X-Lark-Signature" not in headers or random.random() < 0.1:
        return replace(case, request=replace(case.request, body=body))
    make = card if len(headers["X-Lark-Signature"]) == 40 else signed
    return replace(case, request=replace(make(body), method=case.request.method))


def _encrypt_member(body: bytes) -> str | None:
    try:
        text = json.loads(body)["encrypt"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return text if isinstance(text, str) else None


def proves(case: Case, kind: str, payload: bytes) -> bool:
    """Tell, by means of its own, whether a request may be opened to this: the proof of each kind is there."""
    headers: dict[str, str] = {}
    for name, value in case.request.headers:
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    stamp = headers.get("x-lark-request-timestamp", "") + headers.get("x-lark-request-nonce", "")
    signature = headers.get("x-lark-signature", "")
    body, secrets = case.request.body, case.secrets
    by_key = hashlib.sha256((stamp + KEY).encode("utf-8", "surrogatepass") + body).hexdigest()
    by_token = hashlib.sha1((stamp + TOKEN).encode("utf-8", "surrogatepass") + body).hexdigest()
    document = json.loads(payload)
    holder = document.get("header") if isinstance(document.get("schema"), str) and document["schema"] else document
    token = holder.get("token") if isinstance(holder, dict) else None
    if kind == "legacy_card":
        return case.legacy_cards and (by_token == signature if secrets.verification_token else secrets.insecure)
    if secrets.verification_token and token != TOKEN:
        return False
    if secrets.encrypt_key:
        return by_key == signature or (kind == "address_check" and not stamp and not signature)
    return bool(secrets.verification_token) or secrets.insecure
