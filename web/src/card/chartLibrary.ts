/** Where the chart library comes from, and what of a card's specification reaches it. */

import type { Json, JsonObject } from "./json";
import { isObject } from "./json";

interface Drawn {
  renderAsync: () => Promise<unknown>;
  release: () => void;
}
export type ChartLibrary = new (spec: JsonObject, options: { dom: HTMLElement; mode: string; theme: string; animation: boolean }) => Drawn;

const KEY = Symbol.for("larkline.chart");
/** What would put HTML into the page, or load something. */
const HARMFUL = new Set(["html", "react", "vue", "dom", "renderMode", "style_html", "image", "background", "texture", "__proto__", "constructor", "prototype"]);

/** Give the library if it is part of the page, else load it from beside the page; null where it is nowhere. */
export async function chartLibrary(): Promise<ChartLibrary | null> {
  const announced = (globalThis as unknown as Record<symbol, ChartLibrary | undefined>)[KEY];
  if (announced) return announced;
  if (!/^https?:$/.test(location.protocol)) return null;
  try {
    await import(/* @vite-ignore */ new URL("/card/chart.js", location.origin).href);
  } catch {
    return null;
  }
  return (globalThis as unknown as Record<symbol, ChartLibrary | undefined>)[KEY] ?? null;
}

/** Copy a specification without what could load something or be taken for HTML; tooltips are drawn on the canvas. */
export function harmlessSpec(spec: JsonObject): JsonObject {
  const copy = (value: Json): Json | undefined => {
    if (typeof value === "string") return /^\s*(?:\w+:)?\/\/|^\s*(?:data|blob|javascript):|^\s*<svg/i.test(value) ? undefined : value;
    if (Array.isArray(value)) return value.map((item) => copy(item) ?? null);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => {
      const kept = HARMFUL.has(key) ? undefined : copy(member);
      return kept === undefined ? [] : [[key, kept]];
    }));
  };
  const kept = copy(spec) as JsonObject;
  const tooltip = kept["tooltip"];
  return { ...kept, tooltip: { ...(isObject(tooltip) ? tooltip : {}), renderMode: "canvas" } };
}
