/** Everything that can be done by name, for the palette. */
import {
  attempt, openChat, openView, switchLanguage, switchTheme, toast, trigger,
} from "./actions";
import { post } from "./api";
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

const EVENTS = [
  "im.chat.access_event.bot_p2p_chat_entered_v1",
  "application.bot.menu_v6",
  "im.chat.member.bot.added_v1",
  "im.chat.member.bot.deleted_v1",
  "im.chat.member.user.added_v1",
  "im.message.recalled_v1",
  "im.message.reaction.created_v1",
  "im.message.message_read_v1",
  "contact.user.updated_v3",
] as const;

export const MOCK_EVENTS: readonly string[] = EVENTS;

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
    ...EVENTS.map((type) => ({
      id: `event.${type}`,
      name: say("command.trigger", { what: say(`event.${type}`) }),
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
