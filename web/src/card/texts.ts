/** Which text a reader sees, and how it is made harmless. */

import type { Json, JsonObject } from "./json";
import { isObject, objectIn } from "./json";

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003" };

/** Show characters that would change the order of a line, or nothing at all, by their numbers. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `⟦U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);
}

/** Replace entities such as `&#42;` by their characters, once. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,5}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** Choose from a map of locales: the reader's own, else English, else Chinese, else any. */
export function chosenLocale(map: JsonObject, locale: string): string | undefined {
  return [locale, "en_us", "zh_cn"].find((key) => key in map) ?? Object.keys(map)[0];
}

/** Leave out translations into languages that `config.locales` of JSON 2.0 does not list; without a list all of them count. */
export function withListedLocales(card: JsonObject): JsonObject {
  const listed = objectIn(card, "config")["locales"];
  if (card["schema"] !== "2.0" || !Array.isArray(listed) || !listed.length) return card;
  const copy = (value: Json, translations: boolean): Json => {
    if (Array.isArray(value)) return value.map((item) => copy(item, false));
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(([key]) => !translations || listed.includes(key));
    return Object.fromEntries(kept.map(([key, member]) => [key, copy(member, key.startsWith("i18n_"))]));
  };
  return copy(card, false) as JsonObject;
}

/** Give the text of a member such as `content`, in the reader's language if the card has it. */
export function localText(node: JsonObject, key: string, locale: string): string {
  const translations = node[`i18n_${key}`] ?? (key === "content" ? node["i18n"] : undefined);
  const translated = isObject(translations) ? translations[locale] : undefined;
  const text = typeof translated === "string" ? translated : node[key];
  return typeof text === "string" ? text : typeof text === "number" ? String(text) : "";
}

/** Give the plain text of a text object such as `placeholder`, in the reader's language. */
export function plainText(value: Json | undefined, locale: string): string {
  if (typeof value === "string") return visible(value);
  return isObject(value) ? visible(localText(value, "content", locale)) : "";
}

/** Leave out markup, for labels read aloud. */
export function withoutMarkup(text: string): string {
  return text.replace(/<[^>]{0,200}>/g, "").replace(/[*_~`#>|]/g, "").replace(/\s+/g, " ").trim();
}

/** Give a link if it is of a kind that may be opened. */
export function safeLink(value: Json | undefined, alsoTel = false): string | undefined {
  if (typeof value !== "string") return undefined;
  const link = value.trim();
  if (!(alsoTel ? /^(?:https?:\/\/|mailto:|tel:)/i : /^(?:https?:\/\/|mailto:)/i).test(link)) return undefined;
  try {
    return new URL(link).href;
  } catch {
    return undefined;
  }
}

/** Tell whether a link stays on this machine. */
export function isLoopback(link: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(link).hostname);
}
