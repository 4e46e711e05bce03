/** The events of the Mock menu: what can be told about each, and how the command line says the same. */
import type { Key } from "../catalogue";
import type { Json } from "../types";

export interface MockField {
  /** Where it stands in the event. */
  path: string;
  name: Key;
  kind: "person" | "direct" | "group" | "message" | "text";
  /** What it begins with, unless the page knows better. */
  usual?: string;
  /** Where the name of a person or chat stands beside its id. */
  namePath?: string;
}

const direct: MockField = { path: "chat_id", name: "mock.chat", kind: "direct" };
const group: MockField = { path: "chat_id", name: "mock.chat", kind: "group", namePath: "name" };
const person = (path: string, name: Key = "mock.person", namePath?: string): MockField => ({
  path,
  name,
  kind: "person",
  ...(namePath === undefined ? {} : { namePath }),
});
const message = (path: string): MockField => ({ path, name: "mock.message", kind: "message" });
const text = (path: string, name: Key, usual: string): MockField => ({ path, name, kind: "text", usual });

export const MOCK_FIELDS: Readonly<Record<string, readonly MockField[]>> = {
  "im.chat.access_event.bot_p2p_chat_entered_v1": [
    person("operator_id.open_id"), direct, message("last_message_id"),
  ],
  "application.bot.menu_v6": [
    text("event_key", "mock.event_key", "open_help"), person("operator.operator_id.open_id", "mock.person", "operator.operator_name"),
  ],
  "im.chat.member.bot.added_v1": [group, person("operator_id.open_id", "mock.operator")],
  "im.chat.member.bot.deleted_v1": [group, person("operator_id.open_id", "mock.operator")],
  "im.chat.member.user.added_v1": [
    group, person("users.0.user_id.open_id", "mock.joined", "users.0.name"), person("operator_id.open_id", "mock.operator"),
  ],
  "im.message.recalled_v1": [message("message_id")],
  "im.message.reaction.created_v1": [
    message("message_id"), text("reaction_type.emoji_type", "mock.emoji", "SMILE"), person("user_id.open_id"),
  ],
  "im.message.message_read_v1": [person("reader.reader_id.open_id"), message("message_id_list.0")],
  "contact.user.updated_v3": [
    person("object.open_id", "mock.person", "object.name"), text("object.job_title", "mock.job_title", "Lead"),
  ],
};

export const MOCK_EVENTS: readonly string[] = Object.keys(MOCK_FIELDS);

/** What the page shows when an event is mocked. */
export interface Scene {
  person: string;
  /** The direct chat of this person with the bot. */
  direct: string;
  /** The group that is shown, else the first one. */
  group: string;
  /** The last message of the chat that is shown; empty without one. */
  message: string;
  nameOf: (id: string) => string | undefined;
}

/** Give the values a form begins with: the person, chat and last message that are looked at. */
export function usualValues(type: string, scene: Scene): Record<string, Json> {
  return (MOCK_FIELDS[type] ?? []).reduce<Record<string, Json>>(
    (values, field) => withValue(values, field, field.kind === "text" ? (field.usual ?? "") : scene[field.kind], scene),
    {},
  );
}

/** Put the value of a field, and the name that goes with it; an empty one is left to the emulator. */
export function withValue(
  values: Readonly<Record<string, Json>>,
  { path, namePath }: MockField,
  value: string,
  scene: Scene,
): Record<string, Json> {
  const changed = { ...values, [path]: value };
  if (value === "") delete changed[path];
  const name = scene.nameOf(value);
  if (namePath !== undefined) {
    if (name === undefined) delete changed[namePath];
    else changed[namePath] = name;
  }
  return changed;
}

/** Write the command that does the same in a shell. */
export function commandLine(type: string, set: Readonly<Record<string, Json>>, times: number): string {
  const words = ["larkline", "trigger", type];
  for (const [path, value] of Object.entries(set)) {
    // A text that could be read as JSON is written as JSON, so that it stays a text.
    const isPlain = typeof value === "string" && !/^\s*(?:[-\d"[{]|(?:true|false|null|NaN|Infinity)\s*$)/.test(value);
    words.push("--set", `${path}=${isPlain ? value : JSON.stringify(value)}`);
  }
  if (times > 1) words.push("--times", String(times));
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
