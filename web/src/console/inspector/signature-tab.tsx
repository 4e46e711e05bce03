/** How the signature of a webhook came about: what is joined, what comes out, and what was sent. */
import { useSay } from "../language";
import { visible } from "../json";
import type { Detail } from "../types";

const LONG = 600;

export function SignatureTab({ known }: { known: Detail }) {
  const say = useSay();
  const sheet = known.signature;
  if (!sheet) return <p class="empty">{say(known.transport === "webhook" ? "signature.none" : "signature.unsigned")}</p>;
  const { parts, concatenation, ...facts } = sheet;
  return (
    <div class="stacked">
      <ol class="steps">
        <li>
          <h3>{say("signature.join")}</h3>
          <dl class="got-want">
            {parts.map(({ name, value }) => (
              <>
                <dt>{name}</dt>
                <dd>
                  <code>{cut(visible(value))}</code>
                </dd>
              </>
            ))}
          </dl>
        </li>
        <li>
          <h3>{say("signature.whole")}</h3>
          <pre class="hex">{cut(visible(concatenation))}</pre>
        </li>
        <li>
          <h3>{say("signature.hash")}</h3>
          <dl class="got-want">
            {Object.entries(facts).map(([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>
                  <code>{String(value)}</code>
                </dd>
              </>
            ))}
          </dl>
        </li>
      </ol>
    </div>
  );
}

function cut(text: string): string {
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}
