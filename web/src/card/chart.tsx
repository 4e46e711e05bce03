/** Charts: drawn by the chart library, which is loaded only for a card that has one. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Part } from "./elements";
import { chartLibrary, harmlessSpec } from "./chartLibrary";
import { Glyph } from "./icons";
import type { JsonObject } from "./json";
import { objectIn, textIn } from "./json";
import { Lightbox } from "./lightbox";
import { visible } from "./texts";
import { pixels } from "./values";
import { useCard } from "./view";

const RATIOS: Record<string, string> = { "1:1": "1 / 1", "2:1": "2 / 1", "4:3": "4 / 3", "16:9": "16 / 9" };
const THEMES: Record<string, string[]> = {
  brand: ["#3370EB", "#75A4FF", "#0E9F8E", "#F3871B", "#7A35F0", "#B82879", "#5C6D08", "#076A94"],
  rainbow: ["#3370EB", "#25B2E5", "#1AB7A1", "#51BA43", "#FBCB46", "#F3871B", "#F6827E", "#B88FFE"],
  complementary: ["#3370EB", "#F3871B", "#1AB7A1", "#ED77BA", "#93AF04", "#9499F7"],
  converse: ["#51BA43", "#F6827E", "#3370EB", "#FBCB46", "#B88FFE", "#25B2E5"],
  primary: ["#0442D2", "#1456F0", "#336DF4", "#5083FB", "#7AA2FF", "#94B4FF", "#C2D4FF"],
};

/** The drawing itself, as large as what is around it. */
function Drawing({ node, title }: { node: JsonObject; title: string }): JSX.Element {
  const { view, say } = useCard();
  const place = useRef<HTMLDivElement>(null);
  const [trouble, setTrouble] = useState("");
  const spec = objectIn(node, "chart_spec");
  const key = JSON.stringify(spec);
  useEffect(() => {
    let over = false;
    let drawn: { release: () => void } | undefined;
    void chartLibrary().then(async (VChart) => {
      if (over || !place.current) return;
      if (!VChart) return setTrouble(say("noChart"));
      try {
        const dark = view.theme === "dark";
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        const own = harmlessSpec({ color: THEMES[textIn(node, "color_theme")] ?? THEMES["brand"]!, ...spec });
        const chart = new VChart({ ...own, background: "transparent", ...(still && { animation: false }) }, { dom: place.current, mode: "desktop-browser", theme: dark ? "dark" : "light", animation: !still });
        drawn = chart;
        await chart.renderAsync();
        if (!over) setTrouble("");
      } catch (error) {
        if (!over) setTrouble(error instanceof Error && !(error instanceof TypeError) ? error.message.slice(0, 200) : say("broken"));
      }
    });
    return () => {
      over = true;
      drawn?.release();
    };
  }, [key, view.theme, view.device]);
  return (
    <div class="chart-drawing" role="img" aria-label={title}>
      <div ref={place} class="chart-place" />
      {trouble && <div class="chart-trouble"><Glyph name="chart" size={20} /><span>{title}</span><small>{visible(trouble)}</small></div>}
    </div>
  );
}

export function Chart({ node, pointer }: Part): JSX.Element {
  const { view, say } = useCard();
  const [large, setLarge] = useState(false);
  const spec = objectIn(node, "chart_spec");
  const title = visible(textIn(objectIn(spec, "title"), "text")) || `${say("chart")} ${visible(textIn(spec, "type"))}`;
  const height = pixels(node["height"], 1, 999);
  const ratio = RATIOS[textIn(node, "aspect_ratio")] ?? (view.device === "pc" ? "16 / 9" : "1 / 1");
  const style = height === undefined ? { aspectRatio: ratio } : { height: `${height}px` };
  return (
    <div class="chart" style={style}>
      <Drawing node={node} title={title} />
      {node["preview"] !== false && <button type="button" class="quiet zoom" aria-label={`${say("preview")} ${title}`} data-pointer={pointer} onClick={() => setLarge(true)}><Glyph name="zoom" /></button>}
      {large && <Lightbox label={title} closed={() => setLarge(false)}><div class="chart chart-large"><Drawing node={node} title={title} /></div></Lightbox>}
    </div>
  );
}
