/** Why it ended so: the rule, the place in the reply, what was expected, and how sure that is. */
import { Icon } from "../icon";
import { useSay } from "../language";
import { pathIn } from "../json";
import { go } from "../route";
import type { Detail, Note, Row } from "../types";
import { JsonView } from "./json-view";
import { VerdictCard } from "./verdict-card";
import { outcomeOf } from "./verdict-mark";

export function VerdictTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const verdict = known.verdict ?? row.verdict;
  if (!verdict) return <p class="empty">{say("verdict.pending")}</p>;
  const body = known.response?.body ?? null;
  const path = pathIn(verdict.evidence);
  return (
    <div class="verdict">
      <VerdictCard note={verdict} outcome={outcomeOf(row)} code={verdict.code}>
        <RuleLine note={verdict} />
      </VerdictCard>
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
        <VerdictCard key={note.rule + note.evidence} note={note} outcome="ok_advice">
          <RuleLine note={note} />
        </VerdictCard>
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
