/** JSON to read and to copy, with a place in it marked; text that is no JSON is shown as it is. */
import { useState } from "preact/hooks";
import { useSay } from "../language";
import { jsonLines, readJson, visible } from "../json";
import { Copy } from "../shell/copy";

const FIRST_BYTES = 64 * 1024;

interface Props {
  text: string;
  label: string;
  /** Path of the place to mark, such as `$.toast`. */
  mark?: string | null;
}

export function JsonView({ text, label, mark = null }: Props) {
  const say = useSay();
  const [whole, setWhole] = useState(false);
  const value = text.length > FIRST_BYTES && !whole ? undefined : readJson(text);
  const cut = text.length > FIRST_BYTES && !whole;
  return (
    <figure class="json" aria-label={label}>
      <figcaption>
        <span>{label}</span>
        <Copy text={value === undefined ? text : JSON.stringify(value, null, 2)} label={label} />
      </figcaption>
      {value === undefined ? (
        <pre tabIndex={0}>{visible(cut ? text.slice(0, FIRST_BYTES) : text) || say("json.empty")}</pre>
      ) : (
        <pre tabIndex={0}>
          {jsonLines(value).map((line) => (
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
      {cut && (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          {say("json.all", { size: Math.ceil(text.length / 1024) })}
        </button>
      )}
    </figure>
  );
}
