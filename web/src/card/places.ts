/** Components in their places: who stands where, and which fields a form has. */

import type { Json, JsonObject } from "./json";
import { isObject } from "./json";
import { chosenLocale } from "./texts";

/** One component in its place. */
export interface Place {
  node: JsonObject;
  /** JSON pointer from the card's root. */
  pointer: string;
}

export const FIELD_TAGS: ReadonlySet<string> = new Set([
  "checker",
  "date_picker",
  "input",
  "multi_select_person",
  "multi_select_static",
  "picker_datetime",
  "picker_time",
  "select_img",
  "select_person",
  "select_static",
]);

const CHILD_KEYS = ["elements", "actions", "columns", "extra", "button_area", "buttons"];

/** Give where the components of a card are listed, in the reader's language. */
export function bodyOf(card: JsonObject, locale: string): Place & { list: Json } {
  const body = card["body"];
  if (card["schema"] === "2.0") return { node: isObject(body) ? body : {}, pointer: "/body/elements", list: isObject(body) ? (body["elements"] ?? []) : [] };
  const translations = card["i18n_elements"];
  const chosen = isObject(translations) ? chosenLocale(translations, locale) : undefined;
  if (isObject(translations) && chosen !== undefined) return { node: {}, pointer: `/i18n_elements/${chosen}`, list: translations[chosen]! };
  return { node: {}, pointer: "/elements", list: card["elements"] ?? [] };
}

/** List the fields below a form that hold a value, in the order of the card. */
export function fieldsOf(form: Place): Place[] {
  const found: Place[] = [];
  const look = (node: JsonObject, pointer: string): void => {
    for (const key of CHILD_KEYS) {
      const child = node[key];
      if (Array.isArray(child)) child.forEach((item, index) => isObject(item) && meet(item, `${pointer}/${key}/${index}`));
      else if (isObject(child)) meet(child, `${pointer}/${key}`);
    }
  };
  const meet = (node: JsonObject, pointer: string): void => {
    if (FIELD_TAGS.has(String(node["tag"]))) found.push({ node, pointer });
    look(node, pointer);
  };
  look(form.node, form.pointer);
  return found;
}
