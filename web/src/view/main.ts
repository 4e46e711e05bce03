/** One card on an otherwise empty page: reads the card and how it is looked at from the page, and draws it. */

import type { FeishuCard, View } from "../card/element";
import "../card/element";
import type { Json } from "../card/json";

interface Page {
  card: Json;
  view: Partial<View>;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync("html { background: #fff } html.dark { background: #0a0a0a } body { margin: 0; padding: 16px }");
document.adoptedStyleSheets = [sheet];

const { card, view } = JSON.parse(document.getElementById("card")?.textContent ?? "{}") as Page;
const drawn = document.createElement("feishu-card") as FeishuCard;
document.documentElement.classList.toggle("dark", view.theme === "dark");
drawn.view = view;
drawn.card = card;
document.body.append(drawn);
