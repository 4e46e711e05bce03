"""Versions of the official SDKs that are known to fail, each with what fails and where that is known from. Pure."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

__all__ = ["BAD_VERSIONS", "BadVersions", "bad_versions", "version_of"]

Version = tuple[int, ...]


class BadVersions(NamedTuple):
    """
    A range of versions that fails.

    Attributes:
        package: As its registry calls it.
        since: The first one, such as ``1.6.8``; empty for all before *fixed*.
        fixed: The first one that is better.
        certainty: ``documented`` by its maintainers, ``observed`` by us, or ``reported`` by users.
        source: Where that is known from.
        zh: What fails, in Chinese.
        en: What fails, in English.
    """

    package: str
    since: str
    fixed: str
    certainty: Literal["documented", "observed", "reported"]
    source: str
    zh: str
    en: str


BAD_VERSIONS = (
    BadVersions(
        "lark-oapi",
        "",
        "1.4.0",
        "documented",
        "larksuite/oapi-sdk-python#86, answer of a maintainer",
        "长连接收不到卡片点击等回调",
        "clicks on cards and other callbacks do not come over its long connection",
    ),
    BadVersions(
        "lark-oapi",
        "1.6.8",
        "1.6.9",
        "reported",
        "NousResearch/hermes-agent#103979: 1.6.8 got nothing, 1.7.3 did",
        "有用户反馈：长连接已建立，但收不到任何推送；1.7.3 正常",
        "users report that it connects and gets no deliveries; 1.7.3 does",
    ),
    BadVersions(
        "@larksuiteoapi/node-sdk",
        "",
        "1.74.0",
        "observed",
        "node-sdk 1.59.0 ended on an empty pong, 1.74.0 did not; larksuite/node-sdk#204",
        "收到空的 pong 或损坏的帧时进程会退出",
        "its process ends on an empty pong, or on a damaged frame",
    ),
    BadVersions(
        "github.com/larksuite/oapi-sdk-go/v3",
        "",
        "3.3.0",
        "observed",
        "the sources of 3.2 drop what a handler of a callback gives back",
        "长连接会丢弃回调处理函数的返回值，提示与新卡片不会生效",
        "what a callback's handler returns is dropped over its long connection: no toast, no new card",
    ),
    BadVersions(
        "com.larksuite.oapi:oapi-sdk",
        "",
        "2.4.0",
        "observed",
        "the sources of 2.3 (October 2024) know no callbacks; the official samples take 2.4.0",
        "长连接收不到卡片点击等回调",
        "clicks on cards and other callbacks do not come over its long connection",
    ),
)


def version_of(text: str) -> Version | None:
    """Read a version by its leading numbers: ``v1.7.5`` and ``1.7.5b1`` are (1, 7, 5); None when there are none."""
    found = re.match(r"v?(\d{1,9}(?:\.\d{1,9}){0,3})", text, re.ASCII)
    return None if found is None else tuple(int(part) for part in found[1].split("."))


def bad_versions(package: str, version: str) -> list[BadVersions]:
    """List what is known to fail in a version of a package."""
    number = version_of(version)
    return [
        row
        for row in BAD_VERSIONS
        if row.package == package
        and number is not None
        and (version_of(row.since) or ()) <= number < (version_of(row.fixed) or ())
    ]
