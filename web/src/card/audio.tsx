/** A voice message: its strip, without the sound. */

import type { JSX } from "preact";
import type { Part } from "./elements";
import { Glyph } from "./icons";
import { textIn } from "./json";
import { visible } from "./texts";
import { useCard } from "./view";

export function Audio({ node }: Part): JSX.Element {
  const { say } = useCard();
  return (
    <div class="audio" role="group" aria-label={say("audio")} title={visible(textIn(node, "file_key"))}>
      <span class="audio-play"><Glyph name="play" size={14} /></span>
      <span class="audio-bars" aria-hidden="true">{Array.from({ length: 28 }, (_, index) => <i key={index} style={{ height: `${4 + ((index * 7 + 3) % 13)}px` }} />)}</span>
      <span class="audio-time">--:--</span>
    </div>
  );
}
