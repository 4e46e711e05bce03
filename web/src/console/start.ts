/** The first questions to the emulator: they leave while the rest of the page's script is still on its way. */
import { get, post } from "./api";
import type { DeliveryPage, Snapshot } from "./types";

/** How many rows the page begins with, more than any window shows; older ones are read when these are drawn. */
const FIRST_ROWS = 60;

export interface Beginning {
  /** Fails when the token in the address is wrong. */
  signedIn: Promise<unknown>;
  snapshot: Promise<Snapshot>;
  newest: Promise<DeliveryPage>;
}

export function begin(token: string | null = null): Beginning {
  const address = new URLSearchParams(location.search);
  const [app, chat, by] = ["app", "chat", "as"].map((name) => address.get(name) ?? undefined);
  const beginning = {
    signedIn: token === null ? Promise.resolve() : post("/session", { token }),
    snapshot: get<Snapshot>("/snapshot", { app, chat, by }, token),
    newest: get<DeliveryPage>("/deliveries", { before: "", limit: FIRST_ROWS }, token),
  };
  for (const asked of Object.values(beginning)) asked.catch(() => undefined); // told to whoever waits for it
  return beginning;
}

const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (token !== null) history.replaceState(null, "", location.pathname + location.search);

export const beginning = begin(token);
