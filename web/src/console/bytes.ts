/** Bytes that came as base64: as hex, and where they stop being text. */

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Give the offset of the first byte that is no UTF-8; null when all of it is. */
export function undecodableAt(bytes: Uint8Array<ArrayBuffer>): number | null {
  const isText = (length: number): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: length < bytes.length });
      return true;
    } catch {
      return false;
    }
  };
  if (isText(bytes.length)) return null;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isText(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

export interface HexLine {
  offset: number;
  /** Two digits each. */
  bytes: readonly string[];
}

const PER_LINE = 16;
const LINES = 128;

/** Write bytes as sixteen to a line; of many only those around an offset. */
export function hexLines(bytes: Uint8Array, around: number): HexLine[] {
  const first = Math.max(0, Math.min(Math.floor(around / PER_LINE) - LINES / 2, Math.ceil(bytes.length / PER_LINE) - LINES));
  const lines: HexLine[] = [];
  for (let offset = first * PER_LINE; offset < bytes.length && lines.length < LINES; offset += PER_LINE) {
    const part = [...bytes.subarray(offset, offset + PER_LINE)];
    lines.push({ offset, bytes: part.map((byte) => byte.toString(16).padStart(2, "0")) });
  }
  return lines;
}
