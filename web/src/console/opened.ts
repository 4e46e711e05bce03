/** Which dialogs are open; what they look like is fetched when the first one opens. */
import type { Confirmation } from "./confirm";
import { Store } from "./store";
import type { Detail } from "./types";

export interface AskedValue {
  name: string;
  label: string;
  /** What it begins with. */
  value?: string;
  /** What can be chosen, as value and text; anything can be written without. */
  choices?: readonly (readonly [string, string])[];
}

/** A few values that are needed before something is done. */
export interface Question {
  title: string;
  values: readonly AskedValue[];
  send: (values: Record<string, string>) => void;
}

export interface Opened {
  palette: boolean;
  help: boolean;
  connect: boolean;
  doctor: boolean;
  /** The type of the event that is mocked. */
  mock: string | null;
  /** The delivery that is changed before it is sent again. */
  replay: Detail | null;
  question: Question | null;
  /** What is sent only after a person has agreed. */
  confirm: Confirmation | null;
}

export const NONE_OPEN: Opened = {
  palette: false, help: false, connect: false, doctor: false, mock: null, replay: null, question: null, confirm: null,
};

export const opened = new Store<Opened>(NONE_OPEN);

export function openPalette(): void {
  opened.set({ palette: true });
}

export function showHelp(): void {
  opened.set({ help: true });
}

export function showConnect(): void {
  opened.set({ connect: true });
}

export function runDoctor(): void {
  opened.set({ doctor: true });
}

export function openMock(type: string): void {
  opened.set({ mock: type });
}

export function editReplay(known: Detail): void {
  opened.set({ replay: known });
}

export function ask(question: Question): void {
  opened.set({ question });
}

export function closeDialogs(): void {
  opened.set(NONE_OPEN);
}
