"""The check of an address before it is saved: ``url_verification``, and what is wrong with the answer. Pure."""

from __future__ import annotations

from typing import Any, Literal

from larkline.emulator.both import NOTHING, Both, same
from larkline.emulator.errors import EmulatorError
from larkline.emulator.verdicts.evidence import malformed
from larkline.emulator.webhook.sender import HookTrouble
from larkline.facts.webhook import ADDRESS_CHECK_SECONDS
from larkline.wire.endpoint import decode_json

__all__ = ["AddressCheckFailed", "AddressProblem", "problem_of_answer"]

#: What can be wrong: no answer (see HookTrouble), none in time, not status 200, no JSON, another value than the
#: challenge, or the encrypted text itself instead of what it holds.
AddressProblem = HookTrouble | Literal["timeout", "status", "not_json", "wrong_value", "echoed"]

_SENTENCES: dict[AddressProblem, Both] = {
    "no_url": Both("there is no address", "没有地址"),
    "forbidden": Both("the emulator does not send there", "本地平台不向该地址发送"),
    "dns": Both("its name was not found", "域名无法解析"),
    "refused": Both("it takes no connections", "连接被拒绝"),
    "tls": Both("the TLS handshake failed", "TLS 握手失败"),
    "broken": Both("the answer is not complete", "响应不完整"),
    "too_large": Both("the answer is too large", "响应过大"),
    "timeout": Both(
        f"no answer came within {ADDRESS_CHECK_SECONDS:.1f} s", f"{ADDRESS_CHECK_SECONDS:.1f} 秒内没有响应"
    ),
    "status": Both("the status of the answer is not 200", "响应的状态码不是 200"),
    "not_json": Both('the answer is no JSON; it is {"challenge": "…"}', '响应不是 JSON；应为 {"challenge": "…"}'),
    "wrong_value": Both(
        'the answer does not hold the challenge that was sent; it is {"challenge": "…"}',
        '响应中的 challenge 与发送的不一致；应为 {"challenge": "…"}',
    ),
    "echoed": Both(
        'the answer holds the encrypted text; decrypt that with the Encrypt Key and answer {"challenge": "…"}',
        '响应原样返回了密文；请用 Encrypt Key 解密后返回 {"challenge": "…"}',
    ),
}


class AddressCheckFailed(EmulatorError):
    """
    An address did not answer ``url_verification`` as it has to; it was not saved.

    Attributes:
        url: The address.
        problem: What was wrong, in one word; see :data:`AddressProblem`.
        evidence: What shows it; empty when nothing else is known.
    """

    def __init__(self, url: str, problem: AddressProblem, evidence: Both = NOTHING) -> None:
        self.url = url
        self.problem: AddressProblem = problem
        self.evidence = evidence.en
        sentence = _SENTENCES[problem]
        super().__init__(
            f"the address {url} was not saved: {sentence.en}" + (f" [{evidence.en}]" if evidence.en else ""),
            f"地址 {url} 未保存：{sentence.zh}" + (f"（{evidence.zh}）" if evidence.zh else ""),
        )


def problem_of_answer(status: int, body: bytes, *, challenge: str, sent: bytes) -> tuple[AddressProblem, Both] | None:
    """
    Say what is wrong with the answer to ``url_verification``, and what shows it; None when it is right.

    Args:
        challenge: The text that has to come back.
        sent: The body of the request.

    Source: docs, 将事件发送至开发者服务器: status 200 and ``{"challenge": "…"}`` (documented); further members do no
    harm (assumed).
    """
    if status != 200:
        return "status", same(f"HTTP {status}")
    if body == sent and b'"encrypt"' in sent:
        return "echoed", Both("the answer is the request", "响应就是请求本身")
    try:
        answer = decode_json(body)
    except ValueError as error:
        return "not_json", Both("the answer is empty", "响应为空") if not body.strip() else malformed(error, NOTHING)
    if not isinstance(answer, dict):
        return "wrong_value", Both("the answer is no JSON object", "响应不是 JSON 对象")
    blob = _encrypted(sent)
    if blob is not None and (blob in answer.values() or "encrypt" in answer):
        echoed = [f"$.{key}" for key, value in answer.items() if key == "encrypt" or value == blob]
        return "echoed", same(", ".join(echoed))
    if answer.get("challenge") != challenge:
        return "wrong_value", _shown(answer)
    return None


def _encrypted(sent: bytes) -> str | None:
    """Give the encrypted text of a request; None when it was sent as it is."""
    document = decode_json(sent)
    blob = document.get("encrypt") if isinstance(document, dict) else None
    return blob if isinstance(blob, str) else None


def _shown(answer: dict[str, Any]) -> Both:
    if "challenge" not in answer:
        return Both("$.challenge is missing", "缺少 $.challenge")
    given = answer["challenge"]
    if not isinstance(given, str):
        return Both("$.challenge is no text", "$.challenge 不是字符串")
    return same(f"$.challenge: {given[:60]!r}")
