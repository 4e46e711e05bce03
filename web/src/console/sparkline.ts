/** Deliveries over time, counted by how they ended, and a stretch of that time. */
import type { Delivery } from "./types";

export type Outcome = "ok" | "ok_advice" | "failed" | "pending";
export type Counts = Record<Outcome, number>;

/** A stretch of time, in seconds since 1970-01-01 UTC; both ends belong to it. */
export interface Range {
  from: number;
  to: number;
}

export interface Spark extends Range {
  bins: readonly Counts[];
  /** The largest bin. */
  most: number;
}

type Dated = Pick<Delivery, "pushed_at" | "verdict">;

/** Count rows, which are in the order of their time, in so many bins of equal width; null where there is no time. */
export function sparkOf(rows: readonly Dated[], count: number): Spark | null {
  const from = rows[0]?.pushed_at ?? 0;
  const to = rows.at(-1)?.pushed_at ?? 0;
  if (to <= from) return null;
  const bins = Array.from({ length: count }, (): Counts => ({ ok: 0, ok_advice: 0, failed: 0, pending: 0 }));
  for (const { pushed_at, verdict } of rows) {
    const place = Math.floor(((pushed_at - from) / (to - from)) * count);
    const bin = bins[Math.min(count - 1, Math.max(0, place))];
    if (bin) bin[verdict?.outcome ?? "pending"]++;
  }
  return { from, to, bins, most: Math.max(...bins.map((bin) => bin.ok + bin.ok_advice + bin.failed + bin.pending)) };
}

/** Write a stretch as it stands in the address, to the millisecond. */
export function writeRange({ from, to }: Range): string {
  return `${from.toFixed(3)}-${to.toFixed(3)}`;
}

/** Read it again; null when it is none. */
export function readRange(text: string): Range | null {
  const found = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text);
  if (found === null) return null;
  const [from, to] = [Number(found[1]), Number(found[2])];
  return from <= to ? { from, to } : null;
}

/** What was written was rounded, so half a millisecond belongs to it on either side. */
export function within({ from, to }: Range, { pushed_at }: Pick<Delivery, "pushed_at">): boolean {
  return pushed_at >= from - 0.0005 && pushed_at <= to + 0.0005;
}
