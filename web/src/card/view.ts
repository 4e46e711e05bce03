/** How a card is looked at, and what its parts share. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Device } from "./behavior";
import type { JsonObject } from "./json";
import type { Theme } from "./palette";
import type { Place } from "./places";
import type { CardState } from "./state";
import { localText, plainText } from "./texts";
import type { OwnColors } from "./values";
import { color } from "./values";
import type { Say } from "./words";

/** Somebody a card may name; who is not among them is shown as unknown. */
export interface Person {
  open_id: string;
  name: string;
}

/** How a card is looked at. */
export interface View {
  theme: Theme;
  device: Device;
  /** Locale such as `zh_cn`. */
  locale: string;
  timezone: string;
  people: readonly Person[];
  /** Who looks; a mention of this person is highlighted. */
  viewer: string;
  /** When the card was sent, in milliseconds; now, unless it is known. */
  sent: number | undefined;
  /** Where the picture with a key lies; without it a placeholder is drawn. */
  imageUrl: ((key: string) => string | undefined) | undefined;
}

/** What every part of a card can see. */
export interface Shared {
  view: View;
  card: JsonObject;
  schema: "1.0" | "2.0";
  colors: OwnColors;
  say: Say;
  state: CardState;
}

export const CardContext = createContext<Shared | null>(null);
/** The form around a component. */
export const FormContext = createContext<Place | null>(null);

export function useCard(): Shared {
  const shared = useContext(CardContext);
  if (!shared) throw new Error("a part of a card was drawn outside a card");
  return shared;
}

/** Give how to read colours and texts as the reader sees them. */
export function useReading(): {
  colorOf: (value: JsonObject[string] | undefined) => string | undefined;
  plain: (value: JsonObject[string] | undefined) => string;
  local: (node: JsonObject, key: string) => string;
} {
  const { view, colors } = useCard();
  return {
    colorOf: (value) => color(value, view.theme, colors),
    plain: (value) => plainText(value, view.locale),
    local: (node, key) => localText(node, key, view.locale),
  };
}
