/** Say something in the language of the page. */
import { CATALOGUE, type Key } from "./catalogue";
import { preferences } from "./preferences";
import { useStore } from "./store";
import type { Both, Lang, Told } from "./types";

export type Values = Record<string, string | number>;
export type Say = (key: Key, values?: Values) => string;

const known: Record<string, Both> = { ...CATALOGUE };

/** Take in the sentences of a part that was fetched. */
export function learn(sentences: Readonly<Record<string, Both>>): void {
  Object.assign(known, sentences);
}

export function phrase(lang: Lang, key: Key, values: Values = {}): string {
  return (known[key]?.[lang] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Say it now, outside of anything drawn. */
export const say: Say = (key, values) => phrase(preferences.state.lang, key, values);

const SPEAKERS: Readonly<Record<Lang, Say>> = {
  zh: (key, values) => phrase("zh", key, values),
  en: (key, values) => phrase("en", key, values),
};

/** Give what says things, the same for as long as the language is, and draw again when that changes. */
export function useSay(): Say {
  return SPEAKERS[useLang()];
}

export function useLang(): Lang {
  return useStore(preferences, (state) => state.lang);
}

/** Give a text of the emulator that is English, in the page's language where it is told in both. */
export function told<Name extends string>(thing: Told<Name>, name: Name, lang: Lang): string {
  return inLang(thing.i18n?.[name], lang) || (thing[name] ?? "");
}

/** Take the text of the page's language. */
export function inLang(both: Both | null | undefined, lang: Lang): string {
  return both?.[lang] ?? "";
}
