/** The chats of the app, people's direct chats first. */
import { openChat } from "../actions";
import { Icon } from "../icon";
import { useSay } from "../language";
import { route } from "../route";
import { useApp } from "../shell/header";
import { useStore } from "../store";
import type { Chat, MessageRow } from "../types";
import { world } from "../world";
import { Avatar } from "./avatar";

export function Chats() {
  const say = useSay();
  const app = useApp();
  const chats = useStore(world, (state) => state.chats).filter((chat) => !app || chat.bots.includes(app.id));
  const isLive = useStore(world, (state) => state.phase === "live");
  const direct = chats.filter((chat) => chat.kind === "p2p");
  const groups = chats.filter((chat) => chat.kind === "group");
  return (
    <nav class="chats" aria-label={say("chats.label")}>
      <Section title={say("chats.direct")} chats={direct} />
      <Section title={say("chats.groups")} chats={groups} />
      {isLive && chats.length === 0 && <p class="faint">{say("chats.none")}</p>}
      {(["person", "group"] as const).map((what) => (
        <AddToWorld key={what} what={what} />
      ))}
    </nav>
  );
}

export function AddToWorld({ what }: { what: "person" | "group" }) {
  const say = useSay();
  return (
    <button type="button" class="chat-add" onClick={() => void run(what)}>
      <Icon name="plus" size={14} />
      {say(`chats.new_${what}`)}
    </button>
  );
}

function Section({ title, chats }: { title: string; chats: readonly Chat[] }) {
  const say = useSay();
  const current = useStore(route, (state) => state.chat);
  const unread = useStore(world, (state) => state.unread);
  if (chats.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {chats.map((chat) => (
          <li key={chat.id}>
            <button
              type="button"
              class="chat-item"
              aria-current={chat.id === current ? "true" : undefined}
              onClick={() => openChat(chat.id)}
            >
              <Avatar name={chat.name} />
              <span class="chat-about">
                <span class="chat-name" title={chat.name}>{chat.name}</span>
                {chat.last && <span class="chat-last">{lineOf(chat.last) || say(`chats.a_${chat.last.type === "interactive" ? "card" : "message"}`)}</span>}
              </span>
              {unread[chat.id] && <span class="count">{unread[chat.id]}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Do what the palette does, too; its commands are fetched when they are needed first. */
async function run(id: string): Promise<void> {
  (await import("../commands/commands")).runCommand(id);
}

/** What stands for a message in the list; empty when it has no words of its own. */
function lineOf({ text, summary }: MessageRow): string {
  return (text || summary).split("\n", 1)[0] ?? "";
}
