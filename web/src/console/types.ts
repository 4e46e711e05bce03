/** What the control API gives, as far as the page reads it. */

export type Lang = "zh" | "en";
export type Both = Record<Lang, string>;
/** A text in English, or none, and both languages beside it: not in what an older emulator has recorded. */
export type Told<Name extends string> = Record<Name, string | null> & { i18n?: Record<Name, Both | null> };
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Source {
  certainty: "documented" | "observed" | "assumed";
  text: string;
  text_zh?: string;
  /** Where the official documentation says so. */
  page?: { title: string; url: string } | null;
}

export interface Note {
  rule: string;
  code: number | null;
  message: Both;
  evidence: string;
  evidence_zh?: string;
  source: Source;
  got?: string;
  want?: string;
  want_zh?: string;
  remedy?: Both;
  example?: Json;
}

export interface Verdict extends Note {
  outcome: "ok" | "ok_advice" | "failed";
  advice?: Note[];
}

/** A delivery as the list shows it. */
export interface Delivery {
  id: string;
  type: string;
  app_id: string;
  transport: "long_connection" | "webhook";
  connection: string | null;
  url: string | null;
  attempt: number;
  pushed_at: number;
  duration_ms: number | null;
  late_by_ms: number | null;
  verdict: Verdict | null;
  event_id?: string | null;
  message_id?: string | null;
  chat?: string | null;
  user?: string | null;
  faults?: string[];
  replay_of?: string | null;
  encrypted?: boolean;
  pinned?: boolean;
}

/** A delivery in the page: numbered, and ready to be searched. */
export interface Row extends Delivery {
  /** Its place among all, from 1; 0 while that is not known. */
  number: number;
  searched: string;
  encrypted: boolean;
  faults: string[];
}

/** Some deliveries in their order, and where to read on. */
export interface DeliveryPage {
  deliveries: Delivery[];
  next: string | null;
  /** How many there are altogether. */
  total: number;
}

export interface Person {
  open_id: string;
  name: string;
  locale: string;
  timezone: string;
}

/** What a list shows of a message. */
export interface MessageRow {
  id: string;
  chat: string;
  type: string;
  text: string;
  /** Of a card: what stands for it. */
  summary: string;
  created_at: number;
  deleted: boolean;
  /** Only one person sees it. */
  personal: boolean;
}

export interface Chat {
  id: string;
  name: string;
  kind: "group" | "p2p";
  members: string[];
  bots: string[];
  last: MessageRow | null;
}

export interface Component {
  pointer: string;
  tag: string;
  texts: string[];
  name: string | null;
}

export interface Message {
  id: string;
  chat: string;
  sender: { id: string; type: "user" | "app"; name: string };
  type: string;
  text: string;
  content: string;
  card: { [key: string]: Json } | null;
  components: Component[];
  previews?: Preview[];
  created_at: number;
  updated_at: number;
  updated: boolean;
  parent: string | null;
  thread: string | null;
}

/** What stands in the place of a link, or below the message. */
export interface Preview {
  url: string;
  title: string;
  image_key: string;
  card: { [key: string]: Json } | null;
  [more: string]: unknown;
}

export interface Connection extends Told<"end_reason"> {
  id: string;
  app_id: string;
  user_agent: string;
  sdk: string;
  peer: string;
  online: boolean;
  frozen: boolean;
  paused: boolean;
  opened_at: number;
  /** Seconds since then, by the platform's clock. */
  uptime: number;
  ended_at: number | null;
  pings: number;
  round_trip_ms: number | null;
  handled_types: string[];
  unhandled_types: Record<string, number>;
  in_flight: number;
  answered: number;
  failed: number;
  ignored_frames: { code: string; reason: string }[];
}

/** What the emulator calls the place of a client that runs in its own process. */
export const IN_PROCESS = "in process";

/** A try to connect that was refused. */
export interface Attempt {
  id: string;
  at: number;
  address: string;
  sdk: string;
  app_id: string | null;
  code: number;
  reason: Both;
}

