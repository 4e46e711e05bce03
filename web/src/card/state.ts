/** What a person has done to one card and the app has not seen yet, and what happens when a component is used. */

import type { Device } from "./behavior";
import { callsBack, formAction, linkOf } from "./behavior";
import type { ActionRequest, Failure } from "./events";
import { ActionEvent, LinkEvent } from "./events";
import type { FieldValue } from "./fields";
import { initialValue, isEmpty, lengthOf, maxLength } from "./fields";
import type { JsonObject } from "./json";
import { isObject, textIn } from "./json";
import type { Place } from "./places";
import { fieldsOf } from "./places";
import { isLoopback, plainText, visible } from "./texts";
import type { Say } from "./words";

/** A question that must be answered before a component does what it does. */
export interface Question {
  title: string;
  text: string;
  danger: boolean;
  answer: (yes: boolean) => void;
}

/** A remark below a component. */
export interface Remark {
  text: string;
  code?: string;
}

/** Using a component: what is asked of the control API, and which link opens. */
export interface Use {
  request: ActionRequest;
  link?: string | undefined;
  /** Whether the app is called back; by default as the component says. */
  callback?: boolean;
}

export class CardState {
  /** JSON pointer of the component whose callback is under way. */
  pending: string | null = null;
  /** The component that was used last; focus goes back to it. */
  used: string | null = null;
  question: Question | null = null;
  readonly remarks = new Map<string, Remark>();

  constructor(
    private readonly host: EventTarget,
    private readonly changed: () => void,
    readonly device: Device,
    readonly locale: string,
    private readonly say: Say,
    /** By JSON pointer: what fields hold that a person has put something into. */
    readonly values: Map<string, FieldValue>,
  ) {}

  /** Give what a field holds. */
  value(place: Place): FieldValue {
    return this.values.get(place.pointer) ?? initialValue(place.node, this.locale);
  }

  /** Put something into a field. */
  fill(place: Place, value: FieldValue): void {
    if (this.pending) return;
    this.values.set(place.pointer, value);
    this.remarks.delete(place.pointer);
    this.changed();
  }

  /** Use a component: what is disabled tells why, a form is checked, a dialog is asked, then links open and the app is called. */
  use(place: Place, form: Place | null, use: Use): void {
    if (this.pending) return;
    const { node, pointer } = place;
    this.remarks.clear();
    this.used = pointer;
    if (node["disabled"] === true) return this.remark(pointer, plainText(node["disabled_tips"], this.locale));
    const action = form && node["tag"] === "button" ? formAction(node) : undefined;
    if (form && action === "reset") return this.reset(form);
    const request = form && action === "submit" ? this.submission(place, form) : use.request;
    if (!request) return this.changed();
    const deed: Use = { ...use, request, ...(action === "submit" && { callback: true }) };
    const confirm = node["confirm"];
    if (!isObject(confirm)) return this.go(place, deed);
    this.question = {
      title: plainText(confirm["title"], this.locale),
      text: plainText(confirm["text"], this.locale),
      danger: textIn(node, "type").startsWith("danger"),
      answer: (yes) => {
        this.question = null;
        if (yes) this.go(place, deed);
        else this.forget(place, form);
      },
    };
    this.changed();
  }

  /** Show a remark below a component. */
  remark(pointer: string, text: string, code?: string): void {
    if (text || code) this.remarks.set(pointer, code === undefined ? { text } : { text, code });
    this.changed();
  }

  /** Open a link, unless the page around the card does so itself; one that leads away from this machine is asked about. */
  open(url: string): void {
    if (!this.host.dispatchEvent(new LinkEvent(url))) return;
    const go = (): unknown => window.open(url, "_blank", "noopener,noreferrer");
    if (isLoopback(url)) return void go();
    this.question = {
      title: this.say("leave"),
      text: visible(url),
      danger: false,
      answer: (yes) => {
        this.question = null;
        if (yes) go();
        this.changed();
      },
    };
    this.changed();
  }

  private forget(place: Place, form: Place | null): void {
    if (!form) this.values.delete(place.pointer);
    this.changed();
  }

  private reset(form: Place): void {
    for (const field of fieldsOf(form)) this.values.delete(field.pointer);
    this.changed();
  }

  /** Check a form and give what it sends; null with remarks when it is not sent. */
  private submission(button: Place, form: Place): ActionRequest | null {
    const fields = fieldsOf(form);
    if (!textIn(button.node, "name") || fields.some((field) => !textIn(field.node, "name"))) {
      this.remarks.set(button.pointer, { text: this.say("noName"), code: "200530" });
      return null;
    }
    const values: JsonObject = {};
    for (const { node, pointer } of fields) {
      const value = this.value({ node, pointer });
      if (node["required"] === true && isEmpty(value)) this.remarks.set(pointer, { text: this.say("required") });
      else if (node["tag"] === "input" && lengthOf(String(value)) > maxLength(node)) this.remarks.set(pointer, { text: this.say("tooLong") });
      if (this.values.has(pointer)) values[textIn(node, "name")] = value;
    }
    return this.remarks.size ? null : { click: button.pointer, values };
  }

  private go(place: Place, use: Use): void {
    const { node, pointer } = place;
    const link = use.link ?? (node["tag"] === "overflow" ? undefined : linkOf(node, this.device));
    if (link) this.open(link);
    if (use.callback ?? callsBack(node)) {
      const wait = (outcome: Promise<Failure | null>): void =>
        this.waitFor(pointer, outcome, () => textIn(node, "tag") !== "input" && this.values.delete(pointer));
      this.host.dispatchEvent(new ActionEvent(pointer, textIn(node, "tag"), textIn(node, "name"), use.request, wait));
    }
    this.changed();
  }

  /** Lock the card until it is known how a callback went; a failure is shown below the component. */
  waitFor(pointer: string, outcome: Promise<Failure | null>, onFailure = (): unknown => undefined): void {
    this.pending = pointer;
    this.used = pointer;
    this.changed();
    void this.finish(pointer, outcome, onFailure);
  }

  private async finish(pointer: string, outcome: Promise<Failure | null>, onFailure: () => unknown): Promise<void> {
    const failure = await outcome.catch((error: unknown): Failure => ({ code: "", message: String(error) }));
    this.pending = null;
    if (failure) onFailure();
    if (failure) this.remark(pointer, failure.message || this.say("failed"), String(failure.code));
    else this.changed();
  }
}
