/**
 * What a card may say about lengths and colours, and nothing else: whatever does not match is left out.
 *
 * Only what these functions give ever reaches a style.
 */

import type { Json } from "./json";
import { isObject } from "./json";
import type { Theme } from "./palette";
import { shade } from "./palette";

const LENGTH = /^(-?\d{1,4})(?:px)?$/;
const RGBA = /^rgba?\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*(?:,\s*(?:0|1|0?\.\d{1,6}|1\.0{1,6}|0\.\d{1,6})\s*)?\)$/;
const SPACINGS = {
  "1.0": { small: 4, medium: 8, large: 16, default: 8 },
  "2.0": { small: 4, medium: 8, large: 12, extra_large: 16 },
} as Record<string, Record<string, number>>;

/** Read a length such as `12px`, kept within its limits. */
export function pixels(value: Json | undefined, least: number, most: number): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const found = LENGTH.exec(String(value).trim());
  return found ? Math.min(most, Math.max(least, Number(found[1]))) : undefined;
}

/** Read one, two or four lengths, in the order of CSS. */
export function box(value: Json | undefined, least = 0): string | undefined {
  if (typeof value !== "string") return undefined;
  const lengths = value.trim().split(/\s+/).map((part) => pixels(part, least, 99));
  if (![1, 2, 4].includes(lengths.length) || lengths.includes(undefined)) return undefined;
  return lengths.map((length) => `${length}px`).join(" ");
}

/** Read a gap: a word or a length. */
export function spacing(value: Json | undefined, schema: string, otherwise: number): string {
  const word = typeof value === "string" ? SPACINGS[schema]?.[value] : undefined;
  return `${word ?? pixels(value, 0, 99) ?? otherwise}px`;
}

/** Read a corner radius: a length or a percentage. */
export function radius(value: Json | undefined): string | undefined {
  if (typeof value === "string" && /^(?:100|\d{1,2})%$/.test(value)) return value;
  const length = pixels(value, 0, 999);
  return length === undefined ? undefined : `${length}px`;
}

/** Colours that a card declares itself, in `config.style.color`. */
export type OwnColors = ReadonlyMap<string, Record<Theme, string>>;

/** Read `config.style.color`. */
export function ownColors(style: Json | undefined): OwnColors {
  const declared = isObject(style) && isObject(style["color"]) ? style["color"] : {};
  const found = new Map<string, Record<Theme, string>>();
  for (const [name, value] of Object.entries(declared)) {
    if (!isObject(value)) continue;
    const light = literal(value["light_mode"]);
    const dark = literal(value["dark_mode"]) ?? light;
    if (light && dark) found.set(name, { light, dark });
  }
  return found;
}

/** Read a colour: a name of the palette, one that the card declares, or an rgba literal. */
export function color(value: Json | undefined, theme: Theme, own: OwnColors): string | undefined {
  if (typeof value !== "string") return undefined;
  return own.get(value)?.[theme] ?? shade(value, theme) ?? literal(value);
}

function literal(value: Json | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text.length < 64 && RGBA.test(text) ? text : undefined;
}
