"""What can be found wrong, each with its level and what it says in two languages. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

__all__ = ["FINDINGS", "Finding", "Level", "Sentence"]

Level = Literal["error", "warning"]


class Sentence(NamedTuple):
    """
    One kind of finding.

    Attributes:
        level: ``error`` for what cannot work, ``warning`` for what may.
        zh: What it says in Chinese, with places for values; here and below.
        en: What it says in English.
    """

    level: Level
    zh: str
    en: str


FINDINGS: dict[str, Sentence] = {
    "app_id": Sentence(
        "warning",
        "{what} 不是 cli_ 加 16 位十六进制数字，Node SDK 会拒绝；请重新复制",
        "{what} does not look like cli_ and 16 hex digits; the Node SDK refuses others: copy it again",
    ),
    "domain_form": Sentence(
        "error",
        "{what} 为 {domain}；应为不带路径和末尾斜杠的地址：{meant}",
        "{what} is {domain}; it is an origin without a path or a slash at the end: {meant}",
    ),
    "domain_plain": Sentence(
        "error",
        "{what} 为 {domain}；http 只可用于 127.0.0.1、localhost 与 [::1]，请使用 https",
        "{what} is {domain}; plain http is taken for 127.0.0.1, localhost and [::1] only: use https",
    ),
    "domain_path": Sentence(
        "error",
        "应用调用了 {path}：域名设置中多了路径或斜杠，应为 {meant}",
        "the app has called {path}: its domain has a path or a slash too much, it is {meant}",
    ),
    "proxy": Sentence(
        "warning",
        "已设置 {variable}，但 NO_PROXY 未包含 {host}；请设置 NO_PROXY=127.0.0.1,localhost,::1",
        "{variable} is set and NO_PROXY does not name {host}: set NO_PROXY=127.0.0.1,localhost,::1",
    ),
    "proxy_loop": Sentence(
        "error",
        "{variable} 指向了平台自身（{host}）；请取消设置",
        "{variable} points at the platform itself ({host}): unset it",
    ),
    "webhook": Sentence(
        "error",
        "Webhook 地址 {url} 缺少 http:// 或 https://",
        "the webhook's address {url} has no http:// or https:// in front",
    ),
    "sdk": Sentence(
        "warning",
        "{package} {version}：{why}；请升级到 {fixed} 或更高版本（{certainty}：{source}）",
        "{package} {version}: {why}; update to {fixed} or newer ({certainty}: {source})",
    ),
    "no_handler": Sentence(
        "error",
        "已订阅 {type}，但应用回答没有处理函数：{evidence}；请注册处理函数，或取消订阅",
        "{type} is subscribed to, and the app answers that it has no handler: {evidence}; add one, or unsubscribe",
    ),
    "never_handled": Sentence(
        "warning",
        "应用从未成功处理 {type}，{times} 次均未返回 200；请确认已注册处理函数，或取消订阅",
        "no {type} was ever answered with 200, {times} were not: see that there is a handler, or unsubscribe",
    ),
    "no_route": Sentence(
        "error",
        "已订阅 {type}，但 {app} 没有处理函数；请注册处理函数，或取消订阅",
        "{type} is subscribed to, and {app} has no handler for it: add one, or unsubscribe",
    ),
    "credentials": Sentence(
        "warning",
        "未设置 LARK_APP_ID 或 LARK_APP_SECRET；请设置，或传给 App(…)",
        "LARK_APP_ID or LARK_APP_SECRET is not set; set both, or give them to App(…)",
    ),
    "file": Sentence(
        "error",
        "{variable} 指向的 {file} 无法读取；请更正或取消设置",
        "{variable} names {file}, which cannot be read: correct or unset it",
    ),
    "port": Sentence(
        "error",
        "端口 {port} 已被占用；请结束占用它的程序，或改用其他端口",
        "port {port} is in use: end what listens there, or choose another port",
    ),
    "unreachable": Sentence(
        "error",
        "无法访问 {domain}（{error}）；请检查网络、代理与证书",
        "{domain} cannot be reached ({error}): look at network, proxy and certificates",
    ),
    "refused": Sentence(
        "error",
        "平台以 {code} 拒绝{what}：{message}；参见 larkline explain {code}",
        "the platform refuses {what} with {code}: {message}; see larkline explain {code}",
    ),
    "skew": Sentence(
        "error",
        "本机时钟偏差 {seconds:.0f} 秒，会导致签名校验失败；请校准",
        "the clock of this machine is {seconds:.0f} s off, which fails signatures: set it right",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something that is wrong, or looks like it.

    Attributes:
        id: Of its kind, a key of :data:`FINDINGS`.
        values: What stands in its sentence; one that differs by language is ``{"zh": …, "en": …}``.
    """

    id: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How bad it is."""
        return FINDINGS[self.id].level

    @property
    def message(self) -> dict[str, str]:
        """What it says, in both languages."""
        kind = FINDINGS[self.id]
        return {"zh": kind.zh.format(**self._in("zh")), "en": kind.en.format(**self._in("en"))}

    def to_json(self) -> dict[str, Any]:
        """Give the finding for the control API, and for ``--json``."""
        return {"id": self.id, "level": self.level, "message": self.message}

    def _in(self, language: str) -> dict[str, Any]:
        return {key: value[language] if isinstance(value, dict) else value for key, value in self.values.items()}
