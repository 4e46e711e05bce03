/** The card templates that are kept here: filled in and looked at, sent, and imported. */
import { useEffect, useState } from "preact/hooks";
import { attempt, openChat, toast } from "../actions";
import { get, post } from "../api";
import { CardDrawing } from "../chat/card-drawing";
import { Icon } from "../icon";
import { readObject } from "../json";
import { say as sayNow, told, useSay } from "../language";
import { isDark } from "../chosen";
import { preferences } from "../preferences";
import { route } from "../route";
import { useApp } from "../shell/header";
import { useStore } from "../store";
import type { Json, Told } from "../types";
import { CardsTabs } from "./cards-tabs";
import { canBe, valuesToSend, WAYS, type Way, written } from "./template-values";

interface Version {
  version: string;
  published: boolean;
  variables: Record<string, string>;
  defaults: Record<string, Json>;
  card: { [key: string]: Json };
}

interface Template {
  template_id: string;
  name: string;
  /** The apps that may use it; null for all. */
  app_ids: string[] | null;
  versions: Version[];
}

export function TemplatesPane() {
  const say = useSay();
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  const [chosen, setChosen] = useState("");
  const look = async (): Promise<void> => {
    const found = await attempt(() => get<{ templates: Template[] }>("/templates"));
    if (found) setTemplates(found.templates);
  };
  useEffect(() => void look(), []);
  const template = templates.find(({ template_id }) => template_id === chosen) ?? templates[0];
  const keep = async (document: object): Promise<void> => {
    const kept = await attempt(() => post<Template>("/templates", document));
    if (!kept) return;
    setChosen(kept.template_id);
    await look();
    toast({ type: "success", content: sayNow("templates.kept", { id: kept.template_id }) });
  };
  return (
    <div class="pane">
      <div class="pane-top">
        <CardsTabs />
      </div>
      <div class="cards">
        <section class="panel">
          <h3>{say("templates.list")}</h3>
          <ul class="template-list">
            {templates.map((one) => (
              <li key={one.template_id}>
                <button type="button" class="story" aria-pressed={one === template} onClick={() => setChosen(one.template_id)}>
                  <code>{one.template_id}</code>
                  <span>{[one.name, ...one.versions.map(({ version }) => version)].filter(Boolean).join(" · ")}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
        {template && <One key={template.template_id} template={template} onKeep={keep} />}
        <Import onKeep={keep} />
      </div>
    </div>
  );
}

const STATES = ["published", "unpublished", "hidden"] as const;

interface OneProps {
  template: Template;
  onKeep: (document: object) => Promise<void>;
}

function One({ template, onKeep }: OneProps) {
  const say = useSay();
  const app = useApp();
  const [name, setName] = useState(template.versions.at(-1)?.version ?? "");
  const [texts, setTexts] = useState<Record<string, string>>(() => personsIn(template.versions.at(-1)));
  const [way, setWay] = useState<Way>("written");
  const version = template.versions.find((one) => one.version === name) ?? template.versions.at(-1);
  if (!version) return null;
  const isHidden = template.app_ids !== null && !template.app_ids.includes(app?.id ?? "");
  const state = isHidden ? "hidden" : version.published ? "published" : "unpublished";
  const turn = (to: (typeof STATES)[number]): Promise<void> =>
    onKeep({
      template_id: template.template_id,
      app_ids: to === "hidden" ? [] : null,
      versions: [{ ...version, published: to !== "unpublished" }],
    });
  const reference = {
    type: "template",
    data: {
      template_id: template.template_id,
      template_version_name: version.version,
      template_variable: valuesToSend(version.variables, texts, way),
    },
  };
  const send = async (): Promise<void> => {
    const { chat } = route.state;
    if (await attempt(() => post("/messages", { card: reference, to: chat }))) openChat(chat);
  };
  return (
    <section class="panel template" aria-label={template.template_id}>
      <h3>
        {template.name || template.template_id}
        <code>{template.name && template.template_id}</code>
      </h3>
      <div class="template-settings">
        <label>
          {say("templates.version")}
          <select class="field" value={version.version} onChange={(event) => setName(event.currentTarget.value)}>
            {template.versions.map((one) => (
              <option key={one.version} value={one.version}>
                {one.version}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("templates.state")}
          <select
            class="field"
            value={state}
            onChange={(event) => void turn(STATES.find((one) => one === event.currentTarget.value) ?? "published")}
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {say(`templates.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("templates.values")}
          <select
            class="field"
            value={way}
            onChange={(event) => setWay(WAYS.find((one) => one === event.currentTarget.value) ?? "written")}
          >
            {WAYS.map((one) => (
              <option key={one} value={one} disabled={!canBe(one, version.variables)}>
                {say(`templates.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {Object.keys(version.variables).length > 0 && (
        <div class="field-grid">
          {Object.entries(version.variables).map(([variable, type]) => (
            <label key={variable}>
              <span>
                {variable} <small class="faint">{type}</small>
              </span>
              <input
                class="field"
                placeholder={written(version.defaults[variable])}
                value={texts[variable] ?? ""}
                onInput={(event) => setTexts({ ...texts, [variable]: event.currentTarget.value })}
              />
            </label>
          ))}
        </div>
      )}
      <Preview reference={reference} state={state} />
      <div class="actions">
        <button type="button" class="button primary" onClick={() => void send()}>
          <Icon name="send" size={14} />
          {say("cards.send")}
        </button>
      </div>
    </section>
  );
}

/** Begin with the chosen person where a person is wanted. */
function personsIn(version: Version | undefined): Record<string, string> {
  const persons = Object.entries(version?.variables ?? {}).filter(([, type]) => type === "person");
  return Object.fromEntries(persons.map(([name]) => [name, route.state.as]));
}

interface Checked {
  card: { [key: string]: Json } | null;
  answer: ({ code: number } & Told<"msg">) | null;
}

/** The card as it would be sent, or what the platform answers instead. */
function Preview({ reference, state }: { reference: object; state: string }) {
  const theme = useStore(preferences, (state) => (isDark(state) ? "dark" : "light"));
  const lang = useStore(preferences, (state) => state.lang);
  const [checked, setChecked] = useState<Checked | null>(null);
  const asked = JSON.stringify(reference);
  useEffect(() => {
    let current = true;
    void post<Checked>("/cards/check", { card: reference }).then(
      (answer) => current && setChecked(answer),
      () => current && setChecked(null),
    );
    return () => {
      current = false;
    };
  }, [asked, state]);
  if (!checked) return null;
  if (checked.answer) {
    return (
      <p class="note bad" role="status">
        <b>{checked.answer.code}</b> <span class="grow">{told(checked.answer, "msg", lang)}</span>
      </p>
    );
  }
  const look = { theme, device: "pc", locale: lang === "zh" ? "zh_cn" : "en_us" } as const;
  return (
    <div class="preview" data-theme={theme}>
      <CardDrawing card={checked.card} look={look} onAct={() => Promise.resolve(null)} />
    </div>
  );
}

/** Where the card stands in an export; without any of these, all of it is the card. */
const CARDS = ["card", "dsl", "versions"];
const MEMBERS = [...CARDS, "name", "version", "variables", "published", "app_ids"];

function Import({ onKeep }: { onKeep: OneProps["onKeep"] }) {
  const say = useSay();
  const [text, setText] = useState("");
  const [id, setId] = useState("");
  const document = readObject(text);
  const given = document?.["template_id"] ?? document?.["id"];
  const read = async (input: HTMLInputElement): Promise<void> => {
    const [file] = input.files ?? [];
    if (!file) return;
    setText(await file.text());
    input.value = "";
  };
  return (
    <form
      class="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!document) return;
        const known = MEMBERS.filter((name) => name in document).map((name) => [name, document[name]]);
        const isCard = !CARDS.some((name) => name in document);
        void onKeep({ ...(isCard ? { card: document } : Object.fromEntries(known)), template_id: id || given });
      }}
    >
      <h3>{say("templates.import")}</h3>
      <p class="faint">{say("templates.import_text")}</p>
      <label>
        {say("templates.json")}
        <textarea
          class="field"
          rows={6}
          spellcheck={false}
          aria-invalid={text !== "" && !document}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {text !== "" && !document && <p class="bad-text">{say("mock.not_json")}</p>}
      <label>
        {say("templates.id")}
        <input class="field" placeholder={String(given ?? "")} value={id} onInput={(event) => setId(event.currentTarget.value)} />
      </label>
      <div class="actions">
        <button type="submit" class="button primary" disabled={!document || (id === "" && given === undefined)}>
          {say("templates.keep")}
        </button>
        <label class="button">
          <Icon name="open" size={15} />
          {say("templates.file")}
          <input class="hidden" type="file" accept=".json,.card" onChange={(event) => void read(event.currentTarget)} />
        </label>
      </div>
    </form>
  );
}
