import { expect, test } from "vitest";
import { Deliveries } from "./rows";
import type { Delivery } from "./types";

function delivery(id: string, change: Partial<Delivery> = {}): Delivery {
  return {
    id, type: "t", app_id: "a", transport: "webhook", connection: null, url: null, attempt: 1, pushed_at: 0,
    duration_ms: null, late_by_ms: null, verdict: null, ...change,
  };
}

test("rows that come in one frame are told once, in the order of their ids", () => {
  const frames: (() => void)[] = [];
  const deliveries = new Deliveries((run) => frames.push(run), 10);
  for (const id of ["d2", "d1", "d3"]) deliveries.take(delivery(id));

  expect(frames.length).toBe(1);
  expect(deliveries.store.state.all).toEqual([]);
  frames[0]?.();
  expect(deliveries.store.state.all.map(({ id }) => id)).toEqual(["d1", "d2", "d3"]);
});

test("a row that changed keeps its number and its place", () => {
  const deliveries = new Deliveries((run) => run(), 10);
  deliveries.take(delivery("d1"));
  deliveries.take(delivery("d2"));
  deliveries.take(delivery("d1", { duration_ms: 5 }));

  expect(deliveries.store.state.all.map(({ id, number, duration_ms }) => [id, number, duration_ms])).toEqual([
    ["d1", 1, 5],
    ["d2", 2, null],
  ]);
});

test("while paused rows are counted, not shown", () => {
  const deliveries = new Deliveries((run) => run(), 10);
  deliveries.take(delivery("d1"));
  deliveries.pause(true);
  deliveries.take(delivery("d2"));
  deliveries.take(delivery("d3"));

  expect([deliveries.store.state.all.length, deliveries.store.state.held]).toEqual([1, 2]);
  deliveries.pause(false);
  expect([deliveries.store.state.all.length, deliveries.store.state.held]).toEqual([3, 0]);
});

test("of many rows the newest are kept, and keep their numbers", () => {
  const deliveries = new Deliveries((run) => run(), 3);
  for (const id of ["d1", "d2", "d3", "d4"]) deliveries.take(delivery(id));

  expect(deliveries.store.state.all.map(({ id, number }) => [id, number])).toEqual([["d2", 2], ["d3", 3], ["d4", 4]]);
  expect(deliveries.store.state.absent).toBe(1);
  expect(deliveries.get("d1")).toBeUndefined();
});

test("pages of the journal come before what is here, and number everything", () => {
  const deliveries = new Deliveries((run) => run(), 10);
  deliveries.older({ deliveries: [delivery("d4"), delivery("d5")], next: "d4", total: 5 });
  deliveries.take(delivery("d6"));
  deliveries.take(delivery("d5", { duration_ms: 1 }));

  expect(deliveries.store.state.all.map(({ id, number }) => [id, number])).toEqual([["d4", 4], ["d5", 5], ["d6", 6]]);
  expect([deliveries.store.state.absent, deliveries.room]).toEqual([3, 7]);
  deliveries.older({ deliveries: [delivery("d1"), delivery("d2"), delivery("d3")], next: null, total: 6 });
  deliveries.rest();
  expect(deliveries.store.state.all.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(deliveries.store.state).toMatchObject({ absent: 0, reading: false });
});

test("of a page only as many are taken as there is room for", () => {
  const deliveries = new Deliveries((run) => run(), 2);
  deliveries.older({ deliveries: [delivery("d1"), delivery("d2"), delivery("d3")], next: null, total: 3 });

  expect(deliveries.store.state.all.map(({ id, number }) => [id, number])).toEqual([["d2", 2], ["d3", 3]]);
  expect(deliveries.store.state.absent).toBe(1);
});
