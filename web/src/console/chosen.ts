/** What a person chose for this browser: language, theme, shortcuts; as it is kept, and as the document wears it. */
import type { Json, Lang } from "./types";

export type Theme = "system" | "light" | "dark";

export interface Bookmark {
  name: string;
  type: string;
  set: Record<string, Json>;
  times: number;
}

export interface Preferences {
  lang: Lang;
  theme: Theme;
  shortcuts: boolean;
  /** The language that people read toasts and cards in; empty for that of the page. */
  locale: string;
  /** Filters that were kept. */
  saved: string[];
  /** Event types that were mocked last. */
  recent: string[];
  /** Events that were kept, with what is set in them. */
  bookmarks: Bookmark[];
  /** How many deliveries the page holds and filters by itself; older ones are searched by the emulator. */
  rows: number;
}

export const KEPT_AS = "larkline";
export const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** Give what was chosen, or what this browser suggests. */
export function kept(): Preferences {
  const lang: Lang = (globalThis.navigator?.language ?? "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  const fresh: Preferences = { lang, theme: "system", shortcuts: true, locale: "", saved: [], recent: [], bookmarks: [], rows: 10_000 };
  try {
    return { ...fresh, ...(JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Preferences>) };
  } catch {
    return fresh; // storage switched off, or not ours
  }
}

export function isDark({ theme }: Preferences): boolean {
  return theme === "dark" || (theme === "system" && (dark?.matches ?? false));
}

/** Give the document its theme and its language. */
export function wear(chosen: Preferences): void {
  document.documentElement.dataset["theme"] = isDark(chosen) ? "dark" : "light";
  document.documentElement.lang = chosen.lang === "zh" ? "zh-CN" : "en";
}
