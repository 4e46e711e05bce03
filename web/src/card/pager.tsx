/** Arrows and "1/3" below a table. */

import type { JSX } from "preact";
import { Glyph } from "./icons";
import { useCard } from "./view";

export function Pager({ page, pages, turn }: { page: number; pages: number; turn: (page: number) => void }): JSX.Element | null {
  const { say } = useCard();
  if (pages < 2) return null;
  const at = Math.min(page, pages - 1);
  return (
    <div class="pager">
      <button type="button" class="quiet" aria-label={say("previous")} disabled={at === 0} onClick={() => turn(at - 1)}><Glyph name="left" size={14} /></button>
      <span aria-live="polite">{at + 1}/{pages}</span>
      <button type="button" class="quiet" aria-label={say("next")} disabled={at >= pages - 1} onClick={() => turn(at + 1)}><Glyph name="right" size={14} /></button>
    </div>
  );
}
