/** A dialog of the browser: it keeps the focus inside, Escape closes it, and the focus goes back to where it was. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  label: string;
  kind: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** What had the focus before a dialog opened; one that opens in place of another goes back there, too. */
let home: HTMLElement | null = null;

/** Give what has the focus, in a card as well; null when nothing has. */
function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement && at !== document.body ? at : null;
}

function goHome(): void {
  if (document.querySelector("dialog[open]")) return;
  const isElsewhere = focused() !== null; // what was done by the dialog has moved the focus
  if (home !== null && !isElsewhere) (home.isConnected ? home : document.getElementById("main"))?.focus();
  home = null;
}

export function Dialog({ label, kind, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    home ??= focused();
    box.current?.showModal();
    return () => queueMicrotask(goHome); // once it has left the document
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog ${kind}`}
      aria-label={label}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return; // of a field for files in it
        event.preventDefault();
        onClose(); // at once: of its own closing the browser tells a frame later, when the next one may be open
      }}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      {children}
    </dialog>
  );
}