export interface Toast {
  type: "info" | "success" | "warning" | "error";
  content: string;
  i18n?: Record<string, string>;
}

export interface App {
  id: string;
  name: string;
  bot_open_id: string;
  /** Why its deliveries are paused: bots answer bots without end. */
  storm: { since: number; events: number } | null;
  /** What is saved and not published. */
  draft?: { [setting: string]: Json };
  [setting: string]: Json | undefined;
}

export interface Info {
  platform_url: string;
  gateway_url: string;
  console_url: string;
  journal: string;
  profile: string;
  tenant_key: string;
  apps: { id: string; name: string }[];
  features: string[];
  [more: string]: unknown;
}

export interface ApiCall {
  id: string;
  at: number;
  app_id: string | null;
  method: string;
  path: string;
  status: number;
  code: number;
  duration_ms: number;
  implemented: boolean;
  /** What made it fail on purpose. */
  fault: string | null;
}

/** One side of a call; a body that is no text came as base64, too. */
interface CallSide {
  headers: Record<string, string>;
  body: string | null;
  base64?: string;
}

export interface WholeCall extends ApiCall {
  request: (CallSide & { query: string }) | null;
  response: CallSide | null;
}

export interface Fault {
  id: string;
  kind: string;
  preset: string | null;
  parameters: Record<string, Json>;
  scope: Record<string, string>;
  times_left: number | null;
  seconds_left: number | null;
  probability: number;
  seed: number;
  hits: number;
  message: Both;
}

/** What the page begins with. */
export interface Snapshot {
  /** Of the last change; the stream goes on after it. */
  number: number;
  info: Info;
  apps: { apps: App[] };
  users: { users: Person[] };
  chats: { chats: Chat[] };
  connections: { connections: Connection[]; attempts: Attempt[] };
  "api-calls": { calls: ApiCall[]; unimplemented: number };
  clock: Clock;
  faults: { faults: Fault[] };
  /** The chat to show at first, and who looks at it. */
  opened: { chat: string; by: string; messages: Message[] };
}

export interface FaultKind {
  kind: string;
  doors: string[];
  times: number | null;
  message: Both;
  parameters: { name: string; default: Json; choices: Json[]; message: Both }[];
}

export interface FaultPreset {
  preset: string;
  kind: string;
  message: Both;
}

export interface Timer {
  kind: string;
  subject: string;
  in_seconds: number;
  at: number;
}

export interface Clock {
  time: number;
  now: number;
  frozen: boolean;
  speed?: number;
  /** What the clock of this machine said then, in seconds since 1970. */
  real: number;
}

export interface FrameField {
  number: number;
  name: string | null;
  offset: number;
  bytes: number;
  value: string | number | { key: string; value: string };
}

export interface Frame extends Told<"problem"> {
  direction: "out" | "in";
  at_ms: number;
  bytes: number;
  hex: string;
  fields: FrameField[];
}

export interface Worksheet {
  algorithm: string;
  parts: { name: string; value: string }[];
  concatenation: string;
  /** What comes out, and what was sent. */
  hash: string;
  sent: string;
  match: boolean;
}

export interface Related {
  previous: string | null;
  next: string | null;
  attempts: string[];
  replays: string[];
  api_calls: ApiCall[];
}

export interface Detail extends Delivery {
  request: string;
  sent: { headers: Record<string, string>; body: string | null } | null;
  /** With `base64` where the body is no text; `data` is that of a frame as it came. */
  response: (Told<"problem"> & {
    code: number;
    body: string | null;
    base64?: string;
    data?: string | null;
    headers?: Record<string, string>;
  }) | null;
  /** Who answered over its long connection; null when that is not known, or there was none. */
  client: { sdk: string; peer: string } | null;
  claimed_ms: string | null;
  error: string | null;
  frames?: Frame[];
  chunks?: { seq: string | null; sum: string | null; bytes: number; at_ms: number }[];
  signature?: Worksheet | null;
  related?: Related;
}
