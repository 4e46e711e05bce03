"""What a verdict is: the outcome, the rule that decided, what shows it, and what helps. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from larkline.emulator.both import Both
from larkline.emulator.verdicts.remedies import REMEDIES, wanted_at
from larkline.emulator.verdicts.rules import RULES

__all__ = ["Note", "Verdict"]


@dataclass(frozen=True, slots=True)
class Note:
    """
    One rule that applied, and what shows it.

    Attributes:
        got: What came, short; empty when the evidence says it.
    """

    rule: str
    evidence: Both
    got: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the note for the control API."""
        row = RULES[self.rule]
        return {
            "rule": self.rule,
            "code": row.code,
            "message": {"zh": row.zh, "en": row.en},
            "evidence": self.evidence.en,
            "evidence_zh": self.evidence.zh,
            "source": row.source_json(),
            **_help(self.rule, self.got, self.evidence.en),
        }


def _help(rule: str, got: str, evidence: str, fixed: object = None) -> dict[str, Any]:
    """Say what came, what was wanted there, and what helps; nothing for what is right."""
    if (remedy := REMEDIES.get(rule)) is None:
        return {}
    wanted = wanted_at(evidence.partition(": ")[0])
    return {
        "got": got or evidence,
        "want": wanted or remedy.want,
        "want_zh": wanted or remedy.want_zh or remedy.want,
        "remedy": {"zh": remedy.zh, "en": remedy.en},
        "example": remedy.example if fixed is None else fixed,
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    How a delivery ended.

    Attributes:
        outcome: ``ok``, ``ok_advice`` or ``failed``.
        code: What the person saw in the client; None when it shows nothing.
        rule: Id of the rule that decided.
        evidence: What shows it: a place in the response and what stands there, or a time.
        evidence_zh: The same in Chinese.
        advice: Further remarks that did not decide.
        got: What came, short; empty when the evidence says it.
        fixed: The response as it would have been right, when that can be told from it; None otherwise.
    """

    outcome: Literal["ok", "ok_advice", "failed"]
    code: int | None
    rule: str
    evidence: str = ""
    evidence_zh: str = ""
    advice: tuple[Note, ...] = ()
    got: str = ""
    fixed: Any = None

    @property
    def ok(self) -> bool:
        """Whether the delivery did not fail."""
        return self.outcome != "failed"

    @property
    def message(self) -> dict[str, str]:
        """What happened, in Chinese (``zh``) and English (``en``), with how sure that is."""
        row = RULES[self.rule]
        marks = {"documented": ("文档", "documented"), "observed": ("实测", "observed"), "assumed": ("推测", "assumed")}
        zh, en = marks[row.certainty]
        return {"zh": f"{row.zh}（{zh}）", "en": f"{row.en} ({en})"}

    def to_json(self) -> dict[str, Any]:
        """Give the verdict for the control API and the journal."""
        row = RULES[self.rule]
        return {
            "outcome": self.outcome,
            "code": self.code,
            "rule": self.rule,
            "message": self.message,
            "evidence": self.evidence,
            "evidence_zh": self.evidence_zh,
            "source": row.source_json(),
            "advice": [note.to_json() for note in self.advice],
            **_help(self.rule, self.got, self.evidence, self.fixed),
        }

    def __str__(self) -> str:
        code = "" if self.code is None else f" {self.code}"
        evidence = f" [{self.evidence}]" if self.evidence else ""
        return f"{self.outcome}{code} {self.rule}: {RULES[self.rule].en}{evidence}"
