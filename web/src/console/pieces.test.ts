import { expect, test } from "vitest";
import { hexLines, undecodableAt } from "./bytes";
import { diffLines } from "./diff";
import { byteIn, cutAtByte, jsonLines, markedAt, pathIn, pretty, visible } from "./json";
import { readRoute, writeRoute } from "./route";
import { clockTime } from "./time";
import { latest } from "./world";

test("a difference keeps what is the same and shows what came and went", () => {
  const lines = diffLines("a\nb\nc", "a\nx\nc\nd");

  expect(lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual(["same a", "gone b", "new x", "same c", "new d"]);
});

test("a place in JSON has a path, also in lists", () => {
  const lines = jsonLines({ toast: { content: "ok" }, list: [1, { a: null }], none: {} });

  expect(lines.map(({ path, text }) => `${path} ${text}`)).toEqual([
    "$ {", "$.toast {", '$.toast.content "ok"', "$.toast }", "$.list [", "$.list[0] 1", "$.list[1] {", "$.list[1].a null",
    "$.list[1] }", "$.list ]", "$.none {}", "$ }",
  ]);
});

test("of large JSON the first part is written", () => {
  const text = (value: Parameters<typeof jsonLines>[0], most: number): string[] => jsonLines(value, most).map(({ text }) => text);

  expect(text(["aaaa", "bbbb"], 4)).toEqual(["[", '"aa']);
  expect(jsonLines(Array.from({ length: 5000 }, () => 1), 100).length).toBeLessThan(110);
});

test("bytes are text up to an offset", () => {
  const encoded = new TextEncoder().encode("订单 42");

  expect(undecodableAt(encoded)).toBeNull();
  expect(undecodableAt(Uint8Array.from([...encoded, 0xff, 0x41]))).toBe(encoded.length);
  expect(undecodableAt(encoded.slice(0, 2))).not.toBeNull();
});

test("of many bytes those around an offset are written", () => {
  const lines = hexLines(new Uint8Array(100_000), 50_000);

  expect(lines.length).toBe(128);
  expect(lines.some(({ offset, bytes }) => offset <= 50_000 && 50_000 < offset + bytes.length)).toBe(true);
  expect(hexLines(Uint8Array.from([1, 255]), 0)).toEqual([{ offset: 0, bytes: ["01", "ff"] }]);
});

test("the path a sentence names is found", () => {
  expect(pathIn("$.toast.type: is a number")).toBe("$.toast.type");
  expect(pathIn("$.card.data.body.elements[2].text: missing")).toBe("$.card.data.body.elements[2].text");
  expect(pathIn("$: 'done'")).toBe("$");
  expect(pathIn("nothing here, $5")).toBeNull();
});

test("text that is no JSON stays as it is", () => {
  expect(pretty("<html>")).toBe("<html>");
  expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
});

test("characters that turn text round or hide it are shown", () => {
  expect(visible("a\u202eb\u0007\nc")).toBe("a⟨U+202E⟩b⟨U+0007⟩\nc");
});

test("a time of day has two digits each", () => {
  expect(clockTime(new Date(2026, 0, 2, 3, 4, 5))).toBe("03:04:05");
});

test("what is shown survives in the address", () => {
  const route = readRoute("?view=faults&delivery=dlv_1&tab=timing&filter=status%3Afailed+x");

  expect(route).toMatchObject({ view: "faults", delivery: "dlv_1", tab: "timing", filter: "status:failed x" });
  expect(readRoute(writeRoute(route).slice(1))).toEqual(route);
  expect(readRoute("?view=nonsense").view).toBe("chat");
  expect(writeRoute(readRoute(""))).toBe("/");
});

test("the byte a sentence names is found, and the text is cut there", () => {
  expect(byteIn("JSON is malformed: trailing characters (byte 5) (it looks like HTML)")).toEqual({ at: 5, isTail: true });
  expect(byteIn("JSON is malformed: invalid character (byte 0)")).toEqual({ at: 0, isTail: false });
  expect(byteIn("Input data was truncated")).toBeNull();
  expect(cutAtByte("{好}x y", { at: 5, isTail: true })).toEqual(["{好}", "x y", ""]);
  expect(cutAtByte("\ufeff{}", { at: 0, isTail: false })).toEqual(["", "\ufeff", "{}"]);
  expect(cutAtByte("{", { at: 9, isTail: false })).toEqual(["{", "", ""]);
});

test("a place is marked with all inside, and where it is missing the line it is missing in", () => {
  const lines = jsonLines({ card: { list: [1], header: {} }, cardinal: 2 });
  const marked = (path: string): string[] => lines.filter(markedAt(lines, path)).map(({ path, text }) => `${path} ${text}`);

  expect(marked("$.card.list")).toEqual(["$.card.list [", "$.card.list[0] 1", "$.card.list ]"]);
  expect(marked("$.card.type")).toEqual(["$.card {"]);
  expect(marked("$.nothing")).toEqual(["$ {"]);
  expect(marked("$.card.header")).toEqual(["$.card.header {}"]);
});

test("of what keeps coming only the latest is kept, and each thing once", () => {
  const tries = Array.from({ length: 50 }, (_, number) => ({ id: `try_${number}` }));
  const kept = [...tries, { id: "try_40" }].reduce<{ id: string }[]>((list, one) => latest(list, one, 20), []);

  expect(kept).toEqual(tries.slice(-20));
});
