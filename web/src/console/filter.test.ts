import { expect, test } from "vitest";
import { compileFilter, parseFilter, suggestions } from "./filter";
import vectors from "../../../tests/vectors/filters.json";
import { rowOf } from "./rows";
import type { Delivery } from "./types";

const ROWS = vectors.rows as unknown as Delivery[];
const CASES: { filter: string; finds: string[] }[] = vectors.found;

test.each(CASES)("$filter finds the rows that the control API finds", ({ filter, finds }) => {
  const holds = compileFilter(filter) ?? (() => true);

  expect(ROWS.filter((delivery) => holds(rowOf(delivery))).map(({ id }) => id)).toEqual(finds);
});

test("an empty filter shows everything", () => {
  expect(compileFilter("  ")).toBeNull();
});

test("what the control API refuses finds nothing", () => {
  for (const { filter } of vectors.refused) {
    expect(ROWS.filter((delivery) => compileFilter(filter)?.(rowOf(delivery)))).toEqual([]);
  }
});

test("a key that is not known is looked for as text", () => {
  expect(parseFilter("colour:red")).toEqual([{ key: "text", value: "colour:red", negated: false }]);
});

test("the last word is completed, and what stands before it stays", () => {
  expect(suggestions("status:failed -ty")).toEqual(["status:failed -type:"]);
  expect(suggestions("status:f")).toEqual(["status:failed"]);
  expect(suggestions("-has:re")).toEqual(["-has:replay"]);
  expect(suggestions("")).toContain("type:");
});

test("what the rows have is offered as a value", () => {
  const rows = ROWS.map(rowOf);

  expect(suggestions("status:ok type:card.", rows)).toContain("status:ok type:card.action.trigger");
  expect(suggestions("-CODE:2006", rows)).toContain("-code:200672");
  expect(new Set(suggestions("chat:", rows)).size).toBe(suggestions("chat:", rows).length);
});
