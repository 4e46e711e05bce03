/** Values for the variables of a template, written as text. */
import { readJson } from "../json";
import type { Json } from "../types";

/** How the values are sent: as they were written, or so that the platform refuses them. */
export const WAYS = ["written", "wrong_type", "wrong_form"] as const;
export type Way = (typeof WAYS)[number];

const TEXTS = ["text", "image", "person"];
const FORMED = ["image", "person"];

export type Variables = Readonly<Record<string, string>>;

/** Read what was written for a variable: a text stays one, anything else is JSON where it can be read as such. */
export function valueOf(type: string, written: string): Json {
  return TEXTS.includes(type) ? written : (readJson(written) ?? written);
}

/** Write a default so that it can be edited. */
export function written(value: Json | undefined): string {
  return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

/** Tell whether the variables have a type that can be sent wrong in this way. */
export function canBe(way: Way, variables: Variables): boolean {
  const types = Object.values(variables);
  return way === "written" || (way === "wrong_type" ? types.length > 0 : types.some((type) => FORMED.includes(type)));
}

/** Give what is sent; a variable for which nothing was written keeps its default. */
export function valuesToSend(variables: Variables, texts: Readonly<Record<string, string>>, way: Way): Record<string, Json> {
  const sent: Record<string, Json> = {};
  for (const [name, type] of Object.entries(variables)) {
    const text = texts[name] ?? "";
    if (text !== "") sent[name] = valueOf(type, text);
  }
  const wrong = Object.entries(variables).find(([, type]) => way === "wrong_type" || FORMED.includes(type));
  if (way !== "written" && wrong) {
    const [name, type] = wrong;
    sent[name] = way === "wrong_form" ? "no such key" : TEXTS.includes(type) ? 42 : "a text";
  }
  return sent;
}
