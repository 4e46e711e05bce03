import { expect, test } from "vitest";
import { callsBack, formAction, linkFor, linkOf, linkOfCard } from "./behavior";
import { harmlessSpec } from "./chartLibrary";
import { initialValue, isEmpty, lengthOf, maxLength } from "./fields";
import type { JsonObject } from "./json";
import { fieldsOf } from "./places";
import { prune, shownJson } from "./prune";
import { decodeEntities, localText, safeLink, visible, withListedLocales } from "./texts";

const callback = [{ type: "callback", value: 1 }];

test("everything interactive calls back, except a tick or a container without a callback and what has only a link", () => {
  expect(callsBack({ tag: "button" })).toBe(true);
  expect(callsBack({ tag: "select_static" })).toBe(true);
  expect(callsBack({ tag: "button", url: "https://a.test" })).toBe(false);
  expect(callsBack({ tag: "button", url: "https://a.test", value: {} })).toBe(true);
  expect(callsBack({ tag: "button", url: "", multi_url: { url: "", pc_url: "" } })).toBe(true);
  expect(callsBack({ tag: "button", multi_url: { ios_url: "https://a.test" } })).toBe(false);
  expect(callsBack({ tag: "checker" })).toBe(false);
  expect(callsBack({ tag: "checker", behaviors: callback })).toBe(true);
  expect(callsBack({ tag: "interactive_container", behaviors: [{ type: "open_url", default_url: "https://a.test" }] })).toBe(false);
});

test("each kind of client has a link of its own before the general one, and a blocked client has none", () => {
  const links = { url: "https://all.test/", pc_url: "https://pc.test/", ios_url: "https://ios.test/" };
  expect(linkFor(links, "pc")).toBe("https://pc.test/");
  expect(linkFor(links, "mobile")).toBe("https://ios.test/");
  expect(linkOfCard({ card_link: links }, "pc")).toBe("https://all.test/");
  expect(linkOf({ behaviors: [{ type: "open_url", default_url: "https://d.test/" }], url: "https://old.test/" }, "pc")).toBe("https://d.test/");
  expect(linkFor(links, "ios")).toBe("https://ios.test/");
  expect(linkFor(links, "android")).toBe("https://all.test/");
  const blocked = "lark://msgcard/unsupported_action";
  expect(linkFor({ url: blocked }, "pc")).toBeUndefined();
  expect(linkFor({ ...links, pc_url: blocked }, "pc")).toBeUndefined();
  expect(linkFor({ ...links, ios_url: blocked }, "ios")).toBeUndefined();
  expect(linkFor({ ...links, ios_url: blocked, android_url: "https://android.test/" }, "mobile")).toBe("https://android.test/");
});

test("both spellings of what a button does with a form are known", () => {
  expect(formAction({ form_action_type: "submit" })).toBe("submit");
  expect(formAction({ action_type: "form_reset" })).toBe("reset");
  expect(formAction({ action_type: "request" })).toBeUndefined();
});

test("an untouched field holds what the card says", () => {
  const options = [{ text: { content: "One" }, value: "1" }, { text: { content: "Two" }, value: "2" }];
  expect(initialValue({ tag: "select_static", options, initial_option: "2" }, "zh_cn")).toBe("2");
  expect(initialValue({ tag: "select_static", options, initial_option: "One" }, "zh_cn")).toBe("1");
  expect(initialValue({ tag: "select_static", options, initial_index: 2 }, "zh_cn")).toBe("2");
  expect(initialValue({ tag: "select_static", options, initial_option: "3" }, "zh_cn")).toBe("");
  expect(initialValue({ tag: "multi_select_static", selected_values: ["1"] }, "zh_cn")).toEqual(["1"]);
  expect(initialValue({ tag: "input", default_value: "a", i18n_default_value: { en_us: "b" } }, "en_us")).toBe("b");
  expect(initialValue({ tag: "checker", checked: true }, "zh_cn")).toBe(true);
  expect([isEmpty(""), isEmpty([]), isEmpty(false), isEmpty("0"), isEmpty(["a"])]).toEqual([true, true, true, false, false]);
  expect(lengthOf("a😀")).toBe(2);
  expect([maxLength({}), maxLength({ max_length: 5 }), maxLength({ max_length: 9999 })]).toEqual([1000, 5, 1000]);
});

test("the fields of a form are found below its columns, each at its place", () => {
  const column = { tag: "column", elements: [{ tag: "input", name: "b" }] };
  const form: JsonObject = { tag: "form", elements: [{ tag: "input", name: "a" }, { tag: "column_set", columns: [column] }, { tag: "button" }] };
  expect(fieldsOf({ node: form, pointer: "/f" }).map(({ pointer }) => pointer)).toEqual(["/f/elements/0", "/f/elements/1/columns/0/elements/0"]);
});

test("a card of any depth and size becomes one that can be drawn", () => {
  let deep: { [key: string]: unknown } = {};
  for (let level = 0; level < 20_000; level += 1) deep = { elements: [deep] };
  expect(prune(deep as never).cut).toBe(true);
  expect(prune({ list: Array.from({ length: 100_000 }, () => ({})) }).cut).toBe(true);
  expect(prune({ text: "x".repeat(100_000) }).card["text"]).toHaveLength(30_001);
  expect(prune({ a: [1, null, { b: "c" }] })).toEqual({ card: { a: [1, null, { b: "c" }] }, cut: false });
  expect(shownJson({ a: "x".repeat(5000) })).toMatch(/\n…$/);
});

test("links of other kinds than http, https and mailto are none", () => {
  expect(safeLink(" https://a.test/x ")).toBe("https://a.test/x");
  expect(safeLink("tel:123")).toBeUndefined();
  expect(safeLink("tel:123", true)).toBe("tel:123");
  for (const link of ["javascript:x", "JAVASCRIPT:x", "data:text/html,x", "//a.test", "https://", "java\nscript:x", "", 7, null]) expect(safeLink(link)).toBeUndefined();
});

test("entities are decoded once, and what is invisible is shown", () => {
  expect(decodeEntities("&#42;&#x2a;&lt;&amp;lt;&unknown;&#0;")).toBe("**<&lt;&unknown;\ufffd");
  expect(visible("a\u202eb\u0007\n")).toBe("a⟦U+202E⟧b⟦U+0007⟧\n");
});

test("a chart's specification keeps its data and loses what loads or is HTML", () => {
  const spec = { type: "bar", data: { values: [{ a: "b" }] }, title: { text: "t", html: { dom: "<b>" } }, background: { image: "x" }, symbol: "https://a.test/x.png" };
  expect(harmlessSpec(spec)).toEqual({ type: "bar", data: { values: [{ a: "b" }] }, title: { text: "t" }, tooltip: { renderMode: "canvas" } });
});

test("a card of JSON 2.0 that lists its languages is read in no other", () => {
  const element = { content: "fallback", i18n_content: { en_us: "English", ja_jp: "日本語" } };
  const read = (config: JsonObject, schema: string, locale: string): string => {
    const card = withListedLocales({ schema, config, body: { elements: [element] } });
    return localText((card["body"] as { elements: JsonObject[] }).elements[0]!, "content", locale);
  };
  expect(read({ locales: ["en_us"] }, "2.0", "en_us")).toBe("English");
  expect(read({ locales: ["en_us"] }, "2.0", "ja_jp")).toBe("fallback");
  expect(read({}, "2.0", "ja_jp")).toBe("日本語");
  expect(read({ locales: ["en_us"] }, "1.0", "ja_jp")).toBe("日本語");
});
