/** Times of day as the page writes them. */
import type { Lang } from "./types";

// Made once: making one takes longer than using it a hundred times.
const FORMATS: Record<Lang, Intl.DateTimeFormat> = {
  zh: new Intl.DateTimeFormat("zh-CN", { timeStyle: "medium" }),
  en: new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" }),
};

/** Write hours, minutes and seconds. */
export function clockTime(time: Date, lang: Lang): string {
  return FORMATS[lang].format(time);
}
