import { expect, test } from "vitest";
import type { TagToken } from "./markdown";
import { readMarkdown } from "./markdown";

const kinds = (source: string, dialect: "lark_md" | "1.0" | "2.0" = "2.0") => readMarkdown(source, dialect).map((token) => token.type);
const inline = (source: string, dialect: "lark_md" | "1.0" | "2.0" = "2.0") =>
  (readMarkdown(source, dialect)[0] as { tokens?: { type: string }[] }).tokens ?? [];

test("tags of the platform are tokens of their own, one within the other", () => {
  const [tag] = inline("<font color='red'>a <font color=\"green\">b</font> **c**</font> d") as unknown as TagToken[];
  expect(tag!.name).toBe("font");
  expect(tag!.attributes.get("color")).toBe("red");
  expect(tag!.tokens.map((token) => token.type)).toEqual(["text", "tag", "text", "strong"]);
});

test("a tag alone on its line is no block of HTML", () => {
  expect(inline("<at id=all></at>").map((token) => token.type)).toEqual(["tag"]);
  expect(kinds("a\n<hr>\nb")).toEqual(["paragraph", "hr", "paragraph"]);
});

test("HTML is text", () => {
  for (const source of ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<div>\n\nx\n\n</div>", "<!-- x -->", "<svg/onload=x>"]) {
    const all = JSON.stringify(readMarkdown(source, "2.0"));
    expect(all).not.toContain('"type":"html"');
  }
});

test("an unclosed tag is text", () => {
  expect(inline("<font color='red'>a").every((token) => token.type === "text")).toBe(true);
});

test("dialects leave out what they do not have", () => {
  expect(kinds("# a")).toEqual(["heading"]);
  expect(kinds("# a", "1.0")).toEqual(["paragraph"]);
  expect(kinds("- a", "lark_md")).toEqual(["paragraph"]);
  expect(inline("`a`", "lark_md").map((token) => token.type)).not.toContain("codespan");
});

test("a line break is a line break", () => {
  expect(inline("a\nb").map((token) => token.type)).toEqual(["text", "br", "text"]);
});

test("whatever is nested a thousand times is read", () => {
  for (const piece of [">", "- ", "**", "<font color='red'>", "[", "`", "~~", "| a "]) expect(() => readMarkdown(piece.repeat(5000), "2.0")).not.toThrow();
});
