/** What came back; it can be edited and judged again, without the app. */
import { useState } from "preact/hooks";
import { attempt } from "../actions";
import { post } from "../api";
import { useSay } from "../language";
import { pathIn, pretty, readJson } from "../json";
import type { Detail, Row, Verdict } from "../types";
import { JsonView } from "./json-view";
import { VerdictCard } from "./verdict-card";

export function ReplyTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const body = known.response?.body ?? "";
  const [text, setText] = useState(() => pretty(body) || "{}");
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const check = async (): Promise<void> => {
    const asked = { kind: kindOf(row.type), reply: readJson(text) ?? text, door: row.transport };
    const answer = await attempt(() => post<Verdict>("/replies/check", asked));
    if (answer) setVerdict(answer);
  };
  return (
    <div class="stacked">
      {known.response === null ? (
        <p class="empty">{say("reply.none")}</p>
      ) : (
        <>
          <p class="detail-facts">
            <span>
              {say("reply.code")} <b>{known.response.code}</b>
            </span>
            {known.response.problem && <span class="bad-text">{known.response.problem}</span>}
          </p>
          <JsonView text={body} label={say("reply.body")} mark={pathIn(row.verdict?.evidence ?? "")} />
        </>
      )}
      <div class="editor">
        <label for="reply-editor">{say("reply.edit")}</label>
        <textarea
          id="reply-editor"
          spellcheck={false}
          rows={Math.min(14, Math.max(4, text.split("\n").length))}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <div class="actions">
          <button type="button" class="button primary" onClick={() => void check()}>
            {say("reply.check")}
          </button>
        </div>
        {verdict && <VerdictCard note={verdict} outcome={verdict.outcome} code={verdict.code} role="status" />}
      </div>
    </div>
  );
}

const CALLBACKS = ["card.action.trigger", "url.preview.get", "card.action.trigger_v1"];

/** What a reply answers, as the control API names it. */
function kindOf(type: string): string {
  return CALLBACKS.includes(type) ? type : "event";
}
