/** What the page shows, kept in its address, so that it survives a reload and can be sent to a colleague. */
import { Store } from "./store";

export const VIEWS = ["chat", "connections", "faults", "app", "cards", "sessions", "calls", "templates"] as const;
export type View = (typeof VIEWS)[number];
export const TABS = ["verdict", "timing", "request", "reply", "frames", "signature", "related", "diff"] as const;
export type Tab = (typeof TABS)[number];

/** Which calls of the API are listed. */
export const CALLS = ["all", "failed", "unimplemented"] as const;

const PANES = ["chats", "chat", "deliveries", "more"] as const;

export interface Route {
  view: View;
  app: string;
  chat: string;
  as: string;
  delivery: string;
  tab: Tab;
  filter: string;
  /** A stretch of time, see `sparkline.ts`. */
  range: string;
  calls: (typeof CALLS)[number];
  /** The call of the API that is unfolded. */
  call: string;
  /** Which pane a narrow window shows. */
  pane: (typeof PANES)[number];
}

const START: Route = {
  view: "chat", app: "", chat: "", as: "", delivery: "", tab: "verdict", filter: "", range: "", calls: "all", call: "",
  pane: "chat",
};

export function readRoute(search: string): Route {
  const given = new URLSearchParams(search);
  const among = <T extends string>(key: string, known: readonly T[], other: T): T => {
    const value = given.get(key);
    return known.find((one) => one === value) ?? other;
  };
  const text = (key: string): string => given.get(key) ?? "";
  return {
    view: among("view", VIEWS, START.view),
    tab: among("tab", TABS, START.tab),
    pane: among("pane", PANES, START.pane),
    calls: among("calls", CALLS, START.calls),
    call: text("call"),
    app: text("app"),
    chat: text("chat"),
    as: text("as"),
    delivery: text("delivery"),
    filter: text("filter"),
    range: text("range"),
  };
}

export function writeRoute(route: Route): string {
  const written = new URLSearchParams();
  for (const key of Object.keys(START) as (keyof Route)[]) {
    if (route[key] !== START[key]) written.set(key, route[key]);
  }
  const text = written.toString();
  return text === "" ? "/" : `/?${text}`;
}

export const route = new Store<Route>(readRoute(globalThis.location?.search ?? ""));

/** Change what is shown; a step to another view or delivery can be taken back with the browser's button. */
export function go(change: Partial<Route>): void {
  const before = route.state;
  const after = { ...before, ...change };
  const step = after.view !== before.view || after.delivery !== before.delivery || after.pane !== before.pane;
  const address = writeRoute(after);
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  route.set(change);
}

export function followHistory(): void {
  addEventListener("popstate", () => route.set(readRoute(location.search)));
}
