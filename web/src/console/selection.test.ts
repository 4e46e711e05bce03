import { beforeEach, expect, test } from "vitest";
import { clearSelection, extendTo, selection, toggle } from "./selection";

const SHOWN = ["a", "b", "c", "d"];
const picked = (): string[] => [...selection.state.ids].sort();

beforeEach(clearSelection);

test("picking again puts back", () => {
  toggle("b");
  toggle("c");
  toggle("b");

  expect(picked()).toEqual(["c"]);
});

test("a stretch goes from the one picked last, either way", () => {
  toggle("c");
  extendTo("a", SHOWN);
  expect(picked()).toEqual(["a", "b", "c"]);
  extendTo("b", SHOWN);

  expect(picked()).toEqual(["a", "b", "c"]);
});

test("a stretch from one that is not shown any more is that one alone", () => {
  toggle("gone");
  extendTo("d", SHOWN);

  expect(picked()).toEqual(["d", "gone"]);
});
