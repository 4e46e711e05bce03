/** One thing that can be done by name. */
import type { Key } from "../catalogue";
import { phrase } from "../language";
import type { Both } from "../types";

export interface Command {
  id: string;
  /** In both languages: it is found by either. */
  name: Both;
  /** The command line that does the same, or an id. */
  hint?: string;
  /** The call of the control API behind it; none when it only changes what is shown. */
  does?: string;
  run: () => void;
}

/** Say something in both languages, with values that may be in both languages themselves. */
export function named(key: Key, values: Record<string, string | number | Both> = {}): Both {
  const within = (lang: keyof Both): Record<string, string | number> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "object" ? value[lang] : value]));
  return { zh: phrase("zh", key, within("zh")), en: phrase("en", key, within("en")) };
}
