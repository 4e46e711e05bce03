/** Everything that can be done by name, for the palette. */
import {
  attempt, openChat, openView, switchLanguage, switchTheme, toast, trigger,
} from "./actions";
import { post } from "./api";
import { MOCK_EVENTS } from "./chat/mock-events";
import { eventName } from "./chat/mock-menu";
import { say } from "./language";
import { go, VIEWS } from "./route";
import { deliveries } from "./rows";
import { world } from "./world";

export interface Command {
  id: string;
  name: string;
  hint?: string;
  run: () => void;
}

/** Give the commands as they are now: chats and connections come and go. */
export function commands(): Command[] {
  const { chats } = world.state;
  return [
    ...VIEWS.map((view) => ({
      id: `view.${view}`,
      name: say("command.open", { what: say(`view.${view}`) }),
      run: () => openView(view),
    })),
    ...chats.map((chat) => ({
      id: `chat.${chat.id}`,
      name: say("command.chat", { name: chat.name }),
      hint: chat.id,
      run: () => openChat(chat.id),
    })),
    ...MOCK_EVENTS.map((type) => ({
      id: `event.${type}`,
      name: say("command.trigger", { what: eventName(type, say) }),
      hint: `larkline trigger ${type}`,
      run: () => void trigger(type),
    })),
    { id: "filter.failed", name: say("command.failed"), hint: "status:failed", run: () => go({ filter: "status:failed" }) },
    { id: "filter.none", name: say("command.unfiltered"), run: () => go({ filter: "" }) },
    { id: "pause", name: say("command.pause"), run: () => deliveries.pause(!deliveries.store.state.paused) },
    { id: "clock.minute", name: say("command.minute"), hint: "larkline clock advance 60", run: () => void advance(60) },
    { id: "reset", name: say("command.reset"), run: () => void attempt(() => post("/reset", { scope: "all" })) },
    { id: "theme", name: say("command.theme"), run: switchTheme },
    { id: "language", name: say("command.language"), run: switchLanguage },
  ];
}

export async function advance(seconds: number): Promise<void> {
  const moved = await attempt(() => post("/clock", { advance: seconds }));
  if (moved !== undefined) toast({ type: "success", content: say("clock.advanced", { seconds }) });
}

/** Keep those that contain every word, whichever order the words come in. */
export function matching(all: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ name, hint, id }) => {
    const searched = `${name}\n${hint ?? ""}\n${id}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
