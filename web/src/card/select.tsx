/** Menus to choose from: options or people, one or several. */

import type { JSX } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import { widthOf } from "./button";
import type { Part } from "./elements";
import { IconOf } from "./header";
import { Glyph } from "./icons";
import type { JsonObject } from "./json";
import { isObject, objectsIn, textIn } from "./json";
import { Avatar, usePersonName } from "./pictures";
import { Popover } from "./popover";
import { FormContext, useCard, useReading } from "./view";

interface Choice {
  value: string;
  label: string;
  icon: JsonObject | undefined;
}

const SEARCHED_FROM = 8;

/** List what can be chosen; people when the card names none are all who are known. */
function useChoices(node: JsonObject): Choice[] {
  const { say, view } = useCard();
  const { plain } = useReading();
  const nameOf = usePersonName();
  const people = textIn(node, "tag").endsWith("_person");
  const options = objectsIn(node, "options").map(([option]) => option);
  if (people && !options.length) return view.people.map((person) => ({ value: person.open_id, label: nameOf(person.open_id) ?? "", icon: undefined }));
  return options.map((option) => {
    const value = textIn(option, "value");
    const label = plain(option["text"]) || (people ? (nameOf(value) ?? say("unknownUser")) : value);
    return { value, label, icon: isObject(option["icon"]) ? option["icon"] : undefined };
  });
}

/** The box that shows what is chosen and opens the list. */
function Box(props: Part & { chosen: Choice[]; open: boolean; show: () => void; forget?: (value: string) => void }): JSX.Element {
  const { node, pointer } = props;
  const { state, say } = useCard();
  const { plain } = useReading();
  const people = textIn(node, "tag").endsWith("_person");
  const busy = state.pending === pointer;
  const disabled = node["disabled"] === true;
  const placeholder = plain(node["placeholder"]) || say("choose");
  const labels = props.chosen.map((choice) => choice.label).join(", ");
  const classes = ["field", node["type"] === "text" && "field-text", disabled && "disabled", busy && "busy", state.remarks.has(pointer) && "wrong", props.forget && "field-multi"];
  const press = (): void => (disabled ? state.use({ node, pointer }, null, { request: {} }) : props.show());
  return (
    <div class={classes.filter(Boolean).join(" ")}>
      <button type="button" class="field-press" data-pointer={pointer} aria-haspopup="dialog" aria-expanded={props.open} aria-disabled={disabled || undefined} aria-busy={busy || undefined} aria-label={labels ? `${placeholder}: ${labels}` : placeholder} title={disabled ? plain(node["disabled_tips"]) || undefined : undefined} onClick={press}>
        {!props.chosen.length && <span class="placeholder">{placeholder}</span>}
        {!props.forget && props.chosen.map((choice) => <Shown key={choice.value} choice={choice} people={people} />)}
        {busy ? <span class="spinner" /> : <Glyph name="down" size={14} />}
      </button>
      {props.forget && props.chosen.length > 0 && (
        <span class="field-chips">
          {props.chosen.map((choice) => (
            <span key={choice.value} class="field-chip">
              <Shown choice={choice} people={people} />
              {!disabled && <button type="button" class="quiet" aria-label={`${say("remove")} ${choice.label}`} onClick={() => props.forget?.(choice.value)}><Glyph name="close" size={12} /></button>}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}

function Shown({ choice, people }: { choice: Choice; people: boolean }): JSX.Element {
  return <span class="shown">{people && <Avatar id={choice.value} size={20} />}{choice.icon && <IconOf value={choice.icon} />}<span>{choice.label}</span></span>;
}

/** The list itself, with a search box over long ones and over people. */
function List(props: { node: JsonObject; choices: Choice[]; chosen: ReadonlySet<string>; choose: (value: string) => void; multiple?: boolean }): JSX.Element {
  const { say } = useCard();
  const { plain } = useReading();
  const [wanted, setWanted] = useState("");
  const people = textIn(props.node, "tag").endsWith("_person");
  const shown = props.choices.filter((choice) => choice.label.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <>
      {(people || props.choices.length >= SEARCHED_FROM) && (
        <span class="search"><Glyph name="search" size={14} /><input type="text" aria-label={say("search")} placeholder={say("search")} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} data-first /></span>
      )}
      {shown.length > 0 ? (
        <div role="listbox" aria-label={plain(props.node["placeholder"]) || say("options")} aria-multiselectable={props.multiple}>
          {shown.map((choice, index) => {
            const selected = props.chosen.has(choice.value);
            return (
              <button key={index} type="button" role="option" class={selected ? "entry selected" : "entry"} aria-selected={selected} data-entry data-value={choice.value} onClick={() => props.choose(choice.value)}>
                <Shown choice={choice} people={people} />
                {selected && <Glyph name="check" size={14} />}
              </button>
            );
          })}
        </div>
      ) : (
        <span class="entry nothing">{say("nothing")}</span>
      )}
    </>
  );
}

export function Select({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const choices = useChoices(node);
  const value = String(state.value({ node, pointer }));
  const chosen = choices.filter((choice) => choice.value === value && value !== "");
  const choose = (wanted: string): void => {
    setOpen(false);
    state.fill({ node, pointer }, wanted);
    if (!form) state.use({ node, pointer }, form, { request: { select: pointer, option: wanted } });
  };
  return (
    <div class="anchor field-width" ref={anchor} style={widthOf(node)}>
      <Box node={node} pointer={pointer} chosen={chosen.slice(0, 1)} open={open} show={() => !state.pending && setOpen(true)} />
      {open && (
        <Popover anchor={anchor} wide label={plain(node["placeholder"]) || say("options")} close={() => setOpen(false)}>
          <List node={node} choices={choices} chosen={new Set([value])} choose={choose} />
        </Popover>
      )}
    </div>
  );
}

export function MultiSelect({ node, pointer }: Part): JSX.Element {
  const { state, say } = useCard();
  const { plain } = useReading();
  const form = useContext(FormContext);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const choices = useChoices(node);
  const held = state.value({ node, pointer });
  const values = new Set(Array.isArray(held) ? held : []);
  const before = useRef("");
  const hold = (next: Set<string>): void => state.fill({ node, pointer }, choices.map((choice) => choice.value).filter((value) => next.has(value)));
  const toggle = (value: string): void => hold(new Set(values.has(value) ? [...values].filter((one) => one !== value) : [...values, value]));
  const latest = useRef(values);
  latest.current = values;
  const close = (): void => {
    setOpen(false);
    const now = [...latest.current];
    if (!form && now.join("\n") !== before.current) state.use({ node, pointer }, form, { request: { select: pointer, option: now } });
  };
  const show = (): void => {
    before.current = [...values].join("\n");
    if (!state.pending) setOpen(true);
  };
  return (
    <div class="anchor field-width" ref={anchor} style={widthOf(node)}>
      <Box node={node} pointer={pointer} chosen={choices.filter((choice) => values.has(choice.value))} open={open} show={show} forget={toggle} />
      {open && (
        <Popover anchor={anchor} wide label={plain(node["placeholder"]) || say("options")} close={close}>
          <List node={node} multiple choices={choices} chosen={values} choose={toggle} />
        </Popover>
      )}
    </div>
  );
}
