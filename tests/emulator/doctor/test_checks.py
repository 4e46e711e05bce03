"""Tests of the doctor's rules that have no test at the command line."""

from __future__ import annotations

import pytest

from larkline.emulator.doctor.checks import proxy_findings, says_no_handler, sdk_findings


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"msg":"processor not found, type: im.chat.updated_v1"}', "processor not found, type: im.chat.updated_v1"),
        (
            b'{"msg":"event type: im.chat.updated_v1, not found handler"}',
            "event type: im.chat.updated_v1, not found handler",
        ),
        (b'"no im.chat.updated_v1 event handle"', "no im.chat.updated_v1 event handle"),
        (b'{"msg":"encrypt_key not found"}', ""),
        (b'{"toast":{"content":"processor not found"}}', ""),
        (b'{"msg":1}', ""),
        (b"<html>processor not found</html>", ""),
        (b"[" * 100_000, ""),
        (b"", ""),
    ],
)
def test_the_words_of_an_sdk_without_a_handler_are_known(body, expected):
    """Those of Python, Go and Node; nothing else is taken for them."""
    assert says_no_handler(body) == expected


def test_an_old_sdk_is_named_with_what_helps():
    """The sentence holds version, reason, remedy, and how sure it is."""
    (finding,) = sdk_findings("lark-oapi", "1.3.0")

    assert finding.to_json() == {
        "id": "sdk",
        "level": "warning",
        "message": {
            "zh": "lark-oapi 1.3.0：长连接收不到卡片点击等回调；请升级到 1.4.0 或更高版本"
            "（维护者说明：larksuite/oapi-sdk-python#86, answer of a maintainer）",
            "en": "lark-oapi 1.3.0: clicks on cards and other callbacks do not come over its long connection; update "
            "to 1.4.0 or newer (documented: larksuite/oapi-sdk-python#86, answer of a maintainer)",
        },
    }


def test_a_proxy_with_a_user_still_leads_back():
    """Credentials in the variable do not hide where it points."""
    env = {"HTTPS_PROXY": "http://me:secret@127.0.0.1:7300"}

    assert [(each.id, each.values) for each in proxy_findings(env, "http://127.0.0.1:7300")] == [
        ("proxy_loop", {"variable": "HTTPS_PROXY", "host": "127.0.0.1:7300"})
    ]
