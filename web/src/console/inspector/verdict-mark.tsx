/** How a delivery ended, as a sign, a word and the code: never by colour alone. */
import { Icon } from "../icon";
import type { Say } from "../language";
import type { Delivery } from "../types";

export type Outcome = "ok" | "ok_advice" | "failed" | "pending";

export function outcomeOf({ verdict }: Pick<Delivery, "verdict">): Outcome {
  return verdict?.outcome ?? "pending";
}

const ICONS = { ok: "check", ok_advice: "alert", failed: "cross", pending: "clock" } as const;

export function VerdictMark({ row, say }: { row: Delivery; say: Say }) {
  const outcome = outcomeOf(row);
  return (
    <span class="verdict-mark" data-outcome={outcome}>
      <Icon name={ICONS[outcome]} size={14} />
      <span>{say(`outcome.${outcome}`)}</span>
      {row.verdict?.code != null && <b>{row.verdict.code}</b>}
    </span>
  );
}
