/** Why it ended so: the rule, the place in the reply, what was expected, and how sure that is. */
import { Icon } from "../icon";
import { inLang, useLang, useSay } from "../language";
import { pathIn } from "../json";
import { go } from "../route";
import type { Detail, Note, Row } from "../types";
import { JsonView } from "./json-view";
import { outcomeOf } from "./verdict-mark";

export function VerdictTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const lang = useLang();
  const verdict = known.verdict ?? row.verdict;
  if (!verdict) return <p class="empty">{say("verdict.pending")}</p>;
  const body = known.response?.body ?? null;
  const path = pathIn(verdict.evidence);
  return (
    <div class="verdict">
      <div class="verdict-card" data-outcome={outcomeOf(row)}>
        <h3>
          {verdict.code !== null && <b class="code">{verdict.code}</b>}
          {inLang(verdict.message, lang)}
        </h3>
        {verdict.evidence && <p class="evidence">{verdict.evidence}</p>}
        {verdict.remedy && <p class="remedy">{inLang(verdict.remedy, lang)}</p>}
        <RuleLine note={verdict} />
      </div>
      {known.error && (
        <p class="note bad">
          <Icon name="alert" size={15} />
          <code>{known.error}</code>
        </p>
      )}
      {outcomeOf(row) === "failed" && <GotAndWant note={verdict} />}
      {body !== null && <JsonView text={body} label={say("verdict.reply")} mark={path} />}
      {verdict.example != null && outcomeOf(row) === "failed" && (
        <JsonView text={JSON.stringify(verdict.example)} label={say("verdict.example")} />
      )}
      {(verdict.advice ?? []).map((note) => (
        <div class="verdict-card" data-outcome="ok_advice" key={note.rule + note.evidence}>
          <h3>{inLang(note.message, lang)}</h3>
          {note.evidence && <p class="evidence">{note.evidence}</p>}
          {note.remedy && <p class="remedy">{inLang(note.remedy, lang)}</p>}
          <RuleLine note={note} />
        </div>
      ))}
      <div class="actions">
        <button type="button" class="button" onClick={() => go({ tab: "reply" })}>
          {say("verdict.edit")}
        </button>
        <button type="button" class="button" onClick={() => go({ tab: "timing" })}>
          {say("verdict.timing")}
        </button>
      </div>
    </div>
  );
}

function GotAndWant({ note }: { note: Note }) {
  const say = useSay();
  if (!note.got && !note.want) return null;
  return (
    <dl class="got-want">
      <dt>{say("verdict.got")}</dt>
      <dd>
        <code>{note.got}</code>
      </dd>
      <dt>{say("verdict.want")}</dt>
      <dd>
        <code>{note.want}</code>
      </dd>
    </dl>
  );
}

function RuleLine({ note }: { note: Note }) {
  const say = useSay();
  return (
    <p class="rule">
      <code>{note.rule}</code>
      <span class="certainty" data-certainty={note.source.certainty}>
        {say(`certainty.${note.source.certainty}`)}
      </span>
      <span class="faint">{note.source.text}</span>
    </p>
  );
}
