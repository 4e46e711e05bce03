import { expect, test } from "vitest";
import type { Command } from "./command";
import { matching } from "./search";

const make = (id: string, zh: string, en: string, hint?: string): Command => ({
  id, name: { zh, en }, ...(hint === undefined ? {} : { hint }), run: () => undefined,
});
const ALL = [
  make("clock.freeze", "暂停平台时间", "Freeze the clock", "larkline clock freeze"),
  make("freeze.1", "冻结连接 1", "Close or freeze connection 1"),
  make("event.menu", "触发事件：点击机器人菜单", "Trigger: Bot menu clicked"),
];
const ids = (text: string): string[] => matching(ALL, text).map(({ id }) => id);

test("words are found in any order, in both languages, in hints and ids", () => {
  expect(ids("menu trigger")).toEqual(["event.menu"]);
  expect(ids("菜单")).toEqual(["event.menu"]);
  expect(ids("larkline clock")).toEqual(["clock.freeze"]);
  expect(ids("freeze.1")).toEqual(["freeze.1"]);
});

test("what begins with the words comes first", () => {
  expect(matching([...ALL].reverse(), "freeze").map(({ id }) => id)).toEqual(["clock.freeze", "freeze.1"]);
});

test("letters in their order are enough when no words fit", () => {
  expect(ids("frz clk")).toEqual(["clock.freeze"]);
  expect(ids("机器菜单")).toEqual(["event.menu"]);
  expect(ids("xyz")).toEqual([]);
});

test("nothing typed leaves all of them", () => {
  expect(ids("  ")).toHaveLength(3);
});
