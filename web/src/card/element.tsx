/**
 * The web component `<feishu-card>`: draws a card as the client shows it, and says what a person does to it.
 *
 *     const view = document.createElement("feishu-card");
 *     view.card = { schema: "2.0", body: { elements: [] } };
 *     view.addEventListener("feishu-action", (event) => event.waitFor(send(event.request)));
 */

import type { Json } from "./json";
import type { Theme } from "./palette";

/** Somebody a card may name; who is not among them is shown as unknown. */
export interface Person {
  open_id: string;
  name: string;
}

/** How a callback that a person caused went wrong. */
export interface Failure {
  code: number | string;
  message: string;
}

/** What a person did; the body of `POST /messages/{id}/actions` without the person. */
export type ActionRequest = Record<string, Json>;

/** A person did something that calls back. */
export class ActionEvent extends Event {
  constructor(
    /** JSON pointer of the component. */
    readonly pointer: string,
    readonly tag: string,
    readonly componentName: string,
    readonly request: ActionRequest,
    private readonly pending: (outcome: Promise<Failure | null>) => void,
  ) {
    super("feishu-action", { bubbles: true, composed: true });
  }

  /** Lock the card until the outcome is known; a failure is shown below the component. */
  waitFor(outcome: Promise<Failure | null>): void {
    this.pending(outcome);
  }
}

/** A person opens a link; unless prevented it opens in a new window. */
export class LinkEvent extends Event {
  constructor(readonly url: string) {
    super("feishu-link", { bubbles: true, composed: true, cancelable: true });
  }
}

/** How a card is looked at. */
export interface View {
  theme: Theme;
  device: "pc" | "mobile";
  /** Locale such as `zh_cn`. */
  locale: string;
  timezone: string;
  people: readonly Person[];
  /** Who looks; a mention of this person is highlighted. */
  viewer: string;
  /** Where the picture with a key lies; without it a placeholder is drawn. */
  imageUrl: ((key: string) => string | undefined) | undefined;
}

export class FeishuCard extends HTMLElement {
  card: Json = null;
}

declare global {
  interface HTMLElementTagNameMap {
    "feishu-card": FeishuCard;
  }
}

if (!customElements.get("feishu-card")) customElements.define("feishu-card", FeishuCard);
