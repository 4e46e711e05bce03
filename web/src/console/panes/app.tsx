/** How the app wants its deliveries, as the developer console has it: modes, types, addresses; saved, then published. */
import { useEffect, useState } from "preact/hooks";
import { at, patch, post } from "../api";
import { keep } from "../app-settings";
import { postAsking } from "../confirm";
import { useSay } from "../language";
import { useApp } from "../shell/header";
import { Copy } from "../shell/copy";
import type { App, Json } from "../types";
import { SecretsPanel } from "./secrets";

const MODES = ["long_connection", "webhook"] as const;
const ADDRESSES = ["event_url", "callback_url", "card_url"] as const;
const LISTS = ["event_types", "callback_types", "url_patterns"] as const;

export function AppPane() {
  const say = useSay();
  const app = useApp();
  if (!app) return null;
  const changes = Object.keys(app.draft ?? {});
  return (
    <div class="pane">
      <div class="pane-top">
        <h2>{say("app.title", { name: app.name })}</h2>
        <span class="tag">{app["version"] ? say("app.version", { version: String(app["version"]) }) : say("app.published")}</span>
        <span class="gap" />
        {changes.length > 0 && (
          <>
            <span class="tag warn">{say("app.draft", { count: changes.length })}</span>
            <button type="button" class="button primary" onClick={() => void keep(() => post(`${at("apps", app.id)}/publish`))}>
              {say("app.publish")}
            </button>
          </>
        )}
      </div>
      <div class="cards">
        <section class="panel">
          <h3>{say("app.identity")}</h3>
          <dl class="facts">
            <div>
              <dt>App ID</dt>
              <dd>
                <code>{app.id}</code>
                <Copy text={app.id} label="App ID" />
              </dd>
            </div>
            <div>
              <dt>{say("app.bot")}</dt>
              <dd>
                <code>{app.bot_open_id}</code>
              </dd>
            </div>
          </dl>
        </section>
        <SecretsPanel key={`${app.id} secrets`} app={app} />
        <section class="panel">
          <h3>{say("app.modes")}</h3>
          <p class="faint">{say("app.modes_text")}</p>
          <ModeRow app={app} name="events" />
          <ModeRow app={app} name="callbacks" />
          <Switch app={app} name="encrypted" />
          <Switch app={app} name="legacy_cards" />
        </section>
        <section class="panel" key={`${app.id} addresses`}>
          <h3>{say("app.addresses")}</h3>
          <p class="faint">{say("app.addresses_text")}</p>
          {ADDRESSES.map((name) => (
            <Field key={name} app={app} name={name} hint="http://127.0.0.1:7777/webhook/event" />
          ))}
        </section>
        <section class="panel" key={`${app.id} types`}>
          <h3>{say("app.types")}</h3>
          <p class="faint">{say("app.types_text")}</p>
          {LISTS.map((name) => (
            <Field key={name} app={app} name={name} hint={name === "url_patterns" ? "git.example.com" : "*"} />
          ))}
        </section>
      </div>
    </div>
  );
}

/** Give a setting as it is saved, published or not. */
function settingOf(app: App, name: string): Json | undefined {
  return app.draft?.[name] ?? app[name];
}

function ModeRow({ app, name }: { app: App; name: "events" | "callbacks" }) {
  const say = useSay();
  return (
    <div class="mode-row" role="group" aria-label={say(`app.${name}`)}>
      <span>{say(`app.${name}`)}</span>
      <div class="choice">
        {MODES.map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={settingOf(app, name) === mode}
            onClick={() => void keep(() => postAsking(`${at("apps", app.id)}/subscription`, { [name]: mode }))}
          >
            {say(`mode.${mode}`)}
          </button>
        ))}
      </div>
      <Unpublished app={app} name={name} />
    </div>
  );
}

function Switch({ app, name }: { app: App; name: "encrypted" | "legacy_cards" }) {
  const say = useSay();
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={settingOf(app, name) === true}
        onChange={(event) => void keep(() => patch(at("apps", app.id), { [name]: event.currentTarget.checked }))}
      />
      {say(`app.${name}`)}
    </label>
  );
}

type FieldName = (typeof ADDRESSES)[number] | (typeof LISTS)[number];

function Field({ app, name, hint }: { app: App; name: FieldName; hint: string }) {
  const say = useSay();
  const now = settingOf(app, name);
  const isList = Array.isArray(now) || (LISTS as readonly string[]).includes(name);
  const saved = Array.isArray(now) ? now.join(" ") : String(now ?? "");
  const [text, setText] = useState(saved);
  useEffect(() => setText(saved), [saved]); // here or elsewhere
  const save = (written: string): Promise<App> => {
    const value = isList ? written.split(/[\s,]+/).filter(Boolean) : written;
    const path = at("apps", app.id);
    if (name === "url_patterns") return patch(path, { [name]: value });
    return isList ? postAsking(`${path}/subscription`, { [name]: value }) : postAsking(`${path}/webhook`, { [name]: value });
  };
  return (
    <form
      class="address-row"
      onSubmit={(event) => {
        event.preventDefault();
        // As it stands in the field: what was typed last may not have been drawn yet.
        const written = event.currentTarget.querySelector("input")?.value ?? text;
        void keep(() => save(written));
      }}
    >
      <label for={`field-${name}`}>{say(`app.${name}`)}</label>
      <input
        id={`field-${name}`}
        class="field"
        type="text"
        spellcheck={false}
        placeholder={hint}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        {say("app.save")}
      </button>
      <Unpublished app={app} name={name} />
    </form>
  );
}

function Unpublished({ app, name }: { app: App; name: string }) {
  const say = useSay();
  return app.draft && name in app.draft ? <span class="tag warn">{say("mode.draft")}</span> : null;
}
