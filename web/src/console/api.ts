/** The control API, which is all the page knows of the emulator. */
import type { Json } from "./types";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** The emulator cannot be reached at all. */
export class Unreachable extends Error {}

type Params = Record<string, string | number | undefined>;

/** Read something; by the cookie, or by the token while there is no cookie yet. */
export function get<T>(path: string, params: Params = {}, token: string | null = null): Promise<T> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) query.set(key, String(value));
  const text = query.toString();
  return ask<T>("GET", text === "" ? path : `${path}?${text}`, undefined, token);
}

export function post<T>(path: string, body: object = {}): Promise<T> {
  return ask<T>("POST", path, body);
}

export function patch<T>(path: string, body: object): Promise<T> {
  return ask<T>("PATCH", path, body);
}

export function remove<T>(path: string, body?: object): Promise<T> {
  return ask<T>("DELETE", path, body);
}

/** Where in the API a thing with this id is. */
export function at(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

async function ask<T>(method: string, path: string, body?: object, token: string | null = null): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: "same-origin",
      headers: {
        "X-Larkline": "1",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  const text = await response.text();
  if (response.ok) return (text === "" ? {} : JSON.parse(text)) as T;
  throw errorFrom(response.status, text);
}

function errorFrom(status: number, text: string): ApiError {
  try {
    const given = JSON.parse(text) as Record<string, Json>;
    return new ApiError(status, String(given.code), String(given.message), String(given.hint ?? ""));
  } catch {
    return new ApiError(status, "failed", text.slice(0, 200) || `HTTP ${status}`, "");
  }
}
