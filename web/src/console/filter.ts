/**
 * The filter language of the deliveries: free text, `key:value`, `-` before a term turns it round.
 *
 * `type:card status:failed ms:>1000 -conn:2 "some words"`; all terms have to hold. The control API finds the same rows
 * (`larkline.emulator.journal.filters`); what it refuses is taken for a word here, or finds nothing, while it is written.
 */
import type { Row } from "./types";

export const FILTER_KEYS = [
  "type", "code", "status", "conn", "chat", "user", "ms", "attempt", "fault", "has", "event_id", "app", "url", "via", "rule", "late", "pinned",
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

export interface Term {
  key: FilterKey | "text";
  value: string;
  negated: boolean;
}

const TERM = /(-?)(?:([A-Za-z_]+):)?(?:"([^"]*)"|(\S*))/g;
const COMPARISON = /^(>=|<=|>|<|=)?(\d+(?:\.\d+)?)$/;
const STATUS: Record<string, readonly string[]> = {
  ok: ["ok", "ok_advice"],
  failed: ["failed"],
  advice: ["ok_advice"],
  pending: ["pending"],
};

export function parseFilter(text: string): Term[] {
  const terms: Term[] = [];
  for (const [whole, minus = "", name, quoted, plain = ""] of text.matchAll(TERM)) {
    const value = (quoted ?? plain).toLowerCase();
    const key = (name ?? "text").toLowerCase();
    if (value === "") continue;
    if (name === undefined || (FILTER_KEYS as readonly string[]).includes(key)) {
      terms.push({ key: key as Term["key"], value, negated: minus === "-" });
    } else {
      terms.push({ key: "text", value: whole.slice(minus.length).toLowerCase(), negated: minus === "-" });
    }
  }
  return terms;
}

/** Give what decides whether a row is shown; null when everything is. */
export function compileFilter(text: string): ((row: Row) => boolean) | null {
  const tests = parseFilter(text).map(({ key, value, negated }) => {
    const test = TESTS[key](value);
    return negated ? (row: Row) => !test(row) : test;
  });
  return tests.length === 0 ? null : (row) => tests.every((test) => test(row));
}

/** Offer what the last, unfinished word could become; values are those that are known, or that the newest rows have. */
export function suggestions(text: string, rows: readonly Row[] = []): string[] {
  const word = /(?:^|\s)(-?)([^\s"]*)$/.exec(text);
  if (word === null) return [];
  const [, minus = "", start = ""] = word;
  const key = /^(\w+):/.exec(start)?.[1]?.toLowerCase() ?? "";
  const values = VALUES[key] ?? seenIn(rows, key);
  const offers = values ? values.map((value) => `${key}:${value}`) : FILTER_KEYS.map((name) => `${name}:`);
  if (start === "" && text.trim() !== "") return [];
  const head = text.slice(0, text.length - start.length - minus.length);
  const begun = start.toLowerCase();
  return offers.filter((offer) => offer.toLowerCase().startsWith(begun) && offer !== start).map((offer) => head + minus + offer);
}

type Test = (row: Row) => boolean;

const TESTS: Record<Term["key"], (value: string) => Test> = {
  text: (value) => (row) => row.searched.includes(value),
  type: (value) => (row) => row.type.toLowerCase().includes(value),
  code: (value) => (row) => String(row.verdict?.code ?? "").startsWith(value),
  status: (value) => {
    const wanted = STATUS[value] ?? [];
    return (row) => wanted.includes(row.verdict?.outcome ?? "pending");
  },
  conn: (value) => (row) => (row.connection ?? "").toLowerCase().includes(value),
  chat: (value) => (row) => (row.chat ?? "").toLowerCase().includes(value),
  user: (value) => (row) => (row.user ?? "").toLowerCase().includes(value),
  ms: (value) => compares(value, (row) => row.duration_ms),
  attempt: (value) => compares(value, (row) => row.attempt),
  fault: (value) => (row) => row.faults.some((fault) => fault.includes(value === "*" ? "" : value)),
  has: (value) => (row) => HAS[value]?.(row) ?? false,
  event_id: (value) => (row) => (row.event_id ?? "").toLowerCase().includes(value),
  app: (value) => (row) => row.app_id.toLowerCase().includes(value),
  url: (value) => (row) => (row.url ?? "").toLowerCase().includes(value),
  late: (value) => compares(value, (row) => row.late_by_ms),
  via: (value) => (row) => row.transport.includes(value === "ws" ? "long" : value),
  pinned: (value) => (row) => value === (row.pinned ? "yes" : "no"),
  rule: (value) => (row) => (row.verdict?.rule ?? "").toLowerCase().includes(value),
};

const HAS: Record<string, Test> = {
  ciphertext: (row) => row.encrypted,
  advice: (row) => row.verdict?.outcome === "ok_advice" || (row.verdict?.advice?.length ?? 0) > 0,
  code: (row) => row.verdict?.code != null,
  late: (row) => row.late_by_ms !== null,
  replay: (row) => row.replay_of != null,
  fault: (row) => row.faults.length > 0,
};

/** What may stand behind a colon, where that is a choice. */
const VALUES: Partial<Record<string, readonly string[]>> = {
  status: Object.keys(STATUS),
  has: Object.keys(HAS),
  via: ["long_connection", "webhook"],
  pinned: ["yes", "no"],
};

/** What the rows have to choose from. */
const SEEN: Partial<Record<string, (row: Row) => readonly (string | number | null | undefined)[]>> = {
  type: ({ type }) => [type],
  code: ({ verdict }) => [verdict?.code],
  conn: ({ connection }) => [connection],
  chat: ({ chat }) => [chat],
  user: ({ user }) => [user],
  app: ({ app_id }) => [app_id],
  url: ({ url }) => [url],
  rule: ({ verdict }) => [verdict?.rule],
  fault: ({ faults }) => faults,
  event_id: ({ event_id }) => [event_id],
};
/** So many rows are looked through for values. */
const LOOKED_AT = 2000;

function seenIn(rows: readonly Row[], key: string): string[] | undefined {
  const take = SEEN[key];
  if (take === undefined) return undefined;
  const found = rows.slice(-LOOKED_AT).reverse().flatMap(take);
  return [...new Set(found.filter((value) => value != null && value !== "").map(String))];
}

function compares(value: string, take: (row: Row) => number | null): Test {
  const match = COMPARISON.exec(value);
  if (match === null) return () => false;
  const [, sign = "=", digits = "0"] = match;
  const wanted = Number(digits);
  return (row) => {
    const given = take(row);
    if (given === null) return false;
    if (sign === ">") return given > wanted;
    if (sign === ">=") return given >= wanted;
    if (sign === "<") return given < wanted;
    if (sign === "<=") return given <= wanted;
    return given === wanted;
  };
}
