/** Mock an event: as a form that knows what can be told about it, or as JSON. */
import { useState } from "preact/hooks";
import { trigger } from "../actions";
import { Icon } from "../icon";
import { readObject } from "../json";
import { useSay } from "../language";
import { closeDialogs } from "../opened";
import { prefer, preferences } from "../preferences";
import { route } from "../route";
import { Copy } from "../shell/copy";
import { Dialog } from "../shell/dialog";
import { Tabs } from "../shell/tabs";
import { useStore } from "../store";
import type { Json } from "../types";
import { world } from "../world";
import { commandLine, MOCK_EVENTS, MOCK_FIELDS, type MockField, type Scene, usualValues, withValue } from "./mock-events";
import { eventName } from "./mock-menu";

/** Give what the page shows now. */
function scene(): Scene {
  const { as, chat } = route.state;
  const { people, chats, messages } = world.state;
  const shown = chats.find(({ id }) => id === chat);
  const group = shown?.kind === "group" ? shown : chats.find(({ kind }) => kind === "group");
  const direct = chats.find(({ kind, members }) => kind === "p2p" && members.includes(as));
  return {
    person: as,
    direct: direct?.id ?? "",
    group: group?.id ?? "",
    message: messages[chat]?.at(-1)?.id ?? "",
    nameOf: (id) => people.find(({ open_id }) => open_id === id)?.name ?? chats.find((one) => one.id === id)?.name,
  };
}

const TABS = ["form", "json"] as const;

export function MockDialog({ first }: { first: string }) {
  const say = useSay();
  const bookmarks = useStore(preferences, (state) => state.bookmarks);
  const [type, setType] = useState(first);
  const [tab, setTab] = useState<(typeof TABS)[number]>(first in MOCK_FIELDS ? "form" : "json");
  const [set, setSet] = useState<Record<string, Json>>(() => usualValues(first, scene()));
  const [text, setText] = useState(() => JSON.stringify(set, null, 2));
  const [times, setTimes] = useState(1);
  const [name, setName] = useState("");
  const isJson = tab === "json";
  const values = isJson ? readObject(text) : set;
  const choose = (chosen: string): void => {
    setType(chosen);
    if (chosen in MOCK_FIELDS) put(usualValues(chosen, scene()));
  };
  const put = (changed: Record<string, Json>): void => {
    setSet(changed);
    setText(JSON.stringify(changed, null, 2));
  };
  const turn = (to: (typeof TABS)[number]): void => {
    if (to === "json") setText(JSON.stringify(set, null, 2));
    else if (values) setSet(values);
    setTab(to);
  };
  const keep = (): void => {
    if (!values) return;
    const bookmark = { name: name.trim() || eventName(type, say), type, set: values, times };
    prefer({ bookmarks: [...bookmarks.filter((one) => one.name !== bookmark.name), bookmark] });
    setName("");
  };

  return (
    <Dialog label={say("mock.title")} kind="form-dialog" onClose={closeDialogs}>
      <h2>{say("mock.title")}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!values) return;
          closeDialogs();
          void trigger(type, values, times);
        }}
      >
        <label>
          {say("mock.type")}
          <input class="field" list="event-types" value={type} onInput={(event) => choose(event.currentTarget.value)} />
        </label>
        <datalist id="event-types">
          {MOCK_EVENTS.map((known) => (
            <option key={known} value={known}>
              {eventName(known, say)}
            </option>
          ))}
        </datalist>
        <Tabs
          label={say("mock.how")}
          names={TABS}
          chosen={tab}
          onChoose={turn}
          titleOf={(one) => (one === "form" ? say("mock.form") : "JSON")}
        >
          {isJson ? (
            <textarea
              class="field"
              rows={8}
              spellcheck={false}
              aria-label={say("mock.set")}
              aria-invalid={!values}
              placeholder={'{ "event.message.content": "…" }'}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          ) : (
            <Fields type={type} set={set} onChange={put} />
          )}
        </Tabs>
        {!values && <p class="bad-text">{say("mock.not_json")}</p>}
        <label>
          {say("mock.times")}
          <input
            class="field short"
            type="number"
            min={1}
            max={1000}
            value={times}
            onInput={(event) => setTimes(Math.max(1, Number(event.currentTarget.value) || 1))}
          />
        </label>
        {values && <Command line={commandLine(type, values, times)} />}
        <div class="actions">
          <button type="submit" class="button primary" disabled={!values}>
            <Icon name="send" size={14} />
            {say("mock.send")}
          </button>
          <button type="button" class="button" onClick={closeDialogs}>
            {say("mock.cancel")}
          </button>
        </div>
        <div class="bookmark">
          <input
            class="field"
            aria-label={say("mock.bookmark_name")}
            placeholder={eventName(type, say)}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button type="button" class="button" disabled={!values} onClick={keep}>
            <Icon name="star" size={15} />
            {say("mock.keep")}
          </button>
        </div>
      </form>
      <Bookmarks />
    </Dialog>
  );
}

function Command({ line }: { line: string }) {
  const say = useSay();
  return (
    <div class="command-line">
      <code>{line}</code>
      <Copy text={line} label={say("mock.cli")} />
    </div>
  );
}

interface FieldsProps {
  type: string;
  set: Record<string, Json>;
  onChange: (set: Record<string, Json>) => void;
}

function Fields({ type, set, onChange }: FieldsProps) {
  const say = useSay();
  const fields = MOCK_FIELDS[type];
  if (!fields) return <p class="faint">{say("mock.no_form")}</p>;
  return (
    <div class="field-grid">
      {fields.map((field) => (
        <label key={field.path} title={field.path}>
          {say(field.name)}
          <Value field={field} value={String(set[field.path] ?? "")} onChange={(value) => onChange(withValue(set, field, value, scene()))} />
        </label>
      ))}
    </div>
  );
}

function Value({ field, value, onChange }: { field: MockField; value: string; onChange: (value: string) => void }) {
  const say = useSay();
  const people = useStore(world, (state) => state.people);
  const chats = useStore(world, (state) => state.chats);
  if (field.kind === "text" || field.kind === "message") {
    return (
      <input
        class="field"
        value={value}
        placeholder={field.kind === "message" ? say("mock.made_up") : ""}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const kind = field.kind === "direct" ? "p2p" : "group";
  const options =
    field.kind === "person"
      ? people.map((one) => ({ id: one.open_id, name: one.name }))
      : chats.filter((one) => one.kind === kind).map(({ id, name }) => ({ id, name }));
  return (
    <select class="field" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Bookmarks() {
  const say = useSay();
  const bookmarks = useStore(preferences, (state) => state.bookmarks);
  if (bookmarks.length === 0) return null;
  return (
    <section class="bookmarks" aria-label={say("mock.bookmarks")}>
      <h3>{say("mock.bookmarks")}</h3>
      <ul class="rows">
        {bookmarks.map((one) => (
          <li key={one.name}>
            <span class="grow">
              {one.name}
              <small class="faint">{one.type}</small>
            </span>
            <button
              type="button"
              class="tool"
              aria-label={say("mock.forget", { name: one.name })}
              onClick={() => prefer({ bookmarks: bookmarks.filter((other) => other !== one) })}
            >
              <Icon name="trash" size={15} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
