/** What the page knows of the emulator, except the deliveries (see `rows.ts`). */
import { Store } from "./store";
import type { ApiCall, App, Attempt, Chat, Clock, Connection, Fault, Info, Message, Person, Toast, Verdict } from "./types";

/** How the page stands with the emulator. */
export type Phase =
  | "starting"
  | "locked" // no session: the address came without its token, or the emulator began anew with another one
  | "live"
  | "resyncing"
  | "lost"; // not reachable; tried again at `retryAt`

/** What became of the last act on a card, where it did not go well. */
export interface Failure {
  pointer: string;
  verdict: Verdict;
  delivery: string;
}

export interface ShownToast extends Toast {
  key: number;
}

export interface World {
  phase: Phase;
  retryAt: number;
  info: Info | null;
  apps: readonly App[];
  people: readonly Person[];
  chats: readonly Chat[];
  /** By chat; a chat whose messages were not read yet is missing. */
  messages: Readonly<Record<string, readonly Message[]>>;
  connections: readonly Connection[];
  /** Tries to connect that were refused, the oldest first. */
  attempts: readonly Attempt[];
  calls: readonly ApiCall[];
  /** How many calls went to a path that is not emulated. */
  unimplemented: number;
  faults: readonly Fault[];
  clock: Clock | null;
  failures: Readonly<Record<string, Failure>>;
  toasts: readonly ShownToast[];
  /** Chats with messages that were not looked at. */
  unread: Readonly<Record<string, number>>;
}

export const world = new Store<World>({
  phase: "starting",
  retryAt: 0,
  info: null,
  apps: [],
  people: [],
  chats: [],
  messages: {},
  connections: [],
  attempts: [],
  calls: [],
  unimplemented: 0,
  faults: [],
  clock: null,
  failures: {},
  toasts: [],
  unread: {},
});

/** Tell whether an app needs no connection to be told of something. */
export function takesWebhooks(app: App | undefined): boolean {
  return app?.["callbacks"] === "webhook" || app?.["events"] === "webhook";
}

/** Put something in the place of what has the same id, or at the end. */
export function placed<T extends { id: string }>(list: readonly T[], one: T): T[] {
  const index = list.findIndex((other) => other.id === one.id);
  return index < 0 ? [...list, one] : list.with(index, one);
}

/** Put something in its place, and keep only so many: the last ones. */
export function latest<T extends { id: string }>(list: readonly T[], one: T, most: number): T[] {
  return placed(list, one).slice(-most);
}

export function without<V>(record: Readonly<Record<string, V>>, key: string): Record<string, V> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
