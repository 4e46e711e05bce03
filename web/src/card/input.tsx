/** Text fields. */

import type { JSX, TargetedEvent } from "preact";
import { useContext, useState } from "preact/hooks";
import { widthOf } from "./button";
import type { Part } from "./elements";
import { maxLength } from "./fields";
import { Glyph } from "./icons";
import { isObject, textIn } from "./json";
import { FormContext, useCard, useReading } from "./view";

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
  const over = value.length > most;
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
  const rows = typeof node["rows"] === "number" ? Math.min(20, Math.max(1, node["rows"])) : 5;
  const common = {
    value,
    placeholder,
    "data-pointer": pointer,
    "aria-label": label || placeholder || textIn(node, "name") || "…",
    "aria-busy": busy || undefined,
    "aria-invalid": over || state.remarks.has(pointer) || undefined,
    "aria-disabled": disabled || undefined,
    "aria-required": node["required"] === true || undefined,
    readOnly: disabled || state.pending !== null,
    title: (disabled && plain(node["disabled_tips"])) || undefined,
    onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => state.fill({ node, pointer }, event.currentTarget.value),
    onKeyDown: pressed,
    onClick: disabled ? () => state.use({ node, pointer }, form, { request: {} }) : undefined,
  };
  const classes = ["field", many && "field-many", disabled && "disabled", busy && "busy", (over || state.remarks.has(pointer)) && "wrong"];
  return (
    <div class={`input label-${node["label_position"] === "left" ? "left" : "top"}`} style={widthOf(node)}>
      {isObject(node["label"]) && label && <span class="label">{label}{node["required"] === true && <span class="star" aria-hidden="true">*</span>}</span>}
      <div class={classes.filter(Boolean).join(" ")}>
        {kind === "password" && node["show_icon"] !== false && <Glyph name="lock" size={14} />}
        {many ? <textarea rows={rows} {...common} /> : kind === "password" && !bare ? <input type="password" autocomplete="off" {...common} /> : <input type="text" autocomplete="off" {...common} />}
        {kind === "password" && value && <button type="button" class="quiet" aria-pressed={bare} aria-label={label || placeholder || "…"} onClick={() => setBare(!bare)}>{bare ? "●" : "○"}</button>}
        {(over || (many && value.length > most * 0.8)) && <span class={over ? "count over" : "count"}>{value.length}/{most}</span>}
        {!form && !disabled && (value || busy) && (
          <button type="button" class="quiet send" aria-label={say("send")} onClick={send}>{busy ? <span class="spinner" /> : <Glyph name="send" />}</button>
        )}
      </div>
    </div>
  );
}
