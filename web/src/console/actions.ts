/** What a person does on the page. */
import { ApiError, at, patch, post, Unreachable } from "./api";
import { Declined } from "./confirm";
import { prefer, preferences, userLocale } from "./preferences";
import type { Failure } from "../card/element";
import { say } from "./language";
import { go, route, type Tab, type View } from "./route";
import { deliveries } from "./rows";
import { loadMessages } from "./messages";
import type { Delivery, Json, Message, Person, Toast } from "./types";
import { without, world } from "./world";

const TOAST_MS = 4000;
/** For each letter of what went wrong, which is to be read to its end. */
const READING_MS = 70;
let toasts = 0;

export function toast(shown: Toast, stays = TOAST_MS): void {
  const key = ++toasts;
  world.set({ toasts: [...world.state.toasts, { ...shown, key }] });
  setTimeout(() => dismiss(key), stays);
}

export function dismiss(key: number): void {
  world.set({ toasts: world.state.toasts.filter((one) => one.key !== key) });
}

/** Do something that may be refused; what went wrong is said in a toast. */
export async function attempt<T>(deed: () => Promise<T>): Promise<T | undefined> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof Declined) {
      toast({ type: "info", content: error.message });
      return undefined;
    }
    const content = reasonOf(error);
    toast({ type: "error", content }, TOAST_MS + READING_MS * content.length);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Unreachable) return say("banner.lost");
  if (error instanceof ApiError && error.status === 401) return say("banner.locked");
  if (error instanceof ApiError) {
    const { lang } = preferences.state;
    const [problem, hint] = [error.problem[lang], error.hint[lang]];
    const isForPrograms = hint.includes("/api/v1/");
    return isForPrograms || problem.includes(hint) ? problem : say("problem.hint", { problem, hint });
  }
  return error instanceof Error ? error.message : String(error);
}

export interface Act {
  /** Where the component is in the card, as a JSON pointer. */
  pointer: string;
  body: Record<string, Json>;
}

/** What became of the last act on a message, or will: a card that is drawn anew meanwhile stays locked by it. */
export const outcomes = new Map<string, { pointer: string; outcome: Promise<Failure | null> }>();

/** Act on a card as the chosen person, who may see an error code then; the card is locked until the answer is there. */
export function act(message: Message, deed: Act): Promise<Failure | null> {
  const outcome = send(message, deed);
  outcomes.set(message.id, { pointer: deed.pointer, outcome });
  void outcome.then((failure) => failure === null && outcomes.get(message.id)?.outcome === outcome && outcomes.delete(message.id));
  return outcome;
}

async function send(message: Message, { pointer, body }: Act): Promise<Failure | null> {
  world.set({ failures: without(world.state.failures, message.id) });
  const path = `${at("messages", message.id)}/actions`;
  const answer = await attempt(() =>
    post<{ delivery: Delivery; response: { toast: Toast | null } }>(path, { ...body, by: route.state.as }),
  );
  if (answer === undefined) return null;
  const { delivery, response } = answer;
  deliveries.take(delivery);
  if (response.toast) toast(response.toast);
  const { verdict } = delivery;
  if (verdict?.outcome !== "failed") return null;
  const failure = { pointer, verdict, delivery: delivery.id };
  world.set({ failures: { ...world.state.failures, [message.id]: failure } });
  return verdict.code === null ? null : { code: verdict.code, message: say("chat.failed") };
}

export async function speak(text: string): Promise<void> {
  const { chat, as } = route.state;
  await attempt(() => post(`${at("chats", chat)}/messages`, { text, by: as }));
}

const REMEMBERED = 4;

export async function trigger(type: string, set: Record<string, Json> = {}, times = 1): Promise<void> {
  prefer({ recent: [type, ...preferences.state.recent.filter((one) => one !== type)].slice(0, REMEMBERED) });
  await attempt(() => post("/events", { type, set, times, ...(route.state.app ? { app_id: route.state.app } : {}) }));
}

export function openChat(chat: string): void {
  const found = world.state.chats.find(({ id }) => id === chat);
  const { as } = route.state;
  const person = found?.members.includes(as) ? as : (found?.members[0] ?? as);
  world.set({ unread: without(world.state.unread, chat) });
  go({ chat, as: person, view: "chat", pane: "chat" });
  void attempt(() => loadMessages(chat));
}

/** Turn to another app, and to a chat of it. */
export function openApp(app: string): void {
  const mine = world.state.chats.filter(({ bots }) => bots.includes(app));
  const { chat, as } = route.state;
  const next = mine.find(({ id }) => id === chat) ?? mine.find(({ kind }) => kind === "p2p") ?? mine[0];
  go({ app, chat: next?.id ?? "", as: next?.members.includes(as) ? as : (next?.members[0] ?? "") });
}

/** Be somebody else in this chat: cards are seen and clicked as that person. */
export function become(person: string): void {
  go({ as: person });
  if (preferences.state.locale !== "") void readIn(preferences.state.locale);
  else void attempt(() => loadMessages(route.state.chat));
}

/** Let the chosen person read toasts and cards in a language; empty for that of the page. */
export async function readIn(locale: string): Promise<void> {
  prefer({ locale });
  const changed = await attempt(() => patch<Person>(at("users", route.state.as), { locale: userLocale(preferences.state) }));
  if (!changed) return;
  world.set({ people: world.state.people.map((one) => (one.open_id === changed.open_id ? changed : one)) });
  await attempt(() => loadMessages(route.state.chat));
}

export function openDelivery(id: string, tab: Tab = route.state.tab): void {
  go({ delivery: id, tab, pane: "deliveries" });
}

/** Close the delivery that is open; the focus goes to the list. */
export function closeDelivery(): void {
  go({ delivery: "" });
  focusSoon("#deliveries-list");
}

/** Give the focus to what fits the selector once that is drawn which was changed just now. */
export function focusSoon(selector: string): void {
  queueMicrotask(() => document.querySelector<HTMLElement>(selector)?.focus());
}

export function openView(view: View): void {
  go({ view, pane: "chat" });
}

export function switchTheme(): void {
  const next = { system: "light", light: "dark", dark: "system" } as const;
  prefer({ theme: next[preferences.state.theme] });
}

export function switchLanguage(): void {
  prefer({ lang: preferences.state.lang === "zh" ? "en" : "zh" });
}

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
