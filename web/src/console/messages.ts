/** The messages of the chat that is shown: read as one person sees them, and kept up to date as they change. */
import { ApiError, at, get, Unreachable } from "./api";
import { FIRST_MESSAGES } from "./beginning";
import { nextFrame } from "./frames";
import { route } from "./route";
import type { Message } from "./types";
import { latest, without, world } from "./world";

/** When more of a chat have changed, all of it is read instead. */
const ONE_BY_ONE = 5;

/** As whom the messages of each chat were read: everybody sees cards of their own. */
const readers = new Map<string, string>();
/** How many messages of a chat are read at most, the newest of them. */
const limits = new Map<string, number>();

function limitOf(chat: string): number {
  return limits.get(chat) ?? FIRST_MESSAGES;
}

/** Take messages of a chat as somebody sees them. */
export function takeMessages(chat: string, messages: readonly Message[], as: string): void {
  readers.set(chat, as);
  world.set({ messages: { ...world.state.messages, [chat]: messages } });
}

export async function loadMessages(chat: string): Promise<void> {
  if (chat === "") return;
  const { as } = route.state;
  const asked = { by: as || undefined, limit: limitOf(chat) };
  const { messages } = await get<{ messages: Message[] }>(`${at("chats", chat)}/messages`, asked);
  if (as === route.state.as) takeMessages(chat, messages, as); // else they are read for somebody else by now
}

/** Tell whether the messages of a chat stand here as this person sees them. */
export function isReadAs(chat: string, as: string): boolean {
  return world.state.messages[chat] !== undefined && readers.get(chat) === as;
}

/** Tell whether there may be earlier messages than those that were read. */
export function hasEarlier(chat: string): boolean {
  return (world.state.messages[chat]?.length ?? 0) >= limitOf(chat);
}

export async function loadEarlier(chat: string): Promise<void> {
  limits.set(chat, limitOf(chat) + FIRST_MESSAGES);
  await loadMessages(chat);
}

/** Messages that changed and were not read since. */
let changed = new Set<string>();
let isReading = false;

/** Read a message that came or changed, soon; a chat that is not shown is read when it is opened. */
export function readSoon(chat: string, id: string): void {
  if (world.state.messages[chat] === undefined) return;
  if (chat !== route.state.chat) world.set({ messages: without(world.state.messages, chat) });
  else changed.add(id);
  if (!isReading) void readChanged();
}

/** Read what changed, as often as anything does, but one thing after the other: a streaming card changes often. */
async function readChanged(): Promise<void> {
  isReading = true;
  try {
    while (changed.size > 0) {
      const ids = [...changed];
      changed = new Set();
      if (ids.length > ONE_BY_ONE) await loadMessages(route.state.chat).catch(forgive);
      else await Promise.all(ids.map((id) => readMessage(id).catch(forgive)));
      await nextFrame();
    }
  } finally {
    isReading = false;
  }
}

/** What is read may have gone meanwhile, or the emulator. */
function forgive(error: unknown): void {
  if (!(error instanceof ApiError || error instanceof Unreachable)) throw error;
}

async function readMessage(id: string): Promise<void> {
  const { as } = route.state;
  const message = await get<Message>(at("messages", id), { by: as || undefined });
  const known = world.state.messages[message.chat];
  if (known === undefined || as !== route.state.as) return;
  takeMessages(message.chat, inOrder(latest(known, message, limitOf(message.chat))), as);
}

/** Two messages may be read in another order than they were sent. */
function inOrder(messages: Message[]): Message[] {
  return messages.sort((one, other) => one.created_at - other.created_at || (one.id < other.id ? -1 : 1));
}
