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
  const deliveries = new Deliveries((run) => frames.push(run));
  for (const id of ["d2", "d1", "d3"]) deliveries.take(delivery(id));

  expect(frames.length).toBe(1);
  expect(deliveries.store.state.all).toEqual([]);
  frames[0]?.();
  expect(deliveries.store.state.all.map(({ id }) => id)).toEqual(["d1", "d2", "d3"]);
});

test("a row that changed keeps its number and its place", () => {
  const deliveries = new Deliveries((run) => run());
  deliveries.take(delivery("d1"));
  deliveries.take(delivery("d2"));
  deliveries.take(delivery("d1", { duration_ms: 5 }));

  expect(deliveries.store.state.all.map(({ id, number, duration_ms }) => [id, number, duration_ms])).toEqual([
    ["d1", 1, 5],
    ["d2", 2, null],
  ]);
});

test("while paused rows are counted, not shown", () => {
  const deliveries = new Deliveries((run) => run());
  deliveries.take(delivery("d1"));
  deliveries.pause(true);
  deliveries.take(delivery("d2"));
  deliveries.take(delivery("d3"));

  expect([deliveries.store.state.all.length, deliveries.store.state.held]).toEqual([1, 2]);
  deliveries.pause(false);
  expect([deliveries.store.state.all.length, deliveries.store.state.held]).toEqual([3, 0]);
});

test("ten thousand rows stay, the oldest go", () => {
  const frames: (() => void)[] = [];
  const deliveries = new Deliveries((run) => frames.push(run));
  for (let index = 0; index < 10_001; index++) deliveries.take(delivery(`d${String(index).padStart(6, "0")}`));
  frames[0]?.();

  expect(deliveries.store.state.all.length).toBe(10_000);
  expect(deliveries.get("d000000")).toBeUndefined();
});
