/** A box to tick, with its text and the small buttons beside it. */

import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Part } from "./elements";
import { ElementOf } from "./elements";
import { objectIn, objectsIn, textIn } from "./json";
import { Text } from "./text";
import { box } from "./values";
import { FormContext, useCard, useReading } from "./view";

export function Checker({ node, pointer }: Part): JSX.Element {
  const { state } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const checked = state.value({ node, pointer }) === true;
  const disabled = node["disabled"] === true;
  const busy = state.pending === pointer;
  const area = objectIn(node, "button_area");
  const look = objectIn(node, "checked_style");
  const opacity = typeof look["opacity"] === "number" ? Math.min(1, Math.max(0, look["opacity"])) : 1;
  const style = checked ? { opacity, ...(look["show_strikethrough"] === true && { textDecoration: "line-through" }) } : {};
  const tick = (event: Event): void => {
    if (disabled || state.pending) event.preventDefault();
    if (state.pending) return;
    if (!disabled) state.fill({ node, pointer }, !checked);
    if (disabled || !form) state.use({ node, pointer }, form, { request: { check: pointer, value: !checked } });
  };
  const ticked = (
    <>
      <span class="tick">
        <input type="checkbox" checked={checked} data-pointer={pointer} aria-disabled={disabled || undefined} aria-busy={busy || undefined} aria-label={node["overall_checkable"] === false ? plain(node["text"]) || textIn(node, "name") : undefined} onClick={tick} />
        {busy && <span class="spinner" />}
      </span>
      <span class="checker-text" style={style}><Text value={node["text"]} /></span>
    </>
  );
  const title = plain(disabled ? node["disabled_tips"] : node["hover_tips"]) || undefined;
  return (
    <div class={`checker${disabled ? " disabled" : ""}${area["pc_display_rule"] === "on_hover" ? " buttons-on-hover" : ""}`} style={{ padding: box(node["padding"]) ?? "" }} title={title}>
      {node["overall_checkable"] === false ? <div class="checker-main">{ticked}</div> : <label class="checker-main checker-whole">{ticked}</label>}
      <span class="checker-buttons">
        {objectsIn(area, "buttons").map(([button, index]) => <ElementOf key={index} node={{ size: "tiny", ...button }} pointer={`${pointer}/button_area/buttons/${index}`} />)}
      </span>
    </div>
  );
}
