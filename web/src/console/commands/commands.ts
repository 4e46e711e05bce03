/** Everything that can be done by name, for the palette. */
import "../catalogue-parts";
import { become, openChat, openView, switchLanguage, switchTheme } from "../actions";
import { runDoctor, showConnect, showHelp } from "../opened";
import { prefer, preferences } from "../preferences";
import { go, route, VIEWS } from "../route";
import { deliveries } from "../rows";
import { world } from "../world";
import { appCommands } from "./app";
import { type Command, named } from "./command";
import { connectionCommands } from "./connections";
import { deliveryCommands } from "./deliveries";
import { type Found, NOTHING_FOUND } from "./found";
import { troubleCommands } from "./trouble";
import { worldCommands } from "./world";

/** Give the commands as they are now: chats, connections and recordings come and go. */
/** Run a command that stands elsewhere in the page, too. */
export function runCommand(id: string): void {
  commands(NOTHING_FOUND).find((one) => one.id === id)?.run();
}

export function commands(found: Found): Command[] {
  return [
    ...placeCommands(),
    ...worldCommands(),
    ...deliveryCommands(found),
    ...troubleCommands(found),
    ...connectionCommands(),
    ...appCommands(),
    ...pageCommands(),
  ];
}

function placeCommands(): Command[] {
  const { chats, people } = world.state;
  const members = chats.find(({ id }) => id === route.state.chat)?.members ?? [];
  return [
    ...VIEWS.map((view) => ({
      id: `view.${view}`,
      name: named("command.open", { what: named(`view.${view}`) }),
      run: () => openView(view),
    })),
    ...chats.map((chat) => ({
      id: `chat.${chat.id}`,
      name: named("command.chat", { name: chat.name }),
      hint: chat.id,
      run: () => openChat(chat.id),
    })),
    ...people
      .filter(({ open_id }) => members.includes(open_id) && open_id !== route.state.as)
      .map((person) => ({
        id: `as.${person.open_id}`,
        name: named("command.as", { name: person.name }),
        hint: person.open_id,
        run: () => become(person.open_id),
      })),
  ];
}

function pageCommands(): Command[] {
  const { shortcuts } = preferences.state;
  return [
    { id: "filter.failed", name: named("command.failed"), hint: "status:failed", run: () => go({ filter: "status:failed" }) },
    { id: "filter.none", name: named("command.unfiltered"), run: () => go({ filter: "" }) },
    { id: "pause", name: named("command.pause"), run: () => deliveries.pause(!deliveries.store.state.paused) },
    { id: "connect", name: named("command.connect"), run: showConnect },
    { id: "doctor", name: named("doctor.run"), hint: "larkline doctor", run: runDoctor },
    { id: "theme", name: named("command.theme"), run: switchTheme },
    { id: "language", name: named("command.language"), run: switchLanguage },
    {
      id: "shortcuts",
      name: named(shortcuts ? "command.keys_off" : "command.keys_on"),
      run: () => prefer({ shortcuts: !shortcuts }),
    },
    { id: "help", name: named("help.title"), hint: "?", run: showHelp },
  ];
}
