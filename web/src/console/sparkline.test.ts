import { expect, test } from "vitest";
import { readRange, sparkOf, within, writeRange } from "./sparkline";
import type { Verdict } from "./types";

const row = (pushed_at: number, outcome?: Verdict["outcome"]) => ({
  pushed_at,
  verdict: outcome === undefined ? null : ({ outcome } as Verdict),
});

test("deliveries are counted by time and by how they ended", () => {
  const spark = sparkOf([row(10, "ok"), row(10.4, "failed"), row(11.2, "ok_advice"), row(12)], 2);

  expect(spark).toEqual({
    from: 10, to: 12, most: 2,
    bins: [{ ok: 1, ok_advice: 0, failed: 1, pending: 0 }, { ok: 0, ok_advice: 1, failed: 0, pending: 1 }],
  });
});

test("one moment is no stretch of time", () => {
  expect([sparkOf([], 10), sparkOf([row(1)], 10), sparkOf([row(1), row(1)], 10)]).toEqual([null, null, null]);
});

test("a stretch survives in the address, with the rows at both its ends", () => {
  const range = readRange(writeRange({ from: 1701327600.1234567, to: 1701327601.9876543 }));

  expect(range).toEqual({ from: 1701327600.123, to: 1701327601.988 });
  expect(range && [1701327600.1234567, 1701327601.9876543, 1701327602].map((at) => within(range, row(at)))).toEqual([
    true, true, false,
  ]);
});

test("what is no stretch is none", () => {
  expect(["", "x", "3-1", "1-", "-1-2"].map(readRange)).toEqual([null, null, null, null, null]);
});
