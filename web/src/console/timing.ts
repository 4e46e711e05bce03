/** How the three seconds of a delivery were spent, and what else was under way on its connection. */
import type { Delivery, Detail, Lang } from "./types";

export const LIMIT_MS = 3000;
/** From here on waiting is worth a word. */
const NOTED_MS = 100;

/**
 * Where a stretch of time was spent: in the emulator, on the way, waiting in the app, in its handler; `app` where the
 * app does not tell the last two apart.
 */
export type Stretch = "queued" | "sending" | "waiting" | "handler" | "app";

/** A stretch, in milliseconds after the push. */
export interface Segment {
  stretch: Stretch;
  from: number;
  to: number;
}

/** What the times are read from; frames and the app's own word are known only of a delivery in full. */
export type Timed = Pick<Delivery, "id" | "connection" | "pushed_at" | "duration_ms" | "late_by_ms"> &
  Partial<Pick<Detail, "frames" | "claimed_ms">>;

/** When the response came, or the verdict without one, in milliseconds after the push. */
export function endOf({ duration_ms, late_by_ms }: Timed): number {
  return late_by_ms === null ? (duration_ms ?? 0) : LIMIT_MS + late_by_ms;
}

/** Read what the app says of its own time; null unless it is a number that fits between sending and response. */
export function saneClaim(claimed: string | null | undefined, room: number): number | null {
  const said = claimed == null || claimed.trim() === "" ? Number.NaN : Number(claimed);
  return said >= 0 && said <= room + 1 ? Math.min(said, room) : null;
}

export function segmentsOf(one: Timed): Segment[] {
  const end = endOf(one);
  const sent = (one.frames ?? []).filter(({ direction }) => direction === "out").map(({ at_ms }) => Math.min(at_ms, end));
  const first = sent[0] ?? 0;
  const last = sent.at(-1) ?? 0;
  const claim = saneClaim(one.claimed_ms, end - last);
  const begun = claim === null ? last : end - claim;
  const stretches: Segment[] = [
    { stretch: "queued", from: 0, to: first },
    { stretch: "sending", from: first, to: last },
    { stretch: "waiting", from: last, to: begun },
    { stretch: claim === null ? "app" : "handler", from: begun, to: end },
  ];
  return stretches.filter(({ from, to }) => to > from);
}

/** Give those that were under way on the same connection at the same time, in the order they began. */
export function overlapping<T extends Timed>(one: Timed, all: readonly T[]): T[] {
  const over = (row: Timed): number => row.pushed_at + endOf(row) / 1000;
  const beside = (row: Timed): boolean =>
    row.connection !== null && row.connection === one.connection && row.pushed_at < over(one) && over(row) > one.pushed_at;
  return all.filter((row) => row.id === one.id || beside(row)).sort((a, b) => a.pushed_at - b.pushed_at);
}

/** Tell how long one waited in the app, and behind which of the others: the one that ended last before it began. */
export function waitedBehind<T extends Timed>(one: Timed, others: readonly T[]): { ms: number; behind: T } | null {
  const waiting = segmentsOf(one).find(({ stretch }) => stretch === "waiting");
  if (waiting === undefined || waiting.to - waiting.from < NOTED_MS) return null;
  const begun = one.pushed_at * 1000 + waiting.to;
  const before = others
    .map((other) => ({ other, over: other.pushed_at * 1000 + endOf(other) }))
    .filter(({ other, over }) => other.id !== one.id && other.pushed_at <= one.pushed_at && over <= begun + NOTED_MS)
    .filter(({ over }) => over > one.pushed_at * 1000 + waiting.from)
    .sort((a, b) => b.over - a.over)[0];
  return before === undefined ? null : { ms: waiting.to - waiting.from, behind: before.other };
}

/** A place on an axis of `scale` milliseconds, in percent. */
export function percent(ms: number, scale: number): number {
  return Math.min(100, Math.max(0, (ms / scale) * 100));
}

/** The width of the bar in a row of the list, in percent; a bar that is late is full. */
export function fillOf(one: Timed): number {
  return percent(endOf(one), LIMIT_MS);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Write a duration shortly: 0.4 ms, 57 ms, 1.42 s. */
export function duration(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : seconds(ms);
}

const UNITS: Record<Lang, [second: string, minute: string, hour: string, day: string]> = {
  zh: ["秒", "分", "小时", "天"],
  en: ["s", "min", "h", "d"],
};

/** Write whole seconds as a person counts them: `42 s`, `5 min 15 s`, `6 h 40 min`, `14 d`; `5 分 15 秒`. */
export function longTime(time: number, lang: Lang): string {
  const [second, minute, hour, day] = UNITS[lang];
  const seconds = Math.floor(time);
  if (seconds < 60) return `${seconds} ${second}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} ${minute}${seconds % 60 ? ` ${seconds % 60} ${second}` : ""}`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours < 48 ? `${hours} ${hour}${minutes ? ` ${minutes} ${minute}` : ""}` : `${Math.floor(hours / 24)} ${day}`;
}
