/**
 * The web component `<feishu-card>`: draws a card as the client shows it, and says what a person does to it.
 *
 * Attributes: `theme`, `device`, `locale`. Properties: `card`, `view`, `filled`. Events: `feishu-action`, `feishu-link`.
 *
 *     const view = document.createElement("feishu-card");
 *     view.card = { schema: "2.0", body: { elements: [] } };
 *     view.addEventListener("feishu-action", (event) => event.waitFor(send(event.request)));
 */

import { render } from "preact";
import { CardView } from "./card";
import css from "./card.css?inline";
import type { ActionEvent, Failure, LinkEvent } from "./events";
import type { FieldValue } from "./fields";
import type { Json, JsonObject } from "./json";
import { objectIn } from "./json";
import { prune } from "./prune";
import { CardState } from "./state";
import { withListedLocales } from "./texts";
import type { View } from "./view";
import { ownColors } from "./values";
import { speaker } from "./words";

export type { ActionRequest, Failure } from "./events";
export { ActionEvent, LinkEvent } from "./events";
export type { Person, View } from "./view";

/** What a person has filled in, and in which card; only for {@link FeishuCard.filled}. */
export interface Filled {
  card: string;
  values: Map<string, FieldValue>;
}

const DEFAULTS: View = { theme: "light", device: "pc", locale: "zh_cn", timezone: "Asia/Shanghai", people: [], viewer: "", sent: undefined, imageUrl: undefined };
let sheet: CSSStyleSheet | undefined;

function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

/** What an attribute may say; a locale is any. */
const KNOWN: Record<string, readonly string[]> = { theme: ["light", "dark"], device: ["pc", "mobile", "ios", "android"] };

export class FeishuCard extends HTMLElement {
  static readonly observedAttributes = ["theme", "device", "locale"];
  #card: JsonObject = {};
  #cut = false;
  #written = "";
  #view = DEFAULTS;
  #state: CardState | undefined;
  #root = this.attachShadow({ mode: "open" });
  #asked = false;

  /** The card's JSON. A card that differs from the one before forgets what a person has filled in. */
  get card(): Json {
    return this.#card;
  }

  set card(card: Json) {
    const { card: kept, cut } = prune(card);
    const written = JSON.stringify(kept);
    if (written === this.#written) return;
    this.#card = withListedLocales(kept);
    this.#cut = cut;
    this.#written = written;
    this.#begin();
  }

  /** What a person has filled in. Put into another element with the same card, it goes on there. */
  get filled(): Filled {
    return { card: this.#written, values: this.#state?.values ?? new Map() };
  }

  set filled({ card, values }: Filled) {
    if (card === this.#written) this.#begin(values);
  }

  /** How the card is looked at; what is left out stays as it was. */
  get view(): View {
    return this.#view;
  }

  set view(view: Partial<View>) {
    const next = { ...this.#view, ...view };
    const anew = next.locale !== this.#view.locale || next.device !== this.#view.device;
    this.#view = next;
    this.#mark();
    if (anew) this.#begin();
    else this.#ask();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (value && (KNOWN[name]?.includes(value) ?? true)) this.view = { [name]: value };
  }

  connectedCallback(): void {
    this.#takeOver();
    if (!this.#root.adoptedStyleSheets.length) this.#root.adoptedStyleSheets = [styles()];
    this.#mark();
    if (!this.#state) this.#begin();
    this.#draw();
  }

  disconnectedCallback(): void {
    render(null, this.#root);
  }

  /** Tell the style sheet how the card is looked at. */
  #mark(): void {
    this.dataset["theme"] = this.#view.theme;
    this.dataset["device"] = this.#view.device === "pc" ? "pc" : "mobile";
  }

  /** Take what was set on the element before this class was loaded. */
  #takeOver(): void {
    const early = this as Partial<Pick<FeishuCard, "card" | "view">>;
    for (const name of ["view", "card"] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value = early[name];
      delete early[name];
      Object.assign(this, { [name]: value });
    }
  }

  /** Begin with a card, by default one that nobody has touched. The one before keeps its callback under way, if there is one. */
  #begin(values = new Map<string, FieldValue>()): void {
    const before = this.#state;
    const active = this.#root.activeElement?.getAttribute("data-pointer");
    const { device, locale } = this.#view;
    const state = new CardState(this, () => this.#state === state && this.#ask(), device, locale, speaker(locale), values);
    this.#state = state;
    this.#ask();
    const wanted = active ?? (before?.pending ? before.used : null);
    if (wanted) queueMicrotask(() => queueMicrotask(() => this.#focus(wanted)));
  }

  /** Lock the card until the outcome of what was done elsewhere, to the component with this JSON pointer, is known. */
  waitFor(pointer: string, outcome: Promise<Failure | null>): void {
    this.#state?.waitFor(pointer, outcome);
  }

  #focus(pointer: string): void {
    const found = [...this.#root.querySelectorAll<HTMLElement>("[data-pointer]")].find((one) => one.dataset["pointer"] === pointer);
    const elsewhere = document.activeElement !== null && document.activeElement !== document.body && document.activeElement !== this;
    if (found && !elsewhere && this.#root.activeElement !== found) found.focus({ preventScroll: true });
  }

  #ask(): void {
    if (this.#asked || !this.isConnected) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      if (this.isConnected) this.#draw();
    });
  }

  #draw(): void {
    if (!this.#state) return;
    const schema = this.#card["schema"] === "2.0" ? "2.0" : "1.0";
    const style = objectIn(objectIn(this.#card, "config"), "style");
    const shared = { view: this.#view, card: this.#card, schema, colors: ownColors(style), say: speaker(this.#view.locale), state: this.#state } as const;
    render(<CardView shared={shared} cut={this.#cut} />, this.#root);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "feishu-card": FeishuCard;
  }
  interface HTMLElementEventMap {
    "feishu-action": ActionEvent;
    "feishu-link": LinkEvent;
  }
}

if (!customElements.get("feishu-card")) customElements.define("feishu-card", FeishuCard);
