import { expect, test } from "vitest";
import { canBe, valueOf, valuesToSend, written } from "./template-values";

const VARIABLES = { title: "text", count: "number", picture: "image" };

test("texts stay texts, and other types are read as JSON", () => {
  expect(valueOf("text", "42")).toBe("42");
  expect(valueOf("number", "42")).toBe(42);
  expect(valueOf("array", '[{"a":1}]')).toEqual([{ a: 1 }]);
  expect(valueOf("number", "many")).toBe("many");
});

test("what is left empty keeps its default", () => {
  expect(valuesToSend(VARIABLES, { title: "", count: "3" }, "written")).toEqual({ count: 3 });
});

test("a value is made wrong in its type or in its form", () => {
  expect(valuesToSend(VARIABLES, { title: "x" }, "wrong_type")).toEqual({ title: 42 });
  expect(valuesToSend({ count: "number" }, {}, "wrong_type")).toEqual({ count: "a text" });
  expect(valuesToSend(VARIABLES, { title: "x" }, "wrong_form")).toEqual({ title: "x", picture: "no such key" });
  expect(canBe("wrong_form", { title: "text" })).toBe(false);
  expect(canBe("wrong_type", {})).toBe(false);
});

test("a default is written so that reading it gives it back", () => {
  expect([undefined, "x", 3, [1]].map(written)).toEqual(["", "x", "3", "[1]"]);
});
