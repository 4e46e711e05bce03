/**
 * The element `<feishu-card>` as a file of its own; and, on a page that holds a card as JSON in `#card`, that card.
 *
 * `larkline card render` and notebooks make such pages.
 */

import type { FeishuCard, View } from "../card/element";
import "../card/element";
import type { Json } from "../card/json";

interface Page {
  card: Json;
  view: Partial<View>;
}

function draw({ card, view }: Page): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { background: #fff } html.dark { background: #0a0a0a } body { margin: 0; padding: 16px }");
  document.adoptedStyleSheets = [sheet];
  const drawn = document.createElement("feishu-card") as FeishuCard;
  document.documentElement.classList.toggle("dark", view.theme === "dark");
  drawn.view = view;
  drawn.card = card;
  document.body.append(drawn);
}

const page = document.getElementById("card");
if (page?.localName === "script") draw(JSON.parse(page.textContent ?? "{}") as Page);
