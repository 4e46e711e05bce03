import { expect, test } from "vitest";
import { pieces } from "../card/code";
import { SDKS, snippet } from "./snippets";

const GIVEN = { app_id: "cli_0123456789abcdef", app_secret: "s", platform_url: "http://127.0.0.1:7300" };

function coloured(code: string): string[] {
  return pieces(code).flatMap(({ kind, text }) => (kind === "plain" ? [] : [`${kind} ${text}`]));
}

test("what the snippets are made of has its colour, an address in them has none of a number", () => {
  expect(coloured(snippet("larkline", GIVEN))).toEqual([
    "word export", "key LARK_APP_ID", "word export", "key LARK_APP_SECRET", "word export", "key LARK_DOMAIN",
  ]);
  expect(coloured(snippet("python", GIVEN))).toContain("key event_handler");
  expect(coloured(snippet("node", GIVEN))).toEqual(expect.arrayContaining(["word const", "word new", "key appId", 'string "http://127.0.0.1:7300"']));
  expect(coloured(snippet("java", GIVEN))).toContain("word new");
});

test("a snippet in colours is the snippet", () => {
  for (const code of SDKS.map((sdk) => snippet(sdk, GIVEN))) expect(pieces(code).map(({ text }) => text).join("")).toBe(code);
});
