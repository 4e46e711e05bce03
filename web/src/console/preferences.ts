/** What was chosen for this browser, while the page is open. */
import { dark, kept, KEPT_AS, wear, type Preferences } from "./chosen";
import { Store } from "./store";

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

export const preferences = new Store<Preferences>(kept());
globalThis.addEventListener?.("storage", ({ key }) => key === KEPT_AS && preferences.set(kept())); // from another tab

export function prefer(change: Partial<Preferences>): void {
  preferences.set(change);
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(preferences.state));
  } catch {
    // without storage it holds until the page is closed
  }
}

/** Keep the document as it was chosen. */
export function dress(): void {
  const show = (): void => wear(preferences.state);
  show();
  preferences.watch(show);
  dark?.addEventListener("change", () => preferences.set({}));
}
