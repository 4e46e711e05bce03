/** Where the pieces of a delivery lie on the bar of three seconds. */
import type { Delivery } from "./types";

export const LIMIT_MS = 3000;

export interface Bar {
  /** Milliseconds the whole bar stands for. */
  scale: number;
  /** Where the limit is, in percent of the bar. */
  limit: number;
  /** From and to, in percent. */
  from: number;
  to: number;
  late: boolean;
}

/** Lay out one delivery; the bar grows past three seconds when a response came later. */
export function barOf(duration: number | null, late: number | null, start = 0, scale = 0): Bar {
  const total = Math.max(duration ?? 0, late === null ? 0 : LIMIT_MS + late);
  const whole = Math.max(LIMIT_MS, scale, start + total);
  const percent = (ms: number): number => Math.min(100, (ms / whole) * 100);
  return {
    scale: whole,
    limit: percent(LIMIT_MS),
    from: percent(start),
    to: percent(start + total),
    late: late !== null || total > LIMIT_MS,
  };
}

/** Give those that were under way on the same connection at the same time, in the order they began. */
export function overlapping<D extends Delivery>(one: D, all: readonly D[]): D[] {
  const end = (row: D): number => row.pushed_at + (row.duration_ms ?? 0) / 1000;
  return all.filter(
    (row) =>
      row.id === one.id ||
      (row.connection !== null &&
        row.connection === one.connection &&
        row.pushed_at < end(one) &&
        end(row) > one.pushed_at),
  );
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
