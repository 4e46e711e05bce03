import { expect, test } from "vitest";
import { duration, fillOf, longTime, overlapping, saneClaim, segmentsOf, type Timed, waitedBehind } from "./timing";
import type { Frame } from "./types";

function timed(id: string, pushed_at: number, duration_ms: number, more: Partial<Timed> = {}): Timed {
  return { id, connection: "c", pushed_at, duration_ms, late_by_ms: null, ...more };
}

function frames(...sent: number[]): Frame[] {
  return sent.map((at_ms) => ({ direction: "out", at_ms, bytes: 1, hex: "", fields: [], problem: null }));
}

const said = (one: Timed): string[] => segmentsOf(one).map(({ stretch, from, to }) => `${stretch} ${from}-${to}`);

test("time is split between emulator, way, waiting and handler", () => {
  expect(said(timed("a", 0, 1420, { frames: frames(20, 60), claimed_ms: "1000" }))).toEqual([
    "queued 0-20", "sending 20-60", "waiting 60-420", "handler 420-1420",
  ]);
});

test("what the app says of itself is dropped unless it fits", () => {
  expect([saneClaim("-3", 100), saneClaim("101.5", 100), saneClaim("x", 100), saneClaim("", 100), saneClaim(null, 100)]).toEqual(
    [null, null, null, null, null],
  );
  expect([saneClaim("0", 100), saneClaim("100.4", 100), saneClaim("57", 100)]).toEqual([0, 100, 57]);
  expect(said(timed("a", 0, 100, { claimed_ms: "-3" }))).toEqual(["app 0-100"]);
});

test("a late response ends where it came, behind the limit", () => {
  expect(said(timed("a", 0, 3000, { late_by_ms: 370 }))).toEqual(["app 0-3370"]);
  expect(said(timed("a", 0, 3000, { late_by_ms: 370, claimed_ms: "10" }))).toEqual(["waiting 0-3360", "handler 3360-3370"]);
});

test("deliveries under way on one connection at one time overlap", () => {
  const all = [timed("b", 1, 500), timed("a", 0, 2000), timed("c", 3, 100), timed("d", 1, 500, { connection: "e" })];

  expect(overlapping(all[0] as Timed, all).map(({ id }) => id)).toEqual(["a", "b"]);
});

test("without a connection a delivery stands alone", () => {
  const all = [timed("a", 0, 2000, { connection: null }), timed("b", 1, 500, { connection: null })];

  expect(overlapping(all[1] as Timed, all).map(({ id }) => id)).toEqual(["b"]);
});

test("a delivery waited behind the one that ended last before its handler began", () => {
  const all = [
    timed("a", 0, 500, { claimed_ms: "500" }),
    timed("b", 0.01, 1500, { claimed_ms: "1000" }),
    timed("c", 0.05, 1460, { claimed_ms: "5" }),
  ];

  expect(waitedBehind(all[2] as Timed, all)).toMatchObject({ ms: 1455, behind: { id: "b" } });
  expect(waitedBehind(all[0] as Timed, all)).toBeNull();
});

test("nobody is blamed for a wait that nothing explains", () => {
  const all = [timed("a", 0, 100, { claimed_ms: "100" }), timed("b", 0.2, 900, { claimed_ms: "1" })];

  expect(waitedBehind(all[1] as Timed, all)).toBeNull();
});

test("the bar of a row is full when its response was late", () => {
  expect([fillOf(timed("a", 0, 1500)), fillOf(timed("a", 0, 3000, { late_by_ms: 1000 }))]).toEqual([50, 100]);
});

test("durations are short", () => {
  expect([null, 0.42, 57.4, 1420].map(duration)).toEqual(["", "0.4 ms", "57 ms", "1.42 s"]);
});

test("long times are counted in the two largest units", () => {
  expect([59.6, 315, 3600, 24_030, 14 * 86_400].map((time) => longTime(time, "en"))).toEqual(["59 s", "5 min 15 s", "1 h", "6 h 40 min", "14 d"]);
  expect(longTime(315, "zh")).toBe("5 分 15 秒");
});
