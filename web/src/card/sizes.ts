/** How large text is, by name. Source: docs, 字号枚举 (documented). */

import type { CSSProperties } from "preact";
import type { Device } from "./behavior";
import type { Json, JsonObject } from "./json";
import { isObject, objectIn } from "./json";

/** Name: pixels on a PC, on a phone. */
const SIZES: Record<string, readonly [number, number]> = {
  "heading-0": [30, 26], "heading-1": [24, 24], "heading-2": [20, 20], "heading-3": [18, 17], "heading-4": [16, 16],
  heading: [16, 16], normal: [14, 14], notation: [12, 12],
  "xxxx-large": [30, 26], "xxx-large": [24, 24], "xx-large": [20, 20], "x-large": [18, 18], large: [16, 17], medium: [14, 14], small: [12, 12], "x-small": [10, 10],
};

/** Give the style for a size that the platform or the card itself names; nothing for the normal one. */
export function textSize(name: Json | undefined, device: Device, card: JsonObject): CSSProperties {
  if (typeof name !== "string") return {};
  const own = objectIn(objectIn(objectIn(card, "config"), "style"), "text_size")[name];
  const chosen = isObject(own) ? (own[device === "pc" ? "pc" : "mobile"] ?? own["default"]) : name;
  const size = typeof chosen === "string" && Object.hasOwn(SIZES, chosen) ? SIZES[chosen] : undefined;
  if (!size) return {};
  const pixels = size[device === "pc" ? 0 : 1];
  return { fontSize: `${pixels}px`, lineHeight: `${pixels <= 12 ? pixels + 6 : pixels + 8}px` };
}
