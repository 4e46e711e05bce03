/** JSON as lines with a path each, so that a place in it can be pointed at. */
import type { Json } from "./types";

export interface JsonLine {
  path: string;
  depth: number;
  key: string | null;
  text: string;
  kind: "string" | "number" | "word" | "bracket";
  comma: boolean;
}

/** Read JSON; undefined when it is none. */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Read a JSON object; undefined when it is anything else. */
export function readObject(text: string): { [key: string]: Json } | undefined {
  const value = readJson(text);
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
}

export function pretty(text: string): string {
  const value = readJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

/** Write JSON line by line, up to so many characters; paths look like `$.toast.content` and `$.list[0]`. */
export function jsonLines(value: Json, most = Number.POSITIVE_INFINITY): JsonLine[] {
  const lines: JsonLine[] = [];
  let room = most;
  const add = (line: JsonLine): void => {
    const text = line.text.slice(0, Math.max(0, room));
    room -= text.length + (line.key?.length ?? 0);
    if (text !== "") lines.push({ ...line, text });
  };
  const write = (value: Json, path: string, key: string | null, depth: number, comma: boolean): void => {
    if (room <= 0) return;
    if (value === null || typeof value !== "object") {
      const kind = typeof value === "string" ? "string" : typeof value === "number" ? "number" : "word";
      add({ path, depth, key, text: JSON.stringify(value), kind, comma });
      return;
    }
    const list = Array.isArray(value);
    const members: [string | number, Json][] = list ? value.map((item, index) => [index, item]) : Object.entries(value);
    const [open, close] = list ? ["[", "]"] : ["{", "}"];
    if (members.length === 0) {
      add({ path, depth, key, text: open + close, kind: "bracket", comma });
      return;
    }
    add({ path, depth, key, text: open, kind: "bracket", comma: false });
    members.forEach(([name, member], index) => {
      const below = typeof name === "number" ? `${path}[${name}]` : `${path}.${name}`;
      write(member, below, typeof name === "number" ? null : name, depth + 1, index < members.length - 1);
    });
    add({ path, depth, key: null, text: close, kind: "bracket", comma });
  };
  write(value, "$", null, 0, false);
  return lines;
}

/** Find the path a sentence speaks of, such as `$.toast.type`; null when it names none. */
export function pathIn(sentence: string): string | null {
  return /\$(?:\.[\p{L}\p{N}_-]+|\[\d+\])+|^\$(?=:)/u.exec(sentence)?.[0] ?? null;
}

/** Find the byte a sentence speaks of, and whether everything behind it is too much; null when it names none. */
export function byteIn(sentence: string): { at: number; isTail: boolean } | null {
  const found = /\(byte (\d+)\)/.exec(sentence);
  return found === null ? null : { at: Number(found[1]), isTail: sentence.includes("trailing") };
}

/** Cut a text at a byte of its UTF-8 form: what stands before, the character there (or all the rest), what follows. */
export function cutAtByte(text: string, { at, isTail }: { at: number; isTail: boolean }): [string, string, string] {
  const encoder = new TextEncoder();
  let before = "";
  let bytes = 0;
  for (const char of text) {
    if (bytes >= at) return isTail ? [before, text.slice(before.length), ""] : [before, char, text.slice(before.length + char.length)];
    bytes += encoder.encode(char).length;
    before += char;
  }
  return [text, "", ""];
}

/** Tell which lines to mark for a place: it and all inside; where it is missing, the line it is missing in. */
export function markedAt(lines: readonly JsonLine[], path: string): (line: JsonLine) => boolean {
  if (lines.some((line) => line.path === path)) {
    return (line) => line.path === path || line.path.startsWith(`${path}.`) || line.path.startsWith(`${path}[`);
  }
  let around = path;
  while (around.length > 1 && !lines.some((line) => line.path === around)) {
    around = around.replace(/(?:\.[^.[\]]+|\[\d+\])$/, "") || "$";
  }
  const first = lines.find((line) => line.path === around);
  return (line) => line === first;
}

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Make characters visible that hide or turn text round. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (char) => `⟨U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
