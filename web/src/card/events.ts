/** What the web component tells the page around it. */

import type { Json } from "./json";

/** How a callback that a person caused went wrong. */
export interface Failure {
  code: number | string;
  message: string;
}

/** What a person did: the body of `POST /messages/{id}/actions`, without the person. */
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
