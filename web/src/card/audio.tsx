/** A voice message: its strip, without the sound. */

import type { JSX } from "preact";
import type { Part } from "./elements";
import { Glyph } from "./icons";
import { visible } from "./texts";
import { useCard, useReading } from "./view";

/** How high the bars stand; they are made up. */
const BARS = Array.from({ length: 28 }, (_, index) => `${4 + ((index * 7 + 3) % 13)}px`);

export function Audio({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { local } = useReading();
  const key = visible(local(node, "file_key"));
  return (
    <div class="audio" role="group" aria-label={say("audio")} title={key}>
      <button type="button" class="audio-play" aria-label={`${say("play")} ${key}`} data-pointer={pointer} onClick={() => state.remark(pointer, say("noSound"))}><Glyph name="play" size={14} /></button>
      <span class="audio-bars" aria-hidden="true">{BARS.map((height, index) => <i key={index} style={{ height }} />)}</span>
      <span class="audio-key">{key}</span>
    </div>
  );
}
