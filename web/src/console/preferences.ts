/** What a person chose for this browser: language, theme, shortcuts. */
import { Store } from "./store";
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

/** Languages of the texts of a toast and of a card, each with its name in itself. */
export const LOCALES: Readonly<Record<string, string>> = {
  zh_cn: "简体中文", en_us: "English", ja_jp: "日本語", zh_hk: "繁體中文（香港）", zh_tw: "繁體中文（台灣）", ko_kr: "한국어",
  de_de: "Deutsch", es_es: "Español", fr_fr: "Français", id_id: "Bahasa Indonesia", it_it: "Italiano", ms_my: "Bahasa Melayu",
  pt_br: "Português (Brasil)", ru_ru: "Русский", th_th: "ไทย", vi_vn: "Tiếng Việt",
};

/** Give the language that people read in. */
export function userLocale({ locale, lang }: Preferences): string {
  return locale || (lang === "zh" ? "zh_cn" : "en_us");
}

const KEPT_AS = "larkline";
const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

function start(): Preferences {
  const lang: Lang = (globalThis.navigator?.language ?? "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  const fresh: Preferences = { lang, theme: "system", shortcuts: true, locale: "", saved: [], recent: [], bookmarks: [], rows: 10_000 };
  try {
    return { ...fresh, ...(JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Preferences>) };
  } catch {
    return fresh; // storage switched off, or not ours
  }
}

export const preferences = new Store<Preferences>(start());

export function prefer(change: Partial<Preferences>): void {
  preferences.set(change);
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(preferences.state));
  } catch {
    // without storage it holds until the page is closed
  }
}

export function isDark({ theme }: Preferences): boolean {
  return theme === "dark" || (theme === "system" && (dark?.matches ?? false));
}

/** Keep the document's theme and language as they were chosen. */
export function dress(): void {
  const show = (): void => {
    const { lang } = preferences.state;
    document.documentElement.dataset["theme"] = isDark(preferences.state) ? "dark" : "light";
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  };
  show();
  preferences.watch(show);
  dark?.addEventListener("change", () => preferences.set({}));
}
