/** The first questions to the emulator: all that the page shows when it opens. */
import { asked, send, type Answer } from "./send";

/** How many rows the page begins with, more than any window shows; older ones are read when these are drawn. */
const FIRST_ROWS = 60;

/** So many messages of the open chat, the newest, it begins with, and so many more each time earlier ones are asked for. */
export const FIRST_MESSAGES = 500;

/** Answers that are on their way. */
export interface Beginning {
  /** Says whether the token in the address is right; null without one. */
  signedIn: Promise<Answer> | null;
  snapshot: Promise<Answer>;
  newest: Promise<Answer>;
}

export function begin(token: string | null = null): Beginning {
  const address = new URLSearchParams(location.search);
  const [app, chat, by] = ["app", "chat", "as"].map((name) => address.get(name) ?? undefined);
  const beginning = {
    signedIn: token === null ? null : send("POST", "/session", { token }),
    snapshot: send("GET", asked("/snapshot", { app, chat, by, limit: FIRST_MESSAGES }), undefined, token),
    newest: send("GET", asked("/deliveries", { before: "", limit: FIRST_ROWS }), undefined, token),
  };
  for (const answer of Object.values(beginning)) answer?.catch(() => undefined); // told to whoever waits for it
  return beginning;
}
