/** Stands in the document itself, and so asks the first questions while script and styles are still on their way. */
import { begin } from "./beginning";
import { kept, wear } from "./chosen";

const token = new URLSearchParams(location.hash.slice(1)).get("token");
globalThis.beginning = begin(token);
if (token !== null) history.replaceState(null, "", location.pathname + location.search);
wear(kept()); // last: a browser that has just started takes a while to open what it keeps

declare global {
  /** What the document asked for before the page was there. */
  var beginning: import("./beginning").Beginning;
}
