/** What a component does when it is used: links to open, and whether the app is called back. */

import type { Json, JsonObject } from "./json";
import { isObject, objectIn, objectsIn, textIn } from "./json";
import { safeLink } from "./texts";

/** What a card is looked at on; `mobile` is a phone of either make. */
export type Device = "pc" | "mobile" | "ios" | "android";

const OWN_LINKS: Record<Device, string[]> = { pc: ["pc_url"], ios: ["ios_url"], android: ["android_url"], mobile: ["ios_url", "android_url"] };
const LINK_KEYS = ["url", "default_url", "pc_url", "ios_url", "android_url"];
/** Stands in place of a link that a kind of client must not open (documented). */
const BLOCKED = "lark://msgcard/unsupported_action";

/** Give the link of an address for each kind of client, such as `multi_url`; the client's own comes first, and may be none at all. */
export function linkFor(links: Json | undefined, device: Device, general: "url" | "default_url" = "url"): string | undefined {
  if (!isObject(links)) return undefined;
  const own = OWN_LINKS[device].map((key) => links[key]).filter(Boolean);
  if (own.length && own.every((link) => link === BLOCKED)) return undefined;
  return [...own, links[general]].map((link) => safeLink(link)).find((link) => link !== undefined);
}

/** Give the link that a button or a container opens. */
export function linkOf(node: JsonObject, device: Device): string | undefined {
  const opens = behaviors(node).find((behavior) => behavior["type"] === "open_url");
  if (opens) return linkFor(opens, device, "default_url");
  return linkFor(node["multi_url"], device) ?? safeLink(node["url"]);
}

/** Give the link of the card as a whole; `url` comes before the others. */
export function linkOfCard(card: JsonObject, device: Device): string | undefined {
  const link = objectIn(card, "card_link");
  return safeLink(link["url"]) ?? linkFor(link, device);
}

/**
 * Tell whether using a component calls the app back.
 *
 * Everything interactive does by default; a tick and a container need a callback among their behaviours, and what has
 * only a link opens it and no more.
 */
export function callsBack(node: JsonObject): boolean {
  const wanted = behaviors(node).some((behavior) => behavior["type"] === "callback");
  if (node["tag"] === "checker" || node["tag"] === "interactive_container") return wanted;
  if (node["tag"] !== "button") return true;
  return !hasLink(node) || wanted || "value" in node;
}

/** Tell whether a button has an address for any kind of client; an empty one is how a link is left out. */
function hasLink(node: JsonObject): boolean {
  const opens = behaviors(node).filter((behavior) => behavior["type"] === "open_url");
  return [...opens, objectIn(node, "multi_url"), node].some((links) => LINK_KEYS.some((key) => textIn(links, key)));
}

function behaviors(node: JsonObject): JsonObject[] {
  return objectsIn(node, "behaviors").map(([behavior]) => behavior);
}

/** Give what a button does with the form around it. */
export function formAction(node: JsonObject): "submit" | "reset" | undefined {
  const action = String(node["form_action_type"] ?? node["action_type"] ?? "");
  if (action === "submit" || action === "form_submit") return "submit";
  return action === "reset" || action === "form_reset" ? "reset" : undefined;
}
