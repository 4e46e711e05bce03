/** What a verdict says, or one of its remarks: the code, the sentence, the place in the reply, and what helps. */
import type { ComponentChildren } from "preact";
import { inLang, useLang } from "../language";
import type { Note } from "../types";

interface Said {
  note: Note;
  outcome: string;
  code?: number | null;
  role?: "status";
  children?: ComponentChildren;
}

export function VerdictCard({ note, outcome, code = null, role, children }: Said) {
  const lang = useLang();
  const evidence = lang === "zh" ? note.evidence_zh || note.evidence : note.evidence;
  return (
    <div class="verdict-card" data-outcome={outcome} role={role}>
      <h3>
        {code !== null && <b class="code">{code}</b>}
        {inLang(note.message, lang)}
      </h3>
      {evidence && <p class="evidence">{evidence}</p>}
      {note.remedy && <p class="remedy">{inLang(note.remedy, lang)}</p>}
      {children}
    </div>
  );
}
