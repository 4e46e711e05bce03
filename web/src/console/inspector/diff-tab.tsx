/** Two replies side by side, line by line: this one and another of the same type. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { at, get } from "../api";
import { diffLines } from "../diff";
import { useSay } from "../language";
import { pretty, visible } from "../json";
import { deliveries } from "../rows";
import type { Detail, Row } from "../types";

const SIGNS = { same: " ", gone: "−", new: "+" } as const;
const OFFERED = 100;

export function DiffTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const others = useMemo(
    () => deliveries.store.state.all.filter((one) => one.type === row.type && one.id !== row.id).slice(-OFFERED).reverse(),
    [row.id],
  );
  const first = row.replay_of ?? others.find((one) => one.replay_of === row.id)?.id ?? others[0]?.id ?? "";
  const [other, setOther] = useState(first);
  const [found, setFound] = useState<Detail | null>(null);
  useEffect(() => {
    if (other !== "") void get<Detail>(at("deliveries", other)).then(setFound, () => setFound(null));
  }, [other]);
  if (others.length === 0) return <p class="empty">{say("diff.none")}</p>;
  const lines = found === null ? [] : diffLines(pretty(bodyOf(found)), pretty(bodyOf(known)));
  return (
    <div class="stacked">
      <label class="inline-field">
        {say("diff.with")}
        <select value={other} onChange={(event) => setOther(event.currentTarget.value)}>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              #{one.number} {one.type} {one.replay_of === row.id || row.replay_of === one.id ? `· ${say("related.replays")}` : ""}
            </option>
          ))}
        </select>
      </label>
      {lines.every(({ kind }) => kind === "same") && found !== null && <p class="note">{say("diff.same")}</p>}
      <pre class="diff" tabIndex={0} aria-label={say("tab.diff")}>
        {lines.map(({ kind, text }, index) => (
          <span key={index} data-kind={kind}>
            {SIGNS[kind]} {visible(text)}
            {"\n"}
          </span>
        ))}
      </pre>
    </div>
  );
}

function bodyOf(detail: Detail): string {
  return detail.response?.body ?? "";
}
