/** One question to the control API, as it goes over the wire. */

/** Ask by the cookie, or by the token while there is no cookie yet; fails only when the emulator cannot be reached. */
export function send(method: string, path: string, body?: object, token: string | null = null): Promise<Response> {
  return fetch(`/api/v1${path}`, {
    method,
    credentials: "same-origin",
    headers: {
      "X-Larkline": "1",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Name what is asked for; parameters without a value are left out. */
export function asked(path: string, params: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) query.set(key, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
