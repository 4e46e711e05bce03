/** Come in, read everything, follow what changes, and come back when the emulator was away. */
import { ApiError, at, get, post, Unreachable } from "./api";
import { deliveries } from "./rows";
import { go, route } from "./route";
import type { ApiCall, App, Chat, Clock, Connection, Delivery, Fault, Info, Message, Person } from "./types";
import { placed, world } from "./world";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
const PAGE = 1000;

/** What the stream says of a message; its card is read as the chosen person sees it. */
interface MessageRow {
  id: string;
  chat: string;
  deleted: boolean;
}

interface Change<R> {
  id: string;
  what: string;
  row: R | null;
}

/** Start the page: trade the token in the address for a session, then live on the stream. */
export async function enter(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) {
    history.replaceState(null, "", location.pathname + location.search);
    try {
      await post("/session", { token });
    } catch (error) {
      if (error instanceof ApiError) {
        world.set({ phase: "locked" });
        return;
      }
    }
  }
  follow();
}

let last: string | null = null;
let tries = 0;
let loaded = false;

function follow(): void {
  const stream = new EventSource(last === null ? "/api/v1/stream" : `/api/v1/stream?after=${last}`);
  const on = <R>(kind: string, take: (change: Change<R>) => void): void => {
    stream.addEventListener(kind, (event: MessageEvent<string>) => {
      last = event.lastEventId;
      take(JSON.parse(event.data) as Change<R>);
    });
  };
  on("ready", () => {
    tries = 0;
    if (loaded) world.set({ phase: "live" });
    else void load();
  });
  on("resync", () => void load());
  on("reset", () => void load());
  on<Delivery>("delivery", ({ row }) => row && deliveries.take(row));
  on<MessageRow>("message", ({ row, id }) => (row === null || row.deleted ? dropMessage(id) : noticeMessage(row)));
  on<Connection>("connection", ({ row, id }) => {
    const { connections } = world.state;
    world.set({ connections: row === null ? connections.filter((one) => one.id !== id) : placed(connections, row) });
  });
  on<ApiCall>("api_call", ({ row }) => row && takeCall(row));
  on<App>("app", ({ row }) => row && world.set({ apps: placed(world.state.apps, row) }));
  on<Fault>("fault", () => void loadFaults());
  on<Clock>("clock", ({ row }) => (row === null ? void loadClock() : world.set({ clock: row })));
  stream.onerror = () => {
    stream.close();
    void returnLater();
  };
}

async function returnLater(): Promise<void> {
  try {
    await get("/info");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      world.set({ phase: "locked" });
      return;
    }
  }
  const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries++);
  world.set({ phase: "lost", retryAt: Date.now() + wait });
  setTimeout(follow, wait);
}

async function load(): Promise<void> {
  if (loaded) world.set({ phase: "resyncing" });
  try {
    const [info, { apps }, { users }, { chats }, { connections }, { calls, unimplemented }, clock] = await Promise.all([
      get<Info>("/info"),
      get<{ apps: App[] }>("/apps"),
      get<{ users: Person[] }>("/users"),
      get<{ chats: Chat[] }>("/chats"),
      get<{ connections: Connection[] }>("/connections"),
      get<{ calls: ApiCall[]; unimplemented: number }>("/api-calls", { limit: PAGE }),
      get<Clock>("/clock"),
      loadDeliveries(),
      loadFaults(),
    ]);
    world.set({ info, apps, people: users, chats, connections, calls, unimplemented, clock });
    world.set({ messages: {}, acting: {}, failures: {}, unread: {} });
    choose();
    await loadMessages(route.state.chat);
    loaded = true;
    world.set({ phase: "live" });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error; // the stream notices, too, and comes back
  }
}

/** Choose an app, a person and a chat where the address names none that exists. */
function choose(): void {
  const { apps, chats, people } = world.state;
  const now = route.state;
  const app = apps.find(({ id }) => id === now.app) ?? apps[0];
  const chat = chats.find(({ id }) => id === now.chat) ?? chats.find((one) => app && one.bots.includes(app.id));
  const person = people.find(({ open_id }) => open_id === now.as);
  const as = person && chat?.members.includes(person.open_id) ? person.open_id : (chat?.members[0] ?? "");
  const change = { chat: chat?.id ?? "", as };
  if (change.chat !== now.chat || change.as !== now.as) go(change);
}

export async function loadMessages(chat: string): Promise<void> {
  if (chat === "") return;
  const by = route.state.as || undefined;
  const { messages } = await get<{ messages: Message[] }>(`${at("chats", chat)}/messages`, { by });
  world.set({ messages: { ...world.state.messages, [chat]: messages } });
}

async function loadDeliveries(): Promise<void> {
  deliveries.clear();
  for (let after: string | null = ""; after !== null; ) {
    const page: { deliveries: Delivery[]; next: string | null } = await get("/deliveries", {
      limit: PAGE,
      after: after || undefined,
    });
    for (const row of page.deliveries) deliveries.take(row);
    after = page.next;
  }
}

async function loadFaults(): Promise<void> {
  try {
    world.set({ faults: (await get<{ faults: Fault[] }>("/faults")).faults });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // this emulator has none
  }
}

async function loadClock(): Promise<void> {
  world.set({ clock: await get<Clock>("/clock") });
}

function noticeMessage({ id, chat }: MessageRow): void {
  const { messages, unread } = world.state;
  const known = messages[chat];
  if (known !== undefined) void readMessage(id);
  const isNew = !(known?.some((message) => message.id === id) ?? false);
  if (isNew && chat !== route.state.chat) world.set({ unread: { ...unread, [chat]: (unread[chat] ?? 0) + 1 } });
}

/** Messages being read now, and whether they changed again meanwhile; a streaming card changes often. */
const reading = new Map<string, boolean>();

async function readMessage(id: string): Promise<void> {
  if (reading.has(id)) {
    reading.set(id, true);
    return;
  }
  try {
    do {
      reading.set(id, false);
      const message = await get<Message>(at("messages", id), { by: route.state.as || undefined });
      const known = world.state.messages[message.chat];
      if (known) world.set({ messages: { ...world.state.messages, [message.chat]: inOrder(placed(known, message)) } });
    } while (reading.get(id));
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof Unreachable)) throw error; // it went meanwhile
  } finally {
    reading.delete(id);
  }
}

/** Two messages may be read in another order than they were sent. */
function inOrder(messages: Message[]): Message[] {
  return messages.sort((one, other) => one.created_at - other.created_at || (one.id < other.id ? -1 : 1));
}

function dropMessage(id: string): void {
  const { messages } = world.state;
  for (const [chat, list] of Object.entries(messages)) {
    if (list.some((message) => message.id === id)) {
      world.set({ messages: { ...messages, [chat]: list.filter((message) => message.id !== id) } });
    }
  }
}

function takeCall(call: ApiCall): void {
  const { calls, unimplemented } = world.state;
  world.set({ calls: placed(calls, call).slice(-PAGE), unimplemented: unimplemented + (call.implemented ? 0 : 1) });
}
