/** The chats of the app, people's direct chats first. */
import { openChat } from "../actions";
import { useSay } from "../language";
import { route } from "../route";
import { useApp } from "../shell/header";
import { useStore } from "../store";
import type { Chat } from "../types";
import { world } from "../world";
import { Avatar } from "./avatar";

export function Chats() {
  const say = useSay();
  const app = useApp();
  const chats = useStore(world, (state) => state.chats).filter((chat) => !app || chat.bots.includes(app.id));
  const direct = chats.filter((chat) => chat.kind === "p2p");
  const groups = chats.filter((chat) => chat.kind === "group");
  return (
    <nav class="chats" aria-label={say("chats.label")}>
      <Section title={say("chats.direct")} chats={direct} />
      <Section title={say("chats.groups")} chats={groups} />
    </nav>
  );
}

function Section({ title, chats }: { title: string; chats: readonly Chat[] }) {
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
              <span class="chat-name">{chat.name}</span>
              {unread[chat.id] && <span class="count">{unread[chat.id]}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
