/** How the signature of a webhook came about: whether it is right, what is joined, what comes out, and what was sent. */
import { type Say, useLang, useSay } from "../language";
import { visible } from "../json";
import { dayAndTime } from "../time";
import type { Detail, Worksheet } from "../types";

const LONG = 600;
/** The body follows in full right below. */
const BEGINNING = 120;

export function SignatureTab({ known }: { known: Detail }) {
  const say = useSay();
  const sheet = known.signature;
  if (!sheet) return <p class="empty">{whyUnsigned(known, say)}</p>;
  const { parts, concatenation, algorithm, hash, sent, match } = sheet;
  return (
    <div class="stacked">
      <p class={match ? "note ok" : "note bad"}>{say(match ? "signature.right" : "signature.wrong")}</p>
      <ol class="steps">
        <li>
          <h3>{say("signature.join")}</h3>
          <dl class="got-want">
            {parts.map((part) => (
              <Part key={part.name} {...part} />
            ))}
          </dl>
        </li>
        <li>
          <h3>{say("signature.whole")}</h3>
          <pre class="hex">{cut(visible(concatenation), LONG)}</pre>
        </li>
        <li>
          <h3>{say("signature.hash")}</h3>
          <dl class="got-want">
            <dt>{algorithm}</dt>
            <dd>
              <code>{hash}</code>
            </dd>
            <dt>X-Lark-Signature</dt>
            <dd class={match ? "" : "bad-text"}>
              <code>{visible(sent)}</code>
            </dd>
          </dl>
        </li>
      </ol>
    </div>
  );
}

function Part({ name, value }: Worksheet["parts"][number]) {
  const say = useSay();
  const lang = useLang();
  const text = visible(value);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <code>{cut(text, BEGINNING)}</code>
        {name === "timestamp" && <small class="faint"> {dayAndTime(new Date(Number(value) * 1000), lang)}</small>}
        {text.length > BEGINNING && <small class="faint"> {say("signature.body", { bytes: new TextEncoder().encode(value).length })}</small>}
      </dd>
    </>
  );
}

function whyUnsigned({ transport, faults }: Detail, say: Say): string {
  if (transport !== "webhook") return say("signature.unsigned");
  const fault = faults?.find((name) => name.includes("signature"));
  return fault === undefined ? say("signature.none") : say("signature.left_out", { fault });
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
