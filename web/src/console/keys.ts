/** The keyboard: single keys outside of fields, and the palette everywhere. */
import { closeDelivery, focusSoon, openDelivery, openView } from "./actions";
import { at, get } from "./api";
import type { Key } from "./catalogue";
import { replay } from "./inspector/detail-actions";
import { editReplay, openMock, openPalette, showHelp } from "./opened";
import { preferences } from "./preferences";
import { go, route, type View } from "./route";
import { deliveries } from "./rows";
import { toggle } from "./selection";
import type { Detail } from "./types";

export const SHORTCUTS: readonly { keys: readonly string[]; what: Key }[] = [
  { keys: ["Ctrl/⌘ K"], what: "key.palette" },
  { keys: ["?"], what: "key.help" },
  { keys: ["/"], what: "key.filter" },
  { keys: ["j", "k"], what: "key.move" },
  { keys: ["Enter"], what: "key.open" },
  { keys: ["Esc"], what: "key.back" },
  { keys: ["x"], what: "key.pick" },
  { keys: ["r"], what: "key.replay" },
  { keys: ["e"], what: "key.edit" },
  { keys: ["c"], what: "key.copy" },
  { keys: ["[", "]"], what: "key.conversation" },
  { keys: ["p"], what: "key.pause" },
  { keys: ["m"], what: "key.mock" },
  { keys: ["g c", "g d", "g n"], what: "key.go_main" },
  { keys: ["g f", "g a", "g s"], what: "key.go_rest" },
];

const PLACES: Record<string, View> = { c: "chat", n: "connections", f: "faults", a: "app", s: "sessions" };
const LEADER_MS = 1500;
const LIST = "deliveries-list";

/** Listen until the page goes; gives what ends it. */
export function listenToKeys(): () => void {
  let leader = 0;
  const onKey = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
    if (busy || !preferences.state.shortcuts || isTyping(event) || document.querySelector("dialog[open]")) return;
    if (leader > event.timeStamp - LEADER_MS && leader > 0) {
      leader = 0;
      if (event.key === "d") focusOn(LIST);
      const place = PLACES[event.key];
      if (place) openView(place);
      event.preventDefault();
      return;
    }
    if (event.key === "g") leader = event.timeStamp;
    else if (!pressed(event.key)) return;
    event.preventDefault();
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}

function pressed(key: string): boolean {
  switch (key) {
    case "?":
      showHelp();
      return true;
    case "/":
      return focusOn("filter");
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "p":
      deliveries.pause(!deliveries.store.state.paused);
      return true;
    case "Escape":
      if (route.state.delivery === "") return false;
      closeDelivery();
      return true;
    case "x":
      return chosen(toggle);
    case "m":
      if (!press("mock")) openMock("im.message.receive_v1"); // the menu stands beside the composer only
      return true;
    case "r":
      return chosen((id) => void replay(id, { mode: "as_sent" }));
    case "e":
      return chosen((id) => void get<Detail>(at("deliveries", id)).then(editReplay));
    case "c":
      return press("copy");
    case "[":
      return press("previous-in-chat");
    case "]":
      return press("next-in-chat");
    default:
      return false;
  }
}

/** What the list shows now, which the list itself keeps up to date, and the row that was opened last. */
export const shownRows: { ids: readonly string[]; last: string } = { ids: [], last: "" };

function step(by: number): boolean {
  const { ids } = shownRows;
  const now = ids.indexOf(shownRows.last);
  const next = now < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, now + by));
  const id = ids[next];
  if (id !== undefined) openDelivery(id);
  focusSoon(`#${LIST}`);
  return true;
}

function chosen(run: (id: string) => void): boolean {
  const { delivery } = route.state;
  if (delivery !== "") run(delivery);
  return delivery !== "";
}

/** Give the focus to something among the deliveries, which a narrow window may have to show first. */
function focusOn(id: string): boolean {
  if (!inSight(id)) go({ pane: "deliveries", delivery: "" });
  focusSoon(`#${id}`);
  return true;
}

function press(id: string): boolean {
  const button = inSight(id);
  button?.click();
  return button !== null;
}

function inSight(id: string): HTMLElement | null {
  const found = document.getElementById(id);
  return found?.checkVisibility() ? found : null;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
