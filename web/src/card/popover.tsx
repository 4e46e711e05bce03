/** What opens below a component: lists, calendars. It lies in the browser's top layer, so that a card cannot clip it. */

import type { ComponentChildren, JSX } from "preact";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const GAP = 4;

/** Set a popover below its anchor, or above where there is more room. */
function place(popover: HTMLElement, anchor: HTMLElement, wide: boolean): void {
  const rect = anchor.getBoundingClientRect();
  const style = popover.style;
  if (wide) style.minWidth = `${rect.width}px`;
  const below = innerHeight - rect.bottom - GAP - 8;
  const above = rect.top - GAP - 8;
  style.maxHeight = `${Math.max(120, Math.min(320, Math.max(below, above)))}px`;
  const height = popover.offsetHeight;
  style.top = `${height <= below || below >= above ? rect.bottom + GAP : Math.max(8, rect.top - GAP - height)}px`;
  style.left = `${Math.max(8, Math.min(rect.left, innerWidth - popover.offsetWidth - 8))}px`;
}

export function Popover(props: {
  anchor: RefObject<HTMLElement | null>;
  close: () => void;
  children: ComponentChildren;
  wide?: boolean;
  role?: "menu" | "dialog";
  label: string;
}): JSX.Element {
  const self = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const popover = self.current;
    const anchor = props.anchor.current;
    if (!popover || !anchor) return;
    const root = popover.getRootNode() as ShadowRoot;
    popover.showPopover();
    place(popover, anchor, props.wide ?? false);
    for (const held of popover.querySelectorAll(".entry.selected")) held.scrollIntoView({ block: "center" });
    const first = popover.querySelector<HTMLElement>("[data-first]") ?? popover.querySelector<HTMLElement>("input, button, [tabindex]");
    first?.focus({ preventScroll: true });
    const toggled = (event: Event): void => {
      if ((event as ToggleEvent).newState === "closed") props.close();
    };
    const moved = (event: Event): void => {
      if (!event.composedPath().includes(popover)) place(popover, anchor, props.wide ?? false);
    };
    popover.addEventListener("toggle", toggled);
    addEventListener("scroll", moved, true);
    addEventListener("resize", moved);
    return () => {
      popover.removeEventListener("toggle", toggled);
      removeEventListener("scroll", moved, true);
      removeEventListener("resize", moved);
      if (!root.activeElement || popover.contains(root.activeElement)) anchor.querySelector<HTMLElement>("[data-pointer]")?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div
      ref={self}
      class="popover"
      popover="auto"
      role={props.role ?? "dialog"}
      aria-label={props.label}
      onKeyDown={(event) => move(event, self.current)}
    >
      {props.children}
    </div>
  );
}

/** Arrow keys go from entry to entry. */
function move(event: KeyboardEvent, popover: HTMLElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step || !popover) return;
  const entries = [...popover.querySelectorAll<HTMLElement>("[data-entry]")];
  if (!entries.length) return;
  event.preventDefault();
  const at = entries.indexOf((popover.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  entries[(at + step + entries.length) % entries.length]!.focus();
}
