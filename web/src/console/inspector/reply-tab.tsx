/** What came back; it can be edited and judged again, without the app. */
import { useState } from "preact/hooks";
import { attempt } from "../actions";
import { post } from "../api";
import { bytesOf, undecodableAt } from "../bytes";
import { download } from "../download";
import { told, useLang, useSay } from "../language";
import { pathIn, pretty } from "../json";
import type { Detail, Row, Verdict } from "../types";
import { HexView } from "./hex-view";
import { JsonView } from "./json-view";
import { VerdictCard } from "./verdict-card";

export function ReplyTab({ row, known }: { row: Row; known: Detail }) {
  const lang = useLang();
  const say = useSay();
  const encoded = known.response?.body == null && known.response?.data != null; // a frame that could not be decoded
  const body = known.response?.body ?? known.response?.data ?? "";
  const headers = known.response?.headers ?? {};
  const [text, setText] = useState(() => pretty(body) || "{}");
  const [code, setCode] = useState(() => String(known.response?.code ?? 200));
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const check = async (): Promise<void> => {
    const asked = { kind: kindOf(row.type), reply: text, door: row.transport, status: Number(code), encoded, delivery: row.id };
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
            {known.response.problem && <span class="bad-text">{told(known.response, "problem", lang)}</span>}
          </p>
          {known.response.base64 && <Undecodable base64={known.response.base64} />}
          <JsonView text={body} label={say("reply.body")} mark={pathIn(row.verdict?.evidence ?? "")} />
          {Object.keys(headers).length > 0 && <JsonView text={JSON.stringify(headers)} label={say("reply.headers")} />}
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
          <label class="inline-field">
            {say("reply.code")}
            <input class="field short" inputmode="numeric" value={code} onInput={(event) => setCode(event.currentTarget.value)} />
          </label>
          <button type="button" class="button primary" onClick={() => void check()}>
            {say("reply.check")}
          </button>
        </div>
        {verdict && <VerdictCard note={verdict} outcome={verdict.outcome} code={verdict.code} role="status" />}
      </div>
    </div>
  );
}

/** A body that is no text: its bytes, and where they stop being text. */
function Undecodable({ base64 }: { base64: string }) {
  const say = useSay();
  const bytes = bytesOf(base64);
  const stop = undecodableAt(bytes) ?? bytes.length;
  return (
    <>
      <p class="note bad">{say("bytes.undecodable", { offset: stop })}</p>
      <HexView bytes={bytes} label={say("reply.body")} stop={stop} />
      <div class="actions">
        <button type="button" class="button" onClick={() => download(`${say("reply.body")}.bin`, bytes)}>
          {say("bytes.download")}
        </button>
      </div>
    </>
  );
}

const CALLBACKS = ["card.action.trigger", "url.preview.get", "card.action.trigger_v1"];

/** What a reply answers, as the control API names it. */
function kindOf(type: string): string {
  return CALLBACKS.includes(type) ? type : "event";
}
