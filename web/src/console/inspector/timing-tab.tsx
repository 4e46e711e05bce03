/** The three seconds: how this delivery spent them, and what else was under way on the same connection. */
import { useEffect, useState } from "preact/hooks";
import { openDelivery } from "../actions";
import { at, get } from "../api";
import { useSay, type Say } from "../language";
import { deliveries } from "../rows";
import { useStore } from "../store";
import {
  duration, endOf, LIMIT_MS, overlapping, percent, saneClaim, seconds, segmentsOf, waitedBehind, type Stretch,
} from "../timing";
import type { Detail, Row } from "../types";
import { VerdictMark } from "./verdict-mark";

const MOST = 30;
const LEGEND: readonly Stretch[] = ["queued", "sending", "waiting", "handler", "app"];

/** A row with what is only known of it in full. */
type Known = Row & Partial<Pick<Detail, "frames" | "claimed_ms">>;

export function TimingTab({ row, known }: { row: Row; known: Detail }) {
  const say = useSay();
  const all = useStore(deliveries.store, (state) => state.all);
  const beside = overlapping(row, all).slice(0, MOST);
  const details = useDetails(beside.filter(({ id }) => id !== row.id).map(({ id }) => id));
  const stack = beside.map((one): Known => ({ ...one, ...partsOf(one.id === row.id ? known : details[one.id]) }));
  const begin = Math.min(...stack.map((one) => one.pushed_at));
  const startOf = (one: Known): number => (one.pushed_at - begin) * 1000;
  const scale = Math.max(LIMIT_MS, ...stack.map((one) => startOf(one) + endOf(one)));
  const ticks = Array.from({ length: Math.floor(scale / 1000) + 1 }, (_, second) => second);
  const stretches = new Set(stack.flatMap((one) => segmentsOf(one).map(({ stretch }) => stretch)));
  return (
    <div class="timing">
      <p class="big" data-late={row.late_by_ms !== null}>
        {used(row, say)}
      </p>
      <div class="axis" aria-hidden="true">
        {ticks.map((second) => (
          <span key={second} data-limit={second * 1000 === LIMIT_MS} style={{ left: `${percent(second * 1000, scale)}%` }}>
            {second} s
          </span>
        ))}
      </div>
      <ol class="stack">
        {stack.map((one) => (
          <Bar key={one.id} one={one} start={startOf(one)} scale={scale} stack={stack} isCurrent={one.id === row.id} />
        ))}
      </ol>
      <ul class="legend" aria-label={say("timing.legend")}>
        {LEGEND.filter((stretch) => stretches.has(stretch)).map((stretch) => (
          <li key={stretch}>
            <i data-stretch={stretch} />
            {say(`timing.${stretch}`)}
          </li>
        ))}
      </ul>
      {stack.length > 1 && <p class="note">{say("timing.stack", { count: stack.length })}</p>}
      <dl class="facts">
        <div>
          <dt>{say("timing.platform")}</dt>
          <dd class="num">{duration(row.duration_ms)}</dd>
        </div>
        <div>
          <dt>{say("timing.claimed")}</dt>
          <dd class="num">{claim(known, say)}</dd>
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

interface BarProps {
  one: Known;
  start: number;
  scale: number;
  stack: readonly Known[];
  isCurrent: boolean;
}

function Bar({ one, start, scale, stack, isCurrent }: BarProps) {
  const say = useSay();
  const segments = segmentsOf(one);
  const waited = waitedBehind(one, stack);
  const spoken = segments.map(({ stretch, from, to }) => `${say(`timing.${stretch}`)} ${duration(to - from)}`).join(", ");
  return (
    <li data-current={isCurrent}>
      <button type="button" class="link num" onClick={() => openDelivery(one.id, "timing")}>
        #{one.number}
      </button>
      <span class="track" role="img" aria-label={spoken}>
        {segments.map(({ stretch, from, to }) => (
          <i
            key={stretch}
            class="stretch"
            data-stretch={stretch}
            title={`${say(`timing.${stretch}`)} ${duration(to - from)}`}
            style={{ left: `${percent(start + from, scale)}%`, width: `${Math.max(0.4, percent(to - from, scale))}%` }}
          />
        ))}
        <i class="limit" style={{ left: `${percent(start + LIMIT_MS, scale)}%` }} />
      </span>
      <span class="num">{duration(endOf(one))}</span>
      <VerdictMark row={one} say={say} />
      {(waited || one.late_by_ms !== null) && (
        <span class="remark">
          {waited && say("timing.behind", { waited: seconds(waited.ms), number: waited.behind.number })}
          {waited && one.late_by_ms !== null && " · "}
          {one.late_by_ms !== null && say("timing.by", { late: seconds(one.late_by_ms) })}
        </span>
      )}
    </li>
  );
}

/** Read what is known of these deliveries in full; what cannot be read stays as the list has it. */
function useDetails(ids: readonly string[]): Readonly<Record<string, Detail>> {
  const [known, setKnown] = useState<Readonly<Record<string, Detail>>>({});
  useEffect(() => {
    for (const id of ids) {
      if (known[id]) continue;
      void get<Detail>(at("deliveries", id)).then(
        (found) => setKnown((before) => ({ ...before, [id]: found })),
        () => undefined,
      );
    }
  }, [ids.join()]);
  return known;
}

function partsOf(known: Detail | undefined): Partial<Pick<Detail, "frames" | "claimed_ms">> {
  return known === undefined ? {} : { frames: known.frames ?? [], claimed_ms: known.claimed_ms };
}

function used(row: Row, say: Say): string {
  if (row.late_by_ms !== null) return say("timing.by", { late: seconds(row.late_by_ms) });
  if (row.duration_ms === null) return say("timing.pending");
  return say("timing.used", { used: seconds(row.duration_ms), limit: seconds(LIMIT_MS) });
}

function claim(known: Detail, say: Say): string {
  const { claimed_ms: said } = known;
  if (said === null) return say("timing.unsaid");
  return saneClaim(said, endOf(known)) === null ? say("timing.implausible", { said }) : `${said} ms`;
}
