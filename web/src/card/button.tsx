/** Buttons, and how wide components are. */

import type { CSSProperties, JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Part } from "./elements";
import { IconOf } from "./header";
import type { JsonObject } from "./json";
import { isObject, textIn } from "./json";
import { Text } from "./text";
import { pixels } from "./values";
import { FormContext, useCard, useReading } from "./view";

const TYPES = ["default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser"];
const SIZES = ["tiny", "small", "medium", "large"];

/** Give the width of a button or a field. */
export function widthOf(node: JsonObject): CSSProperties {
  if (node["width"] === "fill") return { width: "100%", maxWidth: "100%" };
  const width = pixels(node["width"], 100, 999);
  return width === undefined ? {} : { width: `${width}px`, maxWidth: "100%" };
}

export function Button({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const type = textIn(node, "type");
  const size = textIn(node, "size");
  const busy = state.pending === pointer;
  const disabled = node["disabled"] === true;
  const hasIcon = isObject(node["icon"]);
  const text = isObject(node["text"]) ? plain(node["text"]) : "";
  const classes = `button type-${TYPES.includes(type) ? type : "default"} size-${SIZES.includes(size) ? size : "medium"}${busy ? " busy" : ""}${hasIcon && !text ? " only-icon" : ""}`;
  return (
    <button
      type="button"
      class={classes}
      style={widthOf(node)}
      data-pointer={pointer}
      aria-busy={busy || undefined}
      aria-disabled={disabled || undefined}
      aria-label={text ? undefined : textIn(node, "name") || say("ok")}
      title={plain(disabled ? node["disabled_tips"] : node["hover_tips"]) || undefined}
      onClick={() => state.use({ node, pointer }, form, { request: { click: pointer } })}
    >
      {busy && <span class="spinner" />}
      <span class="button-label">{hasIcon && <IconOf value={node["icon"]} />}{text && <Text value={node["text"]} />}</span>
    </button>
  );
}
