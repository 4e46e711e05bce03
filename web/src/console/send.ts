/** One question to the control API, as it goes over the wire. */

/** What came back, read to its end. */
export interface Answer {
  ok: boolean;
  status: number;
  text: string;
}

/** Ask by the cookie, or by the token while there is no cookie yet; fails only when the emulator cannot be reached. */
export async function send(method: string, path: string, body?: object, token: string | null = null): Promise<Answer> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    credentials: "same-origin",
    headers: {
      "X-Larkline": "1",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { ok, status } = response;
  return { ok, status, text: await response.text() };
}

/** Name what is asked for; parameters without a value are left out. */
export function asked(path: string, params: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) query.set(key, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
