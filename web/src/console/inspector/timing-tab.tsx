/** The bar of three seconds, and what else was under way on the same connection. */
import { openDelivery } from "../actions";
import { useSay } from "../language";
import { deliveries } from "../rows";
import { useStore } from "../store";
import { barOf, duration, LIMIT_MS, overlapping, seconds } from "../timing";
import type { Detail, Row } from "../types";
import { outcomeOf } from "./verdict-mark";

export function TimingTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const all = useStore(deliveries.store, (state) => state.all);
  const stack = overlapping(row, all).slice(0, 30);
  const begin = Math.min(...stack.map((one) => one.pushed_at));
  const bars = stack.map((one) => ({ one, start: (one.pushed_at - begin) * 1000 }));
  const scale = Math.max(...bars.map(({ one, start }) => start + barOf(one.duration_ms, one.late_by_ms).scale));
  const limit = row.type === "" ? LIMIT_MS : LIMIT_MS;
  const used = row.duration_ms;
  return (
    <div class="timing">
      <p class="big">
        {used === null
          ? say("timing.pending")
          : row.late_by_ms !== null
            ? say("timing.late", { late: seconds(row.late_by_ms) })
            : say("timing.used", { used: seconds(used), limit: seconds(limit) })}
      </p>
      <div class="axis" aria-hidden="true">
        {[0, 1, 2, 3].map((second) => (
          <span key={second} style={{ left: `${((second * 1000) / scale) * 100}%` }}>
            {second} s
          </span>
        ))}
      </div>
      <ol class="stack">
        {bars.map(({ one, start }) => {
          const bar = barOf(one.duration_ms, one.late_by_ms, start, scale);
          return (
            <li key={one.id} data-current={one.id === row.id}>
              <button type="button" class="link num" onClick={() => openDelivery(one.id, "timing")}>
                #{one.number}
              </button>
              <span class="track">
                <i class="limit" style={{ left: `${bar.from + (LIMIT_MS / scale) * 100}%` }} />
                <i
                  class="span"
                  data-outcome={outcomeOf(one)}
                  style={{ left: `${bar.from}%`, width: `${Math.max(0.6, bar.to - bar.from)}%` }}
                />
              </span>
              <span class="num">{duration(one.duration_ms)}</span>
            </li>
          );
        })}
      </ol>
      {stack.length > 1 && <p class="note">{say("timing.stack", { count: stack.length })}</p>}
      <dl class="facts">
        <div>
          <dt>{say("timing.platform")}</dt>
          <dd class="num">{duration(row.duration_ms)}</dd>
        </div>
        <div>
          <dt>{say("timing.claimed")}</dt>
          <dd class="num">{known.claimed_ms === null ? say("timing.unsaid") : `${known.claimed_ms} ms`}</dd>
        </div>
        <div>
          <dt>{say("timing.attempt")}</dt>
          <dd class="num">{row.attempt}</dd>
        </div>
      </dl>
      <p class="faint small">{say("timing.trust")}</p>
    </div>
  );
}
