/** JSON to read and to copy, with a place in it marked; text that is no JSON is shown as it is. */
import { useMemo, useState } from "preact/hooks";
import { useSay } from "../language";
import { download } from "../download";
import { jsonLines, readJson, visible } from "../json";
import { Copy } from "../shell/copy";

/** So much of a large payload is shown at first. */
const FIRST = 64 * 1024;

interface Props {
  text: string;
  label: string;
  /** Path of the place to mark, such as `$.toast`. */
  mark?: string | null;
}

export function JsonView({ text, label, mark = null }: Props) {
  const say = useSay();
  const [whole, setWhole] = useState(false);
  const value = useMemo(() => readJson(text), [text]);
  const isLarge = text.length > FIRST;
  const most = isLarge && !whole ? FIRST : Number.POSITIVE_INFINITY;
  return (
    <figure class="json" aria-label={label}>
      <figcaption>
        <span>{label}</span>
        <Copy text={value === undefined ? text : JSON.stringify(value, null, 2)} label={label} />
      </figcaption>
      {value === undefined ? (
        <pre tabIndex={0}>{visible(text.slice(0, most)) || say("json.empty")}</pre>
      ) : (
        <pre tabIndex={0}>
          {jsonLines(value, most).map((line) => (
            <span
              key={line.path + line.text}
              class="json-line"
              data-marked={mark !== null && (line.path === mark || line.path.startsWith(`${mark}.`)) ? "true" : undefined}
              style={{ paddingInlineStart: `${line.depth * 14 + 10}px` }}
            >
              {line.key !== null && <span class="json-key">{`${JSON.stringify(line.key)}: `}</span>}
              <span class={`json-${line.kind}`}>{visible(line.text)}</span>
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
