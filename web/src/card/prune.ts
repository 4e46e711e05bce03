/** Cards of any size and depth become trees that can be drawn. */

import type { Json, JsonObject } from "./json";
import { isObject } from "./json";

const MOST_NODES = 6000;
const DEEPEST = 40;
/** Characters of a text; a whole card has 30 KB on the platform. */
const LONGEST = 30_000;

/** Copy a card, leaving out what lies too deep or is too much; places in lists stay the same. */
export function prune(card: Json): { card: JsonObject; cut: boolean } {
  let nodes = 0;
  let cut = false;
  const copy = (value: Json, depth: number): Json | undefined => {
    if (typeof value === "string") {
      if (value.length <= LONGEST) return value;
      cut = true;
      return `${value.slice(0, LONGEST)}…`;
    }
    if (typeof value !== "object" || value === null) return value;
    nodes += 1;
    if (depth > DEEPEST || nodes > MOST_NODES) {
      cut = true;
      return undefined;
    }
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const item of value) {
        if (nodes > MOST_NODES) {
          cut = true;
          break;
        }
        items.push(copy(item, depth + 1) ?? null);
      }
      return items;
    }
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(value)) {
      const kept = copy(member, depth + 1);
      if (kept !== undefined) members.push([key, kept]);
    }
    return Object.fromEntries(members);
  };
  const kept = copy(card, 0);
  return { card: isObject(kept) ? kept : {}, cut };
}

/** Show JSON to a person, however large or deep it is. */
export function shownJson(value: Json, most = 1500): string {
  try {
    const text = JSON.stringify(prune(value).card, null, 2);
    return text.length > most ? `${text.slice(0, most)}\n…` : text;
  } catch {
    return "…";
  }
}
