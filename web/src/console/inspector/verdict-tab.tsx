/** Why it ended so: the rule, the place in the reply, what belongs there, and how sure that is. */
import { Icon } from "../icon";
import { useLang, useSay } from "../language";
import { byteIn, pathIn } from "../json";
import { go } from "../route";
import type { Detail, Lang, Note, Row } from "../types";
import { JsonView } from "./json-view";
import { VerdictCard } from "./verdict-card";
import { outcomeOf } from "./verdict-mark";

export function VerdictTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const verdict = known.verdict ?? row.verdict;
  if (!verdict) return <p class="empty">{say("verdict.pending")}</p>;
  const failed = outcomeOf(row) === "failed";
  const reply = replyOf(known);
  const example = failed && verdict.example != null ? JSON.stringify(verdict.example) : null;
  return (
    <div class="verdict">
      <VerdictCard note={verdict} outcome={outcomeOf(row)} code={verdict.code}>
        {failed && <GotAndWant note={verdict} />}
        <RuleLine note={verdict} />
      </VerdictCard>
      {known.error && (
        <p class="note bad">
          <Icon name="alert" size={15} />
          <code>{known.error}</code>
        </p>
      )}
      {(reply !== null || example !== null) && (
        <div class="beside">
          {reply !== null && (
            <JsonView
              text={reply}
              label={say("verdict.reply")}
              mark={failed ? pathIn(verdict.evidence) : null}
              byte={failed ? byteIn(verdict.evidence) : null}
            />
          )}
          {example !== null && <JsonView text={example} label={say("verdict.example")} kind="right" />}
        </div>
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

/** Give the reply exactly as it came: the body, or the data of a frame that could not be decoded. */
function replyOf({ response }: Detail): string | null {
  return response === null ? null : (response.body ?? response.data ?? null);
}

function GotAndWant({ note }: { note: Note }) {
  const say = useSay();
  const lang = useLang();
  const got = note.got === note.evidence && lang === "zh" ? note.evidence_zh || note.got : note.got;
  const want = lang === "zh" ? (note.want_zh ?? note.want) : note.want;
  if (!got && !want) return null;
  return (
    <dl class="got-want">
      {got && (
        <>
          <dt>{say("verdict.got")}</dt>
          <dd>
            <code class="bad-text">{got}</code>
          </dd>
        </>
      )}
      {want && (
        <>
          <dt>{say("verdict.want")}</dt>
          <dd>
            <code class="good-text">{want}</code>
          </dd>
        </>
      )}
    </dl>
  );
}

function RuleLine({ note }: { note: Note }) {
  const say = useSay();
  const lang = useLang();
  const { certainty, page } = note.source;
  return (
    <p class="rule">
      <code>{note.rule}</code>
      <span class="certainty" data-certainty={certainty}>
        {say(`certainty.${certainty}`)}
      </span>
      {page && (
        <a href={page.url} target="_blank" rel="noopener noreferrer" title={page.url}>
          <Icon name="link" size={13} />
          {say("verdict.page", { title: page.title })}
        </a>
      )}
      <span class="faint">{sourceOf(note, lang)}</span>
    </p>
  );
}

/** Say where a rule is known from; empty where the page that is linked says it all. */
function sourceOf({ source: { text, text_zh, page } }: Note, lang: Lang): string {
  const said = lang === "zh" ? (text_zh ?? text) : text;
  return page && /^(?:docs, |官方文档：)\S+$/.test(said) && said.endsWith(page.title) ? "" : said;
}
