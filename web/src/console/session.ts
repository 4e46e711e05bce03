/** Come in, read everything, follow what changes, and come back when the emulator was away. */
import { answered, ApiError, get, Unreachable } from "./api";
import { begin, type Beginning } from "./beginning";
import { nextFrame } from "./frames";
import { readSoon, takeMessages } from "./messages";
import { deliveries } from "./rows";
import { go, route } from "./route";
import type {
  ApiCall, App, Attempt, Chat, Clock, Connection, Delivery, DeliveryPage, Fault, MessageRow, Person, Snapshot,
} from "./types";
import { latest, placed, world } from "./world";

/** The emulator remembers as many refused tries. */
const ATTEMPTS_KEPT = 20;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
const LOCKED_RETRY_MS = 1000;
/** Older rows come in pages so small that neither the emulator nor this page stands still for one. */
const PAGE = 250;
/** The page keeps as many calls of the API. */
const CALLS_KEPT = 1000;

interface Change<R> {
  id: string;
  what: string;
  row: R | null;
}

/** Start the page: come in by the token in the address, or by a cookie, then live on the stream. */
export async function enter(): Promise<void> {
  try {
    const { beginning } = globalThis;
    if (beginning.signedIn) await answered(beginning.signedIn);
    await load(beginning);
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof Unreachable)) throw error;
    void returnLater();
  }
}

/** Wait until it is known what the page shows. */
export function begun(): Promise<void> {
  return new Promise((done) => {
    const leave = world.watch(() => {
      if (world.state.phase === "starting") return;
      leave();
      done();
    });
  });
}

/** Number of the last change that is known; null before anything is. */
let last: string | null = null;
let tries = 0;
/** How often everything was read, so that an earlier reading notices a later one. */
let readings = 0;

function follow(): void {
  const stream = new EventSource(`/api/v1/stream?after=${last}`);
  const on = <R>(kind: string, take: (change: Change<R>) => void): void => {
    stream.addEventListener(kind, (event: MessageEvent<string>) => {
      last = event.lastEventId;
      take(JSON.parse(event.data) as Change<R>);
    });
  };
  on("ready", () => {
    tries = 0;
    if (world.state.phase !== "live") world.set({ phase: "live" });
  });
  on("resync", () => void loadAgain());
  on("reset", () => void loadAgain());
  on<Delivery>("delivery", ({ row }) => row && deliveries.take(row));
  on<MessageRow>("message", ({ row, id, what }) =>
    row === null || row.deleted ? dropMessage(id) : noticeMessage(row, what === "added"),
  );
  on<Connection>("connection", ({ row, id }) => {
    const { connections } = world.state;
    world.set({ connections: row === null ? connections.filter((one) => one.id !== id) : placed(connections, row) });
  });
  on<Attempt>("attempt", ({ row }) => row && world.set({ attempts: latest(world.state.attempts, row, ATTEMPTS_KEPT) }));
  on<ApiCall>("api_call", ({ row }) => row && takeCall(row));
  on<App>("app", ({ row, what }) => {
    if (row) world.set({ apps: placed(world.state.apps, row) });
    if (what === "added") void loadWorldSoon(); // it comes with chats
  });
  on("world", () => void loadWorldSoon());
  on<Fault>("fault", () => void loadFaults());
  on<Clock>("clock", ({ row }) => (row === null ? void loadClock() : world.set({ clock: row })));
  stream.onerror = () => {
    stream.close();
    void returnLater();
  };
}

/** Wait for the emulator; where it does not know this page, for the cookie that another tab brings. */
async function returnLater(): Promise<void> {
  const isKnown = await isLetIn();
  if (isKnown && world.state.phase === "locked") {
    world.set({ phase: last === null ? "starting" : "resyncing" });
    comeBack();
    return;
  }
  const isLocked = isKnown === false;
  const wait = isLocked ? LOCKED_RETRY_MS : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries++);
  world.set(isLocked ? { phase: "locked" } : { phase: "lost", retryAt: Date.now() + wait });
  setTimeout(() => (isLocked ? void returnLater() : comeBack()), wait);
}

/** Ask whether the emulator takes the page's cookie; null when it cannot be reached. */
async function isLetIn(): Promise<boolean | null> {
  try {
    await get("/info");
    return true;
  } catch (error) {
    return error instanceof ApiError ? error.status !== 401 : null;
  }
}

function comeBack(): void {
  if (last === null) void enterAgain();
  else follow();
}

