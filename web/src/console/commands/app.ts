/** How the app gets its deliveries, and what it may do. */
import { attempt, openView } from "../actions";
import { at, patch, post } from "../api";
import { keep } from "../app-settings";
import { postAsking } from "../confirm";
import { say } from "../language";
import { ask } from "../opened";
import { route } from "../route";
import type { App } from "../types";
import { world } from "../world";
import { type Command, named } from "./command";

const KINDS = ["events", "callbacks"] as const;
const MODES = ["long_connection", "webhook"] as const;
const ADDRESSES = ["event_url", "callback_url", "card_url"] as const;
const SWITCHES = ["encrypted", "legacy_cards"] as const;

export function appCommands(): Command[] {
  const { apps, info } = world.state;
  const app = apps.find(({ id }) => id === route.state.app) ?? apps[0];
  return [
    ...(app ? commandsOf(app) : []),
    { id: "template", name: named("templates.import"), does: "POST /templates", run: () => openView("templates") },
    ...(info?.features.includes("demo_bot")
      ? [{ id: "demo_bot", name: named("connect.demo"), hint: "larkline demo", does: "POST /demo-bot", run: () => void attempt(() => post("/demo-bot")) }]
      : []),
  ];
}

function commandsOf(app: App): Command[] {
  const path = at("apps", app.id);
  return [
    {
      id: "resume",
      name: named("command.resume"),
      does: "POST /apps/{id}/resume",
      run: () => void keep(() => post(`${path}/resume`)),
    },
    { id: "publish", name: named("command.publish"), does: "POST /apps/{id}/publish", run: () => void keep(() => post(`${path}/publish`)) },
    ...KINDS.flatMap((kind) =>
      MODES.map((mode) => ({
        id: `mode.${kind}.${mode}`,
        name: named("command.mode", { kind: named(`app.${kind}`), mode: named(`mode.${mode}`) }),
        does: "POST /apps/{id}/subscription",
        run: () => void keep(() => postAsking(`${path}/subscription`, { [kind]: mode })),
      })),
    ),
    ...ADDRESSES.map((address) => ({
      id: `address.${address}`,
      name: named("command.address", { what: named(`app.${address}`) }),
      does: "POST /apps/{id}/webhook",
      run: () =>
        ask({
          title: say("command.address", { what: say(`app.${address}`) }),
          values: [{ name: "url", label: "URL", value: String(app[address] || "http://127.0.0.1:") }],
          send: ({ url = "" }) => void keep(() => postAsking(`${path}/webhook`, { [address]: url })),
        }),
    })),
    ...SWITCHES.map((setting) => ({
      id: `switch.${setting}`,
      name: named(app[setting] === true ? "command.off" : "command.on", { what: named(`app.${setting}`) }),
      does: "PATCH /apps/{id}",
      run: () => void keep(() => patch(path, { [setting]: app[setting] !== true })),
    })),
    ...([true, false] as const).map((bot) => ({
      id: `bot.${bot}`,
      name: named(bot ? "command.on" : "command.off", { what: named("command.bot") }),
      does: "PATCH /apps/{id}/abilities",
      run: () => void attempt(() => patch(`${path}/abilities`, { bot })),
    })),
  ];
}
