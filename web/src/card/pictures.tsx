/** People and pictures: round avatars, and placeholders where no picture may be loaded. */

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { visible } from "./texts";
import { useCard } from "./view";

/** Give a number from 0 to *below* that is always the same for a text. */
function hash(text: string, below: number): number {
  let sum = 7;
  for (let index = 0; index < text.length && index < 200; index += 1) sum = (sum * 31 + text.charCodeAt(index)) >>> 0;
  return sum % below;
}

const AVATARS = ["#2F6AE0", "#0B8073", "#7A35F0", "#B8540A", "#B82879", "#27803A", "#4752E6", "#0A75A1"];
const SKIES = [["#C9DAFF", "#7FA6F8"], ["#CDEFE6", "#6CC4AE"], ["#E6D9FC", "#A98AEC"], ["#FFE3CC", "#F2A56B"], ["#FCD8E8", "#E58BB4"]] as const;

/** Give the name of a person; undefined for somebody unknown. */
export function usePersonName(): (openId: string) => string | undefined {
  const { view } = useCard();
  return (openId) => {
    const found = view.people.find((person) => person.open_id === openId);
    return found && visible(found.name);
  };
}

export function Avatar(props: { id: string; size: number }): JSX.Element {
  const name = usePersonName()(props.id);
  const style = { width: `${props.size}px`, height: `${props.size}px`, fontSize: `${Math.max(8, Math.round(props.size * 0.38))}px` };
  if (name === undefined) {
    return (
      <span class="avatar avatar-unknown" style={style} aria-hidden="true">
        <svg width="60%" height="60%" viewBox="0 0 24 24" class="glyph"><path d="M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.500 20c.8-4 3.800-6 7.500-6s6.700 2 7.500 6" /></svg>
      </span>
    );
  }
  const letters = [...name];
  const short = /^[\x00-\x7f]/.test(name) ? letters.slice(0, 1).join("").toUpperCase() : letters.slice(props.size < 36 ? -1 : -2).join("");
  return (
    <span class="avatar" style={{ ...style, backgroundColor: AVATARS[hash(props.id, AVATARS.length)]! }} aria-hidden="true">
      {short}
    </span>
  );
}

/** A picture by its key: the real one where the page has it, else a landscape. */
export function Picture(props: { imageKey: string; alt: string; fit?: "cover" | "top" | "natural" | undefined; square?: boolean }): JSX.Element {
  const { view } = useCard();
  const [missing, setMissing] = useState("");
  const source = missing === props.imageKey ? undefined : view.imageUrl?.(props.imageKey);
  const fit = props.fit ?? "cover";
  if (source !== undefined) return <img class={`picture fit-${fit}`} src={source} alt={props.alt} decoding="async" onError={() => setMissing(props.imageKey)} />;
  const [sky, hills] = SKIES[hash(props.imageKey, SKIES.length)]!;
  const bend = 20 + hash(`${props.imageKey}!`, 30);
  return (
    <svg class={`picture fit-${fit}`} viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice" role="img" aria-label={props.alt || props.imageKey}>
      <rect width="160" height="90" fill={sky} />
      <circle cx={30 + bend * 2} cy="24" r="9" fill="#FFFFFF" fill-opacity=".85" />
      <path d={`M0 ${bend + 36}L${bend + 14} 34l${bend} 30 26-18 60 44H0z`} fill={hills} fill-opacity=".65" />
      <path d={`M0 78l44-24 38 ${bend / 3 + 8} 30-14 48 26v24H0z`} fill={hills} />
    </svg>
  );
}
