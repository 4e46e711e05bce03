/** A picture or a chart, large over the page; a click or Escape closes it. */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Glyph } from "./icons";
import { useCard } from "./view";

export function Lightbox(props: { label: string; closed: () => void; children: ComponentChildren }): JSX.Element {
  const { say } = useCard();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="lightbox" aria-label={props.label} onClose={props.closed} onClick={() => dialog.current?.close()}>
      {props.children}
      <button type="button" class="quiet lightbox-close" aria-label={say("close")}><Glyph name="close" size={20} /></button>
    </dialog>
  );
}
