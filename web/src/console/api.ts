/** The control API, which is all the page knows of the emulator. */
import { asked, send, type Answer } from "./send";
import type { Both } from "./types";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem: Both,
    readonly hint: Both,
  ) {
    super(problem.en);
  }
}

/** The emulator cannot be reached at all. */
export class Unreachable extends Error {}

/** Read something by the cookie. */
export function get<T>(path: string, params: Record<string, string | number | undefined> = {}): Promise<T> {
  return answered(send("GET", asked(path, params)));
}

export function post<T>(path: string, body: object = {}): Promise<T> {
  return answered(send("POST", path, body));
}

export function patch<T>(path: string, body: object): Promise<T> {
  return answered(send("PATCH", path, body));
}

export function remove<T>(path: string, body?: object): Promise<T> {
  return answered(send("DELETE", path, body));
}

/** Where in the API a thing with this id is. */
export function at(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** Give what an answer holds. */
export async function answered<T>(sent: Promise<Answer>): Promise<T> {
  const { ok, status, text } = await sent.catch((error: unknown) => {
    throw new Unreachable(String(error));
  });
  if (ok) return (text === "" ? {} : JSON.parse(text)) as T;
  throw errorFrom(status, text);
}

function errorFrom(status: number, text: string): ApiError {
  try {
    const { code, i18n } = JSON.parse(text) as { code: string; i18n: { message: Both; hint: Both } };
    return new ApiError(status, code, i18n.message, i18n.hint);
  } catch {
    const problem = text.slice(0, 200) || `HTTP ${status}`;
    return new ApiError(status, "failed", { zh: problem, en: problem }, { zh: "", en: "" });
  }
}
