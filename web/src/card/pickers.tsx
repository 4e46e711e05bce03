/** Pickers of a date, a time, or both: to type into, or to choose from. */

import type { JSX } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { widthOf } from "./button";
import type { Part } from "./elements";
import { Glyph } from "./icons";
import { textIn } from "./json";
import { Popover } from "./popover";
import { FormContext, useCard, useReading } from "./view";

const FORMATS: Record<string, { pattern: RegExp; written: string }> = {
  date_picker: { pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, written: "YYYY-MM-DD" },
  picker_time: { pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/, written: "HH:mm" },
  picker_datetime: { pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d$/, written: "YYYY-MM-DD HH:mm" },
};

/** Loaded when the first picker is opened. */
let panels: typeof import("./calendar") | undefined;

export function Picker({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const tag = textIn(node, "tag");
  const { pattern, written } = FORMATS[tag]!;
  const held = String(state.value({ node, pointer })).replace(/ [+-]\d{4}$/, "");
  const [typed, setTyped] = useState(held);
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(held);
  const anchor = useRef<HTMLDivElement>(null);
  useEffect(() => setTyped(held), [held]);
  const busy = state.pending === pointer;
  const disabled = node["disabled"] === true;
  const placeholder = plain(node["placeholder"]) || say("choose");
  const take = (value: string): void => {
    setOpen(false);
    setTyped(value);
    if (value && !pattern.test(value)) return;
    if (value === held && form) return;
    state.fill({ node, pointer }, value);
    if (!form && value) state.use({ node, pointer }, form, { request: { select: pointer, option: value } });
  };
  const show = (): void => {
    if (disabled) return state.use({ node, pointer }, form, { request: {} });
    setDraft(pattern.test(typed) ? typed : "");
    if (state.pending) return;
    void import("./calendar").then((loaded) => {
      panels = loaded;
      setOpen(true);
    });
  };
  const [day, time] = tag === "picker_time" ? ["", draft] : [draft.slice(0, 10), draft.slice(11)];
  const change = (nextDay: string, nextTime: string): void => {
    if (tag === "date_picker") take(nextDay);
    else setDraft(tag === "picker_time" ? nextTime : `${nextDay} ${nextTime || "00:00"}`);
  };
  const classes = ["field", disabled && "disabled", busy && "busy", (state.remarks.has(pointer) || (typed !== "" && !pattern.test(typed))) && "wrong"];
  return (
    <div class="anchor field-width" ref={anchor} style={widthOf(node)}>
      <div class={classes.filter(Boolean).join(" ")}>
        <input
          type="text"
          value={typed}
          placeholder={placeholder}
          aria-label={`${placeholder} (${written})`}
          aria-busy={busy || undefined}
          aria-disabled={disabled || undefined}
          readOnly={disabled || busy}
          data-pointer={pointer}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onClick={disabled ? show : undefined}
          onKeyDown={(event) => event.key === "Enter" && take(typed.trim())}
          onBlur={() => (form ? take(typed.trim()) : undefined)}
        />
        <button type="button" class="quiet" aria-label={say(tag === "picker_time" ? "clock" : "calendar")} aria-haspopup="dialog" aria-expanded={open} onClick={show}>
          {busy ? <span class="spinner" /> : <Glyph name={tag === "picker_time" ? "clock" : "calendar"} />}
        </button>
      </div>
      {open && panels && (
        <Popover anchor={anchor} label={placeholder} close={() => setOpen(false)}>
          <div class="pick">
            {tag !== "picker_time" && <panels.Calendar day={day!} choose={(next) => change(next, time ?? "")} />}
            {tag !== "date_picker" && <panels.Clock time={time ?? ""} choose={(next) => change(day || today(), next)} />}
          </div>
          {tag !== "date_picker" && (
            <div class="pick-foot">
              <button type="button" class="button type-primary_filled size-small" disabled={!pattern.test(draft)} onClick={() => take(draft)}>{say("ok")}</button>
            </div>
          )}
        </Popover>
      )}
    </div>
  );
}

function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}
