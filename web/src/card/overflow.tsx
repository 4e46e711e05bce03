/** A button with three dots, and the menu behind it. */

import type { JSX } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import { linkFor } from "./behavior";
import { widthOf } from "./button";
import type { Part } from "./elements";
import { Glyph } from "./icons";
import { objectsIn, textIn } from "./json";
import { Popover } from "./popover";
import { safeLink } from "./texts";
import { FormContext, useCard, useReading } from "./view";

export function Overflow({ node, pointer }: Part): JSX.Element {
  const { state, say, view } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const busy = state.pending === pointer;
  const disabled = node["disabled"] === true;
  const press = (): void => {
    if (disabled) state.use({ node, pointer }, form, { request: {} });
    else if (!state.pending) setOpen(true);
  };
  return (
    <div class="anchor" ref={anchor} style={widthOf(node)}>
      <button type="button" class={`button type-default size-medium overflow${busy ? " busy" : ""}`} style={widthOf(node)} data-pointer={pointer} aria-haspopup="menu" aria-expanded={open} aria-busy={busy || undefined} aria-disabled={disabled || undefined} aria-label={say("more")} onClick={press}>
        {busy && <span class="spinner" />}
        <span class="button-label"><Glyph name="dots" /></span>
      </button>
      {open && (
        <Popover anchor={anchor} role="menu" label={say("more")} close={() => setOpen(false)}>
          {objectsIn(node, "options").map(([option, index]) => (
            <button
              key={index}
              type="button"
              role="menuitem"
              class="entry"
              data-entry
              data-pointer={`${pointer}/options/${index}`}
              onClick={() => {
                setOpen(false);
                const link = linkFor(option["multi_url"], view.device) ?? safeLink(option["url"]);
                state.use({ node, pointer }, form, { request: { select: `${pointer}/options/${index}` }, link, callback: typeof option["value"] === "string" });
              }}
            >
              {plain(option["text"]) || textIn(option, "value")}
            </button>
          ))}
        </Popover>
      )}
    </div>
  );
}