/** The emulator could not be reached when the page began. */
async function enterAgain(): Promise<void> {
  try {
    await load(begin());
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof Unreachable)) throw error;
    void returnLater();
  }
}

/** The stream has passed changes that the page did not see. */
async function loadAgain(): Promise<void> {
  world.set({ phase: "resyncing" });
  try {
    await load(begin());
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error; // the stream notices, too, and comes back
  }
}

/** Show what the page begins with; older deliveries follow while it is looked at. */
async function load(asked: Beginning): Promise<void> {
  const reading = ++readings;
  deliveries.clear();
  const found = await answered<Snapshot>(asked.snapshot);
  if (reading !== readings) return;
  const { info, clock } = found;
  const { calls, unimplemented } = found["api-calls"];
  const { chat, by, messages } = found.opened;
  const now = route.state;
  if (!found.chats.chats.some(({ id, members }) => id === now.chat && members.includes(now.as))) go({ chat, as: by });
  const isOpen = route.state.chat === chat && route.state.as === by;
  world.set({
    info,
    clock,
    calls,
    unimplemented,
    apps: found.apps.apps,
    people: found.users.users,
    chats: found.chats.chats,
    connections: found.connections.connections,
    attempts: found.connections.attempts,
    faults: found.faults.faults,
    messages: {},
    failures: {},
    unread: {},
  });
  if (isOpen && chat !== "") takeMessages(chat, messages, by);
  const page = await answered<DeliveryPage>(asked.newest);
  if (reading !== readings) return;
  deliveries.begin(page);
  tries = 0;
  world.set({ phase: "live" });
  if (last === null) {
    last = String(found.number);
    follow();
  }
  await loadOlder(page.next, reading);
}

async function loadOlder(before: string | null, reading: number): Promise<void> {
  while (before !== null && deliveries.room > 0) {
    await nextFrame();
    const page: DeliveryPage = await get("/deliveries", { before, limit: Math.min(PAGE, deliveries.room) });
    if (reading !== readings) return;
    deliveries.older(page);
    before = page.next;
  }
  deliveries.rest();
}

let isWorldAwaited = false;

/** Read again who and what there is, once for everything that changes within a moment. */
async function loadWorldSoon(): Promise<void> {
  if (isWorldAwaited) return;
  isWorldAwaited = true;
  await nextFrame();
  isWorldAwaited = false;
  try {
    await loadWorld();
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof Unreachable)) throw error; // everything is read on return
  }
}

/** Read again who and what there is. */
export async function loadWorld(): Promise<void> {
  const [{ apps }, { users }, { chats }] = await Promise.all([
    get<{ apps: App[] }>("/apps"),
    get<{ users: Person[] }>("/users"),
    get<{ chats: Chat[] }>("/chats"),
  ]);
  world.set({ apps, people: users, chats });
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

function noticeMessage(row: MessageRow, isNew: boolean): void {
  const { id, chat } = row;
  const { chats, unread } = world.state;
  if (!chats.some((one) => one.id === chat)) void loadWorldSoon();
  const shown = (last: MessageRow | null): boolean => !row.personal && (last === null || last.created_at <= row.created_at);
  world.set({ chats: chats.map((one) => (one.id === chat && shown(one.last) ? { ...one, last: row } : one)) });
  readSoon(chat, id);
  if (isNew && chat !== route.state.chat) world.set({ unread: { ...unread, [chat]: (unread[chat] ?? 0) + 1 } });
}

function dropMessage(id: string): void {
  const { chats, messages } = world.state;
  if (chats.some(({ last }) => last?.id === id)) void loadWorldSoon();
  for (const [chat, list] of Object.entries(messages)) {
    if (list.some((message) => message.id === id)) {
      world.set({ messages: { ...messages, [chat]: list.filter((message) => message.id !== id) } });
    }
  }
}

/** Read as many calls as are shown: the page begins with the newest only. */
export async function loadCalls(): Promise<void> {
  const found = await get<{ calls: ApiCall[] }>("/api-calls", { limit: CALLS_KEPT });
  const known = new Set(found.calls.map(({ id }) => id));
  const latest = found.calls.at(-1)?.at ?? 0;
  const newer = world.state.calls.filter(({ id, at }) => !known.has(id) && at >= latest);
  world.set({ calls: [...found.calls, ...newer].slice(-CALLS_KEPT) });
}

function takeCall(call: ApiCall): void {
  const { calls, unimplemented } = world.state;
  world.set({ calls: latest(calls, call, CALLS_KEPT), unimplemented: unimplemented + (call.implemented ? 0 : 1) });
}
