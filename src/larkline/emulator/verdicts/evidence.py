"""What shows a verdict, in both languages: sentences that more than one place makes. Pure."""

from __future__ import annotations

import re

from larkline.emulator.both import Both

__all__ = ["malformed", "unreadable"]

_MALFORMED = re.compile(r"JSON is malformed: (?P<what>.+) \(byte (?P<byte>\d+)\)")
_TRAILING = "trailing characters"
_PARTS = {
    "invalid character": "无效字符",
    _TRAILING: "JSON 之后还有多余的内容",
    "expected ',' or '}'": "缺少 “,” 或 “}”",
    "expected ',' or ']'": "缺少 “,” 或 “]”",
    "expected ':'": "缺少 “:”",
    "object keys must be strings": "对象的键应为字符串",
    "trailing comma in object": "对象末尾多了逗号",
    "trailing comma in array": "数组末尾多了逗号",
    "invalid number": "无效的数字",
}
#: What :mod:`larkline.wire` says of a response frame.
_UNREADABLE = {
    "the payload of the response is no JSON": "响应的 payload 不是 JSON",
    "the payload of the response is no JSON object": "响应的 payload 不是 JSON 对象",
    "the response has no number as code": "响应的 code 不是数字",
    "data of the response is no text": "响应的 data 不是字符串",
    "data of the response is no base64": "响应的 data 不是 Base64",
    "data of the response is no JSON in base64": "响应的 data 解码后不是 JSON",
    "nothing with this message_id was pushed here": "这条连接上没有推送过这个 message_id",
    "the delivery had been answered already": "这条推送已经有过响应",
}


def malformed(error: Exception, hint: Both) -> Both:
    """Say why something is no JSON, with the byte where reading stopped if that is known."""
    text = str(error)
    if (found := _MALFORMED.fullmatch(text)) is not None:
        what, byte = found["what"], int(found["byte"])
        if what == _TRAILING:
            byte -= 1  # there msgspec counts the byte it has just read
        en, zh = (
            f"JSON is malformed: {what} (byte {byte})",
            f"JSON 格式错误（第 {byte} 字节）：{_PARTS.get(what, what)}",
        )
        return Both(en + hint.en, zh + hint.zh)
    zh = "内容不完整" if text == "Input data was truncated" else text
    return Both(text + hint.en, f"无法解析：{zh}{hint.zh}")


def unreadable(problem: str) -> Both:
    """Say what the wire found wrong with a response frame."""
    return Both(problem, _UNREADABLE.get(problem, problem))
