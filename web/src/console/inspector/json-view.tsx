/** JSON to read and to copy, with a place in it marked; text that is no JSON is shown as it is. */
import { useMemo, useState } from "preact/hooks";
import { useSay } from "../language";
import { download } from "../download";
import { cutAtByte, jsonLines, markedAt, readJson, visible } from "../json";
import { Copy } from "../shell/copy";

/** So much of a large payload is shown at first. */
const FIRST = 64 * 1024;

interface Props {
  text: string;
  label: string;
  /** Path of the place to mark, such as `$.toast`. */
  mark?: string | null;
  /** In text that is no JSON: the byte to mark. */
  byte?: { at: number; isTail: boolean } | null;
  /** That this is how it should be. */
  kind?: "right";
}

export function JsonView({ text, label, mark = null, byte = null, kind }: Props) {
  const say = useSay();
  const [whole, setWhole] = useState(false);
  const value = useMemo(() => readJson(text), [text]);
  const isLarge = text.length > FIRST;
  const most = isLarge && !whole ? FIRST : Number.POSITIVE_INFINITY;
  const lines = value === undefined ? [] : jsonLines(value, most);
  const isMarked = mark === null ? () => false : markedAt(lines, mark);
  return (
    <figure class="json" aria-label={label} data-kind={kind}>
      <figcaption>
        <span>{label}</span>
        <Copy text={value === undefined ? text : JSON.stringify(value, null, 2)} label={label} />
      </figcaption>
      {value === undefined ? (
        <pre tabIndex={0}>
          <Plain text={text.slice(0, most)} byte={byte} />
        </pre>
      ) : (
        <pre tabIndex={0}>
          {lines.map((line, index) => (
            <span
              key={index}
              class="json-line"
              data-marked={isMarked(line) ? "true" : undefined}
              style={{ paddingInlineStart: `${line.depth * 14 + 10}px` }}
            >
              {line.key !== null && <span class="code-key">{`${JSON.stringify(line.key)}: `}</span>}
              <span class={`code-${line.kind}`}>{visible(line.text)}</span>
              {line.comma ? "," : ""}
              {"\n"}
            </span>
          ))}
        </pre>
      )}
      {isLarge && (
        <div class="actions">
          {!whole && (
            <button type="button" class="button" onClick={() => setWhole(true)}>
              {say("json.all", { size: Math.ceil(text.length / 1024) })}
            </button>
          )}
          <button type="button" class="button" onClick={() => download(`${label}.txt`, text)}>
            {say("json.download")}
          </button>
        </div>
      )}
    </figure>
  );
}

function Plain({ text, byte }: { text: string; byte: Props["byte"] }) {
  const say = useSay();
  if (text === "") return <mark>{say("json.empty")}</mark>;
  if (!byte) return <>{visible(text)}</>;
  const isTail = byte.isTail || (byte.at === 0 && !text.startsWith("\ufeff")); // not even the first character fits
  const [before, there, after] = cutAtByte(text, { ...byte, isTail });
  return (
    <>
      {visible(before)}
      <mark>{visible(there) || say("json.end")}</mark>
      {visible(after)}
    </>
  );
}
