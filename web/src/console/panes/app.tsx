/** How the app wants its deliveries, as the developer console has it: modes, addresses, encryption. */
import { useState } from "preact/hooks";
import { attempt, toast } from "../actions";
import { at, patch, post } from "../api";
import { useSay } from "../language";
import { useApp } from "../shell/header";
import { Copy } from "../shell/copy";
import type { App } from "../types";
import { placed, world } from "../world";

const MODES = ["long_connection", "webhook"] as const;
const ADDRESSES = ["event_url", "callback_url", "card_url"] as const;

export function AppPane() {
  const say = useSay();
  const app = useApp();
  if (!app) return null;
  return (
    <div class="pane">
      <div class="pane-top">
        <h2>{say("app.title", { name: app.name })}</h2>
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
        <section class="panel">
          <h3>{say("app.modes")}</h3>
          <p class="faint">{say("app.modes_text")}</p>
          <ModeRow app={app} name="events" />
          <ModeRow app={app} name="callbacks" />
        </section>
        <Addresses app={app} />
      </div>
    </div>
  );
}

function keep(app: App): void {
  world.set({ apps: placed(world.state.apps, app) });
  toast({ type: "success", content: app.name });
}

function ModeRow({ app, name }: { app: App; name: "events" | "callbacks" }) {
  const say = useSay();
  const choose = async (mode: string): Promise<void> => {
    const saved = await attempt(() => patch<App>(at("apps", app.id), { [name]: mode }));
    if (saved) keep(saved);
  };
  return (
    <div class="mode-row" role="group" aria-label={say(`app.${name}`)}>
      <span>{say(`app.${name}`)}</span>
      <div class="choice">
        {MODES.map((mode) => (
          <button key={mode} type="button" aria-pressed={app[name] === mode} onClick={() => void choose(mode)}>
            {say(`mode.${mode}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Addresses({ app }: { app: App }) {
  const say = useSay();
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(ADDRESSES.map((name) => [name, String(app[name] ?? "")])),
  );
  const save = async (name: string): Promise<void> => {
    const saved = await attempt(() => post<App>(`${at("apps", app.id)}/webhook`, { [name]: values[name] }));
    if (saved) keep(saved);
  };
  return (
    <section class="panel">
      <h3>{say("app.addresses")}</h3>
      <p class="faint">{say("app.addresses_text")}</p>
      {ADDRESSES.map((name) => (
        <form
          key={name}
          class="address-row"
          onSubmit={(event) => {
            event.preventDefault();
            void save(name);
          }}
        >
          <label for={`address-${name}`}>{say(`app.${name}`)}</label>
          <input
            id={`address-${name}`}
            class="field"
            type="text"
            inputMode="url"
            placeholder="http://127.0.0.1:7777/webhook/event"
            value={values[name]}
            onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
          <button type="submit" class="button">
            {say("app.save")}
          </button>
        </form>
      ))}
    </section>
  );
}
