/** Text fields. */

import type { CSSProperties, JSX, TargetedEvent } from "preact";
import { useContext, useState } from "preact/hooks";
import { widthOf } from "./button";
import type { Part } from "./elements";
import { lengthOf, maxLength } from "./fields";
import { Glyph } from "./icons";
import type { Json, JsonObject } from "./json";
import { isObject, textIn } from "./json";
import { FormContext, useCard, useReading } from "./view";

/** Give how high a text of several lines is; one that grows with what is typed starts at `rows`. */
function rowsOf(node: JsonObject): { rows: number; class?: string; style?: CSSProperties } {
  const within = (value: Json | undefined, otherwise: number): number => (typeof value === "number" ? Math.min(99, Math.max(1, Math.floor(value))) : otherwise);
  const rows = within(node["rows"], 5);
  if (node["auto_resize"] !== true) return { rows };
  const most = within(node["max_rows"], 99);
  return { rows, class: "grows", style: { minHeight: `calc(${rows}lh + 10px)`, maxHeight: `calc(${Math.max(rows, most)}lh + 10px)` } };
}

export function Input({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const [bare, setBare] = useState(false);
  const value = String(state.value({ node, pointer }));
  const label = plain(node["label"]);
  const placeholder = plain(node["placeholder"]);
  const kind = textIn(node, "input_type");
  const many = kind === "multiline_text";
  const disabled = node["disabled"] === true;
  const busy = state.pending === pointer;
  const most = maxLength(node);
  const length = lengthOf(value);
  const over = length > most;
  const send = (): void => {
    if (over) return state.remark(pointer, say("tooLong"));
    state.use({ node, pointer }, form, { request: { input: pointer, text: value } });
  };
  const pressed = (event: KeyboardEvent): void => {
    if (!form && event.key === "Enter" && !event.isComposing && (!many || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  };
  const required = form !== null && node["required"] === true;
  const common = {
    value,
    placeholder,
    "data-pointer": pointer,
    "aria-label": label || placeholder || textIn(node, "name") || "…",
    "aria-busy": busy || undefined,
    "aria-invalid": over || state.remarks.has(pointer) || undefined,
    "aria-disabled": disabled || undefined,
    "aria-required": required || undefined,
    readOnly: disabled || state.pending !== null,
    title: (disabled && plain(node["disabled_tips"])) || undefined,
    onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => state.fill({ node, pointer }, event.currentTarget.value),
    onKeyDown: pressed,
    onClick: disabled ? () => state.use({ node, pointer }, form, { request: {} }) : undefined,
  };
  const classes = ["field", many && "field-many", disabled && "disabled", busy && "busy", (over || state.remarks.has(pointer)) && "wrong"];
  return (
    <div class={`input label-${node["label_position"] === "left" ? "left" : "top"}`} style={widthOf(node)}>
      {isObject(node["label"]) && label && <span class="label">{label}{required && <span class="star" aria-hidden="true">*</span>}</span>}
      <div class={classes.filter(Boolean).join(" ")}>
        {kind === "password" && node["show_icon"] !== false && <Glyph name="lock" size={14} />}
        {many ? <textarea {...rowsOf(node)} {...common} /> : kind === "password" && !bare ? <input type="password" autocomplete="off" {...common} /> : <input type="text" autocomplete="off" {...common} />}
        {kind === "password" && value && <button type="button" class="quiet" aria-pressed={bare} aria-label={label || placeholder || "…"} onClick={() => setBare(!bare)}><Glyph name={bare ? "hidden" : "visible"} size={14} /></button>}
        {(over || (many && length > most * 0.8)) && <span class={over ? "count over" : "count"}>{length}/{most}</span>}
        {!form && !disabled && (value || busy) && (
          <button type="button" class="quiet send" aria-label={say("send")} onClick={send}>{busy ? <span class="spinner" /> : <Glyph name="send" />}</button>
        )}
      </div>
    </div>
  );
}
