"""Explain a code or a rule, offline: what it means, what causes it, what helps, and how sure that is. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from larkline.cards.checks.findings import data_file
from larkline.emulator.verdicts.remedies import REMEDIES, Remedy
from larkline.emulator.verdicts.rules import RULES
from larkline.facts import Certainty
from larkline.facts.api_codes import API_CODES, Family
from larkline.facts.api_codes_zh import API_CODES_ZH
from larkline.facts.callback_codes import BAD_CARD
from larkline.facts.codes import CLIENT_CODES
from larkline.facts.long_connection import (
    AUTH_FAILED,
    CONNECTION_LIMIT_EXCEEDED,
    FORBIDDEN,
    INTERNAL_ERROR,
    NO_CREDENTIAL,
    SYSTEM_BUSY,
    WRONG_DOMAIN,
)

__all__ = ["Cause", "Explanation", "explain", "known_keys", "similar"]

Text = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """
    One way to come to a code.

    Attributes:
        id: Of the rule, or of the problem of a card.
        what: What happened, by language.
        remedy: What helps, by language; empty when nothing is known.
        want: What the platform wants to see; empty when that says nothing.
        example: What is right; None for none.
    """

    id: str
    what: Text
    remedy: Text = field(default_factory=dict)
    want: str = ""
    example: Any = None
    certainty: Certainty = "documented"
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the cause as JSON."""
        return {
            "id": self.id,
            "what": self.what,
            "remedy": self.remedy or None,
            "want": self.want or None,
            "example": self.example,
            "source": {"certainty": self.certainty, "text": self.source},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    Everything that is known of a code.

    Attributes:
        key: The code, or the id of a rule or of a problem.
        place: Where it shows: ``client``, ``api``, ``connection``, ``card`` or ``verdict``.
        what: What it means, by language.
        causes: What leads to it.
    """

    key: str
    place: str
    what: Text
    certainty: Certainty
    source: str
    causes: tuple[Cause, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the explanation as JSON."""
        return {
            "key": self.key,
            "place": self.place,
            "what": self.what,
            "source": {"certainty": self.certainty, "text": self.source},
            "causes": [cause.to_json() for cause in self.causes],
        }


def _text(zh: str, en: str) -> Text:
    return {"zh": zh, "en": en}


_AGAIN = _text("稍后重试", "try again a little later")
_FAMILIES: dict[Family, Text] = {
    "token": _text(
        "核对 App ID 与 App Secret；重新获取 token 后重试一次",
        "check App ID and App Secret; fetch a new token and try once more",
    ),
    "permission": _text(
        "在开发者后台核对权限范围、可用范围与机器人所在的会话，并发布版本",
        "check scopes, availability and the chats of the bot in the developer console, and publish a version",
    ),
    "request": _text("修改请求后再发送；重试不会成功", "change the request; sending it again does not help"),
    "rate": _text(
        "按 x-ogw-ratelimit-reset 等待后重试，并降低频率",
        "wait as x-ogw-ratelimit-reset says, then try again, more slowly",
    ),
    "busy": _AGAIN,
    "spent": _text(
        "更新凭证只能使用两次、30 分钟内有效；改用更新消息接口（共享卡片）",
        "an update token works twice and for 30 minutes; update the message instead (shared cards)",
    ),
    "other": _text("查看响应中的 msg 与日志 ID", "look at msg and the log id of the answer"),
}
#: What helps better than what helps its family.
_REMEDIES_BY_CODE: dict[int, Text] = {
    99991201: _text(
        "核对请求方法与路径；本地平台尚未支持的接口请在真实平台上验证",
        "check method and path; try a call that the emulator does not serve on the real platform",
    ),
    100290: _text(
        "核对人员 ID；drop_invalid_user_id 为 true 时忽略无效的人员",
        "check the person's id; with drop_invalid_user_id true an unknown one is left out",
    ),
    200380: _text(
        "核对 template_id 与版本号，并在卡片搭建工具中发布；本地平台用 add_template 或 POST /templates 添加",
        "check template_id and version, and publish it in the card builder; the emulator gets it by add_template or "
        "POST /templates",
    ),
    200381: _text(
        "在卡片搭建工具中为模板添加该应用，再发布",
        "add the app to the template in the card builder, and publish it",
    ),
    200732: _text(
        "按模板中声明的类型填写 template_variable", "give template_variable the types that the template declares"
    ),
    200737: _text(
        "按模板中声明的格式填写 template_variable", "give template_variable the form that the template declares"
    ),
}
_REFUSALS: dict[int, tuple[Text, Text]] = {
    SYSTEM_BUSY: (_text("平台繁忙", "the platform is busy"), _AGAIN),
    INTERNAL_ERROR: (_text("平台内部错误", "the platform failed"), _AGAIN),
    FORBIDDEN: (
        _text("应用不能建立长连接", "the app may not connect"),
        _text(
            "使用已启用、已开通机器人能力的企业自建应用；商店应用不支持长连接",
            "use a self-built app that is enabled and has a bot; store apps have no long connection",
        ),
    ),
    AUTH_FAILED: (
        _text("凭证错误，或握手被拒绝", "wrong credentials, or the handshake was refused"),
        _text("重新复制 App ID 与 App Secret", "copy App ID and App Secret again"),
    ),
    NO_CREDENTIAL: (
        _text("缺少 App ID 或 App Secret", "the App ID or the App Secret is missing"),
        _text("设置 LARK_APP_ID 与 LARK_APP_SECRET", "set LARK_APP_ID and LARK_APP_SECRET"),
    ),
    CONNECTION_LIMIT_EXCEEDED: (
        _text("长连接数超过上限（每个应用 50 条）", "too many long connections (50 for each app)"),
        _text("停止多余的实例", "stop instances that are not needed"),
    ),
    WRONG_DOMAIN: (
        _text("飞书应用访问了 Lark 域名，或相反", "a Feishu app asked Lark, or the other way round"),
        _text("核对 LARK_DOMAIN", "check LARK_DOMAIN"),
    ),
}
#: Client codes that no rule of the verdicts leads to.
_CLIENT_REMEDIES: dict[int, Text] = {
    200080: _AGAIN,
    300000: _AGAIN,
    200530: _text(
        "为表单内的每个交互组件设置唯一的 name", "give each interactive component in a form a name of its own"
    ),
}
_SAME_AS = {200345: 200340, 200346: 200340, 200347: 200340}


def explain(key: str) -> Explanation | None:
    """
    Explain one thing; None when it is unknown.

    Args:
        key: A code (``200672``), the id of a rule (``response.shape``) or of a problem of a card (``E_REQUIRED``).
    """
    key = key.strip()
    if key.lower() in RULES:
        return _of_rule(key.lower())
    if key.upper() in _problems():
        return _of_problem(key.upper())
    code = int(key) if re.fullmatch(r"-?\d{1,12}", key) else None
    if code is None:
        return None
    for find in (_of_client_code, _of_api_code, _of_refusal, _of_card_code):
        if (found := find(code)) is not None:
            return found
    return None


def known_keys() -> list[str]:
    """List everything that can be explained."""
    codes = {*CLIENT_CODES, *API_CODES, *_REFUSALS, *(kind["code"] for kind in _kinds().values() if kind["code"])}
    return [*map(str, sorted(codes)), *RULES, *_problems()]


def similar(key: str) -> list[str]:
    """Give keys that look like this one."""
    return difflib.get_close_matches(key, known_keys(), n=3, cutoff=0.6)


def _of_rule(rule: str) -> Explanation:
    row = RULES[rule]
    return Explanation(
        key=rule,
        place="verdict",
        what=_text(row.zh, row.en),
        certainty=row.certainty,
        source=row.source,
        causes=(_cause(rule),) if rule in REMEDIES else (),
    )


def _cause(rule: str) -> Cause:
    row, remedy = RULES[rule], REMEDIES.get(rule, Remedy("", ""))
    return Cause(
        id=rule,
        what=_text(row.zh, row.en),
        remedy=_text(remedy.zh, remedy.en) if remedy.en else {},
        want=remedy.want,
        example=remedy.example,
        certainty=row.certainty,
        source=row.source,
    )


def _of_client_code(code: int) -> Explanation | None:
    if (row := CLIENT_CODES.get(code)) is None:
        return None
    causes = [_cause(rule) for rule, found in RULES.items() if found.code == _SAME_AS.get(code, code)]
    if code in _CLIENT_REMEDIES:
        what = _text(row.zh, row.en)
        causes.append(Cause(id=str(code), what=what, remedy=_CLIENT_REMEDIES[code], source=row.source))
    causes += _causes_in_cards(code)
    return Explanation(
        key=str(code),
        place="client",
        what=_text(row.zh, row.en),
        certainty=row.certainty,
        source=row.source,
        causes=tuple(causes),
    )


def _of_api_code(code: int) -> Explanation | None:
    if (row := API_CODES.get(code)) is None:
        return None
    what, source = _text(API_CODES_ZH[code], row.meaning), f"docs, {row.source}"
    cause = Cause(id=row.family, what=what, remedy=_REMEDIES_BY_CODE.get(code, _FAMILIES[row.family]), source=source)
    causes = (cause, *_causes_in_cards(code))
    return Explanation(key=str(code), place="api", what=what, certainty="documented", source=source, causes=causes)


def _of_refusal(code: int) -> Explanation | None:
    if code not in _REFUSALS:
        return None
    what, remedy = _REFUSALS[code]
    certainty: Certainty = "assumed" if code == WRONG_DOMAIN else "observed"
    source = "public bug reports" if code == WRONG_DOMAIN else "lark-oapi 1.7.5, ws/const.py"
    cause = Cause(id=str(code), what=what, remedy=remedy, certainty=certainty, source=source)
    return Explanation(
        key=str(code), place="connection", what=what, certainty=certainty, source=source, causes=(cause,)
    )


def _of_card_code(code: int) -> Explanation | None:
    causes = tuple(_causes_in_cards(code))
    if not causes:
        return None
    what = _text(
        f"卡片内容错误（{BAD_CARD} 与 230099 的子错误码）",
        f"something in a card is wrong (sub-code of {BAD_CARD} and 230099)",
    )
    source = "docs, 发送消息, sub-codes of 230099"
    return Explanation(key=str(code), place="card", what=what, certainty="documented", source=source, causes=causes)


# --- problems of cards ------------------------------------------------------------------------------------------------


def _kinds() -> dict[str, dict[str, Any]]:
    kinds: dict[str, dict[str, Any]] = data_file("problems.json")["kinds"]
    return kinds


def _problems() -> dict[str, list[str]]:
    """Give the kinds of each problem."""
    problems: dict[str, list[str]] = {}
    for kind in _kinds():
        problems.setdefault(kind.partition("/")[0], []).append(kind)
    return problems


def _of_problem(problem: str) -> Explanation:
    kinds = _kinds()
    causes = tuple(_card_cause(kind, kinds[kind]) for kind in _problems()[problem])
    first = causes[0]
    return Explanation(
        key=problem, place="card", what=first.what, certainty=first.certainty, source=first.source, causes=causes
    )


def _causes_in_cards(code: int) -> Iterator[Cause]:
    for kind, row in _kinds().items():
        if row["code"] == code:
            yield _card_cause(kind, row)


def _card_cause(kind: str, row: dict[str, Any]) -> Cause:
    remedy = _text(_blanks(row.get("remedy_zh", "")), _blanks(row.get("remedy_en", "")))
    return Cause(
        id=kind,
        what=_text(_blanks(row["zh"]), _blanks(row["en"])),
        remedy=remedy if remedy["en"] else {},
        certainty=row.get("certainty", "documented"),
        source="docs, 卡片 JSON 结构; larkline card check",
    )


def _blanks(sentence: str) -> str:
    """Leave open what depends on the card."""
    return re.sub(r"\{\w*[^}]*\}", "…", sentence)
