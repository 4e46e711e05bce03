/** What the fields of a card hold: at first, and when they count as not filled in. */

import type { JsonObject } from "./json";
import { objectsIn, textIn } from "./json";
import { localText, plainText } from "./texts";

export type FieldValue = string | boolean | string[];

const INITIAL_KEYS: Record<string, string> = {
  date_picker: "initial_date",
  picker_time: "initial_time",
  picker_datetime: "initial_datetime",
};

export function isMultiple(node: JsonObject): boolean {
  const tag = textIn(node, "tag");
  return tag.startsWith("multi_select") || (tag === "select_img" && node["multi_select"] === true);
}

/** Give what an untouched field holds. */
export function initialValue(node: JsonObject, locale: string): FieldValue {
  const tag = textIn(node, "tag");
  if (tag === "checker") return node["checked"] === true;
  if (isMultiple(node)) return Array.isArray(node["selected_values"]) ? node["selected_values"].map(String) : [];
  if (tag === "input") return localText(node, "default_value", locale);
  const key = INITIAL_KEYS[tag];
  if (key !== undefined) return textIn(node, key);
  const options = objectsIn(node, "options").map(([option]) => option);
  const initial = textIn(node, "initial_option");
  if (initial) {
    const byValue = options.find((option) => option["value"] === initial);
    const found = byValue ?? options.find((option) => plainText(option["text"], locale) === initial);
    return found ? textIn(found, "value") : options.length ? "" : initial;
  }
  const index = node["initial_index"];
  return typeof index === "number" && index >= 1 ? textIn(options[index - 1] ?? {}, "value") : "";
}

/** Tell whether a required field with this value counts as not filled in. */
export function isEmpty(value: FieldValue): boolean {
  return typeof value === "boolean" ? !value : value.length === 0;
}

/** Give how many characters an input takes. */
export function maxLength(node: JsonObject): number {
  const given = node["max_length"];
  return typeof given === "number" && given >= 1 && given <= 1000 ? given : 1000;
}

/** Give how many characters a text has; an emoji is one, as the emulator counts. */
export function lengthOf(text: string): number {
  return [...text].length;
}
